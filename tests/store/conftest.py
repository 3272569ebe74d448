"""A place to keep a database in, on both engines, and the key to it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.settings import Settings, read_settings
from bot.store.database import Database, open_database, unlock
from bot.store.tables import people
from bot.store.vault import Vault
from tests.postgres import Server, shared_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give the session's PostgreSQL server, or skip aloud."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(shared_server())
        except Exception as error:
            pytest.skip(f"PostgreSQL cannot be started here: {error!r}")
        yield server


def settings_in(directory: Path, **more: str) -> Settings:
    """Return the settings of somebody who runs a bot out of ``directory``."""
    environ = {"TOKEN": "1000001:" + "x" * 30, "OPERATOR": "Ana", "DATA_DIR": str(directory), **more}
    return read_settings({f"STILLPOINT_{name}": value for name, value in environ.items()})


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> Settings:
    """Return settings for an SQLite file that is not there yet."""
    return settings_in(tmp_path / "data")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Give settings for an empty database on each engine."""
    if request.param == "sqlite":
        yield settings_in(tmp_path / "data")
        return
    server: Server = request.getfixturevalue("postgres")
    url = server.new_database()
    yield settings_in(tmp_path / "data", DATABASE_URL=url)
    server.drop(url)


@pytest.fixture
async def vault(settings: Settings) -> Vault:
    """Return the vault of the place."""
    return await unlock(settings)


@pytest.fixture
async def db(settings: Settings, vault: Vault) -> AsyncIterator[Database]:
    """Give the open database of the place."""
    database = await open_database(settings, vault)
    yield database
    await database.close()


@pytest.fixture
async def sqlite_db(sqlite_settings: Settings) -> AsyncIterator[Database]:
    """Give an open SQLite database."""
    database = await open_database(sqlite_settings, await unlock(sqlite_settings))
    yield database
    await database.close()


def by_hand(path: Path, sql: str) -> None:
    """Run ``sql`` on an SQLite file as somebody with a shell would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def person(name: str, version: int = 1, sealed: bytes = b"") -> dict[str, object]:
    """Return a row of ``people``."""
    return {"id": name, "lane": name, "status": "active", "version": version, "sealed": sealed}


async def names(db: Database) -> list[str]:
    """Return everybody in the database."""
    async with db.read() as snapshot:
        return sorted((await snapshot.execute(select(people.c.id))).scalars())


def path_of(settings: Settings) -> Path:
    """Return the file of an SQLite database."""
    assert settings.database_path
    return settings.database_path
