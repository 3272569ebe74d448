"""The first conversation: adult, consent, time zone, reminder times, and out of the way. Six taps, START included.

The same shape as a check-in: ``advance(state, event) -> Step`` and ``view(state, facts) -> Message``. Nothing about a
person is kept before ``Agree``; until then this state is the only row there is, and it is gone within a day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.message import Button, Line, Message, Phrase, When, button, message, say
from bot.core.quiet import QUIET, Quiet, is_quiet_at
from bot.core.zones import is_zone

At = Literal["adult", "young", "consent", "more", "declined", "zone", "city", "place", "times", "own", "quiet", "done"]

MORNING, EVENING = dt.time(8), dt.time(20, 30)
NOON_OR_SO = dt.time(15)  # a time before it is the morning's, a later one the evening's


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
        return _tapped(replace(state, unread=False, alike=False), event)
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
        case ("quiet", "quiet", "move"):
            return _times(state, tuple((kind, _free_time(at)) for kind, at in state.times))
        case ("quiet", "quiet", "shift"):
            step = _settle(state, state.times)
            return Step(step.state, (SetQuiet(_quiet_around(state)), *step.effects))
        case ("quiet", "quiet", "back"):
            return Step(replace(state, at="own", times=()))
        case ("done", "first", "now"):
            return Step(state, (StartCheckIn(),))
    return Step(state)


def _read(state: SetUp, event: Read) -> Step:
    """Typing works everywhere a button does."""
    if state.at in ("adult", "consent", "more") and event.yes is not None:
        return _tapped(state, Tapped("adult" if state.at == "adult" else "consent", "yes" if event.yes else "no"))
    if state.at in ("zone", "city", "place"):
        if event.back:
            return Step(replace(state, at="zone", places=(), unread=False))
        if len({zone for _, zone in event.places}) == 1:
            return _zone(state, event.places[0][1])
        return Step(replace(state, at="city", places=event.places[:4], unread=not event.places))
    if state.at in ("times", "own", "quiet"):
        if event.times and not _alike(event.times):
            return _times(state, name_times(event.times))
        return Step(replace(state, at="own", times=(), unread=True, alike=bool(event.times)))
    return Step(replace(state, unread=True))


def name_times(times: tuple[dt.time, ...]) -> tuple[tuple[str, dt.time], ...]:
    """Return the first two of ``times`` by kind: the one before 15:00 is the morning's, the later one the evening's."""
    two = sorted(set(times))[:2]
    if len(two) == 2:
        return (("morning", two[0]), ("evening", two[1]))
    return tuple(("morning" if t < NOON_OR_SO else "evening", t) for t in two)


def _alike(times: tuple[dt.time, ...]) -> bool:
    """Return whether of two times both are the morning's or both the evening's: "good evening" at nine is neither."""
    two = sorted(set(times))[:2]
    return len(two) == 2 and (two[0] < NOON_OR_SO) == (two[1] < NOON_OR_SO)


def _zone(state: SetUp, zone: str, located: bool = False) -> Step:
    return Step(replace(state, at="times", zone=zone, places=(), unread=False), (UseZone(zone, located),))


def _times(state: SetUp, times: tuple[tuple[str, dt.time], ...]) -> Step:
    if any(is_quiet_at(at, QUIET) for _, at in times):  # never silently left out: it is said, with two ways out
        return Step(replace(state, at="quiet", times=times, unread=False))
    return _settle(state, times)


def _free_time(at: dt.time) -> dt.time:
    """Return ``at``, or the nearest time the quiet hours leave: before them for an evening, at their end otherwise."""
    if not is_quiet_at(at, QUIET):
        return at
    return _later(QUIET.start, -30) if at >= NOON_OR_SO else QUIET.end


def _quiet_around(state: SetUp) -> Quiet:
    """Return quiet hours that leave every chosen time out."""
    quiet = QUIET
    for _, at in state.times:
        if is_quiet_at(at, QUIET):
            quiet = replace(quiet, start=_later(at, 30)) if at >= NOON_OR_SO else replace(quiet, end=at)
    return quiet


def _later(at: dt.time, minutes: int) -> dt.time:
    total = (at.hour * 60 + at.minute + minutes) % (24 * 60)
    return dt.time(total // 60, total % 60)


def _settle(state: SetUp, times: tuple[tuple[str, dt.time], ...]) -> Step:
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
    """A keyboard in place of the letters: a message of its own, that no edit can make into another."""
    asking = message("setup-place", rows=((button("button-back", "where:back"),),))
    return replace(asking, ask_location=say("setup-place-button"), placeholder=say("setup-place-hint"))


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
    ask = "setup-own-alike" if state.alike else "setup-own-unread" if state.unread else "setup-own-ask"
    return message(ask, rows=((button("button-back", "times:back"),),))


def _named(times: list[dt.time]) -> Phrase:
    """Return one time, or two with an "and" between them."""
    if len(times) < 2:
        return say("setup-quiet-time", at=When(times[0] if times else EVENING, "clock"))
    return say("setup-quiet-times", first=When(times[0], "clock"), second=When(times[1], "clock"))


def _quiet(state: SetUp, facts: Facts) -> Message:
    inside = [at for _, at in state.times if is_quiet_at(at, QUIET)]
    times, free = _named(inside), _named([_free_time(at) for at in inside])
    hours = {"begin": When(QUIET.start, "clock"), "to": When(QUIET.end, "clock")}
    around = _quiet_around(state)
    shift = say("remind-move-quiet", begin=When(around.start, "clock"), to=When(around.end, "clock"))
    rows = (
        (Button(say("setup-quiet-move", times=free), "quiet:move"),),
        (Button(shift, "quiet:shift"),),
        (button("button-back", "quiet:back"),),
    )
    return message(say("setup-quiet", count=len(inside), times=times, **hours), rows=rows)


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
    "quiet": _quiet,
    "done": _done,
}
