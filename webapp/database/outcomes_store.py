"""How questions ended on the page before a request: solved by an article, or sent all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import select

from webapp.database.deflection_store import QUESTIONS_OF_NETWORK
from webapp.database.engine import database
from webapp.database.kinds import Action
from webapp.database.models import DeflectionEventRow

OUTCOMES = 50_000
"""Newest events that are read."""


ASKED = 2_000
"""Newest questions that are asked again when thresholds are set; from 500 on more change nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question and what came of it."""

    id: str
    language: str
    """Of the page; the article that solved it may be in another."""

    query: str
    answer: tuple[str, ...]
    """The id of the article that solved it; nothing where the request was sent anyway."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that something was shown for; whether that answered it nobody knows."""

    query: str
    language: str


def asked_questions() -> tuple[AskedQuestion, ...]:
    """Return the newest ``ASKED`` questions that something was shown for: few of a network, each once."""
    shown = (
        select(
            DeflectionEventRow.text,
            DeflectionEventRow.language,
            DeflectionEventRow.network,
            DeflectionEventRow.visitor,
            DeflectionEventRow.visit,
        )
        .where(DeflectionEventRow.action == Action.SHOWN, DeflectionEventRow.text != "")
        .order_by(DeflectionEventRow.happened_at.desc(), DeflectionEventRow.id.desc())
        .limit(OUTCOMES)
    )
    with database().reading() as session:
        rows = session.execute(shown).all()
    questions = (
        (network or visitor or visit, AskedQuestion(text, language)) for text, language, network, visitor, visit in rows
    )
    return tuple(islice(few_of_each(questions), ASKED))


def outcomes() -> tuple[Outcome, ...]:
    """Return how questions ended, oldest first: the last outcome of a visit, few of a network, each once."""
    asked = (
        select(DeflectionEventRow)
        .where(DeflectionEventRow.action.in_((Action.SOLVED, Action.SENT)), DeflectionEventRow.text != "")
        .order_by(DeflectionEventRow.happened_at.desc(), DeflectionEventRow.id.desc())
        .limit(OUTCOMES)
    )
    with database().reading() as session:
        rows = session.scalars(asked).all()
    last_of_visits = {row.visit: row for row in reversed(rows)}
    ended = (
        (
            row.network or row.visitor or row.visit,
            Outcome(
                f"event-{row.id}", row.language, row.text, (row.article_id,) if row.action == Action.SOLVED else ()
            ),
        )
        for row in rows
        if last_of_visits[row.visit] is row
    )
    return tuple(few_of_each(ended))[::-1]


Asked = TypeVar("Asked", Outcome, AskedQuestion)


def few_of_each(questions: Iterable[tuple[str, Asked]]) -> Iterator[Asked]:
    """Yield the questions of (customer, question): each once a customer, and no more than one person has in earnest."""
    seen: set[tuple[str, str, str]] = set()
    asked_by: Counter[str] = Counter()
    for customer, each in questions:
        question = (customer, each.language, each.query.casefold())
        if question not in seen and asked_by[customer] < QUESTIONS_OF_NETWORK:
            asked_by[customer] += 1
            seen.add(question)
            yield each
