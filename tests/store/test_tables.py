"""What stands in clear in the database: the whole list. Who adds a column decides here whether a thief may read it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import LargeBinary, insert, select

from bot.store.database import Database
from bot.store.tables import Instant, entries, metadata, people, reminders, timers

CLEAR = {
    "people": {"id", "lane", "status", "version"},
    "keys": {"person", "version"},
    "talks": {"id", "lane", "person", "state", "version"},
    "entries": {"id", "person", "local_day", "version"},
    "reminders": {"id", "person", "lane", "next_due_at", "version"},
    "reminder_runs": {"id", "reminder", "person", "local_date", "state"},
    "timers": {"id", "lane", "person", "due_at"},
    "inbox": {"id", "update_id", "lane", "state", "attempts", "again_at", "local_day"},
    "outbox": {
        *("id", "seq", "lane", "person", "priority", "policy", "state", "attempts", "lease_until", "again_at"),
    },
    "consents": {"id", "person", "version"},
    "meta": {"key"},
}
SEALED = {"sealed", "screen", "wrapped", "value"}


def test_only_the_listed_columns_are_in_clear() -> None:
    clear = {t.name: {c.name for c in t.columns if c.name not in SEALED} for t in metadata.sorted_tables}
    assert clear == CLEAR


def test_what_is_sealed_is_bytes() -> None:
    sealed = [c for t in metadata.sorted_tables for c in t.columns if c.name in SEALED]
    assert all(isinstance(c.type, LargeBinary) for c in sealed)


def test_every_row_of_a_person_goes_with_the_person() -> None:
    keys = [key for t in metadata.sorted_tables for key in t.foreign_keys]
    assert keys
    assert all(key.ondelete == "CASCADE" for key in keys)


async def test_an_instant_comes_back_as_it_was_in_utc(db: Database) -> None:
    lagos = dt.timezone(dt.timedelta(hours=1))
    due = dt.datetime(2026, 11, 23, 8, 0, 7, 123456, tzinfo=lagos)
    async with db.begin() as tx:
        await tx.execute(insert(timers).values(id="t", lane="l", due_at=due, sealed=b""))
        (back,) = (await tx.execute(select(timers.c.due_at))).one()
    assert back == due
    assert back.utcoffset() == dt.timedelta(0)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Instant().process_bind_param(dt.datetime(2026, 11, 23, 8), None)


async def test_deleting_a_person_deletes_their_rows(db: Database) -> None:
    async with db.begin() as tx:
        for person in ("ana", "ben"):
            await tx.execute(insert(people).values(id=person, lane=person, status="active", version=1, sealed=b""))
            await tx.execute(
                insert(entries).values(id=person, person=person, local_day=dt.date(2026, 11, 23), version=1, sealed=b"")
            )
            await tx.execute(insert(reminders).values(id=person, person=person, lane=person, version=1, sealed=b""))
    async with db.begin() as tx:
        await tx.execute(people.delete().where(people.c.id == "ana"))
        assert (await tx.execute(select(entries.c.person))).scalars().all() == ["ben"]
        assert (await tx.execute(select(reminders.c.person))).scalars().all() == ["ben"]
