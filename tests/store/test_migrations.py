"""The staircase: every step up, down and up again on both engines, and no difference to the tables in the code."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StartRefused
from bot.settings import Settings
from bot.store import migrate, postgresql, sqlite
from bot.store.database import open_database, unlock
from bot.store.migrations import HEAD, REVISIONS
from bot.store.tables import metadata
from tests.store.conftest import by_hand

SCRIPTS = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))


@pytest.fixture
async def engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Give an engine that migrates an empty database."""
    path = settings.database_path
    if path is None:
        made = postgresql.make_engine(settings)
    else:
        path.parent.mkdir()
        sqlite.make_file(path)
        made = sqlite.make_engine(path, "migrator")
    yield made
    await made.dispose()


def shape(connection: Connection) -> dict[str, object]:
    """Return all tables with their columns, keys and indexes."""
    look = inspect(connection)
    return {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)),
            sorted(str(sorted(k.items(), key=str)) for k in look.get_foreign_keys(name)),
            sorted((str(i["name"]), tuple(i["column_names"])) for i in look.get_indexes(name)),
            sorted((str(u["name"]), tuple(u["column_names"])) for u in look.get_unique_constraints(name)),
        )
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def test_the_list_of_revisions_is_that_of_the_scripts() -> None:
    assert tuple(script.revision for script in reversed(list(SCRIPTS.walk_revisions()))) == REVISIONS
    assert SCRIPTS.get_heads() == [HEAD]


@pytest.mark.parametrize("revision", REVISIONS)
async def test_each_step_goes_up_and_down_and_up(engine: AsyncEngine, revision: str) -> None:
    below = REVISIONS[REVISIONS.index(revision) - 1] if revision != REVISIONS[0] else "base"
    async with engine.begin() as connection:
        if below != "base":
            await connection.run_sync(migrate.upgrade, below)
        before = await connection.run_sync(shape)
        await connection.run_sync(migrate.upgrade, revision)
        after = await connection.run_sync(shape)
    async with engine.begin() as connection:
        await connection.run_sync(migrate.downgrade, below)
        assert await connection.run_sync(shape) == before
    async with engine.begin() as connection:
        await connection.run_sync(migrate.upgrade, revision)
        assert await connection.run_sync(shape) == after


async def test_the_steps_lead_to_the_tables_in_the_code(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> object:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with engine.begin() as connection:
        await connection.run_sync(migrate.upgrade)
        assert await connection.run_sync(differences) == []
        migrated = await connection.run_sync(shape)
        await connection.run_sync(migrate.downgrade, "base")
        await connection.run_sync(metadata.create_all)
        assert await connection.run_sync(shape) == migrated


async def test_f50_a_migration_that_fails_at_any_statement_leaves_nothing(engine: AsyncEngine) -> None:
    statements = 0
    fails_at = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1
        if statements == fails_at:
            raise OSError("the power went")

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    async with engine.begin() as connection:
        await connection.run_sync(migrate.upgrade)
        await connection.rollback()
    for fails_at in range(1, statements + 1):  # noqa: B007 - count reads it
        statements = 0
        with pytest.raises(OSError, match="the power went"):
            async with engine.begin() as connection:
                await connection.run_sync(migrate.upgrade)
        event.remove(engine.sync_engine, "before_cursor_execute", count)
        async with engine.begin() as connection:
            assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == []
        event.listen(engine.sync_engine, "before_cursor_execute", count)
    event.remove(engine.sync_engine, "before_cursor_execute", count)
    async with engine.begin() as connection:
        await connection.run_sync(migrate.upgrade)


KILLED_MIDWAY = """
import asyncio, os, signal, sys
from pathlib import Path
from sqlalchemy import event
from bot.store import migrate, sqlite

async def main():
    sqlite.make_file(Path(sys.argv[1]))
    engine = sqlite.make_engine(Path(sys.argv[1]), "migrator")
    left = int(sys.argv[2])
    def count(*_):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(engine.sync_engine, "before_cursor_execute", count)
    async with engine.begin() as connection:
        await connection.run_sync(migrate.upgrade)

asyncio.run(main())
"""


def run(program: str, *arguments: object) -> int:
    """Return how a Python program ended: minus nine if it was killed."""
    return subprocess.run([sys.executable, "-c", program, *map(str, arguments)], check=False).returncode


@pytest.mark.parametrize("statement", [8, 20])
async def test_f50_a_start_after_a_killed_first_start_works(sqlite_settings: Settings, statement: int) -> None:
    path = sqlite_settings.database_path
    assert path
    vault = await unlock(sqlite_settings)
    assert run(KILLED_MIDWAY, path, statement) == -9
    database = await open_database(sqlite_settings, vault)
    await database.close()


async def test_a_migration_that_would_orphan_rows_is_undone(sqlite_settings: Settings) -> None:
    path = sqlite_settings.database_path
    assert path
    vault = await unlock(sqlite_settings)
    await (await open_database(sqlite_settings, vault)).close()
    by_hand(path, "INSERT INTO keys (person, wrapped, version) VALUES ('nobody', x'00', 1)")
    engine = sqlite.make_engine(path, "migrator")
    with pytest.raises(StartRefused, match="keys"):
        async with engine.begin() as connection:
            await connection.run_sync(migrate.upgrade)
    await engine.dispose()


async def test_an_old_database_is_copied_and_then_brought_up(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sqlite_settings.database_path
    assert path
    vault = await unlock(sqlite_settings)
    await (await open_database(sqlite_settings, vault)).close()
    by_hand(path, "INSERT INTO people (id, lane, status, version, sealed) VALUES ('ana', 'l', 'active', 1, x'00')")
    # as if the code had a revision more than the database
    monkeypatch.setattr("bot.store.opening.REVISIONS", ("0001", "0002"))
    monkeypatch.setattr("bot.store.opening.HEAD", "0002")
    monkeypatch.setattr("bot.store.database.HEAD", "0002")
    await (await open_database(sqlite_settings, vault)).close()
    copy = path.with_name("stillpoint.db.before-0002")
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT id FROM people").fetchall() == [("ana",)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    assert not list(path.parent.glob("*.part*"))


def test_a_start_with_nothing_to_migrate_does_not_import_alembic(tmp_path: Path) -> None:
    program = """
import asyncio, sys
from bot.settings import read_settings
from bot.store.database import open_database, unlock

async def main():
    settings = read_settings({"STILLPOINT_DATA_DIR": sys.argv[1]}, trying=True)
    await (await open_database(settings, await unlock(settings))).close()

asyncio.run(main())
print("alembic" in sys.modules)
"""
    said = [
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "data")], check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    ]
    assert said == ["True\n", "False\n"]
