"""The tables: what is a column of its own is in clear, all else is in a sealed blob.

Clear columns are listed and justified in ``guarantees`` terms in PRIVACY.md; ``tests/store/test_tables.py`` compares
the two. A *lane* is the keyed hash of a chat id: it orders one person's work and finds their rows without naming them.
Ids are random (or keyed hashes); instants are whole microseconds since 1970 in UTC.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy import Column as C

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, kept as whole microseconds since 1970 UTC. SQLite would drop the zone of a DateTime."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> int | None:
        """Return the microseconds of an aware instant. Raises ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return (value - EPOCH) // dt.timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> dt.datetime | None:
        """Return the instant in UTC."""
        return None if value is None else EPOCH + dt.timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID, LANE, TALK = String(32), String(32), String(16)
BIG = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


def _person(nullable: bool = False) -> C[str]:
    return C("person", ID, ForeignKey("people.id", ondelete="CASCADE"), nullable=nullable)


people = Table(
    "people",
    metadata,
    C("id", ID, primary_key=True),
    C("lane", LANE, nullable=False, unique=True),
    C("status", String(12), nullable=False),  # active, blocked, gone
    C("version", Integer, nullable=False),
    C("sealed", LargeBinary, nullable=False),  # chat id, zone, language, settings
)

keys = Table(
    "keys",
    metadata,
    C("person", ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    C("wrapped", LargeBinary, nullable=False),
    C("version", Integer, nullable=False),
)

talks = Table(
    "talks",
    metadata,
    C("id", TALK, primary_key=True),
    C("lane", LANE, nullable=False),
    _person(nullable=True),  # no person before consent: such a row is under the system key and lives 24 hours
    C("state", String(8), nullable=False),  # open, closed
    C("version", Integer, nullable=False),
    C("sealed", LargeBinary, nullable=False),
    C("screen", LargeBinary),  # sealed message id of the message that shows it
    Index(None, "lane", "state"),
)

entries = Table(
    "entries",
    metadata,
    C("id", ID, primary_key=True),
    _person(),
    C("local_day", Date, nullable=False),
    C("version", Integer, nullable=False),
    C("sealed", LargeBinary, nullable=False),
    Index(None, "person", "local_day"),
)

reminders = Table(
    "reminders",
    metadata,
    C("id", ID, primary_key=True),
    _person(),
    C("lane", LANE, nullable=False),
    C("next_due_at", Instant),
    C("version", Integer, nullable=False),
    C("sealed", LargeBinary, nullable=False),  # what it asks, wall time, days, on or off
    Index(None, "next_due_at"),
    Index(None, "lane"),
)

reminder_runs = Table(
    "reminder_runs",
    metadata,
    C("id", ID, primary_key=True),
    C("reminder", ID, ForeignKey("reminders.id", ondelete="CASCADE"), nullable=False),
    _person(),
    C("local_date", Date, nullable=False),
    C("state", String(8), nullable=False),  # planned, sent, snoozed, answered, expired, skipped
    C("sealed", LargeBinary, nullable=False),  # when it was due, when it was sent, and why or why not
    UniqueConstraint("reminder", "local_date"),
    Index(None, "person", "local_date"),
)

timers = Table(
    "timers",
    metadata,
    C("id", ID, primary_key=True),
    C("lane", LANE, nullable=False),
    _person(nullable=True),
    C("due_at", Instant, nullable=False),
    C("sealed", LargeBinary, nullable=False),  # what it is for and which talk or run it belongs to
    Index(None, "due_at"),
    Index(None, "lane"),
)

inbox = Table(
    "inbox",
    metadata,
    C("id", BIG, primary_key=True, autoincrement=True),
    C("update_id", BigInteger, nullable=False, unique=True),
    C("lane", LANE),  # wiped with the person
    C("state", SmallInteger, nullable=False),  # 0 to do, 1 done, 2 given up
    C("attempts", SmallInteger, nullable=False),
    C("again_at", Instant),
    C("local_day", Date, nullable=False),  # the UTC day it came, to clear old rows by
    C("sealed", LargeBinary),  # the raw update; wiped when done
    Index(None, "lane", "state"),
)

outbox = Table(
    "outbox",
    metadata,
    C("id", ID, primary_key=True),
    C("seq", BigInteger, nullable=False),  # order within a lane
    C("lane", LANE, nullable=False),
    _person(nullable=True),
    C("priority", SmallInteger, nullable=False),  # 0 safety, 1 reply, 2 reminder, 3 card
    C("policy", String(8), nullable=False),  # repeat, once, never, reask
    C("state", String(8), nullable=False),  # queued, claimed, sent, unsure, failed
    C("attempts", SmallInteger, nullable=False),
    C("lease_until", Instant),
    C("again_at", Instant),
    C("sealed", LargeBinary),  # chat, method and fields of the call; wiped when done
    Index(None, "state", "again_at"),
    Index(None, "lane"),
)

consents = Table(
    "consents",
    metadata,
    C("id", ID, primary_key=True),
    _person(),
    C("version", Integer, nullable=False),
    C("sealed", LargeBinary, nullable=False),  # when, and to which words
)

meta = Table("meta", metadata, C("key", String(32), primary_key=True), C("value", LargeBinary, nullable=False))
