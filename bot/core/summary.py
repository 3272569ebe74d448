"""What is said about a week: the caption under its picture, its text and the short words on the picture.

The order of the lines is fixed: count, mood, sleep, one other thing, gap, honesty. A line compares once at most, with
the person's own four weeks before and never with anybody else; it describes and does not judge. The other thing is
calm, or energy where calm was not asked: always picking the most striking one would make chance look like news.

What goes out unasked may be read on a locked screen: ``scheduled`` opens with a sentence that says nothing, names no
kind of day and stays within 350 characters.
"""

from __future__ import annotations

import datetime as dt

from bot.core.message import Listed, Phrase, When, say
from bot.core.week import CHART_LEAST, KINDS, Day, Given, Measure, Usual, Week, build_week, latest_week_end

__all__ = [
    "Day",
    "Given",
    "Measure",
    "Usual",
    "Week",
    "build_week",
    "caption",
    "counts",
    "few",
    "is_few",
    "item_name",
    "latest_week_end",
    "shown",
    "table",
    "title",
    "verdict",
]


def is_few(week: Week) -> bool:
    """Return whether the week has too few check-ins for a picture; then ``few`` is said instead."""
    return week.check_ins < CHART_LEAST


def caption(week: Week, scheduled: bool = False) -> tuple[Phrase, ...]:
    """Return the lines under the picture, carrying its facts; ``scheduled`` for a card that was not asked for."""
    opening = _title(week, "summary-title-scheduled" if scheduled else "summary-title")
    count = counts(week)[:1] if scheduled else (*counts(week), *_notes(week))
    lines = [
        opening,
        say("summary-count", facts=Listed(count, ", ")),
        _mood_line(week.mood),
        _sleep_line(week.tiles[1]),
        _other_line(week),
        _gap_line(week.missing),
        say("summary-honest-short" if scheduled else "summary-honest"),
    ]
    return tuple(line for line in lines if line is not None)


def few(week: Week) -> tuple[Phrase, ...]:
    """Return what is said in place of a picture when a week has fewer than three check-ins.

    Where the week has notes it promises them, so the caller shows them after it.

    Raises:
        ValueError: the week has check-ins enough for a picture.
    """
    if not is_few(week):
        raise ValueError("enough check-ins for a picture")
    moods = [round(value) for value in week.mood.given]
    names = ("first", "second")[: len(moods)]
    many = ("none", "one", "two")[week.check_ins]
    ending = ("", "-mood", "-moods")[len(moods)]
    count = say(f"summary-few-{many}{ending}", **dict(zip(names, moods, strict=False)))
    instead = say("summary-few-notes" if week.notes else "summary-few-no-notes")
    return (_title(week, "summary-title"), say("summary-two", first=count, second=instead))


def table(week: Week) -> tuple[Phrase, ...]:
    """Return the week as text, for a reader who cannot see the picture: a line for each day, then the averages."""
    days = tuple(_day_line(day) for day in week.days)
    averages = tuple(_average_line(tile) for tile in week.tiles if tile.given)
    return (_title(week, "summary-title"), *days, *averages)


def title(week: Week) -> Phrase:
    """Return the days of the week as the picture's title; the month is named once where it is one month."""
    return _title(week, "summary-card-title")


def counts(week: Week, short: bool = False) -> tuple[Phrase, ...]:
    """Return the check-ins and the days of each kind that occurs; ``short`` leaves the word for day out."""
    ending = "short" if short else "days"
    kinds = ((kind, week.of_kind(kind)) for kind in KINDS)
    return (
        say("summary-check-ins", count=week.check_ins),
        *(say(f"summary-{kind}-{ending}", count=count) for kind, count in kinds if count),
    )


def item_name(measure: Measure) -> Phrase:
    """Return the name of what was measured, as it stands over a tile."""
    return say(f"summary-item-{measure.item}")


def shown(measure: Measure) -> Phrase:
    """Return the week's mean as it is written: "3.5", "7 h 05", or a dash without any answer."""
    if measure.mean is None:
        return say("summary-nothing")
    if measure.unit == "hours":
        return _length(5 * int(measure.mean * 12 + 0.5))
    return say("summary-points", mean=int(measure.mean * 10 + 0.5) / 10)


def verdict(measure: Measure) -> Phrase:
    """Return the few words under a mean: how it lies to what is usual, or how many days it is of."""
    if measure.mean is None:
        return say("summary-no-answers")
    more = measure.more_minutes
    if more is not None:
        if more == 0:
            return say("summary-word-usual")
        return say("summary-word-more" if more > 0 else "summary-word-less", length=_length(abs(more)))
    if measure.shift is None:
        return say("summary-nights" if measure.unit == "hours" else "summary-days", count=len(measure.given))
    return say(f"summary-word-{measure.shift}")


def _title(week: Week, id: str) -> Phrase:
    one_month = week.first_day.month == week.last_day.month
    first = When(week.first_day, "day" if one_month else "day-month")
    return say(id, first=first, last=When(week.last_day, "day-month"))


def _notes(week: Week) -> tuple[Phrase, ...]:
    return (say("summary-notes", count=week.notes),) if week.notes else ()


def _length(minutes: int) -> Phrase:
    hours, left = divmod(minutes, 60)
    if not hours:
        return say("summary-minutes", minutes=left)
    return say("summary-hours-minutes", hours=hours, minutes=left) if left else say("summary-hours", hours=hours)


def _mood_line(mood: Measure) -> Phrase:
    if not mood.given:
        return say("summary-no-mood")
    said = _mood_range(mood)
    return said if mood.shift is None else say("summary-two", first=said, second=say(f"summary-that-{mood.shift}"))


def _mood_range(mood: Measure) -> Phrase:
    low, high = round(min(mood.given)), round(max(mood.given))
    if low == high:
        return say("summary-mood-same", value=low, count=len(mood.given))
    if mood.mode is None:
        return say("summary-mood-range", low=low, high=high)
    half = 2 * mood.given.count(mood.mode) >= len(mood.given)
    return say("summary-mood-most" if half else "summary-mood-often", low=low, high=high, mode=round(mood.mode))


def _sleep_line(sleep: Measure) -> Phrase | None:
    if not sleep.given:
        return None
    if sleep.more_minutes is not None:
        more = sleep.more_minutes
        if more == 0:
            return say("summary-sleep-same", length=shown(sleep))
        id = "summary-sleep-more" if more > 0 else "summary-sleep-less"
        return say(id, length=shown(sleep), difference=_length(abs(more)))
    if sleep.unit == "hours":
        return say("summary-sleep-hours", length=shown(sleep))
    if sleep.shift is None:
        return say("summary-sleep-points", mean=shown(sleep))
    return say(f"summary-sleep-{sleep.shift}", mean=shown(sleep))


def _other_line(week: Week) -> Phrase | None:
    energy, _, calm = week.tiles
    other = calm if calm.given else energy
    if not other.given:
        return None
    name = item_name(other)
    if other.shift is None:
        return say("summary-other-points", item=name, mean=shown(other))
    steady = other.shift == "usual" and max(other.given) - min(other.given) <= 1
    return say("summary-other-steady" if steady else f"summary-other-{other.shift}", item=name)


def _gap_line(missing: tuple[dt.date, ...]) -> Phrase | None:
    if not missing:
        return None
    if len(missing) > 3:
        return say("summary-gap-many", count=len(missing))
    names = ("first", "second", "third")
    return say(f"summary-gap-{len(missing)}", **{n: When(d, "weekday") for n, d in zip(names, missing, strict=False)})


def _day_line(day: Day) -> Phrase:
    facts = []
    if day.mood is not None:
        facts.append(say("summary-day-mood", value=day.mood))
    if day.kind is not None:
        facts.append(say(f"summary-day-{day.kind}"))
    if not facts:
        facts.append(say("summary-day-answered" if day.answered else "summary-day-missing"))
    return say("summary-day", day=When(day.date, "weekday-short"), facts=Listed(tuple(facts), ", "))


def _average_line(tile: Measure) -> Phrase:
    return say("summary-average", item=item_name(tile), value=shown(tile), verdict=verdict(tile))
