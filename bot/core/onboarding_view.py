"""What the first conversation shows: one message, as a function of its state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.core.message import Button, Line, Message, Phrase, When, button, message, say
from bot.core.onboarding_state import EVENING, MORNING, SetUp
from bot.core.onboarding_times import free_time, quiet_around
from bot.core.quiet import QUIET, is_quiet_at

SHORT_CITY = 10  # letters; with a clock before it, two such fit beside each other


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


def clock_rows(zones: tuple[tuple[str, str, dt.time], ...], go: str = "zone") -> list[tuple[Button, ...]]:
    """Return rows of clocks (zone, city, wall time there): two beside each other where the cities' names allow it."""
    beside = 2 if all(len(city) <= SHORT_CITY for _, city, _ in zones) else 1
    clocks = [clock_button(*zone, go) for zone in zones]
    return [tuple(clocks[i : i + beside]) for i in range(0, len(clocks), beside)]


def _zone_view(state: SetUp, facts: Facts) -> Message:
    rows = clock_rows(facts.zones)
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
    times, free = _named(inside), _named([free_time(at) for at in inside])
    hours = {"begin": When(QUIET.start, "clock"), "to": When(QUIET.end, "clock")}
    around = quiet_around(state.times)
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
