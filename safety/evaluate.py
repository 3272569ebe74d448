"""How well what is in the bot does on files of sentences: ``python safety/evaluate.py safety/sentences/tune.tsv``.

``--light`` judges the light model and the rules, ``--rules`` the rules alone. ``--mistakes`` shows the sentences that
came out wrong, which is for the tuning set only; it refuses the sealed one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from data import SENTENCES, read  # noqa: E402

from bot.detect.judge import label  # noqa: E402
from bot.shell.detector import Detector  # noqa: E402
from bot.shell.safety_check import figures  # noqa: E402

RIGHT = {"crisis": "CRISIS", "medical": "MEDICAL", "advice": "ADVICE_REQUEST", "none": "NONE"}


def main() -> None:
    """Print the figures of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", default=[SENTENCES / "tune.tsv"])
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--mistakes", action="store_true")
    chosen = parser.parse_args()
    if chosen.mistakes and any("sealed" in file.name for file in chosen.files):
        sys.exit("The mistakes on the sealed set are not looked at.")
    detector = Detector(models=not chosen.rules)
    if not chosen.light and not chosen.rules:
        detector.load()
    for file in chosen.files:
        sentences = read(file)
        print(file.name)
        for line in figures([(s.label, s.kind, s.text) for s in sentences], detector):
            print(f"  {line}")
        for s in sentences if chosen.mistakes else ():
            word = label(detector.look(s.text, "en"))
            if word != RIGHT[s.label]:
                print(f"    {s.label}/{s.kind} -> {word}: {s.text[:160]}")


if __name__ == "__main__":
    main()
