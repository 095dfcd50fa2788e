"""Which answer was shown when something became of the suggestions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; before, no answers were shown."""
    reference = sa.Column("answer", sa.String(length=300), server_default=sa.text("''"), nullable=False)
    op.add_column("deflection_events", reference)


def downgrade() -> None:
    """Remove what was added."""
    op.drop_column("deflection_events", "answer")
