"""How long a reminder may be late, and what still fits into that time: a snooze, a second nudge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from bot.core.quiet import Quiet, is_quiet, quiet_begins, quiet_ends
from bot.core.schedule import DAY, Draw, Due, Reminder, instant_on, local_day, local_instant, next_due

CHECKIN_WINDOW = dt.timedelta(hours=4)
SHORTEST_WINDOW = dt.timedelta(minutes=60)
SNOOZES = (dt.timedelta(minutes=30), dt.timedelta(hours=1), dt.timedelta(hours=2))
SNOOZES_PER_RUN = 2
NUDGE_AFTER = dt.timedelta(minutes=90)


def window_ends(reminder: Reminder, due: Due, day_start: dt.time, quiet: Quiet) -> dt.datetime:
    """Return when it is too late to send what was due at ``due``, in UTC; at that instant it already is.

    Four hours for the morning, until the day ends for the evening, until quiet hours for cards (or until the day ends
    where there are none), an hour for the rest. A window of the person's own is at least an hour and at most a day;
    the evening's ends with the day all the same.
    """
    day_ends = local_instant(local_day(due.at, reminder.zone, day_start) + DAY, day_start, reminder.zone)
    if reminder.is_card:
        return quiet_begins(due.at, reminder.zone, quiet) or day_ends
    if reminder.window is not None:
        ends = due.at + min(max(reminder.window, SHORTEST_WINDOW), DAY)
        return min(ends, day_ends) if reminder.kind == "evening" else ends
    if reminder.kind == "evening":
        return day_ends
    return due.at + (CHECKIN_WINDOW if reminder.kind == "morning" else SHORTEST_WINDOW)


def is_ever_sent(reminder: Reminder, due: Due, day_start: dt.time, quiet: Quiet) -> bool:
    """Return whether quiet hours leave any of the window of ``due``. If not, the person must be told when choosing."""
    return quiet_ends(due.at, reminder.zone, quiet) < window_ends(reminder, due, day_start, quiet)


def snoozes(now: dt.datetime, window_end: dt.datetime, quiet: Quiet, zone: str, used: int) -> tuple[dt.timedelta, ...]:
    """Return the lengths a snooze may have, shortest first; none after two in one run.

    Each ends before ``window_end`` and before the next quiet hours begin.
    """
    if used >= SNOOZES_PER_RUN or is_quiet(now, zone, quiet):
        return ()
    begins = quiet_begins(now, zone, quiet)
    limit = window_end if begins is None else min(window_end, begins)
    return tuple(length for length in SNOOZES if now + length < limit)


def nudge_at(sent_at: dt.datetime, window_end: dt.datetime, quiet: Quiet, zone: str) -> dt.datetime | None:
    """Return when to ask a second time, 90 minutes after the first, or None if that is too late or in quiet hours."""
    at = sent_at + NUDGE_AFTER
    return None if at >= window_end or is_quiet(at, zone, quiet) else at


def after_move(
    reminder: Reminder,
    left: str,
    now: dt.datetime,
    runs: Collection[tuple[str, dt.date]],
    day_start: dt.time,
    quiet: Quiet,
    draw: Draw | None = None,
) -> Due | None:
    """Return what ``reminder``, already in its new zone, is due next when somebody moved from the zone ``left``.

    A wall time that was passed by flying east is still due while its window is open. One that had passed before the
    journey, or whose (reminder id, date) is in ``runs``, is not due again. None if it is never due.
    """
    stayed = replace(reminder, zone=left)
    due = next_due(reminder, now - 2 * DAY, draw)
    while due is not None and due.at <= now:
        was_ahead = instant_on(stayed, due.local_date, draw) > now
        is_open = now < window_ends(reminder, due, day_start, quiet)
        if was_ahead and is_open and (reminder.id, due.local_date) not in runs:
            return due
        due = next_due(reminder, due.at, draw)
    while due is not None and (reminder.id, due.local_date) in runs:
        due = next_due(reminder, due.at, draw)
    return due
