"""What is stored about somebody, opened, as the try page shows it: one row of the database, one row on the page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.shell.world import World
from bot.store.rows import Row, rows_of

IN_ORDER = {
    "reminders": "next_due_at",
    "reminder_runs": "local_date",
    "timers": "due_at",
    "talks": "started_at",
    "entries": "at",
    "inbox": "update_id",
    "outbox": "seq",
}


async def stored(world: World, chat_id: int) -> list[dict[str, Any]]:
    """Return every row of the chat ``chat_id``, as plain JSON types; nothing at all once its person was erased."""
    async with world.db.read() as tx:
        rows = await rows_of(tx, world.vault.lane(chat_id), world.vault)
    tables = list(dict.fromkeys(row.table for row in rows))
    told = [_told(row) for row in rows]
    return sorted(told, key=lambda row: (tables.index(row["table"]), *_place(row)))


def _told(row: Row) -> dict[str, Any]:
    clear = {name: _plain(value) for name, value in row.clear.items()}
    return {**clear, "id": row.id, "table": row.table, "opened": row.opened}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def _place(row: dict[str, Any]) -> tuple[str, str]:
    """Return where ``row`` stands in its table: by its time or number, then by its id."""
    name = IN_ORDER.get(row["table"])
    opened = row["opened"] if isinstance(row["opened"], dict) else {}
    value = row.get(name, opened.get(name)) if name else None
    return (f"{value:020d}" if isinstance(value, int) else str(value or ""), row["id"])
