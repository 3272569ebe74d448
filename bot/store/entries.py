"""Entries: answers and notes, one row each, sealed under the person's key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.person import Kept
from bot.store.people import Person
from bot.store.plain import decode, encode
from bot.store.tables import entries


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept thing: its id, the local day it counts for, and what it is."""

    id: str
    day: dt.date
    kept: Kept
    version: int = 1

    def row(self, person: Person) -> dict[str, Any]:
        """Return the row of ``entries``."""
        sealed = person.key.seal("entries", "sealed", person.id, self.id, encode(self.kept))
        return {"id": self.id, "person": person.id, "local_day": self.day, "version": self.version, "sealed": sealed}


def open_entry(row: Any, person: Person) -> Entry:
    """Return the entry of a row (id, local_day, version, sealed). Raises SealBroken if it was tampered with."""
    id, day, version, sealed = row
    data = person.key.open("entries", "sealed", person.id, id, sealed)
    return Entry(id, day, decode(data, Kept), version)


_COLUMNS = select(entries.c.id, entries.c.local_day, entries.c.version, entries.c.sealed)


async def load_entries(
    tx: AsyncConnection, person: Person, since: dt.date | None = None, until: dt.date | None = None
) -> list[Entry]:
    """Return a person's entries from ``since`` to ``until`` (local days, both included), oldest first."""
    query = _COLUMNS.where(entries.c.person == person.id)
    if since is not None:
        query = query.where(entries.c.local_day >= since)
    if until is not None:
        query = query.where(entries.c.local_day <= until)
    found = [open_entry(row, person) for row in await tx.execute(query)]
    return sorted(found, key=lambda entry: (entry.day, entry.kept.at, entry.id))


async def load_first_day(tx: AsyncConnection, person: Person) -> dt.date | None:
    """Return the earliest local day a person has an entry of, or None without any."""
    query = select(func.min(entries.c.local_day)).where(entries.c.person == person.id)
    first: dt.date | None = (await tx.execute(query)).scalar()
    return first


async def load_entries_by_id(tx: AsyncConnection, person: Person, ids: Sequence[str]) -> dict[str, Entry]:
    """Return those of a person's entries that have one of ``ids``, by id."""
    rows = await tx.execute(_COLUMNS.where((entries.c.person == person.id) & entries.c.id.in_(ids)))
    return {row[0]: open_entry(row, person) for row in rows}
