"""Quiet hours, and what still fits before them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.quiet import QUIET, Quiet, is_quiet, is_quiet_at, quiet_begins, quiet_ends
from bot.core.schedule import Due, Reminder, local_instant
from bot.core.window import after_move, is_ever_sent, nudge_at, snoozes, window_ends

LISBON, BERLIN, LAGOS, TASHKENT = "Europe/Lisbon", "Europe/Berlin", "Africa/Lagos", "Asia/Tashkent"
MONDAY = dt.date(2026, 11, 23)
FOUR = dt.time(4)
HALF, HOUR, TWO = dt.timedelta(minutes=30), dt.timedelta(hours=1), dt.timedelta(hours=2)


def at(hour: int, minute: int = 0, zone: str = BERLIN, day: dt.date = MONDAY) -> dt.datetime:
    return local_instant(day, dt.time(hour, minute), zone)


def due(reminder: Reminder, day: dt.date = MONDAY) -> Due:
    return Due(local_instant(day, reminder.at, reminder.zone), day)


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(21, 59, False), (22, 0, True), (23, 59, True), (0, 0, True), (6, 59, True), (7, 0, False), (12, 0, False)],
)
def test_it_is_quiet_from_ten_to_seven(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(at(hour, minute), BERLIN, QUIET) is quiet


def test_quiet_hours_may_lie_within_a_day_or_not_be_at_all() -> None:
    siesta, never = Quiet(dt.time(13), dt.time(15)), Quiet(dt.time(7), dt.time(7))
    assert is_quiet(at(13), BERLIN, siesta) and not is_quiet(at(15), BERLIN, siesta)
    assert not any(is_quiet_at(dt.time(hour), never) for hour in range(24))
    assert quiet_begins(at(13), BERLIN, never) is None


def test_quiet_hours_end_at_seven_the_next_morning_or_have_ended() -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    assert quiet_ends(at(23), BERLIN, QUIET) == at(7, day=tuesday)
    assert quiet_ends(at(3), BERLIN, QUIET) == at(7)
    assert quiet_ends(at(7), BERLIN, QUIET) == at(7)
    assert quiet_begins(at(7), BERLIN, QUIET) == at(22)


hours = st.builds(lambda n: dt.time(n // 4, n % 4 * 15), st.integers(0, 95))
zones = st.sampled_from([LISBON, BERLIN, "America/Nuuk", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Cairo"])
moments = st.integers(1_672_617_600, 1_830_297_600).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))


@settings(deadline=None)
@given(moments, zones, st.builds(Quiet, hours, hours))
def test_quiet_hours_always_end_and_are_over_then(moment: dt.datetime, zone: str, quiet: Quiet) -> None:
    ends = quiet_ends(moment, zone, quiet)
    assert not is_quiet(ends, zone, quiet)
    assert moment <= ends <= moment + dt.timedelta(hours=26)
    begins = quiet_begins(moment, zone, quiet)
    assert begins is None or moment <= begins <= moment + dt.timedelta(hours=26)
    if begins is not None and begins > moment:
        steps = range(0, int((begins - moment).total_seconds()), 600)
        assert not any(is_quiet(moment + dt.timedelta(seconds=step), zone, quiet) for step in steps)


def test_quiet_hours_come_back_from_json() -> None:
    assert Quiet.from_json(QUIET.to_json()) == QUIET


def test_windows_are_as_long_as_their_kind() -> None:
    def ends(kind: str, hour: int, **more: object) -> dt.datetime:
        reminder = Reminder("r", kind, dt.time(hour), BERLIN, **more)  # type: ignore[arg-type]
        return window_ends(reminder, due(reminder), FOUR, QUIET)

    tuesday = MONDAY + dt.timedelta(days=1)
    assert ends("morning", 8) == at(12)
    assert ends("evening", 20) == at(4, day=tuesday)
    assert ends("evening", 2) == at(4)
    assert ends("breathing", 13) == ends("own", 13) == at(14)
    assert ends("week", 18) == at(22)
    assert ends("own", 13, window=dt.timedelta(minutes=10)) == at(14)
    assert ends("morning", 8, window=dt.timedelta(hours=2)) == at(10)
    assert ends("evening", 20, window=dt.timedelta(hours=12)) == at(4, day=tuesday)


def test_a_reminder_that_quiet_hours_swallow_is_found_when_it_is_chosen() -> None:
    early, late = Reminder("m", "morning", dt.time(6), BERLIN), Reminder("e", "evening", dt.time(23), BERLIN)
    assert is_ever_sent(early, due(early), FOUR, QUIET)  # at seven
    assert not is_ever_sent(late, due(late), FOUR, QUIET)


def test_only_snoozes_that_end_in_time_are_shown() -> None:
    assert snoozes(at(8), at(12), QUIET, BERLIN, used=0) == (HALF, HOUR, TWO)
    assert snoozes(at(10, 30), at(12), QUIET, BERLIN, used=1) == (HALF, HOUR)
    assert snoozes(at(20, 30), at(4, day=dt.date(2026, 11, 24)), QUIET, BERLIN, used=0) == (HALF, HOUR)
    assert snoozes(at(21, 30), at(4, day=dt.date(2026, 11, 24)), QUIET, BERLIN, used=0) == ()
    assert snoozes(at(23), at(4, day=dt.date(2026, 11, 24)), QUIET, BERLIN, used=0) == ()


def test_there_is_no_third_snooze() -> None:
    assert snoozes(at(8), at(12), QUIET, BERLIN, used=2) == ()


def test_a_second_nudge_stays_in_the_window_and_out_of_quiet_hours() -> None:
    assert nudge_at(at(8), at(12), QUIET, BERLIN) == at(9, 30)
    assert nudge_at(at(11), at(12), QUIET, BERLIN) is None
    assert nudge_at(at(20, 30), at(23, 59), QUIET, BERLIN) is None


def test_a_time_passed_by_flying_east_is_due_while_its_window_is_open() -> None:
    now = at(6, zone=LISBON)  # 11:00 in Tashkent, where 08:00 has passed and in Lisbon it was still to come
    moved = Reminder("r", "morning", dt.time(8), TASHKENT)
    assert after_move(moved, LISBON, now, (), FOUR, QUIET) == due(moved)


def test_a_time_passed_too_long_ago_by_flying_east_is_due_tomorrow() -> None:
    moved = Reminder("r", "morning", dt.time(8), TASHKENT)
    tomorrow = MONDAY + dt.timedelta(days=1)
    assert after_move(moved, LISBON, at(7, 30, zone=LISBON), (), FOUR, QUIET) == due(moved, tomorrow)


def test_a_time_that_had_passed_before_the_journey_is_not_due_again() -> None:
    moved = Reminder("r", "morning", dt.time(8), BERLIN)
    tomorrow = MONDAY + dt.timedelta(days=1)
    # set up at nine in Lisbon, so never sent today, and then a move by one hour
    assert after_move(moved, LISBON, at(9, zone=LISBON), (), FOUR, QUIET) == due(moved, tomorrow)


def test_flying_west_does_not_bring_back_what_was_sent() -> None:
    moved = Reminder("r", "morning", dt.time(8), "America/New_York")
    tomorrow = MONDAY + dt.timedelta(days=1)
    assert after_move(moved, BERLIN, at(10), {("r", MONDAY)}, FOUR, QUIET) == due(moved, tomorrow)
    assert after_move(moved, BERLIN, at(10), (), FOUR, QUIET) == due(moved)
