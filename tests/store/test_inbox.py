"""Promises about the inbox: every update once, in order, sealed, and gone when done."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select, update

from bot.errors import SealBroken
from bot.store import tables as t
from bot.store.database import Database
from bot.store.inbox import (
    clear_old,
    forget_lane,
    highest_update,
    insert_updates,
    load_undone,
    seal_update,
    stuck_lanes,
)
from bot.store.vault import Vault
from tests.people import ANA, BEN, NOW

UPDATES = [{"update_id": n, "message": {"text": f"word {n}"}} for n in range(100, 110)]


def rows(vault: Vault, *numbers: int, who: int = ANA.user) -> list[dict[str, object]]:
    return [seal_update(vault, vault.lane(who), UPDATES[n], NOW) for n in numbers]


async def undone(db: Database, vault: Vault, who: int = ANA.user) -> list[int]:
    async with db.read() as tx:
        found = await load_undone(tx, [vault.lane(who)], vault)
        return [row.update_id - 100 for row in found.get(vault.lane(who), [])]


async def test_updates_are_to_do_in_the_order_they_came_in(db: Database, vault: Vault) -> None:
    for number in (3, 1, 2):
        async with db.begin() as tx:
            await insert_updates(tx, rows(vault, number))
    assert await undone(db, vault) == [3, 1, 2]
    assert await undone(db, vault, BEN.user) == []


async def test_an_update_handed_out_twice_is_stored_once(db: Database, vault: Vault) -> None:
    for batch in ((0, 1), (0, 1, 2), (1, 2)):
        async with db.begin() as tx:
            await insert_updates(tx, rows(vault, *batch))
    assert await undone(db, vault) == [0, 1, 2]


async def test_an_update_stored_by_two_at_once_is_stored_once(db: Database, vault: Vault) -> None:
    async def store() -> None:
        async with db.begin() as tx:
            await insert_updates(tx, rows(vault, 0, 1, 2, 3))

    await asyncio.gather(*(store() for _ in range(6)))
    assert await undone(db, vault) == [0, 1, 2, 3]


async def test_an_update_that_was_done_is_not_to_do_again_when_it_comes_again(db: Database, vault: Vault) -> None:
    async with db.begin() as tx:
        await insert_updates(tx, rows(vault, 0))
        await tx.execute(update(t.inbox).values(state=1, sealed=None))
        await insert_updates(tx, rows(vault, 0))
    assert await undone(db, vault) == []


async def test_numbers_that_start_afresh_and_lower_are_taken_all_the_same(db: Database, vault: Vault) -> None:
    async with db.begin() as tx:
        await insert_updates(tx, rows(vault, 9))
        await insert_updates(tx, rows(vault, 0))
        assert await highest_update(tx) == 109
    assert await undone(db, vault) == [9, 0]


async def test_what_was_said_cannot_be_read_in_the_row(db: Database, vault: Vault) -> None:
    async with db.begin() as tx:
        await insert_updates(tx, rows(vault, 0))
        [sealed] = (await tx.execute(select(t.inbox.c.sealed))).scalars()
    assert b"word" not in sealed


async def test_half_a_surrogate_pair_does_not_stop_an_update(db: Database, vault: Vault) -> None:
    raw = {"update_id": 1, "message": {"text": "half \ud83d, whole 😀"}}
    async with db.begin() as tx:
        await insert_updates(tx, [seal_update(vault, vault.lane(1), raw, NOW)])
        [row] = (await load_undone(tx, [vault.lane(1)], vault))[vault.lane(1)]
    assert row.raw == raw


async def test_a_row_moved_to_another_update_does_not_open(db: Database, vault: Vault) -> None:
    async with db.begin() as tx:
        await insert_updates(tx, rows(vault, 0))
        await tx.execute(update(t.inbox).values(update_id=7))
    with pytest.raises(SealBroken):
        await undone(db, vault)


async def test_a_lane_is_stuck_only_while_something_of_it_may_be_tried(db: Database, vault: Vault) -> None:
    later = NOW + dt.timedelta(seconds=1)
    async with db.begin() as tx:
        await insert_updates(tx, [*rows(vault, 0), *rows(vault, 1, who=BEN.user)])
        await tx.execute(update(t.inbox).where(t.inbox.c.update_id == 100).values(again_at=later))
        assert await stuck_lanes(tx, NOW) == [vault.lane(BEN.user)]
        assert set(await stuck_lanes(tx, later)) == {vault.lane(ANA.user), vault.lane(BEN.user)}


async def test_only_what_is_done_is_cleared_away(db: Database, vault: Vault) -> None:
    async with db.begin() as tx:
        await insert_updates(tx, rows(vault, 0, 1))
        await tx.execute(update(t.inbox).where(t.inbox.c.update_id == 100).values(state=1))
        await clear_old(tx, NOW.date(), 10)
        assert len((await tx.execute(select(t.inbox.c.id))).all()) == 2
        await clear_old(tx, NOW.date() + dt.timedelta(days=1), 10)
    assert await undone(db, vault) == [1]


async def test_of_a_forgotten_lane_only_the_numbers_stay(db: Database, vault: Vault) -> None:
    async with db.begin() as tx:
        await insert_updates(tx, [*rows(vault, 0, 1, 2), *rows(vault, 3, who=BEN.user)])
        [first, *_] = (await load_undone(tx, [vault.lane(ANA.user)], vault))[vault.lane(ANA.user)]
        await forget_lane(tx, vault.lane(ANA.user), first.id)
        left = (await tx.execute(select(t.inbox).where(t.inbox.c.lane.is_(None)))).one()
    assert (left.update_id, left.state, left.sealed) == (100, 1, None)
    assert await undone(db, vault) == [1, 2]
    assert await undone(db, vault, BEN.user) == [3]
