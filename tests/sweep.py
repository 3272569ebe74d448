"""Every reminder in every zone: each local date once, in order, at its wall time or later by what the clocks skipped.

``python -m tests.sweep`` takes all zones, 48 half-hours and two years on both cores; a number after it takes every
n-th zone only. The test run takes the days around every change of the clocks, of one zone for each set of rules.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator
from zoneinfo import available_timezones

from bot.core.schedule import Due, Reminder, exists, local_instant, next_due
from bot.core.zones import zone_info

DAY = dt.timedelta(days=1)
FIRST, DAYS = dt.date(2026, 1, 1), 730
HALF_HOURS = tuple(dt.time(hour, minute) for hour in range(24) for minute in (0, 30))


def check(zone: str, wall: dt.time, first: dt.date, days: int) -> tuple[int, int, list[str]]:
    """Return how many times a reminder was due, how many of them were moved by a skip, and what is wrong with any."""
    reminder = Reminder("r", "own", wall, zone)
    after = local_instant(first, wall, zone) - dt.timedelta(microseconds=1)
    due = next_due(reminder, after)
    info, moved, faults = zone_info(zone), 0, []
    day, end, count = first, first + days * DAY, 0
    while day < end:
        if due is None or due.local_date != day or due.at <= after:
            if not exists(day, zone):
                day += DAY
                continue
            return count, moved, [f"{zone} {wall} {day}: {due}"]
        local = due.at.astimezone(info).replace(tzinfo=None)
        meant = dt.datetime.combine(day, wall)
        if local != meant:
            moved += 1
            if not _is_skip(due, meant, local, zone):
                faults.append(f"{zone} {wall} {day}: at {local}")
        elif due.at.astimezone(info).fold:
            faults.append(f"{zone} {wall} {day}: the second of two")
        after, day, count = due.at, day + DAY, count + 1
        due = next_due(reminder, after)
    return count, moved, faults


def changes(zone: str, first: dt.date, days: int) -> Iterator[tuple[dt.datetime, dt.timedelta]]:
    """Yield the instants, to the minute, at which the clocks of ``zone`` change, with the offset they change to."""
    info = zone_info(zone)
    at = dt.datetime.combine(first, dt.time(), dt.UTC)
    end, step = at + days * DAY, DAY / 2
    while at < end:
        before, low, high = at.astimezone(info).utcoffset(), at, at + step
        if before != (offset := high.astimezone(info).utcoffset()):
            while high - low > dt.timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(info).utcoffset() == before else (low, middle)
            yield high.replace(second=0, microsecond=0), offset or dt.timedelta(0)
        at += step


def rule_sets(zones: Iterable[str], first: dt.date = FIRST, days: int = DAYS) -> dict[str, list[str]]:
    """Return one zone for each set of rules among ``zones``, with all those that share it."""
    found: dict[object, list[str]] = {}
    for zone in sorted(zones):
        offset = local_instant(first, dt.time(12), zone) - dt.datetime.combine(first, dt.time(12), dt.UTC)
        found.setdefault((offset, tuple(changes(zone, first, days))), []).append(zone)
    return {zones[0]: zones for zones in found.values()}


def check_whole(zone: str) -> tuple[int, int, list[str]]:
    """Return the sums of ``check`` for all half-hours and two years."""
    return add(check(zone, wall, FIRST, DAYS) for wall in HALF_HOURS)


def check_changes(
    zone: str, first: dt.date, days: int, walls: Iterable[dt.time], around: int
) -> tuple[int, int, list[str]]:
    """Return the sums of ``check`` for ``around`` days before and after every change of the clocks."""
    starts = [at.date() - around * DAY for at, _ in changes(zone, first, days)]
    return add(check(zone, wall, start, 2 * around + 1) for wall in walls for start in starts or [first])


def add(results: Iterable[tuple[int, int, list[str]]]) -> tuple[int, int, list[str]]:
    """Return the sums of several results."""
    count, moved, faults = 0, 0, []
    for one in results:
        count, moved = count + one[0], moved + one[1]
        faults += one[2]
    return count, moved, faults


def _is_skip(due: Due, meant: dt.datetime, local: dt.datetime, zone: str) -> bool:
    """Return whether ``meant`` is a time the clocks skip and ``local`` is later by exactly the skip."""
    info = zone_info(zone)
    before = (due.at - (local - meant)).astimezone(info).utcoffset()
    offset = due.at.astimezone(info).utcoffset()
    assert before is not None and offset is not None
    returned = meant.replace(tzinfo=info).astimezone(dt.UTC).astimezone(info).replace(tzinfo=None)
    return returned != meant and local - meant == offset - before > dt.timedelta(0)


def main(every: int = 1) -> int:
    """Run the sweep over every n-th zone and print its figures. Returns the exit code."""
    zones = sorted(available_timezones())[::every]
    started = time.monotonic()
    with multiprocessing.Pool() as pool:
        count, moved, faults = add(pool.imap_unordered(check_whole, zones, chunksize=4))
    seconds = time.monotonic() - started
    print(f"{len(zones)} zones, {count:,} reminders, {moved:,} moved by a skip, {len(faults)} faults, {seconds:.0f} s")
    for fault in faults[:20]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
