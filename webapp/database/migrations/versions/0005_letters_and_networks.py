"""Which letter an asking to sign in relies on, and from which network of the day votes and questions came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NETWORK = sa.String(length=64)


def upgrade() -> None:
    """Add the columns that are not there yet; what is older came from networks that nobody knows."""
    add_column("sign_ins", sa.Column("letter_of", sa.Integer(), nullable=True))
    for table in ("votes", "deflection_events"):
        add_column(table, sa.Column("network", NETWORK, server_default=sa.text("''"), nullable=False))


def add_column(table: str, column: sa.Column[object]) -> None:
    """Add ``column`` to ``table``, unless it has one of that name."""
    if column.name not in {each["name"] for each in sa.inspect(op.get_bind()).get_columns(table)}:
        op.add_column(table, column)


def downgrade() -> None:
    """Remove what was added."""
    op.drop_column("deflection_events", "network")
    op.drop_column("votes", "network")
    op.drop_column("sign_ins", "letter_of")
