"""The first conversation: adult, consent, time zone, reminder times, and out of the way. Six taps, START included.

The same shape as a check-in: ``advance(state, event) -> Step`` and ``view(state, facts) -> Message``. Nothing about a
person is kept before ``Agree``; until then this state is the only row there is, and it is gone within a day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.core.onboarding_state import (
    EVENING,
    MORNING,
    Agree,
    At,
    Effect,
    Event,
    Located,
    Read,
    SetQuiet,
    SetReminders,
    SetUp,
    StartCheckIn,
    Step,
    Tapped,
    UseZone,
    Withdraw,
)
from bot.core.onboarding_times import alike, free_time, name_times, quiet_around
from bot.core.onboarding_view import _SCREENS, Facts, clock_button, clock_rows, view
from bot.core.quiet import QUIET, is_quiet_at
from bot.core.zones import is_zone

__all__ = [
    "EVENING",
    "MORNING",
    "_SCREENS",
    "Agree",
    "At",
    "Effect",
    "Event",
    "Facts",
    "Located",
    "Read",
    "SetQuiet",
    "SetReminders",
    "SetUp",
    "StartCheckIn",
    "Step",
    "Tapped",
    "UseZone",
    "Withdraw",
    "advance",
    "clock_button",
    "clock_rows",
    "name_times",
    "view",
]  # fmt: skip


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
            return _times(state, tuple((kind, free_time(at)) for kind, at in state.times))
        case ("quiet", "quiet", "shift"):
            step = _settle(state, state.times)
            return Step(step.state, (SetQuiet(quiet_around(state.times)), *step.effects))
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
        if event.times and not alike(event.times):
            return _times(state, name_times(event.times))
        return Step(replace(state, at="own", times=(), unread=True, alike=bool(event.times)))
    return Step(replace(state, unread=True))


def _zone(state: SetUp, zone: str, located: bool = False) -> Step:
    return Step(replace(state, at="times", zone=zone, places=(), unread=False), (UseZone(zone, located),))


def _times(state: SetUp, times: tuple[tuple[str, dt.time], ...]) -> Step:
    if any(is_quiet_at(at, QUIET) for _, at in times):  # never silently left out: it is said, with two ways out
        return Step(replace(state, at="quiet", times=times, unread=False))
    return _settle(state, times)


def _settle(state: SetUp, times: tuple[tuple[str, dt.time], ...]) -> Step:
    return Step(replace(state, at="done", times=times, unread=False), (SetReminders(times),))
