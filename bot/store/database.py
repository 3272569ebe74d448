"""The database: opened with care, written by one transaction at a time on SQLite, and read beside that."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StartRefused
from bot.settings import Settings
from bot.store import opening, place, postgresql, sqlite
from bot.store.keyfile import read_key, read_or_make_key
from bot.store.migrate import upgrade
from bot.store.migrations import HEAD
from bot.store.tables import meta
from bot.store.vault import Vault
from bot.store.writer import Writer

COPIES_KEPT = timedelta(days=7)  # a copy holds wrapped keys: as long as the backups of keys, no longer
READERS = 3


class Database:
    """An open database. ``engine`` is the one that writes; ``instance`` is the id of this database, in hex."""

    def __init__(
        self,
        engine: AsyncEngine,
        reader: AsyncEngine,
        instance: str,
        path: Path | None = None,
        lock: place.Lock | None = None,
    ) -> None:
        self.engine = engine
        self.instance = instance
        self.is_sqlite = path is not None
        self.patience_seconds: float = 30
        self._reader = reader
        self._path = path
        self._lock = lock
        self._writer = Writer(engine) if path else None

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Give a connection in a transaction: committed at the end of the block, rolled back if the block raises.

        On SQLite it is the only transaction that writes; others wait for their turn. When another process has locked
        the file, it is tried for ``patience_seconds``. Do not commit, roll back or close inside the block.

        Raises:
            OperationalError: the database stayed locked, is full or cannot be reached. Nothing was stored, unless the
                connection to a PostgreSQL server broke during the commit: then nobody can know.
        """
        return self._writer.begin(self.patience_seconds) if self._writer else self.engine.begin()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that can only read and, from its first statement on, sees one moment of the database."""
        async with self._reader.connect() as connection:
            try:
                await connection.begin()
            except BaseException:
                # cancelled here, the thread still begins it: the next reader must not get this connection
                await connection.invalidate()
                raise
            yield connection

    async def shrink(self) -> bool:
        """Remove what was deleted from the files too; call it after an erasure, outside any transaction.

        SQLite moves its WAL into the file, where deleted bytes are zeros, and empties it; PostgreSQL writes the table
        of keys anew. Returns whether that was done: False if somebody was reading for ``patience_seconds``.
        """
        if self._writer is None:
            return await postgresql.empty_keys(self.engine, self.patience_seconds)
        until = time.monotonic() + self.patience_seconds
        pause = 0.01
        while not await self._writer.empty_wal():
            if time.monotonic() + pause > until:
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1)
        return True

    def drop_old_copies(self, now: datetime) -> int:
        """Delete copies that migrations left more than seven days before ``now``. Returns how many. Raises OSError."""
        if self._path is None:
            return 0
        oldest = (now - COPIES_KEPT).timestamp()
        old = [copy for copy in self._path.parent.glob(f"{self._path.name}.before-*") if copy.stat().st_mtime < oldest]
        for copy in old:
            copy.unlink()
        return len(old)

    async def close(self) -> None:
        """Close all connections and let another process in. On SQLite the WAL is emptied into the file."""
        await self._reader.dispose()
        if self._writer is not None:
            await self._writer.close()
        else:
            await self.engine.dispose()
        if self._lock is not None:
            self._lock.release()


async def unlock(settings: Settings) -> Vault:
    """Return the vault of this place, with its key; the key is made unless there is a database that needs an old one.

    Makes the data directory. Raises StartRefused.
    """
    place.make_data_dir(settings)
    try:
        return Vault(read_key(settings.key_file))
    except FileNotFoundError:
        path = settings.database_path
        exists = place.read_marker(settings) is not None
        if not exists:
            exists = path.exists() and path.stat().st_size > 0 if path else await postgresql.has_tables(settings)
        return Vault(read_or_make_key(settings.key_file, database_exists=exists))


async def open_database(settings: Settings, vault: Vault) -> Database:
    """Return the database of these settings: made if it is new, brought up to date if it is old (a copy is kept).

    Makes the data directory.

    Raises:
        StartRefused: it is corrupt, missing, another one, newer than this code, under another key, or in use; it was
            left as it is. Code 75 if a PostgreSQL server cannot be reached.
    """
    place.make_data_dir(settings)
    path = settings.database_path
    if path is None:
        return await _open_postgresql(settings, vault)
    lock = place.Lock(path)
    lock.take()
    try:
        instance = await _open_sqlite(settings, path, vault)
    except BaseException as error:
        lock.release()
        if isinstance(error, OSError | sqlite3.Error | DBAPIError):
            raise StartRefused(f"The database {path} cannot be opened: {error}.") from None
        raise
    engine, reader = sqlite.make_engine(path, "writer"), sqlite.make_engine(path, "reader", READERS)
    database = Database(engine, reader, instance, path, lock)
    try:
        # the first connection of an engine asks much; here nobody waits for an answer
        async with database.begin(), database.read():
            pass
    except BaseException as error:
        await database.close()
        if isinstance(error, DBAPIError):
            raise StartRefused(f"The database {path} cannot be opened: {error.orig}.") from None
        raise
    return database


async def _open_sqlite(settings: Settings, path: Path, vault: Vault) -> str:
    """Return the instance id of the SQLite database, having made it ready."""
    marker = place.read_marker(settings)
    found = await asyncio.to_thread(opening.look_at, path)
    state = opening.verdict(found, vault, marker, str(path))
    instance = found.instance or os.urandom(16).hex()
    if state != "ready":
        if state == "old":
            await asyncio.to_thread(sqlite.copy, path, path.with_name(f"{path.name}.before-{HEAD}"))
        sqlite.make_file(path)
        engine = sqlite.make_engine(path, "migrator")
        try:
            async with engine.begin() as connection:
                await _bring_up(connection, state, vault, instance)
        finally:
            await engine.dispose()
    if marker is None:
        place.write_marker(settings, instance)
    return instance


async def _open_postgresql(settings: Settings, vault: Vault) -> Database:
    engine = postgresql.make_engine(settings)
    try:
        marker = place.read_marker(settings)
        async with postgresql.opening(engine) as connection:
            found = await postgresql.look_at(connection)
            state = opening.verdict(found, vault, marker, "on the PostgreSQL server")
            instance = found.instance or os.urandom(16).hex()
            if state != "ready":
                await _bring_up(connection, state, vault, instance)
        if marker is None:
            place.write_marker(settings, instance)
    except BaseException:
        await engine.dispose()
        raise
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(engine, reader, instance)


async def _bring_up(connection: AsyncConnection, state: opening.State, vault: Vault, instance: str) -> None:
    """Make the tables, or migrate them, in the open transaction; a new database also gets its id and its key check."""
    await connection.run_sync(upgrade)
    if state == "new":
        rows = {"instance": bytes.fromhex(instance), "key-check": opening.key_check(vault, instance)}
        await connection.execute(meta.insert(), [{"key": key, "value": value} for key, value in rows.items()])
