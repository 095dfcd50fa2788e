"""What the site must not lose: the database, its tables, and a store for each kind of thing kept in it."""

from __future__ import annotations

from webapp.database.engine import Database, DatabaseUnavailable, database, init_app
from webapp.database.kinds import Action

__all__ = ["Action", "Database", "DatabaseUnavailable", "database", "init_app"]
