"""What a check-in asks: questions by id, in order, some only after certain answers.

A script is data (``bot/content/checkins/*.toml``); the words belong to its ids. Values are kept as they stand in the
buttons: whole numbers for scales, words for kinds and choices, half-hour steps for hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Answer = int | float | str | tuple[str, ...]
Kind = Literal["scale", "kind", "chips", "line", "choice", "hours"]

SCALE = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    ``when`` names earlier answers that must be one of the given values for this to be asked at all.
    ``turn`` names a group of which one question is asked, in turn from day to day.
    ``counted`` is False for questions that are not part of "3 of 5".
    """

    id: str
    kind: Kind
    options: tuple[str, ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    turn: str | None = None
    counted: bool = True

    def read(self, value: str) -> Answer | None:
        """Return ``value`` (as a button or typed digits give it) as an answer, or None if it is not one."""
        if self.kind == "chips":
            return (value,) if value in self.options else None
        if value not in self.options:
            return None
        if self.kind == "scale":
            return int(value)
        if self.kind == "hours":
            return float(value)
        return value


@dataclass(frozen=True, slots=True)
class Script:
    """A check-in: its id and what it asks, in order."""

    id: str
    questions: tuple[Question, ...]

    def find(self, id: str | None) -> Question | None:
        """Return the question ``id``, or None if this script does not ask it (any more)."""
        return next((q for q in self.questions if q.id == id), None)

    def asked(self, answers: Mapping[str, Answer], turn: int) -> tuple[Question, ...]:
        """Return the questions to ask given ``answers`` so far; ``turn`` picks one of each rotating group."""
        groups: dict[str, list[str]] = {}
        for question in self.questions:
            if question.turn:
                groups.setdefault(question.turn, []).append(question.id)
        picked = {name: ids[turn % len(ids)] for name, ids in groups.items()}
        return tuple(
            q
            for q in self.questions
            if (q.turn is None or picked[q.turn] == q.id)
            and all(str(answers.get(item)) in values for item, values in q.when)
        )
