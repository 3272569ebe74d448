"""What comes due next and what it is: for clocks that are moved by hand and for people who want to know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from bot.core.schedule import Due, Reminder
from bot.store.people import Person, load_people
from bot.store.reminders import Timer
from bot.store.tables import reminders, timers
from bot.store.tx import Tx
from bot.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that comes due: ``rule`` for a reminder, ``timer`` for a timer; nobody's before consent."""

    at: dt.datetime
    person: Person | None
    rule: Reminder | None = None
    timer: Timer | None = None


async def load_coming(tx: Tx, vault: Vault, limit: int = 20) -> list[Coming]:
    """Return what comes due next, across everybody, earliest first: at most ``limit`` reminders and as many timers."""
    planned = select(reminders.c.id, reminders.c.lane, reminders.c.next_due_at, reminders.c.sealed)
    planned = planned.where(reminders.c.next_due_at.is_not(None)).order_by(reminders.c.next_due_at).limit(limit)
    waiting = select(timers.c.id, timers.c.lane, timers.c.due_at, timers.c.person, timers.c.sealed)
    waiting = waiting.order_by(timers.c.due_at).limit(limit)
    rows, timed = (await tx.execute(planned)).all(), (await tx.execute(waiting)).all()
    people = await load_people(tx, list({row.lane for row in (*rows, *timed)}), vault)
    found = []
    for row in rows:
        if person := people.get(row.lane):
            data = person.key.open("reminders", "sealed", person.id, row.id, row.sealed)
            rule, _ = msgspec.json.decode(data, type=tuple[Reminder, Due | None])
            found.append(Coming(row.next_due_at, person, rule=rule))
    for id, lane, due_at, owner, sealed in timed:
        person = people.get(lane) if owner else None
        key = person.key if person else vault.system
        if person or not owner:
            data = key.open("timers", "sealed", owner or "", id, sealed)
            found.append(Coming(due_at, person, timer=msgspec.json.decode(data, type=Timer)))
    return sorted(found, key=lambda coming: coming.at)
