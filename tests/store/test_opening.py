"""Opening with care: what is refused when the file, the key or the place is not as it was, and left unchanged."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from bot.errors import StartRefused
from bot.settings import Settings
from bot.store import place, sqlite
from bot.store.database import Database, open_database, unlock
from bot.store.tables import meta, people
from bot.store.vault import Vault
from tests.postgres import Server
from tests.store.conftest import by_hand, names, path_of, person, settings_in


def prints(directory: Path) -> dict[str, str]:
    """Return the SHA-256 of every file there, but for the shared index of the WAL, which says nothing."""
    files = [file for file in directory.iterdir() if not file.name.endswith(("-shm", ".lock"))]
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def run(program: str, *arguments: str) -> int:
    """Return how a Python program ended: minus nine if it was killed."""
    return subprocess.run([sys.executable, "-c", program, *arguments], check=False).returncode


async def refusal(settings: Settings, vault: Vault) -> StartRefused:
    """Return why the database was refused."""
    with pytest.raises(StartRefused) as caught:
        await open_database(settings, vault)
    return caught.value


async def made(settings: Settings, *people_there: str) -> Vault:
    """Make a database with ``people_there``, close it, and return its vault."""
    vault = await unlock(settings)
    db = await open_database(settings, vault)
    if people_there:
        async with db.begin() as tx:
            await tx.execute(insert(people), [person(name) for name in people_there])
    await db.close()
    return vault


async def left_by_a_crash(settings: Settings) -> Vault:
    """Make a database that still has a WAL with Ana in it, as a killed process leaves it."""
    vault = await made(settings)
    db = await open_database(settings, vault)
    async with db.begin() as tx:
        await tx.execute(insert(people), [person("ana")])
    path = path_of(settings)
    files = (path, path.with_name(path.name + "-wal"))
    saved = [file.read_bytes() for file in files]
    await db.close()
    for file, content in zip(files, saved, strict=True):
        file.write_bytes(content)
    return vault


# Missing, damaged, another one


async def test_f47_a_file_deleted_while_open_is_never_replaced_by_an_empty_one(sqlite_settings: Settings) -> None:
    vault = await made(sqlite_settings, "ana")
    path_of(sqlite_settings).unlink()
    with pytest.raises(sqlite3.OperationalError):
        sqlite.connect(path_of(sqlite_settings), "writer")
    error = await refusal(sqlite_settings, vault)
    assert "missing or empty" in str(error)
    assert not path_of(sqlite_settings).exists()


async def test_f47_an_emptied_file_is_refused(sqlite_settings: Settings) -> None:
    vault = await made(sqlite_settings, "ana")
    path_of(sqlite_settings).write_bytes(b"")
    assert "missing or empty" in str(await refusal(sqlite_settings, vault))


async def test_f47_the_file_of_another_database_is_refused(sqlite_settings: Settings, tmp_path: Path) -> None:
    vault = await made(sqlite_settings, "ana")
    other = replace(settings_in(tmp_path / "other"), key_file=sqlite_settings.key_file)
    await made(other, "ben")
    shutil.copy(path_of(other), path_of(sqlite_settings))
    assert "another one" in str(await refusal(sqlite_settings, vault))


async def test_f47_a_postgresql_database_that_lost_its_tables_is_refused(postgres: Server, tmp_path: Path) -> None:
    urls = [postgres.new_database() for _ in range(2)]
    vault = await made(settings_in(tmp_path, DATABASE_URL=urls[0]), "ana")
    assert "missing or empty" in str(await refusal(settings_in(tmp_path, DATABASE_URL=urls[1]), vault))
    for url in urls:
        postgres.drop(url)


async def test_f44_a_damaged_database_is_refused_and_kept_as_it_is(sqlite_settings: Settings) -> None:
    vault = await made(sqlite_settings, *(f"person-{n}" for n in range(200)))
    path = path_of(sqlite_settings)
    whole = path.read_bytes()
    chance = random.Random(7)
    refused = 0
    for _ in range(60):
        damaged = bytearray(whole)
        at = chance.randrange(len(whole) // 4096) * 4096
        damaged[at : at + 4096] = chance.randbytes(4096)
        path.write_bytes(damaged)
        before = prints(path.parent)
        try:
            db = await open_database(sqlite_settings, vault)
        except StartRefused as error:
            refused += 1
            assert "Restore" in str(error)
            assert prints(path.parent) == before
        else:
            # a page nothing is on: all the rows are there
            assert len(await names(db)) == 200
            await db.close()
    assert refused > 30


@pytest.mark.parametrize("content", [b"\0" * 8192, b"SQLite format 3\0", b"no database", os.urandom(5000)])
async def test_f44_a_file_that_is_no_database_is_refused_and_kept(sqlite_settings: Settings, content: bytes) -> None:
    vault = await unlock(sqlite_settings)
    path_of(sqlite_settings).write_bytes(content)
    await refusal(sqlite_settings, vault)
    assert path_of(sqlite_settings).read_bytes() == content


async def test_f44_somebody_elses_database_is_refused(settings: Settings, request: pytest.FixtureRequest) -> None:
    vault = await unlock(settings)
    if settings.database_path:
        by_hand(settings.database_path, "CREATE TABLE recipes (id INTEGER)")
    else:
        name = settings.database_url.partition("@/")[2].partition("?")[0]
        request.getfixturevalue("postgres").run(f"\\c {name}\nCREATE TABLE recipes (id INTEGER);")
    assert "not one of Stillpoint's" in str(await refusal(settings, vault))


async def test_f51_a_database_newer_than_the_code_is_refused_with_both_revisions(settings: Settings) -> None:
    vault = await unlock(settings)
    db = await open_database(settings, vault)
    async with db.begin() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await db.close()
    error = str(await refusal(settings, vault))
    assert "9999" in error
    assert "0001" in error


# Keys


async def test_f53_a_wrong_key_is_refused_and_not_a_byte_changes(sqlite_settings: Settings) -> None:
    vault = await made(sqlite_settings, "ana")
    before = prints(sqlite_settings.data_dir)
    error = await refusal(sqlite_settings, Vault(bytes(32)))
    assert prints(sqlite_settings.data_dir) == before
    assert vault.kid.hex() in str(error)
    assert Vault(bytes(32)).kid.hex() in str(error)
    assert error.code == 78


async def test_f53_a_wrong_key_after_a_crash_leaves_the_wal_too(sqlite_settings: Settings) -> None:
    vault = await left_by_a_crash(sqlite_settings)
    before = prints(sqlite_settings.data_dir)
    assert "stillpoint.db-wal" in before
    await refusal(sqlite_settings, Vault(bytes(32)))
    assert prints(sqlite_settings.data_dir) == before
    db = await open_database(sqlite_settings, vault)
    assert await names(db) == ["ana"]
    await db.close()


async def test_f53_a_wrong_key_is_refused_on_postgresql_too(postgres: Server, tmp_path: Path) -> None:
    url = postgres.new_database()
    vault = await made(settings_in(tmp_path, DATABASE_URL=url))
    assert vault.kid.hex() in str(await refusal(settings_in(tmp_path, DATABASE_URL=url), Vault(bytes(32))))
    postgres.drop(url)


@pytest.mark.parametrize("marker", [True, False])
async def test_f53_no_key_is_made_over_a_database_that_has_one(settings: Settings, marker: bool) -> None:
    await made(settings, "ana")
    settings.key_file.unlink()
    if not marker:
        place.marker_path(settings).unlink()
    with pytest.raises(StartRefused, match="no new key was made"):
        await unlock(settings)
    assert not settings.key_file.exists()


async def test_f53_a_key_check_of_another_database_is_refused(sqlite_settings: Settings) -> None:
    vault = await made(sqlite_settings)
    by_hand(path_of(sqlite_settings), "UPDATE meta SET value = randomblob(97) WHERE key = 'key-check'")
    await refusal(sqlite_settings, vault)


async def test_the_data_are_for_their_owner_only(sqlite_settings: Settings) -> None:
    os.umask(before := os.umask(0o000))
    await made(sqlite_settings)
    os.umask(before)
    assert sqlite_settings.data_dir.stat().st_mode & 0o777 == 0o700
    files = {file.name: file.stat().st_mode & 0o777 for file in sqlite_settings.data_dir.iterdir()}
    assert files["stillpoint.db"] == files["stillpoint.key"] == 0o600


async def test_a_restored_file_without_marker_is_taken_and_gets_one(sqlite_settings: Settings) -> None:
    vault = await made(sqlite_settings, "ana")
    place.marker_path(sqlite_settings).unlink()
    db = await open_database(sqlite_settings, vault)
    assert place.read_marker(sqlite_settings) == db.instance
    async with db.read() as snapshot:
        stored = (await snapshot.execute(select(meta.c.value).where(meta.c.key == "instance"))).scalar_one()
    assert stored.hex() == db.instance
    await db.close()


async def test_f48_a_postgresql_server_that_is_away_can_be_tried_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, DATABASE_URL="postgresql+asyncpg://ana:canary@127.0.0.1:1/stillpoint")
    error = await refusal(settings, Vault(bytes(32)))
    assert error.code == 75
    assert "canary" not in str(error)


# Two at once


async def test_f60_a_second_start_on_the_same_file_is_refused(sqlite_db: Database, sqlite_settings: Settings) -> None:
    error = await refusal(sqlite_settings, await unlock(sqlite_settings))
    assert f"process {os.getpid()}" in str(error)
    assert error.code == 78
    await sqlite_db.close()
    await (await open_database(sqlite_settings, await unlock(sqlite_settings))).close()


async def test_f60_a_killed_process_leaves_no_lock(sqlite_settings: Settings) -> None:
    vault = await made(sqlite_settings)
    program = (
        "import os, sys; from pathlib import Path; from bot.store.place import Lock; "
        "Lock(Path(sys.argv[1])).take(); os.kill(os.getpid(), 9)"
    )
    assert run(program, str(path_of(sqlite_settings))) == -9
    await (await open_database(sqlite_settings, vault)).close()
