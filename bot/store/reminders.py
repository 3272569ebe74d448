"""Reminders, what became of them, and timers: everything that waits for a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import BindParameter, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.schedule import Due, Reminder
from bot.store.people import Person
from bot.store.tables import reminder_runs, reminders, timers
from bot.store.vault import SealKey

RunState = Literal["planned", "sent", "snoozed", "answered", "expired", "skipped"]


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder: its rule, and when it is looked at next (UTC; None for never).

    ``waiting`` is what was due already, when something made it wait.
    """

    id: str
    rule: Reminder
    next_due_at: dt.datetime | None
    waiting: Due | None = None
    version: int = 1

    def row(self, person: Person) -> dict[str, Any]:
        """Return the row of ``reminders``."""
        sealed = person.key.seal(
            "reminders", "sealed", person.id, self.id, msgspec.json.encode((self.rule, self.waiting))
        )
        return {
            "id": self.id,
            "person": person.id,
            "lane": person.lane,
            "next_due_at": self.next_due_at,
            "version": self.version,
            "sealed": sealed,
        }


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to one run, for the person who asks why. ``reason`` is a code of core/schedule.py."""

    due_at: dt.datetime
    kind: str
    sent_at: dt.datetime | None = None
    sent_day: dt.date | None = None  # the local day it was sent on
    sound: bool = False
    reason: str | None = None
    talk: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One reminder on one local date: at most one of each."""

    id: str
    reminder: str
    local_date: dt.date
    state: RunState
    told: Told

    def row(self, person: Person) -> dict[str, Any]:
        """Return the row of ``reminder_runs``."""
        sealed = person.key.seal("reminder_runs", "sealed", person.id, self.id, msgspec.json.encode(self.told))
        return {
            "id": self.id,
            "reminder": self.reminder,
            "person": person.id,
            "local_date": self.local_date,
            "state": self.state,
            "sealed": sealed,
        }


@dataclass(frozen=True, slots=True)
class Timer:
    """Something of a lane's own that comes due: ``kind`` says what, ``ref`` about which talk or run."""

    id: str
    due_at: dt.datetime
    kind: str
    ref: str = ""

    def row(self, lane: str, person: str | None, key: SealKey) -> dict[str, Any]:
        """Return the row of ``timers``, sealed under ``key`` (the system's for somebody without a key)."""
        sealed = key.seal("timers", "sealed", person or "", self.id, msgspec.json.encode(self))
        return {"id": self.id, "lane": lane, "person": person, "due_at": self.due_at, "sealed": sealed}


_LANES: BindParameter[Any] = bindparam("lanes", expanding=True)
_REMINDERS = select(reminders.c.id, reminders.c.lane, reminders.c.next_due_at, reminders.c.version, reminders.c.sealed)
_DUE = _REMINDERS.where(reminders.c.lane.in_(_LANES), reminders.c.next_due_at <= bindparam("now"))
_RUNS = select(
    reminder_runs.c.id,
    reminder_runs.c.reminder,
    reminder_runs.c.local_date,
    reminder_runs.c.state,
    reminder_runs.c.sealed,
).where(reminder_runs.c.person == bindparam("person"), reminder_runs.c.local_date >= bindparam("since"))
_TIMERS = (
    select(timers.c.id, timers.c.lane, timers.c.person, timers.c.sealed)
    .where(timers.c.lane.in_(_LANES), timers.c.due_at <= bindparam("now"))
    .order_by(timers.c.due_at)
)


def _planned(row: Any, person: Person) -> Planned:
    id, _, due, version, sealed = row
    data = person.key.open("reminders", "sealed", person.id, id, sealed)
    rule, waiting = msgspec.json.decode(data, type=tuple[Reminder, Due | None])
    return Planned(id, rule, due, waiting, version)


async def load_reminders(tx: AsyncConnection, person: Person) -> list[Planned]:
    """Return all reminders of ``person``, in no order."""
    return [_planned(row, person) for row in await tx.execute(_REMINDERS.where(reminders.c.person == person.id))]


async def load_due(
    tx: AsyncConnection, lanes: Sequence[str], people: Mapping[str, Person], now: dt.datetime
) -> dict[str, list[Planned]]:
    """Return the reminders of ``lanes`` that are due at ``now``, by lane."""
    rows = await tx.execute(_DUE, {"lanes": lanes, "now": now})
    found: dict[str, list[Planned]] = {}
    for row in rows:
        if row[1] in people:
            found.setdefault(row[1], []).append(_planned(row, people[row[1]]))
    return found


async def load_timers(
    tx: AsyncConnection, lanes: Sequence[str], keys: Mapping[str, SealKey], system: SealKey, now: dt.datetime
) -> dict[str, list[Timer]]:
    """Return the timers of ``lanes`` that are due at ``now``, earliest first."""
    rows = await tx.execute(_TIMERS, {"lanes": lanes, "now": now})
    found: dict[str, list[Timer]] = {}
    for id, lane, person, sealed in rows:
        key = keys.get(lane) if person else system
        if key is not None:
            data = key.open("timers", "sealed", person or "", id, sealed)
            found.setdefault(lane, []).append(msgspec.json.decode(data, type=Timer))
    return found


async def load_runs(tx: AsyncConnection, person: Person, since: dt.date) -> list[Run]:
    """Return a person's runs from ``since`` (local date) on, in no order."""
    runs = []
    for id, reminder, local_date, state, sealed in await tx.execute(_RUNS, {"person": person.id, "since": since}):
        data = person.key.open("reminder_runs", "sealed", person.id, id, sealed)
        runs.append(Run(id, reminder, local_date, state, msgspec.json.decode(data, type=Told)))
    return runs


async def claim(tx: AsyncConnection, id: str, seen: dt.datetime, following: dt.datetime | None) -> bool:
    """Move a due reminder on to ``following``; True if it was still due at ``seen``, so that nobody else has it."""
    moved = await tx.execute(
        update(reminders)
        .where(reminders.c.id == id, reminders.c.next_due_at == seen)
        .values(next_due_at=following, version=reminders.c.version + 1)
    )
    return moved.rowcount == 1
