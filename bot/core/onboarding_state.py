"""What the first conversation is: its state, what can happen in it (facts), what is to be done about it (wishes)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.core.quiet import Quiet

At = Literal["adult", "young", "consent", "more", "declined", "zone", "city", "place", "times", "own", "quiet", "done"]

MORNING, EVENING = dt.time(8), dt.time(20, 30)


@dataclass(frozen=True, slots=True)
class SetUp:
    """Where one person is in the first conversation."""

    at: At = "adult"
    zone: str | None = None
    times: tuple[tuple[str, dt.time], ...] = ()  # ("morning", 08:00), as chosen
    places: tuple[tuple[str, str], ...] = ()  # (label, zone) found for a typed city
    unread: bool = False  # what was typed last could not be understood
    alike: bool = False  # two times were typed, both for the morning or both for the evening


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button: ``what`` and its ``value``."""

    what: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """Typed words, as they were understood: ``yes``/``no``, places found, times found."""

    yes: bool | None = None
    places: tuple[tuple[str, str], ...] = ()
    times: tuple[dt.time, ...] = ()
    back: bool = False  # the word on the button, typed


@dataclass(frozen=True, slots=True)
class Located:
    """A location was sent; only its zone is left of it."""

    zone: str


@dataclass(frozen=True, slots=True)
class Agree:
    """The person said yes: from here on there is a person."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Keep nothing: drop this talk."""


@dataclass(frozen=True, slots=True)
class UseZone:
    """Live by the clocks of ``zone``."""

    zone: str
    located: bool = False


@dataclass(frozen=True, slots=True)
class SetReminders:
    """Remind at these times, one per kind."""

    times: tuple[tuple[str, dt.time], ...]


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """Write nothing unasked in these hours."""

    quiet: Quiet


@dataclass(frozen=True, slots=True)
class StartCheckIn:
    """Open the first check-in now."""


Event = Tapped | Read | Located
Effect = Agree | Withdraw | UseZone | SetReminders | SetQuiet | StartCheckIn


@dataclass(frozen=True, slots=True)
class Step:
    """The next state and what to do about it."""

    state: SetUp
    effects: tuple[Effect, ...] = ()
