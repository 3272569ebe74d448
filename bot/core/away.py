"""Backing off: what becomes of reminders when nobody answers them.

Only days on which something was asked count as days of silence. For two reminders a day that is every day: the third
one without a tap or a word ends with the offer to be quieter in place of its last reminder, and on the seventh the
offer is edited into the farewell. Somebody who is asked on Sundays only has said nothing wrong by Wednesday, and a
week in which the bot was off is nobody's silence.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.quiet import Quiet, quiet_ends
from bot.core.schedule import DAY, local_day, local_instant

Away = Literal["here", "offer", "resting", "farewell", "gone"]

OFFER_DAY = 3
FAREWELL_DAYS = 4  # after the offer, so on the seventh day
WELCOME_BACK = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Silence:
    """What is known of the time since somebody's last tap or word, kept with the person and replaced at the next.

    ``asked`` are the local days since then on which a reminder was sent, ``offered_on`` the one on which the offer
    was; ``farewell_said`` once the offer was edited into the farewell. A tap or a word makes it ``Silence(at)``.
    """

    last_sign_at: dt.datetime
    asked: frozenset[dt.date] = frozenset()
    offered_on: dt.date | None = None
    farewell_said: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the silence as a plain dict."""
        return {
            "last_sign_at": self.last_sign_at.isoformat(),
            "asked": sorted(day.isoformat() for day in self.asked),
            "offered_on": self.offered_on and self.offered_on.isoformat(),
            "farewell_said": self.farewell_said,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Silence:
        """Return the silence ``to_json`` wrote."""
        offered_on = data.get("offered_on")
        return cls(
            dt.datetime.fromisoformat(data["last_sign_at"]).astimezone(dt.UTC),
            frozenset(map(dt.date.fromisoformat, data.get("asked", ()))),
            None if offered_on is None else dt.date.fromisoformat(offered_on),
            data.get("farewell_said", False),
        )


def away(silence: Silence, now: dt.datetime, zone: str, day_start: dt.time) -> Away:
    """Return how far somebody is from us at ``now``.

    "here": reminders go on. "offer": today's last one becomes the offer. "resting": the offer stands, nothing is sent.
    "farewell": it is time to edit the offer. "gone": that is done; when they come back, the bot asks before it reminds.
    """
    today = local_day(now, zone, day_start)
    if silence.farewell_said:
        return "gone"
    if silence.offered_on is not None:
        return "farewell" if today >= silence.offered_on + FAREWELL_DAYS * DAY else "resting"
    asked = days_asked(silence, now, zone, day_start) | {today}
    return "offer" if len(asked) >= OFFER_DAY else "here"


def is_overdue(silence: Silence, now: dt.datetime, zone: str, day_start: dt.time) -> bool:
    """Return whether the offer should have gone out on an earlier day, so that the next reminder becomes it."""
    today = local_day(now, zone, day_start)
    return len(days_asked(silence, now, zone, day_start) - {today}) >= OFFER_DAY


def days_asked(silence: Silence, now: dt.datetime, zone: str, day_start: dt.time) -> frozenset[dt.date]:
    """Return the local days after the last sign, up to today, on which a reminder was sent."""
    since, today = _sign_day(silence, zone, day_start), local_day(now, zone, day_start)
    return frozenset(day for day in silence.asked if since < day <= today)


def farewell_at(silence: Silence, zone: str, quiet: Quiet) -> dt.datetime | None:
    """Return when to edit the offer into the farewell: at noon on the seventh day, or when it is quiet no longer.

    None if there is no offer, or it is done.
    """
    if silence.offered_on is None or silence.farewell_said:
        return None
    return quiet_ends(local_instant(silence.offered_on + FAREWELL_DAYS * DAY, dt.time(12), zone), zone, quiet)


def is_welcome_back(silence: Silence, now: dt.datetime, zone: str, day_start: dt.time) -> bool:
    """Return whether a sign at ``now`` comes after two weeks or more, so that it is met with a welcome back."""
    return local_day(now, zone, day_start) - _sign_day(silence, zone, day_start) >= WELCOME_BACK


def _sign_day(silence: Silence, zone: str, day_start: dt.time) -> dt.date:
    return local_day(silence.last_sign_at, zone, day_start)
