"""When a reminder is due: wall times, the days they belong to, and the instants they become.

The rules, and why they are as they are:

* A reminder is a wall time in a zone. It stays 08:00 when the clocks change, so every instant is worked out from a
  calendar date and the wall time, never by adding 24 hours to the one before.
* A wall time the clocks skip is due later by the skip: 02:30 becomes 03:30. A wall time that comes twice is due the
  first time. Both are what ``fold=0`` gives, so nothing else may be used here.
* ``Due.local_date`` is the date of the wall time that was meant. In Nuuk 23:30 can become 00:30 of the next day and is
  still the reminder of the day before. Together with the reminder's id this date is what makes a second one impossible.
* A date that does not exist has no reminder. Apia had no 30 December 2011: the 30th and the 31st would be the same
  instant, and the reminder would come twice.
* ``local_day`` is the other kind of date: the day an answer belongs to, which begins at the person's day start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.zones import zone_info

Kind = Literal["morning", "evening", "breathing", "own", "week", "month"]
Draw = Callable[[dt.date], float]

CARDS: frozenset[str] = frozenset({"week", "month"})
EVERY_DAY = frozenset(range(7))
DAY = dt.timedelta(days=1)
DAY_START = dt.time(4)
LAST_DAY = dt.date(9000, 1, 1)  # a pause beyond it never ends, and dates near the last one cannot be added to
LONGEST_SPREAD = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody wants to be reminded of, and when.

    ``at`` is a wall time in ``zone``, a name of the IANA database. ``days`` are weekdays, Monday is 0. ``month_days``,
    when not empty, narrows them to those days of the month; 29 to 31 mean the last day of a month too short for them.
    ``spread`` means "sometime between ``at`` and ``at`` + ``spread``", at most 12 hours. ``window`` is how long it may
    be asked late, None for what its kind usually has. ``paused_until`` is the first date it is due again, or None;
    ``date.max`` means until the person says so. ``plain`` shows no question in the message; ``nudge`` asks once more.

    Raises:
        ValueError: a field is outside its range.
    """

    id: str
    kind: Kind
    at: dt.time
    zone: str
    days: frozenset[int] = EVERY_DAY
    on: bool = True
    window: dt.timedelta | None = None
    sound: bool = True
    paused_until: dt.date | None = None
    month_days: frozenset[int] = frozenset()
    spread: dt.timedelta = dt.timedelta(0)
    plain: bool = False
    nudge: bool = False

    def __post_init__(self) -> None:
        """Refuse values that no reminder can have."""
        if self.at.tzinfo is not None:
            raise ValueError("a wall time has no zone of its own")
        if not self.days <= EVERY_DAY or not self.month_days <= frozenset(range(1, 32)):
            raise ValueError("days are 0 to 6, days of the month 1 to 31")
        if not dt.timedelta(0) <= self.spread <= LONGEST_SPREAD:
            raise ValueError("a spread is at most 12 hours")

    @property
    def is_card(self) -> bool:
        """Return whether this sends a card to look at, not a question to answer."""
        return self.kind in CARDS

    def to_json(self) -> dict[str, Any]:
        """Return the reminder as a plain dict of strings, numbers and lists; seconds for spans of time."""
        return {
            "id": self.id,
            "kind": self.kind,
            "at": self.at.isoformat("minutes"),
            "zone": self.zone,
            "days": sorted(self.days),
            "on": self.on,
            "window": None if self.window is None else int(self.window.total_seconds()),
            "sound": self.sound,
            "paused_until": self.paused_until and self.paused_until.isoformat(),
            "month_days": sorted(self.month_days),
            "spread": int(self.spread.total_seconds()),
            "plain": self.plain,
            "nudge": self.nudge,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Reminder:
        """Return the reminder ``to_json`` wrote. Fields it lacks get their default, unknown ones are passed over."""
        window, paused = data.get("window"), data.get("paused_until")
        return cls(
            id=data["id"],
            kind=data["kind"],
            at=dt.time.fromisoformat(data["at"]),
            zone=data["zone"],
            days=frozenset(data.get("days", EVERY_DAY)),
            on=data.get("on", True),
            window=None if window is None else dt.timedelta(seconds=window),
            sound=data.get("sound", True),
            paused_until=None if paused is None else dt.date.fromisoformat(paused),
            month_days=frozenset(data.get("month_days", ())),
            spread=dt.timedelta(seconds=data.get("spread", 0)),
            plain=data.get("plain", False),
            nudge=data.get("nudge", False),
        )


@dataclass(frozen=True, slots=True)
class Due:
    """One time a reminder is due: the instant in UTC, and the calendar date of the wall time that was meant."""

    at: dt.datetime
    local_date: dt.date

    def to_json(self) -> dict[str, str]:
        """Return the due moment as a plain dict of two ISO strings."""
        return {"at": self.at.isoformat(), "local_date": self.local_date.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, str]) -> Due:
        """Return the due moment ``to_json`` wrote."""
        at = dt.datetime.fromisoformat(data["at"]).astimezone(dt.UTC)
        return cls(at, dt.date.fromisoformat(data["local_date"]))


def local_instant(day: dt.date, wall: dt.time, zone: str) -> dt.datetime:
    """Return the instant in UTC at which it is ``wall`` on ``day`` in ``zone``.

    A time the clocks skip is later by the skip; a time that comes twice is the first of the two.

    Raises:
        ValueError: ``zone`` is not a zone.
    """
    return dt.datetime.combine(day, wall.replace(fold=0), zone_info(zone)).astimezone(dt.UTC)


def local_wall(at: dt.datetime, zone: str) -> dt.datetime:
    """Return the wall clock of ``zone`` at the instant ``at``: its date and time, aware.

    Raises:
        ValueError: ``at`` has no time zone, or ``zone`` is not a zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(zone_info(zone))


def local_day(at: dt.datetime, zone: str, day_start: dt.time = DAY_START) -> dt.date:
    """Return the day an answer given at ``at`` belongs to. Before ``day_start`` (00:00 to 05:00) it is still yesterday.

    Raises:
        ValueError: ``at`` has no time zone, or ``zone`` is not a zone.
    """
    wall = local_wall(at, zone)
    return wall.date() if wall.time() >= day_start else wall.date() - DAY


def exists(day: dt.date, zone: str) -> bool:
    """Return whether ``zone`` had, or will have, the calendar date ``day``. Date-line changes have dropped some.

    Raises:
        ValueError: ``zone`` is not a zone.
    """
    # a skip that begins or ends inside a day leaves one of its ends in place
    ends = (local_instant(day, wall, zone) for wall in (dt.time.min, dt.time.max))
    return any(local_wall(end, zone).date() == day for end in ends)


def rings_on(reminder: Reminder, day: dt.date) -> bool:
    """Return whether ``reminder`` is on and meant for the calendar date ``day``, which must not lie in its pause."""
    if not reminder.on or day.weekday() not in reminder.days:
        return False
    if reminder.paused_until is not None and day < reminder.paused_until:
        return False
    if not reminder.month_days or day.day in reminder.month_days:
        return True
    is_last = (day + DAY).month != day.month
    return is_last and max(reminder.month_days) > day.day


def instant_on(reminder: Reminder, day: dt.date, draw: Draw | None = None) -> dt.datetime:
    """Return the instant in UTC of ``reminder``'s wall time on ``day``, whether it rings then or not.

    A spread adds whole minutes, as many as ``draw`` says for that day.
    """
    if draw is None or not reminder.spread:
        return local_instant(day, reminder.at, reminder.zone)
    minutes = int(draw(day) * (reminder.spread // dt.timedelta(minutes=1)))
    wall = dt.datetime.combine(day, reminder.at) + dt.timedelta(minutes=minutes)  # a wall clock, not an instant
    return local_instant(wall.date(), wall.time(), reminder.zone)


def next_due(reminder: Reminder, after: dt.datetime, draw: Draw | None = None) -> Due | None:
    """Return the first time ``reminder`` is due that is later than ``after``, or None if it never is.

    ``draw`` returns, for a date, the share of the spread to wait on it (0 up to 1); it must answer the same for the
    same date. Without it a spread reminder is due at its beginning.

    Raises:
        ValueError: ``after`` has no time zone, or the reminder's zone is not a zone.
    """
    # a wall time of yesterday may have been moved, or spread, past midnight
    day = local_wall(after, reminder.zone).date() - DAY
    if reminder.paused_until is not None:
        day = max(day, reminder.paused_until)
    if not reminder.on or not reminder.days or day > LAST_DAY:
        return None
    # a weekday comes again within a week, or two where its date does not exist; a day of the month that must also be
    # a certain weekday can take longer than a year
    for _ in range(1200 if reminder.month_days else 17):
        if rings_on(reminder, day):
            at = instant_on(reminder, day, draw)
            if at > after and exists(day, reminder.zone):
                return Due(at, day)
        day += DAY
    return None


def missed(reminder: Reminder, due: Due, now: dt.datetime, draw: Draw | None = None) -> tuple[Due, ...]:
    """Return ``due`` and every later time ``reminder`` was due up to and including ``now``, oldest first."""
    found = [due]
    while (following := next_due(reminder, found[-1].at, draw)) is not None and following.at <= now:
        found.append(following)
    return tuple(found)
