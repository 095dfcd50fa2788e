"""Whether articles helped their readers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from webapp.database.engine import database
from webapp.database.models import VoteRow

DOUBT = 8
"""Votes of one yes and one no each that every article starts with, so that a few votes move little."""


def vote(article_id: str, visitor: str, is_helpful: bool) -> None:
    """Keep what ``visitor`` says of an article; a second vote replaces the first."""
    try:
        put(article_id, visitor, is_helpful)
    except IntegrityError:  # the same visitor voted a moment ago, in another process
        put(article_id, visitor, is_helpful)


def put(article_id: str, visitor: str, is_helpful: bool) -> None:
    """Write the vote; IntegrityError where another process writes the same visitor's first vote at this moment."""
    with database().session() as session:
        asked = select(VoteRow).where(VoteRow.article_id == article_id, VoteRow.visitor == visitor)
        known = session.scalars(asked).one_or_none()
        if known is None:
            known = VoteRow(article_id=article_id, visitor=visitor)
            session.add(known)
        known.is_helpful = is_helpful
        known.voted_at = datetime.now(UTC)


def helpful_shares() -> Mapping[str, float]:
    """Return article_id -> share of its readers that it helped, 0..1, near a half while few have voted."""
    counted = select(VoteRow.article_id, func.count(), func.count().filter(VoteRow.is_helpful.is_(True))).group_by(
        VoteRow.article_id
    )
    with database().reading() as session:
        rows = session.execute(counted).all()
    return {article_id: (helpful + DOUBT / 2) / (votes + DOUBT) for article_id, votes, helpful in rows}
