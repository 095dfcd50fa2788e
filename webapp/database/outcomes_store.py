"""How questions ended on the page before a request: solved by an article, or sent all the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

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
    found: dict[tuple[str, str, str], AskedQuestion] = {}
    asked_by: Counter[str] = Counter()
    for text, language, network, visitor, visit in rows:
        if len(found) == ASKED:
            break
        customer = network or visitor or visit
        question = (customer, language, text.casefold())
        if question not in found and asked_by[customer] < QUESTIONS_OF_NETWORK:
            asked_by[customer] += 1
            found[question] = AskedQuestion(text, language)
    return tuple(found.values())


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
    found: dict[tuple[str, str, str], Outcome] = {}
    visits: set[str] = set()
    asked_by: Counter[str] = Counter()
    for row in rows:
        if row.visit in visits:
            continue
        visits.add(row.visit)
        answer = (row.article_id,) if row.action == Action.SOLVED else ()
        outcome = Outcome(f"event-{row.id}", row.language, row.text, answer)
        customer = row.network or row.visitor or row.visit
        question = (customer, row.language, row.text.casefold())
        if question not in found and asked_by[customer] < QUESTIONS_OF_NETWORK:
            asked_by[customer] += 1
            found[question] = outcome
    return tuple(reversed(found.values()))
