"""What a few days of answers may be worth saying, once: a card, or an offer, at the end of a check-in.

No score and no level: four plain counts over days, each met with the same few words, none of which says what it means.
Once in 14 days at most, all together; never again for whoever says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal

from bot.core.message import Message, button, message
from bot.core.schedule import DAY

Pattern = Literal["low", "evenings"]
Days = Mapping[str, Mapping[dt.date, float]]  # by item, then by local day

APART = dt.timedelta(days=14)
USUAL_DAYS, USUAL_LEAST = 28, 10  # what is usual: the days before, and how many of them have to be answered
RESTLESS_WITHIN = 5
LOOK_BACK = USUAL_DAYS + RESTLESS_WITHIN  # days of answers to hand in


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: the local day, what was asked, the value."""

    day: dt.date
    item: str
    value: float


def notice(answers: Iterable[Answered], today: dt.date) -> Pattern | None:
    """Return what the days up to ``today`` may be worth saying, or None.

    "low": calm 1 on 3 of 5 days, or mood 1 on 4 of 7, or 3 of 5 nights two hours and more under what is usual while
    energy was 5 (or patience 2 and less, where that was asked). "evenings": the last three evenings were low ones.
    The latest answer to an item is the day's.
    """
    days: dict[str, dict[dt.date, float]] = {}
    for answer in answers:
        days.setdefault(answer.item, {})[answer.day] = answer.value
    if _days_of(days, "calm", today, 5, lambda value: value <= 1) >= 3:
        return "low"
    if _days_of(days, "mood", today, 7, lambda value: value <= 1) >= 4:
        return "low"
    if _restless(days, today) >= 3:
        return "low"
    if _days_of(days, "day", today, 3, lambda value: value <= 2) >= 3:
        return "evenings"
    return None


def _days_of(days: Days, item: str, today: dt.date, within: int, low: Callable[[float], bool]) -> int:
    values = days.get(item, {})
    return sum(day in values and low(values[day]) for day in (today - number * DAY for number in range(within)))


def _restless(days: Days, today: dt.date) -> int:
    """Return on how many of the last five days little sleep went with much energy, or with little patience."""
    hours, first = days.get("hours", {}), today - (RESTLESS_WITHIN - 1) * DAY
    before = [value for day, value in hours.items() if first - USUAL_DAYS * DAY <= day < first]
    if len(before) < USUAL_LEAST:
        return 0
    little = median(before) - 2
    energy, patience = days.get("energy", {}), days.get("patience", {})
    return sum(
        first <= day <= today and value <= little and (energy.get(day) == 5 or patience.get(day, 5) <= 2)
        for day, value in hours.items()
    )


def notice_message(pattern: Pattern) -> Message:
    """Return what is said about ``pattern``."""
    return message(
        f"notice-{pattern}",
        rows=(
            (button("button-notice-show", "notice:show"), button("button-not-now", "notice:later")),
            (button("button-notice-never", "notice:never"),),
        ),
    )
