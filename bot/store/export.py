"""Everything kept about one person, opened, for that person to take along."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from sqlalchemy import select

from bot.store import tables as t
from bot.store.entries import load_entries
from bot.store.people import Person, open_person
from bot.store.reminders import load_reminders, load_runs
from bot.store.tx import Tx
from bot.store.vault import Vault

FORMAT = "stillpoint-export/1"
FIRST_DAY = dt.date(2000, 1, 1)


async def load_person(tx: Tx, id: str, vault: Vault) -> Person | None:
    """Return the person ``id``, or None if there is none (any more)."""
    columns = (t.people.c.id, t.people.c.lane, t.people.c.status, t.people.c.version, t.people.c.sealed)
    query = select(*columns, t.keys.c.wrapped, t.keys.c.version).join(t.keys, t.keys.c.person == t.people.c.id)
    row = (await tx.execute(query.where(t.people.c.id == id))).first()
    return None if row is None else open_person(row, vault)


async def everything(tx: Tx, person: Person, plan: bool = False) -> dict[str, Any]:
    """Return all that is kept about ``person`` as plain JSON types: instants in UTC, days as local days.

    The safety plan is among it only if ``plan`` asks for it.
    """
    entries = await load_entries(tx, person)
    consents = await tx.execute(
        select(t.consents.c.id, t.consents.c.version, t.consents.c.sealed).where(t.consents.c.person == person.id)
    )
    agreed = []
    for id, version, sealed in consents:
        words = person.key.open("consents", "sealed", person.id, id, sealed).decode()
        agreed.append({"at": words.split()[0], "language": words.split()[1], "version": version})
    profile = msgspec.to_builtins(person.profile)
    return {
        "format": FORMAT,
        "scale": "Answers on 1 to 5 all point the same way: 5 is better. calm: 1 very anxious, 5 very calm.",
        "settings": profile,
        "consents": agreed,
        "answers": [_plain(e.id, e.day, e.kept) for e in entries if e.kept.t == "answer"],
        "notes": [_plain(e.id, e.day, e.kept) for e in entries if e.kept.t == "note"],
        "reminders": [msgspec.to_builtins(r.rule) for r in await load_reminders(tx, person)],
        "reminder_runs": [
            {"reminder": r.reminder, "date": r.local_date.isoformat(), "state": r.state, **msgspec.to_builtins(r.told)}
            for r in await load_runs(tx, person, FIRST_DAY)
        ],
        **({"safety_plan": {e.kept.item: e.kept.text for e in entries if e.kept.t == "plan"}} if plan else {}),
    }


def _plain(id: str, day: dt.date, kept: Any) -> dict[str, Any]:
    fields = {
        name: value for name, value in msgspec.to_builtins(kept).items() if value not in (None, [], ()) and name != "t"
    }
    return {"id": id, "day": day.isoformat(), **fields}
