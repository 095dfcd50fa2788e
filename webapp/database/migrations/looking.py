"""Changes of tables that look first: what is there already, of whichever earlier state, stays as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def tables() -> set[str]:
    """Return the tables that there are."""
    return set(sa.inspect(op.get_bind()).get_table_names())


def columns(table: str) -> set[str]:
    """Return the columns that ``table`` has."""
    return {each["name"] for each in sa.inspect(op.get_bind()).get_columns(table)}


def indexes(table: str) -> set[str | None]:
    """Return the indexes that ``table`` has."""
    return {each["name"] for each in sa.inspect(op.get_bind()).get_indexes(table)}


def add_column(table: str, column: sa.Column[str]) -> None:
    """Add ``column`` to ``table`` in place, where it has none of the name.

    SQLite would empty the tables that refer to one that is made anew.
    """
    if column.name not in columns(table):
        op.add_column(table, column)


def empty_text(name: str) -> sa.Column[str]:
    """Return a column of hashes and keys that is empty where nothing is said."""
    return sa.Column(name, sa.String(length=64), server_default=sa.text("''"), nullable=False)


def create_index(table: str, names: list[str]) -> None:
    """Make the index over the columns ``names`` of ``table``, where there is none."""
    name = f"ix_{table}_{'_'.join(names)}"
    if name not in indexes(table):
        op.create_index(op.f(name), table, names, unique=False)


def drop_index(table: str, names: list[str]) -> None:
    """Remove the index over the columns ``names`` of ``table``, where there is one."""
    name = f"ix_{table}_{'_'.join(names)}"
    if name in indexes(table):
        op.drop_index(op.f(name), table_name=table)
