"""Insert statements that both databases understand in their own words."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite


@cache
def _insert(table: Table, dialect: str) -> Any:
    if dialect != "postgresql":
        return sqlite.insert(table)
    # imported only where it is used: it brings four megabytes of drivers
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@cache
def insert_ignore(table: Table, dialect: str, key: str) -> Any:
    """Return an insert that leaves a row with the same ``key`` as it is."""
    return _insert(table, dialect).on_conflict_do_nothing(index_elements=[key])


@cache
def upsert(table: Table, dialect: str, *columns: str) -> Any:
    """Return an insert that replaces ``columns`` of a row with the same primary key."""
    insert = _insert(table, dialect)
    key = [column.name for column in table.primary_key]
    return insert.on_conflict_do_update(index_elements=key, set_={name: insert.excluded[name] for name in columns})
