"""A transaction, as the shell holds it: it passes it on and locks lanes in it, and never looks inside."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

Tx = AsyncConnection
StorageError = SQLAlchemyError  # the database's own failures: nobody's turn is to blame for them

_LOCK = text("SELECT pg_advisory_xact_lock(:lane)")


async def lock_lanes(tx: Tx, lanes: Sequence[str]) -> None:
    """Have nobody else work on ``lanes`` until the transaction ends. SQLite has one writer and needs no locks."""
    if tx.dialect.name == "postgresql":
        # in one order for everybody, so that two workers never wait for each other
        for lane in sorted(lanes):
            await tx.execute(_LOCK, {"lane": int(lane[:15], 16)})
