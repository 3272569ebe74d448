"""The inbox: every update, sealed and committed before Telegram is told that it came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.plain import decode, encode
from bot.store.statements import insert_ignore
from bot.store.tables import inbox
from bot.store.vault import Vault

TO_DO, DONE, GIVEN_UP = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Arrived:
    """One stored update. ``raw`` is Telegram's JSON, read."""

    id: int
    update_id: int
    lane: str
    attempts: int
    raw: dict[str, Any]


def seal_update(vault: Vault, lane: str, raw: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    """Return the inbox row for ``raw``. The row is bound to its update id, which it has before it has a row id."""
    update_id = int(raw["update_id"])
    sealed = vault.system.seal("inbox", "sealed", "", str(update_id), encode(raw))
    return {
        "update_id": update_id,
        "lane": lane,
        "state": TO_DO,
        "attempts": 0,
        "again_at": None,
        "local_day": at.date(),
        "sealed": sealed,
    }


async def insert_updates(tx: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Store ``rows``; an update that is already there is left as it is."""
    if rows:
        await tx.execute(insert_ignore(inbox, tx.dialect.name, "update_id"), rows)


_UNDONE = (
    select(inbox.c.id, inbox.c.update_id, inbox.c.lane, inbox.c.attempts, inbox.c.sealed)
    .where(inbox.c.lane.in_(bindparam("lanes", expanding=True)), inbox.c.state == TO_DO)
    .order_by(inbox.c.id)
)


async def load_undone(tx: AsyncConnection, lanes: Sequence[str], vault: Vault) -> dict[str, list[Arrived]]:
    """Return what is still to be done in ``lanes``, oldest first."""
    rows = await tx.execute(_UNDONE, {"lanes": lanes})
    found: dict[str, list[Arrived]] = {}
    for id, update_id, lane, attempts, sealed in rows:
        raw = decode(vault.system.open("inbox", "sealed", "", str(update_id), sealed), dict[str, Any])
        found.setdefault(lane, []).append(Arrived(id, update_id, lane, attempts, raw))
    return found


async def stuck_lanes(tx: AsyncConnection, now: dt.datetime) -> list[str]:
    """Return the lanes that have something to do that is not waiting for a later try."""
    query = select(inbox.c.lane).where(
        inbox.c.state == TO_DO, inbox.c.lane.is_not(None), or_(inbox.c.again_at.is_(None), inbox.c.again_at <= now)
    )
    return [row[0] for row in await tx.execute(query.distinct())]


async def clear_old(tx: AsyncConnection, before: dt.date, limit: int) -> int:
    """Remove at most ``limit`` rows that are done and older than ``before``; return how many it were."""
    old = select(inbox.c.id).where(inbox.c.state != TO_DO, inbox.c.local_day < before).limit(limit)
    return (await tx.execute(delete(inbox).where(inbox.c.id.in_(old)))).rowcount


async def forget_lane(tx: AsyncConnection, lane: str, until: int) -> None:
    """Leave of a lane's updates, up to row ``until``, only the number that keeps them from being handled twice."""
    where = (inbox.c.lane == lane) & (inbox.c.id <= until)
    await tx.execute(update(inbox).where(where).values(lane=None, sealed=None, state=DONE, again_at=None))


async def highest_update(tx: AsyncConnection) -> int | None:
    """Return the highest update id stored, or None."""
    highest: int | None = (await tx.execute(select(func.max(inbox.c.update_id)))).scalar()
    return highest
