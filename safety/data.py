"""The sentences, as they lie in ``safety/sentences``: label, kind, group, text, one a line, with tabs between."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SENTENCES = Path(__file__).parent / "sentences"
LABELS = ("none", "crisis", "medical", "advice")
CRISIS = ("explicit", "plan", "indirect", "selfharm", "other", "harm")
KINDS = ("none", *CRISIS, "medical", "advice")  # what the models tell apart, in this order


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; those of a group are twins and stay on one side of every split."""

    label: str
    kind: str
    group: str
    text: str

    @property
    def target(self) -> int:
        """The number of its kind among ``KINDS``."""
        return KINDS.index(self.kind if self.label == "crisis" else self.label)


def read(file: Path) -> list[Sentence]:
    """Return the sentences of ``file``.

    Raises:
        ValueError: a line is not as it must be; the message says which.
    """
    sentences = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        parts = line.split("\t")
        if len(parts) != 4 or parts[0] not in LABELS or (parts[0] == "crisis" and parts[1] not in CRISIS):
            raise ValueError(f"{file.name}:{number}: {line[:60]!r}")
        sentences.append(Sentence(parts[0], parts[1], f"{file.stem}:{parts[2]}", parts[3]))
    return sentences


def training(folder: Path = SENTENCES) -> list[Sentence]:
    """Return all sentences to train on, each text once."""
    found = {s.text.casefold(): s for file in sorted(folder.glob("train-*.tsv")) for s in read(file)}
    return list(found.values())


def split(sentences: Sequence[Sentence], share: float, seed: int) -> tuple[list[Sentence], list[Sentence]]:
    """Return ``sentences`` without about a ``share`` of their groups, and those groups."""
    groups = sorted({sentence.group for sentence in sentences})
    random.Random(seed).shuffle(groups)
    apart = set(groups[: int(len(groups) * share)])
    return [s for s in sentences if s.group not in apart], [s for s in sentences if s.group in apart]
