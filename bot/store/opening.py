"""Whether a database may be opened: what was found there, and the verdict on it.

Everything is looked at before anything is changed. A database that is corrupt, somebody else's, under another key,
newer than this code, or missing where one was, is refused, and left byte for byte as it was.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.errors import SealBroken, StartRefused
from bot.store import sqlite
from bot.store.migrations import HEAD, REVISIONS
from bot.store.vault import Vault

State = Literal["new", "old", "ready"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a database says of itself: its revision, its instance id (hex), its key check, whether it has tables."""

    revision: str | None = None
    instance: str | None = None
    check: bytes | None = None
    tables: bool = False


def verdict(found: Found, vault: Vault, marker: str | None, name: str) -> State:
    """Return whether the database is new (empty), old (to be migrated) or ready; ``name`` is what messages call it.

    Raises:
        StartRefused: it may not be opened; the message says why and what to do.
    """
    if not found.tables:
        if marker:
            raise StartRefused(
                f"The database {name} is missing or empty, but it was here (instance {marker}). Mount the right volume "
                "or restore a backup; only if it is truly gone, delete the .instance file to start afresh."
            )
        return "new"
    if found.revision is None or found.instance is None or found.check is None:
        raise StartRefused(f"The database {name} is not one of Stillpoint's, or not whole. Restore a backup.")
    if found.revision not in REVISIONS:
        raise StartRefused(
            f"The database {name} is at revision {found.revision}, which this version of Stillpoint does not know: "
            f"it knows revisions up to {HEAD}. Install the newer version again, or restore a backup from before it."
        )
    if marker and marker != found.instance:
        raise StartRefused(
            f"The database {name} is another one (instance {found.instance}) than the one that was here "
            f"(instance {marker}). Mount the right volume; if the change is meant, delete the .instance file."
        )
    try:
        vault.system.open("meta", "value", "", f"key-check/{found.instance}", found.check)
    except SealBroken as error:
        if error.code == "E_VERSION":
            raise StartRefused(f"The database {name} was sealed by a newer version of Stillpoint.") from None
        raise StartRefused(
            f"The key {vault.kid.hex()} is not the key of the database {name}, which is {found.check[1:5].hex()}. "
            "Put the right key file in place."
        ) from None
    return "ready" if found.revision == HEAD else "old"


def key_check(vault: Vault, instance: str) -> bytes:
    """Return the value only this master key can open, and only for this instance."""
    return vault.system.seal("meta", "value", "", f"key-check/{instance}", b"key-check")


def look_at(path: Path) -> Found:
    """Return what the SQLite file at ``path`` says of itself, having checked all its pages; changes nothing.

    Raises:
        StartRefused: it is corrupt, or cannot be read.
        OSError: there is no looking at it.
    """
    if not path.exists() or path.stat().st_size == 0:
        return Found()
    try:
        with closing(sqlite.look(path)) as connection:
            if (faults := connection.execute("PRAGMA quick_check(1)").fetchall()) != [("ok",)]:
                raise sqlite3.DatabaseError(str(faults[0][0]).splitlines()[-1])
            return _read(connection)
    except sqlite3.Error as error:
        copies = sorted(path.parent.glob(path.name + ".before-*"))
        also = f" There is a copy from before a migration: {copies[-1]}." if copies else ""
        raise StartRefused(
            f"The database {path} cannot be read: {error}. It was left as it is. Restore the newest backup.{also}"
        ) from None


def _read(connection: sqlite3.Connection) -> Found:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "meta"} <= tables:
        return Found(tables=bool(tables))
    revisions = [name for (name,) in connection.execute("SELECT version_num FROM alembic_version")]
    meta = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('instance', 'key-check')").fetchall())
    return found(revisions, meta)


def found(revisions: list[str], meta: dict[str, bytes]) -> Found:
    """Return what the rows of ``alembic_version`` and ``meta`` say."""
    instance, check = meta.get("instance"), meta.get("key-check")
    return Found(
        revision=str(revisions[0]) if len(revisions) == 1 else None,
        instance=instance.hex() if isinstance(instance, bytes) else None,
        check=check if isinstance(check, bytes) else None,
        tables=True,
    )
