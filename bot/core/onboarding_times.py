"""The times somebody chooses at first: which of them is the morning's, and what the quiet hours leave of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.core.quiet import QUIET, Quiet, is_quiet_at

NOON_OR_SO = dt.time(15)  # a time before it is the morning's, a later one the evening's


def name_times(times: tuple[dt.time, ...]) -> tuple[tuple[str, dt.time], ...]:
    """Return the first two of ``times`` by kind: the one before 15:00 is the morning's, the later one the evening's."""
    two = sorted(set(times))[:2]
    if len(two) == 2:
        return (("morning", two[0]), ("evening", two[1]))
    return tuple(("morning" if t < NOON_OR_SO else "evening", t) for t in two)


def alike(times: tuple[dt.time, ...]) -> bool:
    """Return whether of two times both are the morning's or both the evening's: "good evening" at nine is neither."""
    two = sorted(set(times))[:2]
    return len(two) == 2 and (two[0] < NOON_OR_SO) == (two[1] < NOON_OR_SO)


def free_time(at: dt.time) -> dt.time:
    """Return ``at``, or the nearest time the quiet hours leave: before them for an evening, at their end otherwise."""
    if not is_quiet_at(at, QUIET):
        return at
    return _later(QUIET.start, -30) if at >= NOON_OR_SO else QUIET.end


def quiet_around(times: tuple[tuple[str, dt.time], ...]) -> Quiet:
    """Return quiet hours that leave every chosen time out."""
    quiet = QUIET
    for _, at in times:
        if is_quiet_at(at, QUIET):
            quiet = replace(quiet, start=_later(at, 30)) if at >= NOON_OR_SO else replace(quiet, end=at)
    return quiet


def _later(at: dt.time, minutes: int) -> dt.time:
    total = (at.hour * 60 + at.minute + minutes) % (24 * 60)
    return dt.time(total // 60, total % 60)
