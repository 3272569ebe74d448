"""A few facts about this database as a whole."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.statements import upsert
from bot.store.tables import meta
from bot.store.tx import Tx


async def get(tx: Tx, key: str) -> str | None:
    """Return the fact ``key``, or None."""
    value = (await tx.execute(select(meta.c.value).where(meta.c.key == key))).scalar()
    return None if value is None else bytes(value).decode()


async def put(tx: Tx, key: str, value: str) -> None:
    """Keep the fact ``key``."""
    await tx.execute(upsert(meta, tx.dialect.name, "value"), {"key": key, "value": value.encode()})
