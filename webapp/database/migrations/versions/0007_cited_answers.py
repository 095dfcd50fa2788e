"""Which answer was shown when something became of the suggestions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database.migrations.looking import add_column

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, unless it is there; before, no answers were shown."""
    reference = sa.Column("answer", sa.String(length=300), server_default=sa.text("''"), nullable=False)
    add_column("deflection_events", reference)


def downgrade() -> None:
    """Remove what was added."""
    op.drop_column("deflection_events", "answer")
