"""What is said, as values without words.

A ``Phrase`` names a message in ``bot/content/text`` and carries its arguments; ``bot/shell/render.py`` puts the
words in. Nothing here knows a language, so the core can decide what to say and be tested without any.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

Style = Literal["clock", "weekday", "weekday-short", "day-month", "weekday-day-month", "day", "date"]


@dataclass(frozen=True, slots=True)
class When:
    """A date or a wall time to be written as the reader's language writes it."""

    value: dt.date | dt.time
    style: Style


@dataclass(frozen=True, slots=True)
class Listed:
    """Several phrases in a row, with ``separator`` between them (" · " or ", ")."""

    parts: tuple[Phrase, ...]
    separator: str = " · "


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to be said: the id of a Fluent message and its arguments. Hashable, so rendering can be cached."""

    id: str
    args: tuple[tuple[str, str | int | float | When | Phrase | Listed], ...] = ()


_plain = cache(Phrase)  # most phrases are ids of ours alone; what has arguments may be somebody's words


def say(id: str, **args: str | int | float | When | Phrase | Listed) -> Phrase:
    """Return the phrase ``id`` with ``args``; argument names are those of the Fluent message."""
    return Phrase(id, tuple(sorted(args.items()))) if args else _plain(id)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or block of lines, of a message; ``strong`` is shown bold."""

    phrase: Phrase
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """One button. ``go`` is ``question:value``: what it means to the talk it belongs to, at most 44 bytes."""

    label: Phrase
    go: str = ""
    style: Literal["primary", "success", "danger"] | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its lines, joined by line breaks, and its rows of buttons.

    ``ask_location`` asks for the place with a reply keyboard instead, on which the buttons become keys that type their
    label; ``drop_keyboard`` takes it away.
    """

    lines: tuple[Line, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    ask_location: Phrase | None = None
    placeholder: Phrase | None = field(default=None)
    drop_keyboard: bool = False


def message(*phrases: Phrase | Line | str, rows: tuple[tuple[Button, ...], ...] = ()) -> Message:
    """Return a message of ``phrases`` (ids, phrases or lines) over ``rows`` of buttons."""
    lines = tuple(p if isinstance(p, Line) else Line(say(p) if isinstance(p, str) else p) for p in phrases)
    return Message(lines, rows)


def button(label: str | Phrase, go: str, style: Literal["primary", "success", "danger"] | None = None) -> Button:
    """Return a button labelled ``label`` (an id or a phrase) that means ``go``."""
    return Button(say(label) if isinstance(label, str) else label, go, style)
