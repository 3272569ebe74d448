"""Backing off when nobody answers, and coming back."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.core.away import Silence, away, farewell_at, is_overdue, is_welcome_back
from bot.core.quiet import QUIET
from bot.core.schedule import local_instant

LISBON, FOUR = "Europe/Lisbon", dt.time(4)
DAYS = [dt.date(2026, 11, 23) + dt.timedelta(days=n) for n in range(30)]


def at(day: int, hour: int = 9) -> dt.datetime:
    return local_instant(DAYS[day], dt.time(hour), LISBON)


SIGN = at(0, 20)


@pytest.mark.parametrize("day", [0, 1, 2])
def test_two_silent_days_change_nothing(day: int) -> None:
    assert away(Silence(SIGN, frozenset(DAYS[1 : day + 1])), at(day), LISBON, FOUR) == "here"


def test_the_third_silent_day_brings_the_offer() -> None:
    silence = Silence(SIGN, frozenset(DAYS[1:3]))
    assert away(silence, at(3), LISBON, FOUR) == "offer"
    assert not is_overdue(silence, at(3), LISBON, FOUR)


def test_an_offer_that_could_not_go_out_is_overdue_the_next_day() -> None:
    silence = Silence(SIGN, frozenset(DAYS[1:4]))
    assert away(silence, at(4), LISBON, FOUR) == "offer"
    assert is_overdue(silence, at(4), LISBON, FOUR)


@pytest.mark.parametrize(("day", "expected"), [(3, "resting"), (6, "resting"), (7, "farewell"), (20, "farewell")])
def test_after_the_offer_everything_rests_until_the_farewell_on_day_seven(day: int, expected: str) -> None:
    assert away(Silence(SIGN, frozenset(DAYS[1:4]), DAYS[3]), at(day, 21), LISBON, FOUR) == expected


def test_once_the_farewell_is_said_nothing_more_is() -> None:
    assert away(Silence(SIGN, frozenset(DAYS[1:4]), DAYS[3], True), at(8), LISBON, FOUR) == "gone"


def test_a_word_ends_the_silence() -> None:
    assert away(Silence(at(5)), at(6), LISBON, FOUR) == "here"


def test_days_on_which_nothing_was_asked_are_not_silence() -> None:
    assert away(Silence(SIGN), at(14), LISBON, FOUR) == "here"


def test_a_reminder_after_midnight_belongs_to_the_day_before() -> None:
    silence = Silence(SIGN, frozenset(DAYS[1:3]))
    assert away(silence, at(3, 3), LISBON, FOUR) == "here"


def test_the_farewell_is_due_on_the_seventh_day_and_once() -> None:
    assert farewell_at(Silence(SIGN, frozenset(), DAYS[3]), LISBON, QUIET) == at(7, 12)
    assert farewell_at(Silence(SIGN, frozenset(), DAYS[3], True), LISBON, QUIET) is None
    assert farewell_at(Silence(SIGN), LISBON, QUIET) is None


def test_two_weeks_away_are_met_with_a_welcome_back() -> None:
    assert not is_welcome_back(Silence(SIGN), at(13, 23), LISBON, FOUR)
    assert is_welcome_back(Silence(SIGN), at(14, 9), LISBON, FOUR)


def test_a_silence_comes_back_from_json() -> None:
    silence = Silence(SIGN, frozenset(DAYS[1:4]), DAYS[3], True)
    assert Silence.from_json(silence.to_json()) == silence
    assert Silence.from_json(Silence(SIGN).to_json()) == Silence(SIGN)
