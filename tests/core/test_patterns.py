"""What a few days of answers are worth saying, and when nothing is."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.content.words import load_words
from bot.core.patterns import Answered, notice, notice_message

TODAY = dt.date(2026, 11, 23)


def days(item: str, *values: float | None) -> list[Answered]:
    """The answers to ``item`` on the last days, today's last; None for none."""
    first = TODAY - dt.timedelta(days=len(values) - 1)
    return [Answered(first + dt.timedelta(days=n), item, v) for n, v in enumerate(values) if v is not None]


@pytest.mark.parametrize(
    ("answers", "want"),
    [
        ([], None),
        (days("calm", 1, None, 1, None, 1), "low"),
        (days("calm", 1, 1, 1, 3, 3), "low"),
        (days("calm", 1, 2, 2, 1, 2), None),
        (days("calm", 1, 3, 3, 1, 3, 1), None),  # three of six
        (days("mood", 1, 1, None, 1, None, None, 1), "low"),
        (days("mood", 1, 1, 2, 1, 2, 2, 2), None),
        (days("mood", 1, 3, 3, 3, 1, 1, 1, 3), None),  # four of eight
        (days("day", 2, 1, 2), "evenings"),
        (days("day", 2, 2, 3), None),
        (days("day", 2, 2, None, 2), None),  # not in a row
        (days("day", 2, 2, 2, None), None),  # not ending today
        (days("energy", 5, 5, 5, 5, 5), None),
    ],
)
def test_days_are_met_as_they_count(answers: list[Answered], want: str | None) -> None:
    assert notice(answers, TODAY) == want


USUAL = [7.0, 7.5, 8.0] * 5  # 7.5 in the middle


@pytest.mark.parametrize(
    ("nights", "energy", "patience", "want"),
    [
        ((5.5, 5.5, 5.5, 7.5, 7.5), (5, 5, 5, 3, 3), (), "low"),
        ((7.5, 5.0, 5.5, 7.5, 4.5), (3, 5, 5, 3, 5), (), "low"),
        ((6.0, 6.0, 6.0, 7.5, 7.5), (5, 5, 5, 3, 3), (), None),  # an hour and a half less
        ((5.5, 5.5, 5.5, 7.5, 7.5), (4, 4, 4, 3, 3), (), None),  # tired, as anybody would be
        ((5.5, 5.5, 7.5, 7.5, 7.5), (5, 5, 5, 3, 3), (), None),
        ((5.5, 5.5, 5.5, 7.5, 7.5), (3, 3, 3, 3, 3), (2, 1, 2, 5, 5), "low"),
    ],
)
def test_little_sleep_with_much_energy_on_three_days_is_worth_a_word(
    nights: tuple[float, ...], energy: tuple[int, ...], patience: tuple[int, ...], want: str | None
) -> None:
    answers = days("hours", *USUAL, *nights) + days("energy", *energy) + days("patience", *patience)
    assert notice(answers, TODAY) == want


def test_without_ten_nights_before_nothing_is_usual() -> None:
    answers = days("hours", *([7.5] * 9), 4.5, 4.5, 4.5, 4.5, 4.5) + days("energy", 5, 5, 5, 5, 5)
    assert notice(answers, TODAY) is None


def test_the_latest_answer_of_a_day_counts() -> None:
    assert notice([*days("day", 2, 2, 1), Answered(TODAY, "day", 4)], TODAY) is None


@pytest.mark.parametrize("pattern", ["low", "evenings"])
def test_what_is_said_names_no_illness_no_score_and_can_be_ended_for_good(pattern: str) -> None:
    said, words = notice_message(pattern), load_words("en", strict=True)  # type: ignore[arg-type]
    shown = " ".join(words.text(line.phrase) for line in said.lines)
    assert not any(sign.isdigit() for sign in shown)
    assert not any(word in shown.lower() for word in ("depress", "mania", "psychosis", "risk", "score", "pause"))
    assert [b.go for row in said.rows for b in row] == ["notice:show", "notice:later", "notice:never"]
