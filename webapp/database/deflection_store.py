"""What anonymous visitors did on the page before a request, and what can be learnt from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, delete, func, select

from search import SolvedQuestion, redact
from webapp.database.engine import database
from webapp.database.kinds import Action
from webapp.database.models import DeflectionEventRow
from webapp.texts.typed import one_line

WORD_LETTERS = 64
BAND_LETTERS = 20
ARTICLE_LETTERS = 200
ANSWER_LETTERS = 300
TEXT_LETTERS = 500
"""What is kept of a value, in characters; a learned wording is no longer."""

POPULAR_DAYS = 30
POPULAR_EVENTS = 5_000
"""How far back reading counts: days, and articles opened; the home page waits for them to be counted."""

VISITS_EVENTS = 50_000
"""Newest openings that are counted as visits."""

SOLVED_QUESTIONS = 20_000
"""Newest questions that are learnt from."""

QUESTIONS_OF_NETWORK = 10
"""What is learnt from one network in one day; a person has no more in earnest, a program has any number."""

NETWORK_READERS = 3
"""Readers of one article from one network that count in one day."""

KEPT_DAYS = 400
"""How long an event is kept: this month can be compared with the same one last year."""


def record(  # noqa: PLR0913 - the columns of one row
    visit: str,
    action: Action,
    language: str,
    article_id: str = "",
    text: str = "",
    band: str = "",
    *,
    answer: str = "",
    visitor: str = "",
    network: str = "",
) -> None:
    """Keep what was done, its text without personal data.

    ``answer``: reference of the one that was shown; ``visitor`` and ``network`` are keys of the day.
    """
    row = DeflectionEventRow(
        happened_at=datetime.now(UTC),
        visit=one_line(visit)[:WORD_LETTERS],
        visitor=one_line(visitor)[:WORD_LETTERS],
        network=one_line(network)[:WORD_LETTERS],
        action=action,
        language=language,
        article_id=one_line(article_id)[:ARTICLE_LETTERS],
        text=redact(one_line(text))[:TEXT_LETTERS],
        band=one_line(band)[:BAND_LETTERS],
        answer=one_line(answer)[:ANSWER_LETTERS],
    )
    with database().session() as session:
        session.add(row)


def popular(language: str, limit: int) -> tuple[str, ...]:
    """Return the article_ids of ``language`` opened by most visitors in the last ``POPULAR_DAYS``, most first.

    At most ``NETWORK_READERS`` count of each network: one person can read from any address of what they rent.
    """
    visitor, network = DeflectionEventRow.visitor, DeflectionEventRow.network
    read = (
        select(
            DeflectionEventRow.article_id,
            visitor,
            case((network == "", visitor), else_=network).label("network"),
        )
        .where(
            DeflectionEventRow.action == Action.OPENED,
            DeflectionEventRow.happened_at >= datetime.now(UTC) - timedelta(days=POPULAR_DAYS),
        )
        .order_by(DeflectionEventRow.happened_at.desc())
        .limit(POPULAR_EVENTS)
        .subquery()
    )
    readers = func.count(read.c.visitor.distinct())
    of_network = (
        select(read.c.article_id, case((readers > NETWORK_READERS, NETWORK_READERS), else_=readers).label("readers"))
        .where(read.c.article_id.startswith(f"{language}/", autoescape=True))
        .group_by(read.c.article_id, read.c.network)
        .subquery()
    )
    asked = (
        select(of_network.c.article_id)
        .group_by(of_network.c.article_id)
        .order_by(func.sum(of_network.c.readers).desc(), of_network.c.article_id)
        .limit(limit)
    )
    with database().reading() as session:
        return tuple(session.scalars(asked))


def openings(days: int) -> Mapping[str, int]:
    """Return article_id -> how often it was opened among answers in the last ``days``; once a visitor and day."""
    opened = (
        select(DeflectionEventRow.article_id, DeflectionEventRow.visitor)
        .where(
            DeflectionEventRow.action == Action.OPENED,
            DeflectionEventRow.happened_at >= datetime.now(UTC) - timedelta(days=days),
        )
        .order_by(DeflectionEventRow.happened_at.desc())
        .limit(VISITS_EVENTS)
        .subquery()
    )
    counted = select(opened.c.article_id, func.count(opened.c.visitor.distinct())).group_by(opened.c.article_id)
    with database().reading() as session:
        return dict(session.execute(counted).all())


def solved_questions() -> Iterable[SolvedQuestion]:
    """Return the newest questions that an article in their own language solved, oldest first.

    Few of each network, and whoever asks from there is one customer: one person can rent any number of addresses.
    """
    asked = (
        select(
            DeflectionEventRow.article_id,
            DeflectionEventRow.text,
            DeflectionEventRow.network,
            DeflectionEventRow.visitor,
            DeflectionEventRow.visit,
            DeflectionEventRow.language,
        )
        .where(DeflectionEventRow.action == Action.SOLVED, DeflectionEventRow.text != "")
        .order_by(DeflectionEventRow.happened_at.desc(), DeflectionEventRow.id.desc())
        .limit(SOLVED_QUESTIONS)
    )
    with database().reading() as session:
        rows = session.execute(asked).all()
    found, asked_by = [], Counter[str]()
    for article_id, text, network, visitor, visit, language in reversed(rows):
        customer = network or visitor or visit
        if article_id.startswith(f"{language}/") and asked_by[customer] < QUESTIONS_OF_NETWORK:
            asked_by[customer] += 1
            found.append(SolvedQuestion(article_id, text, customer))
    return found


def forget(days: int = KEPT_DAYS) -> int:
    """Remove events older than ``days``; return how many."""
    with database().session() as session:
        limit = datetime.now(UTC) - timedelta(days=days)
        gone = session.execute(delete(DeflectionEventRow).where(DeflectionEventRow.happened_at < limit))
    return int(getattr(gone, "rowcount", 0))
