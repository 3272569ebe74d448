"""Promises about what a turn changes: written whole, read back as it was, and gone without a trace when erased."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.core.person import Desk
from bot.settings import Settings
from bot.store import tables as t
from bot.store.changes import Changes, ClaimLost
from bot.store.database import Database, unlock
from bot.store.entries import load_entries
from bot.store.inbox import insert_updates, load_undone, seal_update
from bot.store.outbox import Numbers, Parcel
from bot.store.people import Person, load_people
from bot.store.reminders import Run, Timer, Told, load_reminders, load_timers
from bot.store.talks import Talk, load_talks
from bot.store.tx import lock_lanes
from bot.store.vault import SealKey, Vault
from tests.people import ANA, BEN, MONDAY, NOW, Somebody, answer, morning, note, person
from tests.store.conftest import path_of

NUMBERS = Numbers(lambda: NOW)


def everything_of(who: Somebody, vault: Vault) -> tuple[Person, Changes]:
    """Return somebody with a row in every table that can hold one."""
    changes = Changes()
    made = person(who, vault, changes)
    planned = morning(made)
    run = Run(made.key.name("run"), planned.id, MONDAY, "sent", Told(NOW, "morning", sent_at=NOW))
    for entry in (answer(made), note(made, f"{who.name} slept well")):
        changes.entries[entry.id] = entry.row(made)
    changes.reminders[planned.id] = planned.row(made)
    changes.runs[run.id] = run.row(made)
    timer = Timer(made.key.name("timer"), NOW, "lapse", "talk")
    changes.timers[timer.id] = timer.row(made.lane, made.id, made.key)
    changes.parcels.append(parcel(made, "good morning"))
    return made, changes


def parcel(to: Person, text: str) -> Parcel:
    number = NUMBERS.next()
    chat = to.profile.chat_id
    return Parcel(f"{number:032x}", number, to.lane, to.id, chat, "sendMessage", {"text": text}, 2, "never")


async def write(db: Database, changes: Changes, vault: Vault, *people: Person) -> list[Parcel]:
    keys = {who.id: who.key for who in people}

    def key_of(id: str | None) -> SealKey:
        return vault.system if id is None else keys[id]

    async with db.begin() as tx:
        return await changes.write(tx, key_of, NOW)


async def rows_with(db: Database, *needles: str) -> dict[str, int]:
    """Return how many rows of each table hold one of ``needles`` in any column."""
    found = {}
    async with db.read() as tx:
        for table in t.metadata.sorted_tables:
            rows = (await tx.execute(select(table))).all()
            count = sum(any(value in needles for value in row) for row in rows)
            if count:
                found[table.name] = count
    return found


async def test_everything_a_turn_changes_is_read_back_as_it_was(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    await write(db, changes, vault, ana)
    async with db.read() as tx:
        [found] = (await load_people(tx, [ana.lane], vault)).values()
        assert found.profile == ana.profile
        assert {e.kept for e in await load_entries(tx, found)} == {
            answer(ana).kept,
            note(ana, "Ana slept well").kept,
        }
        assert await load_reminders(tx, found) == [morning(ana)]
        [timer] = (await load_timers(tx, [ana.lane], {ana.lane: ana.key}, vault.system, NOW))[ana.lane]
        assert (timer.kind, timer.ref, timer.due_at) == ("lapse", "talk", NOW)
        [desk] = await load_talks(tx, [ana.lane], [], {ana.lane: ana.key}, vault.system)
        assert desk.read(Desk) == Desk()


async def test_a_row_written_again_replaces_the_one_before(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    await write(db, changes, vault, ana)
    better = replace(answer(ana), kept=replace(answer(ana).kept, value=5), version=2)
    again = Changes(entries={better.id: better.row(ana)}, people={ana.id: ana.changed(language="de").row()})
    await write(db, again, vault, ana)
    async with db.read() as tx:
        [found] = (await load_people(tx, [ana.lane], vault)).values()
        assert found.profile.language == "de"
        values = [e.kept.value for e in await load_entries(tx, found) if e.kept.t == "answer"]
        assert values == [5]


async def test_a_turn_that_cannot_be_written_leaves_nothing(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    orphan = dict(next(iter(changes.entries.values())), id="0" * 32, person="nobody")
    changes.entries[orphan["id"]] = orphan
    with pytest.raises(IntegrityError):
        await write(db, changes, vault, ana)
    assert await rows_with(db, ana.id, ana.lane) == {}


async def test_what_a_later_turn_of_the_batch_removes_is_not_written(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    later = Changes(entries_gone={answer(ana).id}, timers_gone=set(changes.timers), talks_gone=set(changes.talks))
    changes.add(later)
    await write(db, changes, vault, ana)
    found = await rows_with(db, ana.id)
    assert (found["entries"], "timers" in found, "talks" in found) == (1, False, False)


async def test_what_a_later_turn_of_the_batch_keeps_again_is_written(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    changes.add(Changes(entries_gone={answer(ana).id}))
    changes.add(Changes(entries={answer(ana).id: answer(ana).row(ana)}))
    await write(db, changes, vault, ana)
    assert (await rows_with(db, ana.id))["entries"] == 2


async def test_erasing_somebody_leaves_no_row_of_theirs_and_all_of_the_others(db: Database, vault: Vault) -> None:
    ana, of_ana = everything_of(ANA, vault)
    ben, of_ben = everything_of(BEN, vault)
    of_ana.add(of_ben)
    await write(db, of_ana, vault, ana, ben)
    before = await rows_with(db, ben.id, ben.lane)
    assert len(await rows_with(db, ana.id)) == 9, "Ana has a row in every table with people"
    await write(db, Changes(erased=[(ana.id, ana.lane, 0)]), vault)
    assert await rows_with(db, ana.id, ana.lane) == {}
    assert await rows_with(db, ben.id, ben.lane) == before


async def test_erasing_somebody_in_the_turn_after_they_were_made_leaves_nothing(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    changes.add(Changes(erased=[(ana.id, ana.lane, 0)]))
    await write(db, changes, vault, ana)
    assert await rows_with(db, ana.id, ana.lane) == {}


async def test_a_set_up_nobody_agreed_to_is_erased_by_its_lane(db: Database, vault: Vault) -> None:
    lane = vault.lane(ANA.user)
    talk = Talk("before-yes", lane, None, "setup", b"{}")
    timer = Timer("0" * 32, NOW, "setup", talk.id)
    changes = Changes(talks={talk.id: talk.row(vault.system)})
    changes.timers[timer.id] = timer.row(lane, None, vault.system)
    await write(db, changes, vault)
    await write(db, Changes(erased=[("nobody", lane, 0)]), vault)
    assert await rows_with(db, lane) == {}


async def test_messages_that_came_after_the_erasure_are_still_to_do(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    raws = [{"update_id": n, "message": {"text": f"word {n}"}} for n in (7, 8, 9)]
    async with db.begin() as tx:
        await insert_updates(tx, [seal_update(vault, ana.lane, raw, NOW) for raw in raws])
        rows = (await load_undone(tx, [ana.lane], vault))[ana.lane]
    changes.erased.append((ana.id, ana.lane, rows[1].id))
    await write(db, changes, vault, ana)
    async with db.read() as tx:
        left = (await load_undone(tx, [ana.lane], vault))[ana.lane]
        assert [row.raw["message"]["text"] for row in left] == ["word 9"]
        done = (await tx.execute(select(t.inbox.c.lane, t.inbox.c.sealed).where(t.inbox.c.state == 1))).all()
        assert [tuple(row) for row in done] == [(None, None)] * 2


async def test_a_reminder_somebody_else_has_moved_on_undoes_the_turn(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    await write(db, changes, vault, ana)
    planned = morning(ana)
    late = Changes(claims=[(planned.id, NOW - dt.timedelta(hours=1), None)])
    late.entries["1" * 32] = dict(next(iter(changes.entries.values())), id="1" * 32)
    with pytest.raises(ClaimLost):
        await write(db, late, vault, ana)
    assert (await rows_with(db, ana.id))["entries"] == 2


async def test_of_many_at_once_one_claims_a_due_reminder(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    await write(db, changes, vault, ana)
    planned = morning(ana)
    assert planned.next_due_at is not None
    claimed = [(planned.id, planned.next_due_at, planned.next_due_at + dt.timedelta(days=1))]

    async def turn() -> bool:
        try:
            await write(db, Changes(claims=list(claimed)), vault, ana)
        except ClaimLost:
            return False
        return True

    assert sum(await asyncio.gather(*(turn() for _ in range(8)))) == 1


async def test_of_many_at_once_one_works_on_a_lane(db: Database, vault: Vault) -> None:
    at_once: list[int] = []
    inside = 0

    async def work() -> None:
        nonlocal inside
        async with db.begin() as tx:
            await lock_lanes(tx, [vault.lane(BEN.user), vault.lane(ANA.user)])
            inside += 1
            at_once.append(inside)
            await asyncio.sleep(0.005)
            inside -= 1

    await asyncio.gather(*(work() for _ in range(6)))
    assert at_once == [1] * 6


async def test_two_runs_of_one_reminder_on_one_date_cannot_be(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    await write(db, changes, vault, ana)
    second = Run("f" * 32, morning(ana).id, MONDAY, "sent", Told(NOW, "morning"))
    with pytest.raises(IntegrityError):
        await write(db, Changes(runs={second.id: second.row(ana)}), vault, ana)


async def test_what_is_to_be_sent_at_once_comes_back_and_reminders_wait(db: Database, vault: Vault) -> None:
    ana, changes = everything_of(ANA, vault)
    reply = replace(parcel(ana, "noted"), priority=1, policy="once")
    changes.parcels.append(reply)
    assert [p.params["text"] for p in await write(db, changes, vault, ana)] == ["noted"]


async def test_an_update_is_done_given_up_or_tried_again(db: Database, vault: Vault) -> None:
    lane = vault.lane(ANA.user)
    raws: list[dict[str, Any]] = [{"update_id": n} for n in range(1, 5)]
    async with db.begin() as tx:
        await insert_updates(tx, [seal_update(vault, lane, raw, NOW) for raw in raws])
        ids = [row.id for row in (await load_undone(tx, [lane], vault))[lane]]
    later = NOW + dt.timedelta(seconds=1)
    await write(db, Changes(done=[ids[0]], given_up=[ids[1]], again=[(ids[2], 1, later)]), vault)
    async with db.read() as tx:
        left = (await load_undone(tx, [lane], vault))[lane]
        assert [(row.update_id, row.attempts) for row in left] == [(3, 1), (4, 0)]
        sealed = (await tx.execute(select(t.inbox.c.state, t.inbox.c.sealed).order_by(t.inbox.c.id))).all()
        assert [(state, blob is None) for state, blob in sealed] == [(1, True), (2, True), (0, False), (0, False)]


async def test_not_a_byte_of_somebody_erased_is_left_in_the_file(
    sqlite_settings: Settings, sqlite_db: Database
) -> None:
    vault = await unlock(sqlite_settings)
    chance = random.Random(1)
    made = [everything_of(Somebody("P", 7_000 + number, "UTC"), vault) for number in range(8)]
    for who, changes in made:
        await write(sqlite_db, changes, vault, who)
    hers: list[bytes] = []
    for number in range(200):  # pages are split and joined, rows change their size
        who, _ = chance.choice(made)
        row = note(who, f"{number % 60} " + "x" * chance.choice([5, 100, 900, 3000])).row(who)
        row["id"] = f"{who.id[-26:]}{number % 60:06d}"
        hers += [row["sealed"]] if who is made[0][0] else []
        await write(sqlite_db, Changes(entries={row["id"]: row}), vault, who)
    await write(sqlite_db, Changes(erased=[(made[0][0].id, made[0][0].lane, 0)]), vault)
    assert await sqlite_db.shrink()
    path = path_of(sqlite_settings)
    found = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert len(hers) > 10
    assert not [blob for blob in hers if blob[5:29] in found or blob[-24:] in found]
