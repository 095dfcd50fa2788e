"""How Alembic runs the migrations: on the connection that ``Database.upgrade`` hands over."""

from __future__ import annotations

from alembic import context

from webapp.database.models import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Table.metadata, render_as_batch=connection.dialect.name == "sqlite"
)
with context.begin_transaction():
    context.run_migrations()
