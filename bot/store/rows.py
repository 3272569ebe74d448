"""Every row of one person, from every table, opened: for whoever wants to watch what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Table, or_, select

from bot.errors import SealBroken
from bot.store import tables as t
from bot.store.people import Person, load_people
from bot.store.tx import Tx
from bot.store.vault import Vault

TABLES = (
    t.people,
    t.keys,
    t.consents,
    t.reminders,
    t.reminder_runs,
    t.timers,
    t.talks,
    t.entries,
    t.inbox,
    t.outbox,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its table, its id, the columns in clear, and what was sealed (None where it is wiped or a key)."""

    table: str
    id: str
    clear: dict[str, Any]
    opened: Any


async def rows_of(tx: Tx, lane: str, vault: Vault) -> list[Row]:
    """Return the rows of the chat ``lane`` and of whoever it belongs to, table by table, in the order of their ids."""
    person = (await load_people(tx, [lane], vault)).get(lane)
    found = []
    for table in TABLES:
        mine = []
        if "lane" in table.c:
            mine.append(table.c.lane == lane)
        if person is not None and table is t.people:
            mine.append(table.c.id == person.id)
        elif person is not None and "person" in table.c:
            mine.append(table.c.person == person.id)
        if mine:
            key = next(iter(table.primary_key))
            rows = await tx.execute(select(table).where(or_(*mine)).order_by(key))
            found += [_row(table, dict(row._mapping), person, vault) for row in rows]
    return found


def _row(table: Table, values: dict[str, Any], person: Person | None, vault: Vault) -> Row:
    sealed = values.pop("sealed", None)
    for name in ("wrapped", "screen"):
        values.pop(name, None)
    id = str(values.get("id", values.get("person")))
    owner = values.get("person") if table is not t.people else id
    if sealed is None or (owner and person is None):
        return Row(table.name, id, values, None)
    key = person.key if owner and person is not None else vault.system
    bound = str(values["update_id"]) if table is t.inbox else id
    try:
        data = key.open(table.name, "sealed", owner or "", bound, sealed)
    except SealBroken:
        return Row(table.name, id, values, None)
    if table is t.talks:
        kind, _, data = data.partition(b"\n")
        values["kind"] = kind.decode()
    return Row(table.name, id, values, _read(table, data))


def _read(table: Table, data: bytes) -> Any:
    if table is t.consents:
        at, language, words = data.decode().split()
        return {"at": at, "language": language, "words": words}
    opened = msgspec.json.decode(data)
    if table is t.reminders:
        rule, waiting = opened
        return {**rule, "waiting": waiting}
    return opened
