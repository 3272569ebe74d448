"""``stillpoint check --safety``: how well the detector does on the project's own sentences.

Numbers only. No sentence of the sealed set is ever shown, so that nobody is tempted to mend the detector by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import bot
from bot.detect.judge import CRISIS, label
from bot.shell.detector import Detector

SENTENCES = Path(bot.__file__).resolve().parent.parent / "safety" / "sentences"
HELP = ("CRISIS", "MEDICAL", "SOFT")
Row = tuple[str, str, str]  # label, kind, text


def check_safety(folder: Path = SENTENCES, detector: Detector | None = None) -> int:
    """Print the figures of every set there is, and return the exit code: 1 if there is none."""
    if detector is None:
        detector = Detector()
        detector.load()
    print(f"The model cannot be loaded: {detector.fault}" if detector.fault else "Rules and model.")
    found = [name for name in ("tune", "sealed") if (folder / f"{name}.tsv").exists()]
    if not found:
        print(f"There are no sentences in {folder}: they come with a checkout, not with the package.")
        return 1
    for name in found:
        print(f"\n{name}")
        for line in figures(read(folder / f"{name}.tsv"), detector):
            print(f"  {line}")
    return 0


def read(file: Path) -> list[Row]:
    """Return the rows of a file: label, kind and text."""
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
    return [(row[0], row[1], row[3]) for row in rows]


def figures(rows: Sequence[Row], detector: Detector) -> Iterator[str]:
    """Yield what to print about ``rows``: recall by kind, false alarms, needless soft cards."""
    met = [(given, kind, label(detector.look(text, "en"))) for given, kind, text in rows]
    crisis = [(kind, word) for given, kind, word in met if given == "crisis"]
    if crisis:
        yield _recall("crisis, all", [word for _, word in crisis])
    for kind in CRISIS:
        words = [word for own, word in crisis if own == kind]
        if words:
            yield _recall(f"crisis, {kind}", words)
    for given, right in (("medical", "MEDICAL"), ("advice", "ADVICE_REQUEST")):
        words = [word for own, _, word in met if own == given]
        if words:
            helped = sum(word in HELP for word in words)
            yield (
                f"{given + ', all':20} {len(words):4}   some help {_share(helped, words)}"
                f"   answered as such {_share(words.count(right), words)}"
            )
    for kind in dict.fromkeys(own for given, own, _ in met if given == "none"):
        words = [word for given, own, word in met if given == "none" and own == kind]
        alarms = len(words) - words.count("NONE") - words.count("SOFT")
        yield (
            f"{'harmless, ' + kind:20} {len(words):4}   false alarms {_share(alarms, words)}"
            f"   needless soft {_share(words.count('SOFT'), words)}"
        )
    wrong = Counter(word for given, _, word in met if given in ("crisis", "medical"))["ADVICE_REQUEST"]
    yield f"crisis or medical answered as an advice request: {wrong}"


def _recall(name: str, words: Sequence[str]) -> str:
    helped = sum(word in HELP for word in words)
    full = _share(words.count("CRISIS"), words)
    return f"{name:20} {len(words):4}   some help {_share(helped, words)}   full card {full}"


def _share(count: int, words: Sequence[str]) -> str:
    return f"{count / len(words):.3f}"
