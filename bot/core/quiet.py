"""Quiet hours: the part of the day in which nothing comes unasked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.core.schedule import DAY, local_wall
from bot.core.zones import zone_info


@dataclass(frozen=True, slots=True)
class Quiet:
    """From ``start`` (still quiet at that minute) to ``end`` (no longer quiet), as wall times. Equal: never quiet."""

    start: dt.time = dt.time(22)
    end: dt.time = dt.time(7)

    def to_json(self) -> list[str]:
        """Return the two wall times as strings."""
        return [self.start.isoformat("minutes"), self.end.isoformat("minutes")]

    @classmethod
    def from_json(cls, data: list[str]) -> Quiet:
        """Return the quiet hours ``to_json`` wrote."""
        return cls(dt.time.fromisoformat(data[0]), dt.time.fromisoformat(data[1]))


QUIET = Quiet()


def is_quiet_at(wall: dt.time, quiet: Quiet) -> bool:
    """Return whether the wall time ``wall`` lies in the quiet hours. For telling somebody who chooses such a time."""
    if quiet.start <= quiet.end:
        return quiet.start <= wall < quiet.end
    return wall >= quiet.start or wall < quiet.end


def is_quiet(at: dt.datetime, zone: str, quiet: Quiet) -> bool:
    """Return whether the clock on the wall in ``zone`` shows a quiet time at ``at``.

    Raises:
        ValueError: ``at`` has no time zone, or ``zone`` is not a zone.
    """
    return is_quiet_at(local_wall(at, zone).time(), quiet)


def quiet_ends(at: dt.datetime, zone: str, quiet: Quiet) -> dt.datetime:
    """Return when the quiet hours that ``at`` lies in are over, in UTC; ``at`` itself when it is not quiet.

    An end that the clocks skip is later by the skip. It is never a moment at which it is still quiet.

    Raises:
        ValueError: ``at`` has no time zone, or ``zone`` is not a zone.
    """
    if not is_quiet(at, zone, quiet):
        return at.astimezone(dt.UTC)
    for moment in _moments(at, quiet.end, zone):
        if not is_quiet(moment, zone, quiet):
            return moment
    raise AssertionError("quiet hours end every day")


def quiet_begins(at: dt.datetime, zone: str, quiet: Quiet) -> dt.datetime | None:
    """Return when it is next quiet, in UTC: ``at`` itself when it is quiet already, None when it never is.

    Raises:
        ValueError: ``at`` has no time zone, or ``zone`` is not a zone.
    """
    if quiet.start == quiet.end:
        return None
    if is_quiet(at, zone, quiet):
        return at.astimezone(dt.UTC)
    return _moments(at, quiet.start, zone)[0]


def _moments(after: dt.datetime, wall: dt.time, zone: str) -> list[dt.datetime]:
    """Return the instants later than ``after`` at which it is ``wall``, of yesterday to the day after tomorrow.

    Both readings of a time that is skipped or comes twice are among them: the start of quiet hours takes the earlier
    one, their end the first at which it is quiet no longer.
    """
    info, day = zone_info(zone), local_wall(after, zone).date()
    days = (day - DAY, day, day + DAY, day + 2 * DAY)
    moments = (dt.datetime.combine(d, wall.replace(fold=f), info).astimezone(dt.UTC) for d in days for f in (0, 1))
    return sorted(moment for moment in moments if moment > after)
