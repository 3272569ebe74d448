"""Promises about the numbers of a week and what is said about them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from bot.content.words import Words, load_words
from bot.core.summary import Given, Week, build_week, caption, few, is_few, latest_week_end, shown, table, verdict
from bot.core.week import Measure, Usual, quantile

MONDAY = dt.date(2026, 11, 16)
SUNDAY = dt.date(2026, 11, 22)
WEEK = [MONDAY + dt.timedelta(days=n) for n in range(7)]


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words("en", strict=True)


def answers(item: str, values: list[object], last: dt.date = SUNDAY) -> list[Given]:
    """Return one answer a day, the last on ``last``; None is a day without."""
    days = [last - dt.timedelta(days=n) for n in reversed(range(len(values)))]
    return [Given(day, item, value) for day, value in zip(days, values, strict=True) if value is not None]


def before(item: str, values: list[object]) -> list[Given]:
    """Return answers on the days before the week, the last on the day before it."""
    return answers(item, values, MONDAY - dt.timedelta(days=1))


def anas_week() -> Week:
    """Return a week of Ana's: no answer on Thursday, practice on Monday and Friday, four notes."""
    given = [
        *before("mood", [3] * 14 + [2, 2] + [4] * 6),
        *before("hours", [6.5, 7.0] * 11),
        *before("calm", [4, 4, 3, 4] * 5),
        *before("energy", [3] * 15 + [4] * 5),
        *answers("mood", [3, 4, 3, None, 4, 5, 4]),
        *answers("kind", ["practice", "rest", "rest", None, "practice", "rest", "rest"]),
        *answers("energy", [3, 3, 4, None, 4, 4, 3]),
        *answers("hours", [7, 7.5, 6.5, None, 7, 7.5, 7]),
        *answers("calm", [4, 4, 3, None, 4, 4, 4]),
    ]
    return build_week(given, [MONDAY, MONDAY, WEEK[3], SUNDAY, MONDAY - dt.timedelta(days=1)], SUNDAY)


def said(words: Words, week: Week, scheduled: bool = False) -> str:
    return "\n".join(words.text(line) for line in caption(week, scheduled))


def test_week_is_the_seven_days_ending_on_its_last_day() -> None:
    assert [day.date for day in anas_week().days] == WEEK


def test_newest_week_ends_today_only_once_something_was_answered() -> None:
    assert latest_week_end(SUNDAY, has_answer_today=True) == SUNDAY
    assert latest_week_end(SUNDAY, has_answer_today=False) == dt.date(2026, 11, 21)


def test_check_ins_are_days_with_an_answer_and_not_answers() -> None:
    given = [Given(MONDAY, "mood", 3), Given(MONDAY, "energy", 3), Given(SUNDAY, "food", 2)]
    assert build_week(given, [WEEK[2]], SUNDAY).check_ins == 2


def test_first_answer_of_a_day_is_its_value() -> None:
    given = [Given(MONDAY, "mood", 2), Given(MONDAY, "mood", 5)]
    assert build_week(given, [], SUNDAY).days[0].mood == 2


def test_day_stands_in_where_there_is_no_mood() -> None:
    given = [Given(MONDAY, "day", 2), Given(MONDAY, "mood", 4), Given(SUNDAY, "day", 5)]
    week = build_week(given, [], SUNDAY)
    assert (week.days[0].mood, week.days[6].mood) == (4, 5)
    assert week.mood.values == (4.0, None, None, None, None, None, 5.0)


def test_notes_of_other_weeks_are_not_counted() -> None:
    assert anas_week().notes == 4


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1.0), (0.25, 3.25), (0.5, 5.5), (0.75, 7.75), (0.9, 9.1), (1.0, 10.0)]
)
def test_quantiles_are_linear_between_neighbours(share: float, value: float) -> None:
    assert quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == pytest.approx(value)


def test_quantile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)


def test_nothing_is_usual_below_ten_answered_days() -> None:
    week = [*answers("mood", [1] * 7)]
    assert build_week([*before("mood", [4] * 9), *week], [], SUNDAY).mood.usual is None
    assert build_week([*before("mood", [4] * 10), *week], [], SUNDAY).mood.usual is not None


def test_only_the_28_days_before_the_week_are_usual() -> None:
    long_ago = answers("mood", [5] * 40, MONDAY - dt.timedelta(days=29))
    week = build_week([*long_ago, *before("mood", [1, 2, 3, 4] * 7), *answers("mood", [5] * 7)], [], SUNDAY)
    assert week.mood.usual is not None
    assert (week.mood.usual.days, week.mood.usual.low, week.mood.usual.high) == (28, 1.75, 3.25)


def test_usual_range_is_the_middle_half() -> None:
    usual = anas_week().mood.usual
    assert usual is not None
    assert (usual.low, usual.high) == (3.0, 3.75)


@pytest.mark.parametrize(
    ("mean", "shift"),
    [
        (1.9, "clearly-below"),
        (2.0, "below"),
        (2.9, "below"),
        (3.0, "usual"),
        (3.7, "usual"),
        (3.8, "above"),
        (4.5, "above"),
        (4.6, "clearly-above"),
    ],
)
def test_words_by_size(mean: float, shift: str) -> None:
    usual = Usual(low=3.0, high=3.7, far_low=2.0, far_high=4.5, mean=3.3, days=20)
    assert Measure("calm", "points", (mean,) * 7, usual).shift == shift


def test_one_other_answer_after_weeks_of_the_same_is_as_usual() -> None:
    week = build_week([*before("mood", [4] * 28), *answers("mood", [4, 4, 4, 3, 4, 4, 4])], [], SUNDAY)
    assert week.mood.shift == "usual"


def test_fewer_than_three_answers_are_not_compared() -> None:
    given = [*before("calm", [4] * 28), *answers("calm", [1, 1]), *answers("mood", [3] * 7)]
    assert build_week(given, [], SUNDAY).tiles[2].shift is None


def test_sleep_is_in_hours_from_three_nights_on() -> None:
    points = answers("sleep", [4] * 7)
    two = build_week([*points, *answers("hours", [7, 8])], [], SUNDAY).tiles[1]
    three = build_week([*points, *answers("hours", [7, 8, 6])], [], SUNDAY).tiles[1]
    assert (two.unit, two.mean) == ("points", 4)
    assert (three.unit, three.mean) == ("hours", 7)


@pytest.mark.parametrize(
    ("nights", "more"), [([7, 7, 7.5], 25), ([6.5, 7, 6.5], 0), ([6, 6.5, 6], -35), ([7, 6.5, 7], 0)]
)
def test_difference_in_sleep_is_in_steps_of_five_minutes_from_ten_on(nights: list[object], more: int) -> None:
    week = build_week([*before("hours", [6.5, 7.0] * 11), *answers("hours", nights)], [], SUNDAY)
    assert week.tiles[1].more_minutes == more


def test_week_survives_json() -> None:
    for week in (anas_week(), build_week([], [], SUNDAY)):
        assert Week.from_json(json.loads(json.dumps(week.to_json()))) == week


def test_strange_values_are_no_values() -> None:
    given = [Given(MONDAY, "mood", "great"), Given(MONDAY, "kind", "feast"), Given(MONDAY, "energy", True)]
    week = build_week(given, [], SUNDAY)
    assert (week.days[0].mood, week.days[0].kind, week.tiles[0].mean, week.check_ins) == (None, None, None, 1)


def test_caption_carries_the_facts_in_order(words: Words) -> None:
    assert said(words, anas_week()) == (
        "Your week, 16 to 22 November\n"
        "6 check-ins, 2 practice days, 4 rest days, 4 notes.\n"
        "Mood was 3 to 5, most days 4. That is a little above your usual range.\n"
        "Sleep about 7 h 05, 20 min more than your last four weeks.\n"
        "Calm was steady.\n"
        "Thursday has no check-in.\n"
        "One week is a small sample; I'd wait for a repeat before reading much into it."
    )


def test_text_has_a_line_for_each_day(words: Words) -> None:
    assert [words.text(line) for line in table(anas_week())] == [
        "Your week, 16 to 22 November",
        "Mon: mood 3, practice day",
        "Tue: mood 4, rest day",
        "Wed: mood 3, rest day",
        "Thu: no check-in",
        "Fri: mood 4, practice day",
        "Sat: mood 5, rest day",
        "Sun: mood 4, rest day",
        "Energy 3.5, up a little",
        "Sleep 7 h 05, 20 min more",
        "Calm 3.8, as usual",
    ]


def test_week_over_two_months_names_both(words: Words) -> None:
    week = build_week([], [], dt.date(2026, 10, 4))
    assert words.text(caption(week)[0]) == "Your week, 28 September to 4 October"


def test_week_without_comparison_compares_nothing(words: Words) -> None:
    given = [*answers("mood", [3, 4, 5, 3, 4, 2, 1]), *answers("calm", [2] * 7), *answers("sleep", [3] * 7)]
    text = said(words, build_week(given, [], SUNDAY))
    assert "usual" not in text
    assert "Mood was 1 to 5.\nSleep about 3.0 of 5.\nCalm about 2.0 of 5." in text


@pytest.mark.parametrize(
    ("moods", "line"),
    [
        ([4] * 7, "Mood was 4 each time."),
        ([4, None, None], "Mood was 4, on one day."),
        ([4, 4, 3, 3], "Mood was 3 to 4."),
        ([4, 4, 3, 2, 1], "Mood was 1 to 4, most often 4."),
        ([4, 4, 3], "Mood was 3 to 4, most days 4."),
        ([], "No mood answers this week."),
    ],
)
def test_mood_in_words(moods: list[object], line: str, words: Words) -> None:
    assert words.text(caption(build_week(answers("mood", moods), [], SUNDAY))[2]) == line


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        ([1], "Tuesday has no check-in."),
        ([1, 6], "Tuesday and Sunday have no check-in."),
        ([0, 1, 2], "Monday, Tuesday and Wednesday have no check-in."),
        ([0, 1, 2, 3], "Four days have no check-in."),
    ],
)
def test_gaps_are_named_plainly(missing: list[int], line: str, words: Words) -> None:
    moods: list[object] = [None if n in missing else 3 for n in range(7)]
    assert line in said(words, build_week(answers("mood", moods), [], SUNDAY)).splitlines()


@pytest.mark.parametrize(
    ("moods", "notes", "text"),
    [
        (
            [3, 4],
            [SUNDAY],
            "Two check-ins this week: mood 3 and 4. A chart needs at least three, so here are your notes instead.",
        ),
        ([2], [], "One check-in this week: mood 2. A chart needs at least three."),
        ([], [], "No check-ins this week. A chart needs at least three."),
    ],
)
def test_few_check_ins_are_told_instead_of_drawn(
    moods: list[object], notes: list[dt.date], text: str, words: Words
) -> None:
    week = build_week(answers("mood", moods), notes, SUNDAY)
    assert is_few(week)
    assert [words.text(line) for line in few(week)] == ["Your week, 16 to 22 November", text]


def test_few_check_ins_without_a_mood_have_words_too(words: Words) -> None:
    two = build_week(answers("energy", [3, 3]), [], SUNDAY)
    mixed = build_week([Given(MONDAY, "mood", 4), Given(SUNDAY, "energy", 2)], [], SUNDAY)
    assert words.text(few(two)[1]).startswith("Two check-ins this week. ")
    assert words.text(few(mixed)[1]).startswith("Two check-ins this week: mood 4 once. ")


def test_three_check_ins_are_not_few() -> None:
    week = build_week(answers("mood", [3, 4, 3]), [], SUNDAY)
    assert not is_few(week)
    with pytest.raises(ValueError, match="enough"):
        few(week)


def test_tile_without_answers_says_so(words: Words) -> None:
    energy = build_week([], [], SUNDAY).tiles[0]
    assert (words.text(shown(energy)), words.text(verdict(energy))) == ("–", "no answers")


def fullest_week() -> Week:
    """Return a week whose caption is as long as it gets: long dates, four kinds of count, three gaps."""
    last = dt.date(2026, 10, 2)  # Saturday to Friday
    start = last - dt.timedelta(days=6)
    eve = start - dt.timedelta(days=1)
    given = [
        *[a for item in ("mood", "energy", "calm") for a in answers(item, [5] * 28, eve)],
        *answers("hours", [9.5] * 28, eve),
        *[a for item in ("mood", "energy", "calm") for a in answers(item, [1, None, 2, 1, None, None, 2], last)],
        *answers("kind", ["practice", None, "transition", "rest", None, None, "practice"], last),
        *answers("hours", [4.5, None, 4.5, 5, None, None, 5.5], last),
    ]
    return build_week(given, [start] * 12, last)


def test_caption_leaves_room_for_longer_languages(words: Words) -> None:
    text = said(words, fullest_week())
    assert "Mood was 1 to 2. That is clearly below your usual range." in text
    assert len(text) <= 700 / 1.3


def test_caption_sent_unasked_is_short_and_names_no_kind_of_day(words: Words) -> None:
    for week in (fullest_week(), anas_week()):
        text = said(words, week, scheduled=True)
        assert len(text) <= 350
        assert not any(word in text.lower() for word in ("practice", "rest day", "transition", "note"))


def test_first_60_characters_sent_unasked_say_nothing_about_anybody(words: Words) -> None:
    week = build_week(answers("mood", [1] * 7, dt.date(2026, 5, 7)), [], dt.date(2026, 5, 7))
    opening = said(words, week, scheduled=True).splitlines()[0]
    assert opening.startswith("Your week, 1 to 7 May,")
    assert len(opening) >= 60


def test_summary_never_judges(words: Words) -> None:
    texts = [said(words, week) for week in (fullest_week(), anas_week())]
    said_words = set(" ".join(texts).lower().replace(",", " ").replace(".", " ").split())
    assert not said_words & {"best", "worst", "good", "bad", "better", "worse", "improved", "declined", "streak"}
