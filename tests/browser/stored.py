"""What the site has stored, read from its database."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.browser.serving import Site


def rows(site: Site, table: str) -> list[dict[str, object]]:
    """Return all rows of ``table``."""
    with closing(sqlite3.connect(site.folder / "ventanilla.db")) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]  # a name from a test
