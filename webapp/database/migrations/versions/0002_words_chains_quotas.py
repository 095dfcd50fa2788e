"""Words of subjects, the end of every chain of events, and what files and letters are counted by.

Databases that were made between the two have some of it already.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from search import folded_words
from webapp.database.migrations.looking import add_column, create_index, empty_text, tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
"""Requests whose words are written together."""


def upgrade() -> None:
    """Add the tables and columns that are not there, and write what follows from the present rows."""
    if "subject_words" not in tables():
        create_subject_words()
    create_index("subject_words", ["request_id"])
    add_column("requests", empty_text("chain"))
    add_column("attachments", empty_text("network"))
    create_index("attachments", ["network"])
    create_index("outbox", ["kind", "created_at"])
    op.execute(
        "UPDATE requests SET chain = coalesce((SELECT events.chain FROM events"
        " WHERE events.request_id = requests.id ORDER BY events.number DESC LIMIT 1), '')"
    )
    write_words()


def create_subject_words() -> None:
    """Make the table of the words of subjects."""
    op.create_table(
        "subject_words",
        sa.Column(
            "word",
            sa.String(length=50).with_variant(sa.String(length=50, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_subject_words_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "request_id", name=op.f("pk_subject_words")),
        sqlite_with_rowid=False,
    )


def subject_words(subject: str) -> frozenset[str]:
    """Return the words of ``subject``, of each what an index takes."""
    return frozenset(word[:50] for word in folded_words(subject, with_parts=True))


def write_words() -> None:
    """Write the words of all subjects, anew where some were written before."""
    op.execute("DELETE FROM subject_words")
    connection = op.get_bind()
    words = sa.table("subject_words", sa.column("word", sa.String), sa.column("request_id", sa.Integer))
    found = connection.execute(sa.text("SELECT id, subject FROM requests ORDER BY id")).all()
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        rows = [{"word": word, "request_id": number} for number, subject in part for word in subject_words(subject)]
        if rows:
            connection.execute(sa.insert(words), rows)


def downgrade() -> None:
    """Remove what was added."""
    op.drop_index(op.f("ix_outbox_kind_created_at"), table_name="outbox")
    op.drop_index(op.f("ix_attachments_network"), table_name="attachments")
    op.drop_column("attachments", "network")
    op.drop_column("requests", "chain")
    op.drop_index(op.f("ix_subject_words_request_id"), table_name="subject_words")
    op.drop_table("subject_words")
