"""Every set of rules there is, around every change of the clocks; all zones and all days are in tests/sweep.py."""

from __future__ import annotations

import datetime as dt
from zoneinfo import available_timezones

from tests.sweep import DAYS, FIRST, HALF_HOURS, check, check_changes, rule_sets

HARD = (
    *("Africa/Cairo", "Africa/Casablanca", "America/Caracas", "America/Nuuk", "America/Sao_Paulo", "America/St_Johns"),
    *("Antarctica/Casey", "Antarctica/Troll", "Asia/Gaza", "Asia/Kathmandu", "Asia/Pyongyang", "Asia/Tehran"),
    *("Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Europe/Istanbul", "Europe/Moscow", "Pacific/Apia"),
    *("Pacific/Kiritimati", "Pacific/Kwajalein"),
)


def test_each_set_of_rules_keeps_every_half_hour_around_every_change() -> None:
    sets = rule_sets(available_timezones())
    assert len(sets) >= 30 and sum(map(len, sets.values())) >= 590
    for zone in sets:
        _, _, faults = check_changes(zone, FIRST, DAYS, HALF_HOURS, around=3)
        assert faults == []


def test_two_whole_years_keep_their_dates_in_the_zones_that_change_most() -> None:
    for zone in ("Africa/Casablanca", "Australia/Lord_Howe", "Antarctica/Troll", "Europe/Berlin"):
        for wall in (dt.time(0), dt.time(2, 30), dt.time(8), dt.time(23, 30)):
            assert check(zone, wall, FIRST, DAYS)[::2] == (DAYS, [])


def test_the_hardest_zones_keep_their_dates_from_1970_to_2037() -> None:
    first = dt.date(1970, 1, 2)
    days = (dt.date(2037, 12, 30) - first).days
    for zone in HARD:
        count, _, faults = check_changes(zone, first, days, HALF_HOURS[::3], around=1)
        assert faults == [] and count > 0
