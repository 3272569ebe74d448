"""Who somebody is to the bot: the settings they chose, and what lies open on their desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.away import Silence

DAY_START = dt.time(4)
QUIET_FROM, QUIET_TO = dt.time(22), dt.time(7)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person chose. Sealed as one; nothing of it is a column of its own."""

    chat_id: int
    language: str = "en"
    zone: str | None = None  # IANA name; None until set-up is done
    day_start: dt.time = DAY_START
    quiet_from: dt.time = QUIET_FROM
    quiet_to: dt.time = QUIET_TO
    sound: bool = True
    settled: bool = False  # set-up is finished
    resting: bool = False  # reminders wait until the person asks for them (after a farewell, or a block)
    paused_until: dt.date | None = None  # the first date reminders come again
    country: str | None = None  # ISO 3166, as they told it; a guess is never kept


@dataclass(frozen=True, slots=True)
class Expects:
    """The next typed words answer this: ``city``, ``time``, ``erase``; until then, and about what."""

    what: Literal["city", "time", "erase", "journal", "plan"]
    until: dt.datetime
    about: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies open between two messages. One per person; its talk carries the buttons that belong to no check-in."""

    silence: Silence | None = None  # what happened since the last tap or word
    expects: Expects | None = None
    said: Mapping[str, dt.datetime] = field(default_factory=dict)  # when a hint was said last, by its id
    places: tuple[tuple[str, str], ...] = ()  # (label, zone) found for a typed city


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing a person gave: an answer or a note. ``was`` holds earlier values, newest last."""

    t: Literal["answer", "note", "plan"]
    at: dt.datetime
    zone: str
    item: str | None = None
    value: int | float | str | tuple[str, ...] | None = None
    text: str | None = None
    talk: str | None = None
    script: str | None = None
    late: bool = False
    source: Literal["message", "caption", "forward"] | None = None
    message: int | None = None  # of an answer that was typed: the message, so that an edit of it finds the answer
    was: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What stood here before, and until when."""

    until: dt.datetime
    value: int | float | str | tuple[str, ...] | None = None
    text: str | None = None
