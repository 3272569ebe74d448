"""Transactions: written one at a time, read beside that, waiting for locks, surviving a full disk, and erasing."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.settings import Settings
from bot.store import sqlite
from bot.store.database import Database, open_database, unlock
from bot.store.tables import keys, people
from tests.postgres import Server
from tests.store.conftest import names, path_of, person, settings_in

# Transactions


async def test_what_a_transaction_wrote_is_there_for_all_who_read_after(db: Database) -> None:
    async with db.begin() as tx:
        await tx.execute(insert(people), [person("ana"), person("ben")])
    assert await names(db) == ["ana", "ben"]


async def test_a_transaction_that_fails_writes_nothing_and_the_next_one_works(db: Database) -> None:
    with pytest.raises(ValueError, match="no"):
        async with db.begin() as tx:
            await tx.execute(insert(people), [person("ana")])
            raise ValueError("no")
    with pytest.raises(IntegrityError):
        async with db.begin() as tx:
            await tx.execute(insert(people), [person("ben"), person("ben")])
    async with db.begin() as tx:
        await tx.execute(insert(people), [person("chidi")])
    assert await names(db) == ["chidi"]


async def test_f43_many_who_read_and_then_write_lose_no_step(db: Database) -> None:
    async with db.begin() as tx:
        await tx.execute(insert(people), [person("ana", version=0)])

    async def step() -> None:
        async with db.begin() as tx:
            row = select(people.c.version).where(people.c.id == "ana")
            version = (await tx.execute(row if db.is_sqlite else row.with_for_update())).scalar_one()
            await asyncio.sleep(0)
            await tx.execute(update(people).values(version=version + 1))

    await asyncio.gather(*(step() for _ in range(40)))
    async with db.read() as snapshot:
        assert (await snapshot.execute(select(people.c.version))).scalar_one() == 40


async def test_a_reader_sees_one_moment_while_others_write(db: Database) -> None:
    async with db.read() as snapshot:
        assert (await snapshot.execute(select(people.c.id))).scalars().all() == []
        async with db.begin() as tx:
            await tx.execute(insert(people), [person("ana")])
        assert (await snapshot.execute(select(people.c.id))).scalars().all() == []
    assert await names(db) == ["ana"]


async def test_a_reader_cannot_write(db: Database) -> None:
    async with db.read() as snapshot:
        with pytest.raises(DBAPIError):
            await snapshot.execute(insert(people), [person("ana")])
    assert await names(db) == []


async def test_more_readers_than_connections_wait_for_each_other(db: Database) -> None:
    assert await asyncio.gather(*(names(db) for _ in range(20))) == [[]] * 20


async def test_cancelled_transactions_leave_the_database_usable(db: Database, settings: Settings) -> None:
    async def write(name: str) -> None:
        async with db.begin() as tx:
            await tx.execute(insert(people), [person(name)])
            await tx.execute(select(people.c.id))
        written.append(name)

    written: list[str] = []
    for step in range(60):
        tasks = [
            asyncio.create_task(work) for work in (write(f"ana-{step}"), names(db), write(f"ben-{step}"), names(db))
        ]
        await asyncio.sleep(step * 0.0001)
        for task in tasks[step % 2 :: 2]:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            assert not isinstance(result, Exception)
    await asyncio.wait_for(write("chidi"), 5)
    there = await names(db)
    assert set(written) <= set(there)
    await db.close()
    # the WAL goes with the last connection: none was lost
    assert not list(settings.data_dir.glob("*-wal"))


async def test_errors_do_not_show_what_was_to_be_stored(db: Database) -> None:
    async with db.begin() as tx:
        await tx.execute(insert(people), [person("ana")])
    with pytest.raises(IntegrityError) as caught:
        async with db.begin() as tx:
            await tx.execute(insert(people), [person("ana", sealed=b"canary")])
    assert "canary" not in str(caught.value)
    assert "hide_parameters" in str(caught.value)


async def test_the_sqlite_file_is_kept_with_the_settings_that_lose_nothing(sqlite_db: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000}
    for connect in (sqlite_db.begin, sqlite_db.read):
        async with connect() as connection:
            found = {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in wanted}
        assert found == wanted


async def test_only_what_may_wait_hops_to_the_thread(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with sqlite_db.begin():
        pass
    hops = 0
    usual = sqlite.HopConnection._execute

    async def counted(self: sqlite.HopConnection, *args: object) -> object:
        nonlocal hops
        hops += 1
        return await usual(self, *args)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(sqlite.HopConnection, "_execute", counted)
    async with sqlite_db.begin() as tx:
        await tx.execute(insert(people), [person("ana"), person("ben")])
        assert len((await tx.execute(select(people.c.id))).all()) == 2
    assert hops == 2  # begin, commit
    async with sqlite_db.read() as snapshot:
        assert len((await snapshot.execute(select(people.c.id))).all()) == 2
    assert hops == 5  # begin, select, roll back


async def test_rows_can_be_streamed_one_by_one(sqlite_db: Database) -> None:
    async with sqlite_db.begin() as tx:
        await tx.execute(insert(people), [person(str(number)) for number in range(100)])
    async with sqlite_db.read() as snapshot:
        assert len([row async for row in await snapshot.stream(select(people.c.id))]) == 100
        assert (await snapshot.execute(select(people.c.id).limit(1))).first() is not None


# Locks


async def test_f42_a_lock_held_by_somebody_else_is_waited_for(
    sqlite_db: Database, sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    with closing(sqlite3.connect(path_of(sqlite_settings), isolation_level=None)) as shell:
        shell.execute("BEGIN EXCLUSIVE")
        writing = [asyncio.create_task(_write(sqlite_db, name)) for name in ("ana", "ben")]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in writing)
        shell.execute("ROLLBACK")
        await asyncio.gather(*writing)
    assert await names(sqlite_db) == ["ana", "ben"]


async def _write(db: Database, name: str) -> None:
    async with db.begin() as tx:
        await tx.execute(insert(people), [person(name)])


async def test_f42_a_lock_that_never_ends_is_told_and_the_next_try_works(
    sqlite_db: Database, sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    sqlite_db.patience_seconds = 0.05
    with closing(sqlite3.connect(path_of(sqlite_settings), isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await _write(sqlite_db, "ana")
    await _write(sqlite_db, "ben")
    assert await names(sqlite_db) == ["ben"]


# The disk and the server


async def test_f41_a_full_disk_fails_the_transaction_and_heals(sqlite_db: Database) -> None:
    async with sqlite_db.begin() as tx:
        pages = (await tx.execute(text("PRAGMA page_count"))).scalar_one()
        await tx.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(OperationalError, match="full"):
        async with sqlite_db.begin() as tx:
            await tx.execute(insert(people), [person(str(n), sealed=bytes(4000)) for n in range(50)])
    assert await names(sqlite_db) == []
    async with sqlite_db.begin() as tx:
        await tx.execute(text("PRAGMA max_page_count = 100000"))
    await _write(sqlite_db, "ana")
    assert await names(sqlite_db) == ["ana"]


async def test_f48_after_the_server_dropped_all_connections_the_next_transaction_works(
    postgres: Server, tmp_path: Path
) -> None:
    url = postgres.new_database()
    settings = settings_in(tmp_path, DATABASE_URL=url)
    db = await open_database(settings, await unlock(settings))
    await _write(db, "ana")
    postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%';")
    await _write(db, "ben")
    assert await names(db) == ["ana", "ben"]
    await db.close()
    postgres.drop(url)


# Erasure


async def test_f66_what_was_erased_is_in_none_of_the_files(sqlite_db: Database, sqlite_settings: Settings) -> None:
    canary = b"canary-of-ana"
    async with sqlite_db.begin() as tx:
        await tx.execute(insert(people), [person("ana", sealed=canary * 500), person("ben")])
        await tx.execute(insert(keys), [{"person": "ana", "wrapped": canary, "version": 1}])
    assert await sqlite_db.shrink()
    async with sqlite_db.begin() as tx:
        await tx.execute(people.delete().where(people.c.id == "ana"))
    assert canary in b"".join(file.read_bytes() for file in sqlite_settings.data_dir.iterdir())
    assert await sqlite_db.shrink()
    assert canary not in b"".join(file.read_bytes() for file in sqlite_settings.data_dir.iterdir())
    assert await names(sqlite_db) == ["ben"]


async def test_f66_shrinking_waits_for_who_is_reading_and_says_if_it_could_not(db: Database) -> None:
    async with db.begin() as tx:
        await tx.execute(insert(people), [person("ana")])
    db.patience_seconds = 0.05
    async with db.read() as snapshot:
        await snapshot.execute(select(people.c.id))
        async with db.begin() as tx:
            await tx.execute(people.delete())
        assert not await db.shrink()
        await asyncio.wait_for(_write(db, "ben"), 5)
        db.patience_seconds = 30
        shrinking = asyncio.create_task(db.shrink())
        await asyncio.sleep(0.02)
        assert not shrinking.done()
    assert await shrinking


async def test_f66_an_erased_key_is_in_none_of_postgresqls_tables(postgres: Server, tmp_path: Path) -> None:
    url = postgres.new_database()
    settings = settings_in(tmp_path, DATABASE_URL=url)
    db = await open_database(settings, await unlock(settings))
    canary = os.urandom(40)
    async with db.begin() as tx:
        await tx.execute(insert(people), [person("ana"), person("ben")])
        await tx.execute(
            insert(keys), [{"person": n, "wrapped": canary + n.encode(), "version": 1} for n in ("ben", "ana")]
        )
    async with db.begin() as tx:
        await tx.execute(people.delete().where(people.c.id == "ana"))
    postgres.run("CHECKPOINT;")
    assert canary + b"ana" in _files(postgres)
    assert await db.shrink()
    postgres.run("CHECKPOINT;")
    assert canary + b"ana" not in _files(postgres)
    assert canary + b"ben" in _files(postgres)
    await db.close()
    postgres.drop(url)


def _files(postgres: Server) -> bytes:
    return b"".join(file.read_bytes() for file in (postgres.data / "base").rglob("*") if file.is_file())


async def test_old_copies_from_before_migrations_go_after_a_week(
    sqlite_db: Database, sqlite_settings: Settings
) -> None:
    now = dt.datetime.now(dt.UTC)
    for name, days in (("0002", 8), ("0003", 6)):
        copy = sqlite_settings.data_dir / f"stillpoint.db.before-{name}"
        copy.write_bytes(b"")
        os.utime(copy, (time.time() - days * 86400,) * 2)
    assert sqlite_db.drop_old_copies(now) == 1
    assert [file.name for file in sqlite_settings.data_dir.glob("*.before-*")] == ["stillpoint.db.before-0003"]
    assert await names(sqlite_db) == []
