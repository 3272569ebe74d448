"""Promises about reminders, their runs and timers: read back as planned, and taken by one alone."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.core.schedule import Due
from bot.store import tables as t
from bot.store.changes import Changes
from bot.store.database import Database
from bot.store.due import due_lanes, next_due_at
from bot.store.people import Person
from bot.store.reminders import Planned, Run, Timer, Told, claim, load_due, load_reminders, load_runs, load_timers
from bot.store.vault import Vault
from tests.people import ANA, BEN, MONDAY, NOW, Somebody, morning, person

DAY = dt.timedelta(days=1)


async def settled(db: Database, vault: Vault, who: Somebody, *planned: Planned) -> Person:
    changes = Changes()
    made = person(who, vault, changes)
    for one in planned or (morning(made),):
        changes.reminders[one.id] = one.row(made)
    async with db.begin() as tx:
        await changes.write(tx, lambda id: vault.system, NOW)
    return made


def run(of: Person, day: dt.date = MONDAY, id: str = "", state: str = "sent") -> Run:
    told = Told(NOW, "morning", sent_at=NOW, sent_day=day, sound=True, talk="talk")
    return Run(id or of.key.name("run", day.isoformat()), morning(of).id, day, state, told)  # type: ignore[arg-type]


async def test_a_reminder_is_read_back_as_it_was_planned(db: Database, vault: Vault) -> None:
    ana = await settled(db, vault, ANA)
    waiting = replace(morning(ana), waiting=Due(NOW, MONDAY), version=7)
    async with db.begin() as tx:
        await Changes(reminders={waiting.id: waiting.row(ana)}).write(tx, lambda id: ana.key, NOW)
        assert await load_reminders(tx, ana) == [waiting]


async def test_only_what_is_due_is_found_and_only_in_the_lanes_asked_for(db: Database, vault: Vault) -> None:
    ana, ben = await settled(db, vault, ANA), await settled(db, vault, BEN)
    due = morning(ana).next_due_at
    assert due is not None
    people = {ana.lane: ana, ben.lane: ben}
    async with db.read() as tx:
        assert await load_due(tx, [ana.lane], people, due - dt.timedelta(microseconds=1)) == {}
        assert await load_due(tx, [ana.lane], people, due) == {ana.lane: [morning(ana)]}
        assert set(await due_lanes(tx, due)) == {ana.lane, ben.lane}  # Berlin's 08:00 comes an hour before Lisbon's
        assert await next_due_at(tx) == morning(ben).next_due_at


async def test_a_claim_is_good_once(db: Database, vault: Vault) -> None:
    ana = await settled(db, vault, ANA)
    due = morning(ana).next_due_at
    assert due is not None
    async with db.begin() as tx:
        assert await claim(tx, morning(ana).id, due, due + DAY)
        assert not await claim(tx, morning(ana).id, due, due + DAY)
        assert await claim(tx, morning(ana).id, due + DAY, None)


async def test_of_eight_transactions_at_once_one_has_the_claim(db: Database, vault: Vault) -> None:
    ana = await settled(db, vault, ANA)
    due = morning(ana).next_due_at
    assert due is not None

    async def take() -> bool:
        async with db.begin() as tx:
            won = await claim(tx, morning(ana).id, due, due + DAY)
            await asyncio.sleep(0.01)
            return won

    assert sorted(await asyncio.gather(*(take() for _ in range(8)))) == [False] * 7 + [True]


async def test_a_claim_that_was_rolled_back_leaves_it_to_others(db: Database, vault: Vault) -> None:
    ana = await settled(db, vault, ANA)
    due = morning(ana).next_due_at
    assert due is not None
    with pytest.raises(RuntimeError):
        async with db.begin() as tx:
            await claim(tx, morning(ana).id, due, due + DAY)
            raise RuntimeError
    async with db.begin() as tx:
        assert await claim(tx, morning(ana).id, due, due + DAY)


async def test_one_reminder_has_one_run_a_date(db: Database, vault: Vault) -> None:
    ana = await settled(db, vault, ANA)
    async with db.begin() as tx:
        await tx.execute(t.reminder_runs.insert(), [run(ana).row(ana), run(ana, MONDAY + DAY).row(ana)])
    with pytest.raises(IntegrityError):
        async with db.begin() as tx:
            await tx.execute(t.reminder_runs.insert(), [run(ana, id="e" * 32).row(ana)])


async def test_a_run_changes_its_state_and_keeps_what_is_told_of_it(db: Database, vault: Vault) -> None:
    ana = await settled(db, vault, ANA)
    for state in ("sent", "answered"):
        async with db.begin() as tx:
            row = run(ana, state=state).row(ana)
            await Changes(runs={row["id"]: row}).write(tx, lambda id: ana.key, NOW)
    async with db.read() as tx:
        assert await load_runs(tx, ana, MONDAY) == [run(ana, state="answered")]
        assert await load_runs(tx, ana, MONDAY + DAY) == []


async def test_timers_come_earliest_first_and_none_before_its_time(db: Database, vault: Vault) -> None:
    ana = await settled(db, vault, ANA)
    changes = Changes()
    for minutes in (30, 10, 20):
        timer = Timer(f"{minutes:032d}", NOW + dt.timedelta(minutes=minutes), "snooze", str(minutes))
        changes.timers[timer.id] = timer.row(ana.lane, ana.id, ana.key)
    async with db.begin() as tx:
        await changes.write(tx, lambda id: ana.key, NOW)
        at = NOW + dt.timedelta(minutes=20)
        found = await load_timers(tx, [ana.lane], {ana.lane: ana.key}, vault.system, at)
    assert [timer.ref for timer in found[ana.lane]] == ["10", "20"]


async def test_a_strangers_timer_opens_under_the_systems_key(db: Database, vault: Vault) -> None:
    lane = vault.lane(BEN.user)
    timer = Timer("3" * 32, NOW, "setup", "talk")
    async with db.begin() as tx:
        changes = Changes(timers={timer.id: timer.row(lane, None, vault.system)})
        await changes.write(tx, lambda id: vault.system, NOW)
        assert await load_timers(tx, [lane], {}, vault.system, NOW) == {lane: [timer]}
