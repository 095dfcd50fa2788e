"""The words of whole requests in the place of those of subjects: codes, names, addresses, subjects and messages.

The table is filled in batches, requests joined with another one under both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from webapp.database.request_words import words_of

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

AT_ONCE = 500
"""Requests whose words are written together."""

WORD = sa.String(length=50).with_variant(sa.String(length=50, collation="C"), "postgresql")
URGENT_FIRST = "ix_requests_is_held_is_urgent_due_on"
NEW = sa.table("request_words", sa.column("word", sa.String), sa.column("request_id", sa.Integer))
BATCH = sa.text("SELECT id, code, subject, merged_into_id FROM requests WHERE id > :last ORDER BY id LIMIT :most")
TEXTS = (
    "SELECT request_id, name FROM participants WHERE request_id IN :ids",
    "SELECT request_id, email FROM participants WHERE request_id IN :ids",
    "SELECT request_id, text FROM messages WHERE request_id IN :ids",
)


def upgrade() -> None:
    """Make the table and the index where they are not there, fill it, and remove the one whose place it takes."""
    inspector = sa.inspect(op.get_bind())
    tables = inspector.get_table_names()
    if URGENT_FIRST not in {each["name"] for each in inspector.get_indexes("requests")}:
        op.create_index(op.f(URGENT_FIRST), "requests", ["is_held", "is_urgent", "due_on"])
    if "request_words" not in tables:
        op.create_table(
            "request_words",
            sa.Column("word", WORD, nullable=False),
            sa.Column("request_id", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                ["request_id"], ["requests.id"], name=op.f("fk_request_words_request_id"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("word", "request_id", name=op.f("pk_request_words")),
            sqlite_with_rowid=False,
        )
        op.create_index(op.f("ix_request_words_request_id_word"), "request_words", ["request_id", "word"])
    write_words()
    if "subject_words" in tables:
        op.drop_table("subject_words")


def write_words() -> None:
    """Write the words of all requests anew."""
    connection = op.get_bind()
    connection.execute(sa.delete(NEW))
    last = 0
    joined: dict[int, set[str]] = defaultdict(set)
    while batch := connection.execute(BATCH, {"last": last, "most": AT_ONCE}).all():
        last = batch[-1].id
        texts = texts_of([row.id for row in batch])
        rows: list[dict[str, Any]] = []
        for row in batch:
            found = words_of(row.code, [row.subject, *texts[row.id]])
            rows += [{"word": word, "request_id": row.id} for word in found]
            if row.merged_into_id is not None:
                joined[row.merged_into_id] |= found
        connection.execute(sa.insert(NEW), rows)
    for target, words in joined.items():
        words -= set(connection.scalars(sa.select(NEW.c.word).where(NEW.c.request_id == target)))
        if words:
            connection.execute(sa.insert(NEW), [{"word": word, "request_id": target} for word in words])


def texts_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """Return request id -> names, addresses and messages."""
    texts: dict[int, list[str]] = defaultdict(list)
    for request_id, text in said(ids):
        texts[request_id].append(text)
    return texts


def said(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield request id and text of all that was written about ``ids``."""
    for asked in TEXTS:
        query = sa.text(asked).bindparams(sa.bindparam("ids", expanding=True))
        yield from ((row[0], row[1]) for row in op.get_bind().execute(query, {"ids": list(ids)}))


def downgrade() -> None:
    """Bring back the table of words of subjects, empty, and remove what was added."""
    op.drop_index(op.f(URGENT_FIRST), table_name="requests")
    op.create_table(
        "subject_words",
        sa.Column("word", WORD, nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_subject_words_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "request_id", name=op.f("pk_subject_words")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_subject_words_request_id"), "subject_words", ["request_id"], unique=False)
    op.drop_index(op.f("ix_request_words_request_id_word"), table_name="request_words")
    op.drop_table("request_words")
