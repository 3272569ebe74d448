"""The one connection that writes to an SQLite file, and whose turn it is to use it."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store import sqlite

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Writer:
    """Transactions that write, one after the other, each in the order it asked.

    One connection is kept, not put back into a pool: that costs more than a small transaction. After anything that
    leaves its state in doubt it is closed, which ends any transaction, and the next transaction gets a new one.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._connection: AsyncConnection | None = None

    @asynccontextmanager
    async def begin(self, patience_seconds: float) -> AsyncIterator[AsyncConnection]:
        """Give the connection in a transaction; while another process has the file locked, try for so long.

        Raises:
            OperationalError: the database stayed locked, is full, or cannot be written.
        """
        async with self._turn:
            connection = await self._start(patience_seconds)
            try:
                yield connection
            except BaseException:
                await self._undo(connection)
                raise
            try:
                await connection.commit()
            except BaseException:
                # after a failed commit SQLite may still be inside the transaction
                await self._drop()
                raise

    async def empty_wal(self) -> bool:
        """Move the WAL into the file and cut it to nothing. Returns whether it could: not while others read from it."""
        async with self._turn:
            connection = self._connection = self._connection or await self._engine.connect()
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, sqlite.HopConnection)
            try:
                # no waiting inside SQLite, which would hold up every writer
                await driver.execute_fetchall("PRAGMA busy_timeout = 0")
                rows = list(await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)"))
                await driver.execute_fetchall(f"PRAGMA busy_timeout = {sqlite.BUSY_SECONDS * 1000}")
            except BaseException:
                await self._drop()
                raise
            return bool(rows[0][0] == 0)

    async def close(self) -> None:
        """Close the connection; a transaction that is still open is rolled back."""
        await self._drop()
        await self._engine.dispose()

    async def _start(self, patience_seconds: float) -> AsyncConnection:
        """Return the connection, in a transaction just begun."""
        until = time.monotonic() + patience_seconds
        pause = 0.005
        while True:
            try:
                connection = self._connection = self._connection or await self._engine.connect()
                await connection.begin()
                return connection
            except (sqlite3.OperationalError, OperationalError) as error:
                cause = error.orig if isinstance(error, OperationalError) else error
                if getattr(cause, "sqlite_errorcode", 0) & 0xFF not in _BUSY or time.monotonic() + pause > until:
                    await self._drop()
                    raise OperationalError("BEGIN IMMEDIATE", None, cause or error, hide_parameters=True) from error
            except BaseException:
                await self._drop()
                raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.5)

    async def _undo(self, connection: AsyncConnection) -> None:
        try:
            await connection.rollback()
        except BaseException:
            await self._drop()
            raise
        if connection.invalidated:
            await self._drop()

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # to the end even if this task is cancelled, or a thread and a lock would be left behind
            await asyncio.shield(asyncio.ensure_future(_end(connection)))


async def _end(connection: AsyncConnection) -> None:
    with suppress(DBAPIError, sqlite3.Error):
        await connection.invalidate()
    with suppress(DBAPIError, sqlite3.Error):
        await connection.close()
