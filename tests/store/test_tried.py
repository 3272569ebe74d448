"""Promises about the notes of what was tried: believed after a kill, and after nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.store import tried
from bot.store.tried import NOTES, Tried

FIRST, SECOND = "a1" * 16, "b2" * 16


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "stillpoint.db"
    path.write_bytes(b"rows")
    return path


def test_what_was_noted_is_read_by_the_next_process(database: Path) -> None:
    notes = Tried(database)
    notes.begin()
    notes.note(FIRST)
    left = Tried(database).read()
    assert left is not None
    assert FIRST in left
    assert SECOND not in left


def test_each_start_begins_anew(database: Path) -> None:
    notes = Tried(database)
    notes.begin()
    notes.note(FIRST)
    notes.begin()
    assert FIRST not in (notes.read() or ())


def test_before_the_first_start_nobody_knows(database: Path) -> None:
    assert Tried(database).read() is None


def test_notes_from_before_another_boot_are_not_believed(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Tried(database).begin()
    (boot := database.with_name("boot")).write_text("another\n")
    monkeypatch.setattr(tried, "BOOT_ID", boot)
    assert Tried(database).read() is None


def test_notes_beside_another_database_file_are_not_believed(database: Path) -> None:
    Tried(database).begin()
    database.rename(database.with_name("kept"))
    database.write_bytes(b"rows of a backup")
    assert Tried(database).read() is None


def test_a_file_cut_short_is_not_believed(database: Path) -> None:
    Tried(database).begin()
    os.truncate(database.with_name("stillpoint.db.tried"), 100)
    assert Tried(database).read() is None


def test_where_there_is_no_boot_id_nothing_is_noted(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tried, "BOOT_ID", database.with_name("none"))
    notes = Tried(database)
    notes.begin()
    notes.note(FIRST)
    assert notes.read() is None
    assert not database.with_name("stillpoint.db.tried").exists()


def test_without_a_file_of_its_own_nothing_is_noted() -> None:
    notes = Tried(None)
    notes.begin()
    notes.note(FIRST)
    assert notes.read() is None


def test_the_newest_notes_stay_when_the_ring_is_full(database: Path) -> None:
    notes = Tried(database)
    notes.begin()
    ids = [f"{n:032x}" for n in range(1, NOTES + 3)]
    for id in ids:
        notes.note(id)
    left = notes.read() or frozenset()
    assert set(ids[-NOTES:]) == left
    assert database.with_name("stillpoint.db.tried").stat().st_size == (NOTES + 1) * 16


def test_the_file_is_for_its_owner_only(database: Path) -> None:
    Tried(database).begin()
    assert database.with_name("stillpoint.db.tried").stat().st_mode & 0o777 == 0o600
