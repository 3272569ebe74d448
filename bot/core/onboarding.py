"""The first conversation: adult, consent, time zone, reminder times, and out of the way. Six taps, START included.

The same shape as a check-in: ``advance(state, event) -> Step`` and ``view(state, facts) -> Message``. Nothing about a
person is kept before ``Agree``; until then this state is the only row there is, and it is gone within a day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.message import Button, Line, Message, Phrase, When, button, message, say
from bot.core.zones import is_zone

At = Literal["adult", "young", "consent", "more", "declined", "zone", "city", "place", "times", "own", "done"]

MORNING, EVENING = dt.time(8), dt.time(20, 30)


@dataclass(frozen=True, slots=True)
class SetUp:
    """Where one person is in the first conversation."""

    at: At = "adult"
    zone: str | None = None
    times: tuple[tuple[str, dt.time], ...] = ()  # ("morning", 08:00), as chosen
    places: tuple[tuple[str, str], ...] = ()  # (label, zone) found for a typed city
    unread: bool = False  # what was typed last could not be understood


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
class StartCheckIn:
    """Open the first check-in now."""


Event = Tapped | Read | Located
Effect = Agree | Withdraw | UseZone | SetReminders | StartCheckIn


@dataclass(frozen=True, slots=True)
class Step:
    """The next state and what to do about it."""

    state: SetUp
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the screens say that the state does not know."""

    operator: str
    contact: str = ""
    zones: tuple[tuple[str, str, dt.time], ...] = ()  # (zone, city, wall time there now), four guesses
    language: str = "en"
    first: When | None = None  # when the first reminder comes
    first_kind: str = "morning"
    first_when: str = "tomorrow"  # today or tomorrow
    several_languages: bool = False


def advance(state: SetUp, event: Event) -> Step:
    """Return the next state and what to do about it. Never raises at a person; an odd tap changes nothing."""
    if isinstance(event, Tapped):
        return _tapped(replace(state, unread=False), event)
    if isinstance(event, Located):
        if state.at in ("zone", "city", "place"):
            return _zone(state, event.zone, located=True)
        return Step(state)
    return _read(state, event)


def _tapped(state: SetUp, event: Tapped) -> Step:
    match (state.at, event.what, event.value):
        case ("adult", "adult", "yes"):
            return Step(replace(state, at="consent"))
        case ("adult", "adult", "no"):
            return Step(replace(state, at="young"), (Withdraw(),))
        case ("consent" | "more", "consent", "yes"):
            return Step(replace(state, at="zone"), (Agree(),))
        case ("consent" | "more", "consent", "no"):
            return Step(replace(state, at="declined"), (Withdraw(),))
        case ("consent", "consent", "more"):
            return Step(replace(state, at="more"))
        case ("more", "consent", "back"):
            return Step(replace(state, at="consent"))
        case ("zone" | "city" | "place", "zone", zone) if is_zone(zone):
            return _zone(state, zone)
        case ("zone", "where", "city"):
            return Step(replace(state, at="city", places=()))
        case ("zone", "where", "place"):
            return Step(replace(state, at="place"))
        case ("city" | "place", "where", "back"):
            return Step(replace(state, at="zone", places=()))
        case ("times" | "own", "times", "both"):
            return _times(state, (("morning", MORNING), ("evening", EVENING)))
        case ("times" | "own", "times", "morning"):
            return _times(state, (("morning", MORNING),))
        case ("times" | "own", "times", "evening"):
            return _times(state, (("evening", EVENING),))
        case ("times" | "own", "times", "none"):
            return _times(state, ())
        case ("times", "times", "own"):
            return Step(replace(state, at="own"))
        case ("own", "times", "back"):
            return Step(replace(state, at="times"))
        case ("done", "first", "now"):
            return Step(state, (StartCheckIn(),))
    return Step(state)


def _read(state: SetUp, event: Read) -> Step:
    """Typing works everywhere a button does."""
    if state.at in ("adult", "consent", "more") and event.yes is not None:
        return _tapped(state, Tapped("adult" if state.at == "adult" else "consent", "yes" if event.yes else "no"))
    if state.at in ("zone", "city", "place"):
        if len(event.places) == 1:
            return _zone(state, event.places[0][1])
        return Step(replace(state, at="city", places=event.places[:4], unread=not event.places))
    if state.at in ("times", "own"):
        if event.times:
            return _times(state, name_times(event.times))
        return Step(replace(state, at="own", unread=True))
    return Step(replace(state, unread=True))


def name_times(times: tuple[dt.time, ...]) -> tuple[tuple[str, dt.time], ...]:
    """Return the first two of ``times`` by kind: the one before 15:00 is the morning's, the later one the evening's."""
    two = sorted(set(times))[:2]
    if len(two) == 2:
        return (("morning", two[0]), ("evening", two[1]))
    return tuple(("morning" if t < dt.time(15) else "evening", t) for t in two)


def _zone(state: SetUp, zone: str, located: bool = False) -> Step:
    return Step(replace(state, at="times", zone=zone, places=(), unread=False), (UseZone(zone, located),))


def _times(state: SetUp, times: tuple[tuple[str, dt.time], ...]) -> Step:
    return Step(replace(state, at="done", times=times, unread=False), (SetReminders(times),))


def view(state: SetUp, facts: Facts) -> Message:
    """Return the message that shows ``state``."""
    return _SCREENS[state.at](state, facts)


def _adult(state: SetUp, facts: Facts) -> Message:
    row = (button("setup-adult-yes", "adult:yes"), button("setup-adult-no", "adult:no"))
    return message("setup-hello", rows=(row,))


def _consent(state: SetUp, facts: Facts) -> Message:
    rows = (
        (button("setup-consent-yes", "consent:yes"),),
        (button("setup-consent-more", "consent:more"), button("setup-consent-no", "consent:no")),
    )
    return message(say("setup-consent", operator=facts.operator), rows=rows)


def _more(state: SetUp, facts: Facts) -> Message:
    rows = ((button("setup-consent-yes", "consent:yes"),), (button("button-back", "consent:back"),))
    return message(say("privacy", operator=facts.operator, contact=facts.contact or facts.operator), rows=rows)


def clock_button(zone: str, city: str, now: dt.time, go: str = "zone") -> Button:
    """Return a zone as people know it: what time it is there, and where."""
    return Button(say("setup-clock", at=When(now, "clock"), city=city), f"{go}:{zone}")


def _zone_view(state: SetUp, facts: Facts) -> Message:
    clocks = [clock_button(*z) for z in facts.zones]
    rows = [tuple(clocks[i : i + 2]) for i in range(0, len(clocks), 2)]
    last = (button("setup-send-place", "where:place"), button("setup-type-city", "where:city"))
    return message("setup-zone", rows=(*rows, last))


def _city(state: SetUp, facts: Facts) -> Message:
    found = tuple((Button(say("own-words", text=label), f"zone:{zone}"),) for label, zone in state.places)
    ask = "setup-city-which" if state.places else "setup-city-unknown" if state.unread else "setup-city"
    return message(ask, rows=(*found, (button("button-back", "where:back"),)))


def _place(state: SetUp, facts: Facts) -> Message:
    return message("setup-place", rows=((button("button-back", "where:back"),),))


def _times_view(state: SetUp, facts: Facts) -> Message:
    both = say("setup-both", morning=When(MORNING, "clock"), evening=When(EVENING, "clock"))
    rows = (
        (Button(both, "times:both"),),
        (Button(say("setup-morning", at=When(MORNING, "clock")), "times:morning"),),
        (Button(say("setup-evening", at=When(EVENING, "clock")), "times:evening"),),
        (button("setup-own", "times:own"), button("setup-none", "times:none")),
    )
    return message(say("setup-times", city=_city_of(state)), rows=rows)


def _own(state: SetUp, facts: Facts) -> Message:
    ask = "setup-own-unread" if state.unread else "setup-own-ask"
    return message(ask, rows=((button("button-back", "times:back"),),))


def _done(state: SetUp, facts: Facts) -> Message:
    if facts.first is None:
        first: Phrase = say("setup-done-none")
    else:
        first = say(f"setup-done-{facts.first_kind}", at=facts.first, when=facts.first_when)
    rows = ((button("setup-first-now", "first:now"),), (button("setup-later", "first:later"),))
    return Message((Line(first), Line(say("setup-good-to-know"))), rows)


def _city_of(state: SetUp) -> str:
    return (state.zone or "").rsplit("/", 1)[-1].replace("_", " ")


def _young(state: SetUp, facts: Facts) -> Message:
    return message("setup-young")


def _declined(state: SetUp, facts: Facts) -> Message:
    return message("setup-declined")


_SCREENS = {
    "adult": _adult,
    "young": _young,
    "consent": _consent,
    "more": _more,
    "declined": _declined,
    "zone": _zone_view,
    "city": _city,
    "place": _place,
    "times": _times_view,
    "own": _own,
    "done": _done,
}
