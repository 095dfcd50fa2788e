"""Whether articles helped their readers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.exc import IntegrityError

from webapp.config import NETWORK_VOTES
from webapp.database.engine import database
from webapp.database.models import VoteRow

DOUBT = 8
"""Votes of one yes and one no each that every article starts with, so that a few votes move little."""


def vote(article_id: str, visitor: str, is_helpful: bool, network: str = "") -> None:
    """Keep what ``visitor`` in ``network`` says of an article; a second vote replaces the first."""
    try:
        put(article_id, visitor, is_helpful, network)
    except IntegrityError:  # the same visitor voted a moment ago, in another process
        put(article_id, visitor, is_helpful, network)


def put(article_id: str, visitor: str, is_helpful: bool, network: str) -> None:
    """Write the vote; IntegrityError where another process writes the same visitor's first vote at this moment."""
    with database().session() as session:
        asked = select(VoteRow).where(VoteRow.article_id == article_id, VoteRow.visitor == visitor)
        known = session.scalars(asked).one_or_none()
        if known is None:
            known = VoteRow(article_id=article_id, visitor=visitor)
            session.add(known)
        known.is_helpful, known.network = is_helpful, network
        known.voted_at = datetime.now(UTC)


def voters(days: int) -> Mapping[str, int]:
    """Return article_id -> how many readers said in the last ``days`` whether it helped."""
    counted = (
        select(VoteRow.article_id, func.count())
        .where(VoteRow.voted_at >= datetime.now(UTC) - timedelta(days=days))
        .group_by(VoteRow.article_id)
    )
    with database().reading() as session:
        return dict(session.execute(counted).all())


def helpful_shares(network_votes: int = NETWORK_VOTES) -> Mapping[str, float]:
    """Return article_id -> share of its readers that it helped, 0..1, near a half while few have voted.

    More than ``network_votes`` from one network (/24, or /48 of IPv6) in one day weigh as much together, each a part:
    one person can vote from any address of what they rent. Votes without a network are from one each.
    """
    network = case((VoteRow.network == "", VoteRow.visitor), else_=VoteRow.network)
    counted = select(VoteRow.article_id, func.count(), func.count().filter(VoteRow.is_helpful.is_(True))).group_by(
        VoteRow.article_id, network
    )
    with database().reading() as session:
        rows = session.execute(counted).all()
    votes, helpful = defaultdict[str, float](float), defaultdict[str, float](float)
    for article_id, of_network, helpful_of_network in rows:
        weight = min(1.0, network_votes / of_network)
        votes[article_id] += weight * of_network
        helpful[article_id] += weight * helpful_of_network
    return {each: (helpful[each] + DOUBT / 2) / (votes[each] + DOUBT) for each in votes}
