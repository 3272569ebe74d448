"""Promises about a clock moved by hand: it stops at every due moment, and does its work before it goes on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.shell import stepping
from bot.shell.clock import MovableClock
from tests.people import ANA, BEN, DILNOZA, MONDAY, NOW, morning
from tests.shell.running import House, running
from tests.shell.test_reminding import seen

DAY = dt.timedelta(days=1)


async def moments(house: House, target: dt.datetime) -> list[dt.datetime]:
    """Move to ``target`` and return the moments that were reported on the way."""
    told: list[dt.datetime] = []

    async def report(now: dt.datetime) -> None:
        told.append(now.replace(microsecond=0))
        await house.local.do("clock/now", now=now.isoformat())

    await stepping.advance(house.app, house.clock, target, report)
    return told


def test_a_clock_is_never_put_back() -> None:
    clock = MovableClock(NOW, rate=0)
    clock.put(NOW - DAY)
    assert clock.now() == NOW
    clock.put(NOW + DAY)
    assert clock.now() == NOW + DAY


def test_a_jump_counts_as_time_passed() -> None:
    clock = MovableClock(NOW, rate=0)
    before = clock.monotonic()
    clock.put(NOW + DAY)
    assert clock.monotonic() - before >= DAY.total_seconds()


async def test_a_jump_stops_at_every_due_moment_on_the_way_in_order(tmp_path: Path) -> None:
    before = DILNOZA.local(7)
    async with running(tmp_path, at=before) as house:
        await house.settle(ANA, BEN, DILNOZA, reminders=lambda made: [morning(made, after=before)])
        for who in (ANA, BEN, DILNOZA):
            await house.phone(who)
        told = await moments(house, ANA.local(9))
        assert told == sorted(told)
        assert [who.local(8) in told for who in (DILNOZA, BEN, ANA)] == [True] * 3
        assert told[-1] == ANA.local(9)


async def test_what_is_due_is_sent_before_the_clock_goes_on(tmp_path: Path) -> None:
    before = DILNOZA.local(7)
    async with running(tmp_path, at=before) as house:
        await house.settle(ANA, BEN, DILNOZA, reminders=lambda made: [morning(made, after=before)])
        for who in (ANA, BEN, DILNOZA):
            await house.phone(who)
        await moments(house, ANA.local(9))
        for who in (ANA, BEN, DILNOZA):
            assert [view["date"] for view in await seen(house, who)] == [int(who.local(8).timestamp())]


async def test_with_nothing_due_a_year_is_one_step(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        assert await moments(house, NOW + 365 * DAY) == [NOW + 365 * DAY]


async def test_something_due_that_does_not_move_on_does_not_hold_the_clock_for_ever(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        await house.settle(ANA, reminders=lambda made: [morning(made, after=NOW)])

        async def nothing(*_: object) -> None:
            return None

        house.app.lanes.work.handle_due = nothing
        await moments(house, ANA.local(8, 0, MONDAY + 2 * DAY))
        assert house.clock.now() >= ANA.local(8, 0, MONDAY + 2 * DAY)


async def test_what_comes_next_is_told_with_its_moment(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        assert await stepping.upcoming(house.app) == []
        await house.settle(ANA, reminders=lambda made: [morning(made, after=NOW)])
        [following] = await stepping.upcoming(house.app)
        assert dt.datetime.fromisoformat(following["at"]) == morning(await house.known(ANA), after=NOW).next_due_at
