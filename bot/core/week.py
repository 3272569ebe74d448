"""A week in numbers: everything behind its picture, its caption and its text.

Rules that are easy to get wrong:

- A day's value is the first answer to the item that day; later ones are kept elsewhere but change nothing here.
- ``mood`` and ``day`` are two items. The picture of a day shows ``mood``, or ``day`` where there is none.
- The usual range is the middle half of the 28 days before the week, from ten answered days on. Below that there is no
  range and nothing is compared.
- A missing day is None everywhere, never zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

Kind = Literal["practice", "transition", "rest"]
Unit = Literal["points", "hours"]
Shift = Literal["clearly-below", "below", "usual", "above", "clearly-above"]

KINDS: tuple[Kind, ...] = ("practice", "transition", "rest")
WEEK_DAYS = 7
USUAL_DAYS = 28
USUAL_LEAST = 10
"""Answered days needed before anything is called usual."""
NIGHTS_LEAST = 3
"""Nights with hours needed before sleep is told in hours."""
CHART_LEAST = 3
"""Check-ins needed before a week is drawn, and answers needed before a mean is compared."""
SAME_MINUTES = 10
"""A difference in sleep smaller than this is told as no difference."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: the local day it counts for, the item's id and the value as stored."""

    day: dt.date
    item: str
    value: object


@dataclass(frozen=True, slots=True)
class Usual:
    """What was usual in the four weeks before: the middle half, the middle nine tenths, the mean and the days."""

    low: float
    high: float
    far_low: float
    far_high: float
    mean: float
    days: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One item over the week: seven values, None for a gap, in ``points`` (1 to 5, 5 better) or ``hours``."""

    item: str
    unit: Unit
    values: tuple[float | None, ...]
    usual: Usual | None = None

    @property
    def given(self) -> tuple[float, ...]:
        """The values that are there, in the order of the days."""
        return tuple(value for value in self.values if value is not None)

    @property
    def mean(self) -> float | None:
        """The mean of the days that have a value, or None without any."""
        return sum(self.given) / len(self.given) if self.given else None

    @property
    def mode(self) -> float | None:
        """The one most common value, or None when there is none or several are equally common."""
        counts = Counter(self.given).most_common(2)
        if not counts or (len(counts) == 2 and counts[0][1] == counts[1][1]):
            return None
        return counts[0][0]

    @property
    def shift(self) -> Shift | None:
        """Where the week's mean lies against the usual range, or None where nothing can be compared.

        Fewer than three answers are not compared: a single low evening is not a low week.
        """
        if self.usual is None or self.mean is None or len(self.given) < CHART_LEAST:
            return None
        if self.mean < self.usual.low:
            return "clearly-below" if self.mean < self.usual.far_low else "below"
        if self.mean > self.usual.high:
            return "clearly-above" if self.mean > self.usual.far_high else "above"
        return "usual"

    @property
    def more_minutes(self) -> int | None:
        """Of hours: the difference to the usual mean in minutes, to the nearest five; None where not comparable.

        Differences under ten minutes are 0: nobody knows their sleep that well.
        """
        if self.unit != "hours" or self.usual is None or self.mean is None:
            return None
        minutes = 5 * _nearest((self.mean - self.usual.mean) * 12)
        return minutes if abs(minutes) >= SAME_MINUTES else 0


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: whether anything was answered, the mood shown for it and its kind."""

    date: dt.date
    answered: bool
    mood: int | None
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Week:
    """Seven local days and what was given on them; ``tiles`` are energy, sleep and calm."""

    days: tuple[Day, ...]
    mood: Measure
    tiles: tuple[Measure, Measure, Measure]
    notes: int

    @property
    def first_day(self) -> dt.date:
        """The first local day of the week."""
        return self.days[0].date

    @property
    def last_day(self) -> dt.date:
        """The last local day of the week."""
        return self.days[-1].date

    @property
    def check_ins(self) -> int:
        """The number of local days with at least one answer."""
        return sum(day.answered for day in self.days)

    @property
    def missing(self) -> tuple[dt.date, ...]:
        """The days without any answer, in order."""
        return tuple(day.date for day in self.days if not day.answered)

    def of_kind(self, kind: Kind) -> int:
        """Return how many days were marked ``kind``."""
        return sum(day.kind == kind for day in self.days)

    def to_json(self) -> dict[str, Any]:
        """Return the week as plain JSON types; dates as ISO days. ``from_json`` gives back an equal week."""
        days = [{**asdict(day), "date": day.date.isoformat()} for day in self.days]
        return {
            "days": days,
            "mood": _measure_json(self.mood),
            "tiles": [_measure_json(tile) for tile in self.tiles],
            "notes": self.notes,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the week that ``to_json`` wrote.

        Raises:
            KeyError, TypeError, ValueError: ``data`` is not such a week.
        """
        days = tuple(Day(**{**day, "date": dt.date.fromisoformat(day["date"])}) for day in data["days"])
        energy, sleep, calm = (_measure_of(tile) for tile in data["tiles"])
        return cls(days, _measure_of(data["mood"]), (energy, sleep, calm), data["notes"])


def latest_week_end(today: dt.date, has_answer_today: bool) -> dt.date:
    """Return the last day of the newest week: today once something was answered, until then yesterday."""
    return today if has_answer_today else today - dt.timedelta(days=1)


def build_week(given: Sequence[Given], notes: Sequence[dt.date], last_day: dt.date) -> Week:
    """Return the week of the seven local days ending on ``last_day``.

    ``given`` is in the order of answering and may hold anything; only the week and the 28 days before it are read.
    ``notes`` has the local day of every note.
    """
    dates = _days_to(last_day, WEEK_DAYS)
    before = _days_to(dates[0] - dt.timedelta(days=1), USUAL_DAYS)
    first: dict[tuple[dt.date, str], object] = {}
    for answer in given:
        first.setdefault((answer.day, answer.item), answer.value)
    answered = {day for day, _ in first}

    def measure(item: str, *others: str, unit: Unit = "points") -> Measure:
        def at(day: dt.date) -> float | None:
            values = (_number(first.get((day, name))) for name in (item, *others))
            return next((value for value in values if value is not None), None)

        return Measure(item, unit, tuple(map(at, dates)), _usual([v for v in map(at, before) if v is not None]))

    mood = measure("mood", "day")
    hours = measure("hours", unit="hours")
    sleep = hours if len(hours.given) >= NIGHTS_LEAST else measure("sleep")
    days = tuple(
        Day(date, date in answered, None if value is None else round(value), _kind(first.get((date, "kind"))))
        for date, value in zip(dates, mood.values, strict=True)
    )
    return Week(days, mood, (measure("energy"), sleep, measure("calm")), sum(day in dates for day in notes))


def quantile(values: Sequence[float], share: float) -> float:
    """Return the quantile at ``share`` (0 to 1) of ``values``, linear between neighbours (type 7).

    Raises:
        ValueError: ``values`` is empty.
    """
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _usual(values: Sequence[float]) -> Usual | None:
    if len(values) < USUAL_LEAST:
        return None
    # Whole answers often agree for weeks, and the range shrinks to a single number; then one answer beside it would
    # be called "clearly below". No middle half is taken to be narrower than half a point (or hour), no range than one.
    low, high = _widened(quantile(values, 0.25), quantile(values, 0.75), 0.5)
    far_low, far_high = _widened(quantile(values, 0.05), quantile(values, 0.95), 1.0)
    return Usual(low, high, min(low, far_low), max(high, far_high), sum(values) / len(values), len(values))


def _widened(low: float, high: float, least: float) -> tuple[float, float]:
    lacking = max(0.0, least - (high - low)) / 2
    return low - lacking, high + lacking


def _days_to(last: dt.date, count: int) -> tuple[dt.date, ...]:
    return tuple(last - dt.timedelta(days=back) for back in reversed(range(count)))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _kind(value: object) -> Kind | None:
    return next((kind for kind in KINDS if kind == value), None)


def _nearest(value: float) -> int:
    return math.floor(value + 0.5)


def _measure_json(measure: Measure) -> dict[str, Any]:
    return {**asdict(measure), "values": list(measure.values)}


def _measure_of(data: Mapping[str, Any]) -> Measure:
    usual = None if data["usual"] is None else Usual(**data["usual"])
    return Measure(data["item"], data["unit"], tuple(data["values"]), usual)
