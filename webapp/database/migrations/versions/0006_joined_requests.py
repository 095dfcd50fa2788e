"""An index of the requests that were joined with another one, in the place of one over all.

Nearly every request is joined with none. SQLite takes an index that holds mostly nothing for one that finds nearly
everything, and reads the whole table instead; one that holds only what there is to find is used.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database.migrations.looking import create_index, drop_index, indexes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JOINED = "ix_requests_joined"
COLUMNS = ["merged_into_id"]
IS_JOINED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    """Make the index where there is none, and remove the one whose place it takes."""
    if JOINED not in indexes("requests"):
        op.create_index(JOINED, "requests", COLUMNS, sqlite_where=IS_JOINED, postgresql_where=IS_JOINED)
    drop_index("requests", COLUMNS)


def downgrade() -> None:
    """Go back to the index over all."""
    create_index("requests", COLUMNS)
    op.drop_index(JOINED, "requests")
