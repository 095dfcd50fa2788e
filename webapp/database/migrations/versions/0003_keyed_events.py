"""What events vouch for, and the seals of their key; and what databases lack that were made before the first release.

Those were made by an earlier 0001 than the present one, in one of several states.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.database.migrations.looking import add_column, create_index, drop_index, empty_text, tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is not there. What the columns and seals hold is written when the key is at hand."""
    catch_up()
    if "seals" not in tables():
        op.create_table(
            "seals",
            sa.Column("name", sa.String(length=20), nullable=False),
            sa.Column("seal", sa.String(length=64), nullable=False),
            sa.PrimaryKeyConstraint("name", name=op.f("pk_seals")),
        )
    add_column("events", empty_text("message_hash"))
    add_column("events", empty_text("request_hash"))
    add_column("team_events", empty_text("agent_hash"))


def catch_up() -> None:
    """Bring the tables of the first days to where 0001 is now."""
    if "team_events" not in tables():
        create_team_events()
    drop_index("requests", ["is_held", "stage", "due_on"])
    create_index("requests", ["is_held", "stage", "is_urgent", "due_on"])
    create_index("requests", ["changed_at"])
    add_unsure()
    if op.get_bind().dialect.name == "postgresql":  # SQLite can change no column; the site fills both in itself
        op.alter_column("requests", "chain", server_default=sa.text("''"))
        op.alter_column("attachments", "network", server_default=sa.text("''"))


def create_team_events() -> None:
    """Make the table of the team's events."""
    op.create_table(
        "team_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_agent_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_team_events_agent_id")),
        sa.ForeignKeyConstraint(["by_agent_id"], ["agents.id"], name=op.f("fk_team_events_by_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_events")),
        sa.UniqueConstraint("number", name=op.f("uq_team_events_number")),
    )


def add_unsure() -> None:
    """Let letters count tries that nobody knows the end of; what tells two of them apart is a hash since then.

    No table refers to letters, so that SQLite may make theirs anew.
    """
    outbox = {each["name"]: each for each in sa.inspect(op.get_bind()).get_columns("outbox")}
    if "unsure" in outbox:
        return
    op.execute("UPDATE outbox SET once = NULL WHERE length(once) > 64")
    with op.batch_alter_table("outbox") as changed:
        changed.add_column(sa.Column("unsure", sa.Integer(), server_default=sa.text("0"), nullable=False))
        changed.alter_column("once", existing_type=sa.String(length=200), type_=sa.String(length=64))
    with op.batch_alter_table("outbox") as changed:
        changed.alter_column("unsure", server_default=None)


def downgrade() -> None:
    """Remove what was added."""
    op.drop_column("team_events", "agent_hash")
    op.drop_column("events", "request_hash")
    op.drop_column("events", "message_hash")
    op.drop_table("seals")
