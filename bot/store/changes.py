"""What one turn, or a batch of turns, changes: collected as values, written in a handful of statements.

A turn that fails leaves nothing behind, because nothing was written yet; the turns of many people share one commit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.inbox import DONE, GIVEN_UP, forget_lane
from bot.store.outbox import Parcel, insert_parcels
from bot.store.parcels import newest
from bot.store.reminders import claim
from bot.store.statements import upsert
from bot.store.vault import SealKey

KeyOf = Callable[[str | None], SealKey]


class ClaimLost(Exception):
    """Somebody else has moved this reminder on; the turn is done over."""


@dataclass(slots=True)
class Changes:
    """Rows to write and to remove. Later rows with the same id replace earlier ones."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    consents: list[dict[str, Any]] = field(default_factory=list)
    talks: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries_gone: set[str] = field(default_factory=set)
    reminders: dict[str, dict[str, Any]] = field(default_factory=dict)
    reminders_gone: set[str] = field(default_factory=set)
    claims: list[tuple[str, dt.datetime, dt.datetime | None]] = field(default_factory=list)
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    timers: dict[str, dict[str, Any]] = field(default_factory=dict)
    timers_gone: set[str] = field(default_factory=set)
    parcels: list[Parcel] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)
    again: list[tuple[int, int, dt.datetime]] = field(default_factory=list)  # inbox row, attempts, when
    erased: list[tuple[str, str, int]] = field(default_factory=list)  # person, lane, last inbox row that goes too
    talks_gone: set[str] = field(default_factory=set)
    screens: dict[str, bytes | None] = field(default_factory=dict)  # sealed message ids; None: not known any more
    meta: dict[str, bytes] = field(default_factory=dict)

    def add(self, other: Changes) -> None:
        """Take in what a later turn changes."""
        for name in ("people", "keys", "talks", "entries", "reminders", "runs", "timers", "screens", "meta"):
            getattr(self, name).update(getattr(other, name))
        for rows in ("entries", "reminders", "timers", "talks"):
            gone = f"{rows}_gone"
            for id in getattr(other, gone):
                getattr(self, rows).pop(id, None)
            getattr(self, gone).difference_update(getattr(other, rows))
            getattr(self, gone).update(getattr(other, gone))
        for name in ("consents", "claims", "parcels", "done", "given_up", "again", "erased"):
            getattr(self, name).extend(getattr(other, name))
        for person, _, _ in other.erased:
            self._drop(person)

    def _drop(self, person: str) -> None:
        """Leave out what earlier turns of the same batch were going to write for somebody now erased."""
        self.people.pop(person, None)
        self.keys.pop(person, None)
        self.consents = [row for row in self.consents if row["person"] != person]
        for rows in (self.entries, self.reminders, self.runs, self.timers, self.talks):
            for id in [id for id, row in rows.items() if row["person"] == person]:
                del rows[id]
        self.parcels = [p for p in self.parcels if p.person != person]

    async def write(self, tx: AsyncConnection, key_of: KeyOf, now: dt.datetime) -> list[Parcel]:
        """Write everything into ``tx`` and return what is to be sent once it is committed.

        ``key_of`` gives the key of a person, the system's for None.

        Raises:
            ClaimLost: a due reminder was taken by somebody else.
        """
        dialect = tx.dialect.name
        for id, seen, following in self.claims:
            if not await claim(tx, id, seen, following):
                raise ClaimLost(id)
        for person, lane, until in self.erased:
            await _erase(tx, person, lane, until)
        await _put(tx, dialect, t.people, self.people, "status", "version", "sealed")
        await _put(tx, dialect, t.keys, self.keys, "wrapped", "version")
        if self.consents:
            await tx.execute(t.consents.insert(), self.consents)
        await _remove(tx, t.talks, self.talks_gone)
        await _put(tx, dialect, t.talks, self.talks, "person", "state", "version", "sealed")
        if self.screens:
            await tx.execute(_SCREEN, [{"talk": id, "shown": sealed} for id, sealed in self.screens.items()])
        await _remove(tx, t.entries, self.entries_gone)
        await _put(tx, dialect, t.entries, self.entries, "local_day", "version", "sealed")
        await _remove(tx, t.reminders, self.reminders_gone)
        await _put(tx, dialect, t.reminders, self.reminders, "next_due_at", "version", "sealed")
        await _put(tx, dialect, t.reminder_runs, self.runs, "state", "sealed")
        await _remove(tx, t.timers, self.timers_gone)
        await _put(tx, dialect, t.timers, self.timers, "person", "due_at", "sealed")
        await self._write_inbox(tx)
        if self.meta:
            rows = [{"key": key, "value": value} for key, value in self.meta.items()]
            await tx.execute(upsert(t.meta, dialect, "value"), rows)
        return await insert_parcels(tx, newest(self.parcels), key_of, now=now)

    async def _write_inbox(self, tx: AsyncConnection) -> None:
        if self.done:
            await tx.execute(_DONE, [{"row": id} for id in self.done])
        if self.given_up:
            await tx.execute(_GIVEN_UP, [{"row": id} for id in self.given_up])
        if self.again:
            await tx.execute(_AGAIN, [{"row": id, "n": attempts, "then": at} for id, attempts, at in self.again])


_SCREEN = update(t.talks).where(t.talks.c.id == bindparam("talk")).values(screen=bindparam("shown"))
_DONE = update(t.inbox).where(t.inbox.c.id == bindparam("row")).values(state=DONE, sealed=None, again_at=None)
_GIVEN_UP = update(t.inbox).where(t.inbox.c.id == bindparam("row")).values(state=GIVEN_UP, sealed=None, again_at=None)
_AGAIN = (
    update(t.inbox).where(t.inbox.c.id == bindparam("row")).values(attempts=bindparam("n"), again_at=bindparam("then"))
)


async def _put(tx: AsyncConnection, dialect: str, table: Any, rows: dict[str, dict[str, Any]], *columns: str) -> None:
    if rows:
        await tx.execute(upsert(table, dialect, *columns), list(rows.values()))


async def _remove(tx: AsyncConnection, table: Any, ids: Sequence[str] | set[str]) -> None:
    if ids:
        await tx.execute(delete(table).where(table.c.id.in_(list(ids))))


async def _erase(tx: AsyncConnection, person: str, lane: str, until: int) -> None:
    """Remove every row of a person from every table; deleting the person takes what hangs on them."""
    for table in (t.outbox, t.timers, t.talks):
        await tx.execute(delete(table).where((table.c.lane == lane) | (table.c.person == person)))
    for table in (t.reminder_runs, t.reminders, t.entries, t.consents, t.keys):
        await tx.execute(delete(table).where(table.c.person == person))
    await tx.execute(delete(t.people).where(t.people.c.id == person))
    await forget_lane(tx, lane, until)
