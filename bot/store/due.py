"""What is due, across everybody: the questions the clock asks every second. They open nothing."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, or_, select, union

from bot.store.tables import outbox, reminders, timers
from bot.store.tx import Tx


async def due_lanes(tx: Tx, now: dt.datetime, limit: int = 1000) -> list[str]:
    """Return lanes in which a reminder or a timer is due at ``now``."""
    late = select(reminders.c.lane).where(reminders.c.next_due_at <= now)
    also = select(timers.c.lane).where(timers.c.due_at <= now)
    return [row[0] for row in await tx.execute(union(late, also).limit(limit))]


async def next_due_at(tx: Tx) -> dt.datetime | None:
    """Return the earliest moment anything is due, or None: a reminder, a timer, a question to be asked again."""
    moments = [
        (await tx.execute(select(func.min(outbox.c.again_at)).where(outbox.c.state == "queued"))).scalar(),
        (await tx.execute(select(func.min(reminders.c.next_due_at)))).scalar(),
        (await tx.execute(select(func.min(timers.c.due_at)))).scalar(),
    ]
    return min((m for m in moments if m is not None), default=None)


async def anything_queued(tx: Tx, now: dt.datetime) -> bool:
    """Return whether a reminder, card or question waits in the outbox for its turn to be sent."""
    due = or_(outbox.c.again_at.is_(None), outbox.c.again_at <= now)
    query = select(outbox.c.id).where(outbox.c.state == "queued", due).limit(1)
    return (await tx.execute(query)).first() is not None
