"""When reminders are due: the vectors of the design, and what must hold for any reminder."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.schedule import Due, Reminder, exists, local_day, local_instant, missed, next_due
from tests.sweep import FIRST

EIGHT = dt.time(8)
HARD_ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Nuuk",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Asia/Tashkent",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "day", "wall", "instant"),
    [
        ("Europe/Berlin", "2025-03-30", "02:30", "2025-03-30 01:30"),
        ("Europe/Berlin", "2025-10-26", "02:30", "2025-10-26 00:30"),
        ("America/New_York", "2025-03-09", "02:15", "2025-03-09 07:15"),
        ("America/New_York", "2025-11-02", "01:30", "2025-11-02 05:30"),
        ("Africa/Cairo", "2025-04-25", "00:00", "2025-04-24 22:00"),
        ("Australia/Lord_Howe", "2025-10-05", "02:15", "2025-10-04 15:45"),
        ("Europe/Berlin", "2025-03-29", "08:00", "2025-03-29 07:00"),
        ("Europe/Berlin", "2025-03-30", "08:00", "2025-03-30 06:00"),
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23 22:00"),
        ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29 20:30"),
        ("America/Nuuk", "2024-03-30", "23:30", "2024-03-31 01:30"),
        ("Africa/Casablanca", "2026-02-15", "02:30", "2026-02-15 01:30"),
        ("Africa/Casablanca", "2026-03-22", "02:30", "2026-03-22 02:30"),
        ("Antarctica/Troll", "2026-03-29", "01:30", "2026-03-29 01:30"),
        ("Antarctica/Troll", "2026-10-25", "01:30", "2026-10-24 23:30"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04 14:45"),
        ("Asia/Kathmandu", "2026-07-01", "08:00", "2026-07-01 02:15"),
        ("America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04 03:00"),
        ("Europe/Dublin", "2026-03-29", "01:30", "2026-03-29 01:30"),
        ("Europe/Dublin", "2026-10-25", "01:30", "2026-10-25 00:30"),
        ("Asia/Tashkent", "2028-02-29", "08:00", "2028-02-29 03:00"),
    ],
)
def test_wall_times_that_are_skipped_come_later_and_those_that_come_twice_count_once(
    zone: str, day: str, wall: str, instant: str
) -> None:
    assert local_instant(date(day), dt.time.fromisoformat(wall), zone) == utc(instant)


@pytest.mark.parametrize(
    ("instant", "zone", "start", "day"),
    [
        ("2025-09-01 21:59", "Europe/Berlin", 0, "2025-09-01"),
        ("2025-09-01 22:00", "Europe/Berlin", 0, "2025-09-02"),
        ("2025-09-01 23:30", "Europe/Berlin", 3, "2025-09-01"),
        ("2025-09-02 01:00", "Europe/Berlin", 3, "2025-09-02"),
        ("2025-09-02 06:59", "America/Los_Angeles", 0, "2025-09-01"),
        ("2025-09-02 07:00", "America/Los_Angeles", 0, "2025-09-02"),
        ("2025-09-01 18:29", "Asia/Kolkata", 0, "2025-09-01"),
        ("2025-09-01 18:30", "Asia/Kolkata", 0, "2025-09-02"),
        ("2025-09-01 12:00", "Pacific/Auckland", 0, "2025-09-02"),
    ],
)
def test_an_answer_belongs_to_the_day_that_began_at_the_day_start(
    instant: str, zone: str, start: int, day: str
) -> None:
    assert local_day(utc(instant), zone, dt.time(start)) == date(day)


def test_a_day_begins_at_four_unless_somebody_chose_otherwise() -> None:
    assert local_day(utc("2026-11-24 02:59"), "Europe/Berlin") == date("2026-11-23")
    assert local_day(utc("2026-11-24 03:00"), "Europe/Berlin") == date("2026-11-24")


@pytest.mark.parametrize(
    ("zone", "day", "there"),
    [
        ("Pacific/Apia", "2011-12-29", True),
        ("Pacific/Apia", "2011-12-30", False),
        ("Pacific/Apia", "2011-12-31", True),
        ("Pacific/Kwajalein", "1993-08-21", False),
        ("Pacific/Kiritimati", "1994-12-31", False),
        ("Africa/Cairo", "2026-04-24", True),
        ("America/Nuuk", "2024-03-30", True),
        ("America/Sao_Paulo", "2018-11-04", True),
    ],
)
def test_some_dates_never_were(zone: str, day: str, there: bool) -> None:
    assert exists(date(day), zone) is there


def test_the_date_apia_left_out_has_no_reminder() -> None:
    reminder = Reminder("r", "morning", EIGHT, "Pacific/Apia")
    first = next_due(reminder, utc("2011-12-29 12:00"))
    assert first == Due(utc("2011-12-29 18:00"), date("2011-12-29"))
    assert next_due(reminder, first.at) == Due(utc("2011-12-30 18:00"), date("2011-12-31"))


def test_a_reminder_the_clocks_push_past_midnight_is_still_that_days() -> None:
    reminder = Reminder("r", "evening", dt.time(23, 30), "America/Nuuk")
    due = next_due(reminder, utc("2024-03-30 12:00"))
    assert due == Due(utc("2024-03-31 01:30"), date("2024-03-30"))
    assert next_due(reminder, due.at) == Due(utc("2024-04-01 00:30"), date("2024-03-31"))


def test_the_next_one_is_later_and_never_the_same() -> None:
    reminder = Reminder("r", "morning", EIGHT, "Europe/Lisbon")
    assert next_due(reminder, utc("2026-11-23 07:59")) == Due(utc("2026-11-23 08:00"), date("2026-11-23"))
    assert next_due(reminder, utc("2026-11-23 08:00")) == Due(utc("2026-11-24 08:00"), date("2026-11-24"))


def test_the_week_card_comes_on_sundays() -> None:
    card = Reminder("w", "week", dt.time(18), "Africa/Lagos", days=frozenset({6}))
    assert next_due(card, utc("2026-11-23 08:00")) == Due(utc("2026-11-29 17:00"), date("2026-11-29"))


def test_a_weekday_whose_date_never_was_comes_a_week_later() -> None:
    fridays = Reminder("r", "own", EIGHT, "Pacific/Apia", days=frozenset({4}))
    assert next_due(fridays, utc("2011-12-28 00:00")) == Due(utc("2012-01-05 18:00"), date("2012-01-06"))


@pytest.mark.parametrize(
    ("day", "dates"),
    [
        (1, ["2028-02-01", "2028-03-01", "2028-04-01"]),
        (29, ["2028-01-29", "2028-02-29", "2028-03-29"]),
        (30, ["2028-01-30", "2028-02-29", "2028-03-30"]),
        (31, ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]),
    ],
)
def test_a_month_too_short_has_its_last_day_instead(day: int, dates: list[str]) -> None:
    reminder, after = Reminder("m", "month", EIGHT, "UTC", month_days=frozenset({day})), utc("2028-01-01 08:00")
    for expected in dates:
        due = next_due(reminder, after)
        assert due is not None and due.local_date == date(expected)
        after = due.at


def test_nothing_is_due_when_off_without_days_or_paused_for_good() -> None:
    now = utc("2026-11-23 08:00")
    for change in ({"on": False}, {"days": frozenset()}, {"paused_until": dt.date.max}):
        assert next_due(Reminder("r", "morning", EIGHT, "UTC", **change), now) is None  # type: ignore[arg-type]


def test_a_pause_ends_on_the_date_it_is_until() -> None:
    paused = Reminder("r", "morning", EIGHT, "Europe/Berlin", paused_until=date("2026-12-24"))
    assert next_due(paused, utc("2026-11-23 12:00")) == Due(utc("2026-12-24 07:00"), date("2026-12-24"))


def test_sometime_between_is_drawn_once_for_a_day() -> None:
    between = Reminder("r", "own", EIGHT, "UTC", spread=dt.timedelta(hours=2))
    draws = {23: 0.5, 24: 0.999}
    due = next_due(between, utc("2026-11-23 00:00"), lambda day: draws.get(day.day, 0.0))
    assert due == Due(utc("2026-11-23 09:00"), date("2026-11-23"))
    due = next_due(between, due.at, lambda day: draws.get(day.day, 0.0))
    assert due == Due(utc("2026-11-24 09:59"), date("2026-11-24"))


def test_what_was_missed_is_told_oldest_first() -> None:
    reminder = Reminder("r", "morning", EIGHT, "UTC")
    due = Due(utc("2026-11-23 08:00"), date("2026-11-23"))
    dates = [one.local_date.day for one in missed(reminder, due, utc("2026-11-26 07:59"))]
    assert dates == [23, 24, 25]


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = utc("2026-11-23 08:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        next_due(Reminder("r", "morning", EIGHT, "UTC"), naive)
    with pytest.raises(ValueError, match="no such zone"):
        local_instant(date("2026-11-23"), EIGHT, "Europe/Nowhere")


def test_older_names_of_a_zone_still_work() -> None:
    assert local_instant(FIRST, EIGHT, "Europe/Kiev") == local_instant(FIRST, EIGHT, "Europe/Kyiv")


walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
reminders = st.builds(
    Reminder,
    st.text(max_size=8),
    st.sampled_from(["morning", "evening", "breathing", "own", "week", "month"]),
    walls,
    st.sampled_from(HARD_ZONES),
    days=st.frozensets(st.integers(0, 6)),
    on=st.booleans(),
    window=st.none() | st.integers(60, 86_400).map(lambda n: dt.timedelta(seconds=n)),
    sound=st.booleans(),
    paused_until=st.none() | st.dates(),
    month_days=st.frozensets(st.integers(1, 31), max_size=3),
    spread=st.integers(0, 43_200).map(lambda n: dt.timedelta(seconds=n)),
    plain=st.booleans(),
    nudge=st.booleans(),
)


@settings(deadline=None)
@given(reminders)
def test_a_reminder_comes_back_from_json_as_it_was(reminder: Reminder) -> None:
    assert Reminder.from_json(reminder.to_json()) == reminder


def test_a_due_moment_comes_back_from_json_as_it_was() -> None:
    due = Due(utc("2026-11-23 08:00"), date("2026-11-23"))
    assert Due.from_json(due.to_json()) == due


@settings(deadline=None)
@given(reminders, st.integers(86_400, 4_102_444_800).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)))
def test_whatever_is_due_is_later_and_on_a_new_date(reminder: Reminder, after: dt.datetime) -> None:
    first = next_due(reminder, after)
    if first is None:
        return
    second = next_due(reminder, first.at)
    assert after < first.at
    assert second is None or (first.at < second.at and first.local_date < second.local_date)


@settings(deadline=None)
@given(walls, st.sampled_from(HARD_ZONES), st.dates(date("1970-01-10"), date("2037-11-01")))
def test_every_date_that_exists_has_its_reminder_exactly_once(wall: dt.time, zone: str, first: dt.date) -> None:
    reminder = Reminder("r", "own", wall, zone)
    days = [first + dt.timedelta(days=n) for n in range(40)]
    start = Due(local_instant(first, wall, zone), first)
    found = missed(reminder, start, local_instant(days[-1], wall, zone)) if exists(first, zone) else ()
    assert not found or [due.local_date for due in found] == [day for day in days if exists(day, zone)]
