"""The SQLite side: connections that hop to a thread no more than they must, and looking at a file without changing it.

The usual way through SQLAlchemy and aiosqlite hops to the connection's thread four times a statement (make a cursor,
execute, fetch, close), which costs more than the statement. Here all four happen at once, so a result is always fetched
whole: page through what is large.

A reader does them in one hop. The writer does them on the event loop: inside its transaction a statement waits for
nobody and takes some microseconds, a tenth of what a hop costs. It goes to the thread only where it may have to wait:
for the lock when a transaction begins, and for the disk when it is committed. So change many rows bit by bit.

Only the writer writes, and only the writer moves the WAL into the file (``wal_autocheckpoint`` is off for the others,
and the writer is closed last): several connections doing that at once is where SQLite has had its faults.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import quote

import aiosqlite
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

from bot.store.keyfile import sync_directory

BUSY_SECONDS = 5  # that SQLite itself waits for a lock
Role = Literal["writer", "reader", "migrator"]
_BEGIN = {"writer": "BEGIN IMMEDIATE", "reader": "BEGIN", "migrator": "BEGIN IMMEDIATE"}


class _Cursor:
    """A cursor in the shape SQLAlchemy wants from aiosqlite; nothing but execute ever goes to the thread."""

    __slots__ = ("_connection", "_rows", "arraysize", "description", "lastrowid", "rowcount")

    def __init__(self, connection: HopConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.arraysize = 1
        self.description: Any = None
        self.lastrowid: int | None = None
        self.rowcount = -1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, values: Any = ()) -> _Cursor:
        await self._connection.run(self._run, False, sql, values)
        return self

    async def executemany(self, sql: str, values: Any) -> _Cursor:
        await self._connection.run(self._run, True, sql, values)
        return self

    def _run(self, many: bool, sql: str, values: Any) -> None:
        """Do everything there is to do with one statement."""
        cursor = self._connection._conn.cursor()
        try:
            (cursor.executemany if many else cursor.execute)(sql, values)
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()

    async def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        size = self.arraysize if size is None else size
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []


class HopConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors hop once at most, and whose transactions begin in one hop."""

    stays = False  # statements are run where they are asked for, not on the connection's thread

    def cursor(self) -> _Cursor:  # type: ignore[override]
        """Return a cursor, without going to the thread for it."""
        return _Cursor(self)

    async def create_function(self, *_: Any, **__: Any) -> None:
        """Do nothing: SQLAlchemy would add REGEXP, unused here; a task cancelled there would lose the connection."""

    async def hop(self, call: Callable[..., Any], *values: Any) -> Any:
        """Return what ``call`` gives for ``values`` on the connection's thread. Raises what it raises."""
        return await self._execute(call, *values)  # type: ignore[no-untyped-call]

    async def run(self, statement: Callable[..., None], *values: Any) -> None:
        """Call ``statement`` with ``values``, here or on the connection's thread. Raises what it raises."""
        if self.stays:
            statement(*values)
        else:
            await self.hop(statement, *values)

    async def begin(self, sql: str) -> None:
        """Begin a transaction with ``sql``. Raises sqlite3.OperationalError if the database is locked."""
        await self.hop(self._conn.execute, sql)


def uri(path: Path, query: str) -> str:
    """Return the address of the file at ``path`` as SQLite takes it."""
    return f"file:{quote(str(path.absolute()))}?{query}"


def connect(path: Path, role: Role) -> sqlite3.Connection:
    """Return a connection to an existing database file, set up for its role. Raises sqlite3.Error."""
    # mode=rw: a file that has gone is an error, never a new empty database
    connection = sqlite3.connect(
        uri(path, "mode=rw"),
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # transactions begin when we say so, and as we say
        check_same_thread=False,
        cached_statements=256,
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits at a power cut
    connection.execute(
        f"PRAGMA foreign_keys = {'OFF' if role == 'migrator' else 'ON'}"
    )  # batch mode drops parent tables
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if role == "reader":
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("PRAGMA query_only = ON")
    else:
        connection.execute("PRAGMA journal_size_limit = 16777216")  # bytes the WAL keeps after it was emptied
    return connection


def make_engine(path: Path, role: Role, size: int = 0) -> AsyncEngine:
    """Return an engine for an existing database file that keeps ``size`` connections, each with a thread of its own."""

    async def opened() -> HopConnection:
        connection = HopConnection(lambda: connect(path, role), 64)
        connection.stays = role == "writer"
        connection._thread.daemon = True  # one that was never closed must not keep the process from ending
        await connection
        return connection

    async def creator() -> HopConnection:
        task = asyncio.ensure_future(opened())
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            # the thread opens the file all the same, and nobody else will ever close it
            task.add_done_callback(_close_late)
            raise

    # a connection comes back after a commit or a rollback: resetting it would be one more hop
    pool: dict[str, Any] = {"poolclass": NullPool, "pool_reset_on_return": None}
    if size:
        pool |= {"poolclass": AsyncAdaptedQueuePool, "pool_size": size, "max_overflow": 0, "pool_timeout": 60}
    engine = create_async_engine("sqlite+aiosqlite://", async_creator=creator, hide_parameters=True, **pool)
    sql = _BEGIN[role]

    def begin(connection: Any) -> None:
        connection.connection.dbapi_connection.run_async(lambda driver: driver.begin(sql))

    event.listen(engine.sync_engine, "begin", begin)
    return engine


def _close_late(task: asyncio.Task[HopConnection]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().stop()


def make_file(path: Path) -> None:
    """Make the file of a new database, for its owner only, if there is none. Raises OSError."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    sync_directory(path.parent)


def look(path: Path) -> sqlite3.Connection:
    """Return a connection that can read the database file and changes neither it nor its WAL. Raises sqlite3.Error."""
    wal = Path(f"{path}-wal")
    # without a WAL the file is all there is, and an immutable one needs no helper files; else SQLite must read both
    return sqlite3.connect(uri(path, "mode=ro" if wal.exists() and wal.stat().st_size else "immutable=1"), uri=True)


def copy(path: Path, target: Path) -> None:
    """Copy a whole database to ``target``, which appears complete or not at all. Raises sqlite3.Error, OSError."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    make_file(part)
    source, sink = look(path), sqlite3.connect(part)
    try:
        source.backup(sink)
    finally:
        sink.close()
        source.close()
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    sync_directory(target.parent)
