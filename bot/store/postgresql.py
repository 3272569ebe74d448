"""The PostgreSQL side: its engine, looking at what is there, and deleting keys from its files for good."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StartRefused
from bot.settings import Settings
from bot.store.opening import Found, found
from bot.store.tables import meta

_OPENING = 0x5717  # the advisory lock by which one process at a time opens a database
_OLDER_SNAPSHOTS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND age(backend_xmin) >= age(CAST(CAST(:mark AS text) AS xid))"
)


def make_engine(settings: Settings) -> AsyncEngine:
    """Return the engine for these settings."""
    # asked before each use: after a failover the first transaction then finds a live connection
    return create_async_engine(settings.database_url, pool_pre_ping=True, hide_parameters=True)


@asynccontextmanager
async def opening(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Give a connection in a transaction that no other process is opening this database beside.

    Raises:
        StartRefused: with code 75 if the server cannot be reached or answers with an error.
    """
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _OPENING})
            yield connection
    except (OSError, TimeoutError) as error:
        raise StartRefused(f"The PostgreSQL server cannot be reached ({type(error).__name__}).", code=75) from None
    except DBAPIError as error:
        raise StartRefused(f"The PostgreSQL database cannot be opened: {error.orig}", code=75) from None


async def look_at(connection: AsyncConnection) -> Found:
    """Return what the database says of itself."""
    tables = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
    if not {"alembic_version", "meta"} <= tables:
        return Found(tables=bool(tables))
    revisions = [str(row[0]) for row in await connection.execute(text("SELECT version_num FROM alembic_version"))]
    return found(revisions, {row.key: row.value for row in await connection.execute(meta.select())})


async def has_tables(settings: Settings) -> bool:
    """Return whether there is anything in the database. Raises StartRefused as ``opening``."""
    engine = make_engine(settings)
    try:
        async with opening(engine) as connection:
            return (await look_at(connection)).tables
    finally:
        await engine.dispose()


async def empty_keys(engine: AsyncEngine, patience_seconds: float) -> bool:
    """Write the table of keys anew, without the deleted ones; the server removes the old file.

    A plain VACUUM frees the room of deleted rows but can leave their bytes in it. Neither removes a row that a
    transaction begun before the deletion could still see, so those are waited for. Returns False if one lasted longer.
    """
    async with engine.connect() as raw:
        connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        mark = (await connection.execute(text("SELECT CAST(pg_current_xact_id() AS text)"))).scalar_one()
        until = time.monotonic() + patience_seconds
        pause = 0.01
        while (await connection.execute(_OLDER_SNAPSHOTS, {"mark": str(int(mark) % 2**32)})).scalar_one():
            if time.monotonic() + pause > until:
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1)
        await connection.execute(text("VACUUM FULL keys"))
        return True
