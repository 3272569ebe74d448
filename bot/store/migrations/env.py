"""What Alembic runs for each command: the steps, on the connection and in the transaction it was handed."""

from __future__ import annotations

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    transactional_ddl=True,  # Alembic thinks SQLite cannot; in a transaction begun by hand it can
)
context.run_migrations()
