"""Moving the tables from revision to revision. Alembic is imported here alone, and only to do something."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from bot.errors import StartRefused


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables up to ``revision`` in the connection's open transaction.

    On SQLite the connection must have foreign keys off, since a table that is changed is dropped and made again.

    Raises:
        StartRefused: afterwards rows point to rows that are not there; roll back.
    """
    from alembic import command

    command.upgrade(_config(connection), revision)
    _check(connection)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the tables back to ``revision`` ("base" for none) in the connection's open transaction, as ``upgrade``."""
    from alembic import command

    command.downgrade(_config(connection), revision)
    _check(connection)


def _config(connection: Connection):  # type: ignore[no-untyped-def]  # the type would import Alembic
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _check(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if orphans := connection.execute(text("PRAGMA foreign_key_check")).fetchall():
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise StartRefused(f"After the migration, rows in {tables} would point nowhere. Nothing was changed.")
