"""What a check-in is: its state, what can happen to it (facts), and what is to be done about it (wishes)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.script import Answer, Question

SLIP = dt.timedelta(seconds=2)  # a tap this soon after leaving a question corrects it
STILL_EDITS = dt.timedelta(hours=24)  # how long the buttons of a finished check-in keep working

View = Literal[
    "asking", "snoozing", "snoozed", "skipped", "saved", "changing", "hours", "noting", "expired", "closed", "dropped"
]
HOURS = ("4.5", "5", "5.5", "6", "6.5", "7", "7.5", "8", "8.5", "9")
HOURS_QUESTION = Question("hours", "hours", HOURS)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Where one person is in one check-in. Stored between turns; survives script edits."""

    script: str
    day: dt.date  # the local day its answers count for
    started_at: dt.datetime
    asking: str | None = None  # id of the open question
    view: View = "asking"
    answers: Mapping[str, Answer] = field(default_factory=dict)
    passed: tuple[str, ...] = ()  # questions skipped on the way
    prompted: bool = False  # a reminder opened it: Snooze and Skip today are shown
    run: str | None = None  # the reminder run it belongs to
    until: dt.datetime | None = None  # when its window ends
    day_ends: dt.datetime | None = None  # when its local day ends; "Answer anyway" works until then
    snoozed: int = 0  # how often
    back_at: dt.datetime | None = None  # when a snooze ends
    left: str | None = None  # the question left last, for slips
    left_at: dt.datetime | None = None
    touched_at: dt.datetime | None = None
    done_at: dt.datetime | None = None
    notes: int = 0
    below: int = 0  # messages that came after the screen and pushed it up
    gone: int = 0  # when it was last sent anew: its old message, or what was said then; the new one has a higher id

    @property
    def done(self) -> bool:
        """True once everything was asked, skipped or finished early."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class Tapped:
    """Somebody tapped a button of this check-in: ``what`` is a question's id or a verb, ``value`` what it says."""

    at: dt.datetime
    what: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """Somebody typed ``text``; ``value`` is how it reads as an answer to the open question, if it does."""

    at: dt.datetime
    text: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Reworded:
    """The message that answered ``item`` was edited; ``value`` is how it reads now, None for no answer any more."""

    at: dt.datetime
    item: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The window in which it was asked has ended."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """A snooze is over: the question is asked anew."""

    at: dt.datetime


Event = Tapped | Typed | Reworded | Lapsed | Returned


@dataclass(frozen=True, slots=True)
class Record:
    """Keep ``value`` as the answer to ``item``."""

    item: str
    value: Answer


@dataclass(frozen=True, slots=True)
class Forget:
    """Take back the answer to ``item``."""

    item: str


@dataclass(frozen=True, slots=True)
class KeepNote:
    """Keep the typed text as a note on this check-in."""

    text: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """Come back at ``until``."""

    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """The reminder run is now answered, snoozed, skipped or expired."""

    state: Literal["answered", "snoozed", "skipped", "expired", "sent"]


@dataclass(frozen=True, slots=True)
class Hint:
    """Say something beside the screen, as the tap's own answer."""

    id: Literal["changed"]
    value: Answer


@dataclass(frozen=True, slots=True)
class ShowSupport:
    """Show the people one can talk to."""


Effect = Record | Forget | KeepNote | Snooze | Mark | Hint | ShowSupport


@dataclass(frozen=True, slots=True)
class Step:
    """The next state and what to do about it."""

    state: CheckIn
    effects: tuple[Effect, ...] = ()
