"""The signals: what speaks for a candidate, each 0..1, in one table with its weight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from search.model import Feedback
from search.protocols import Shortlist
from search.settings import RankingSettings

EPOCH = date(1970, 1, 1)
DAYS_OF_YEAR = 365
UNRATED = 0.5
"""Helpfulness of an article nobody has voted on."""

Measure = Callable[[Shortlist, Feedback], NDArray[np.float32]]
"""Candidates and feedback -> float32 (candidates,), 0..1."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A name, a weight, and how to measure it."""

    name: str
    weight: float
    measure: Measure


def exact_title(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return 1 where the query is the title."""
    return shortlist.evidence.exact_title


def words(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return the share of the query's rarity that the whole article holds, in any inflection."""
    return shortlist.evidence.words


def forms(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return the same for the words exactly as they were typed."""
    return shortlist.evidence.forms


def profile(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return the cosine of n-grams and word pairs of query and article."""
    return shortlist.evidence.profile


def question(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return how alike the best single wording is."""
    return shortlist.evidence.question


def title(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return how alike the title is."""
    return shortlist.evidence.title


def nearest(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return how near in meaning the nearest wording or section is."""
    return np.maximum(shortlist.evidence.nearest, 0)


def centroid(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return how near in meaning the article as a whole is."""
    return np.maximum(shortlist.evidence.centroid, 0)


def unworded(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return how much a candidate lacks because others have more wordings; the less, the better one of those fits.

    Where a wording is the query, word for word, its article is meant and nothing is made up for.
    """
    best = shortlist.evidence.question.max(initial=0.0)
    made_up: NDArray[np.float32] = shortlist.evidence.unworded * (1 - best * best)
    return made_up


def helpful(shortlist: Shortlist, feedback: Feedback) -> NDArray[np.float32]:
    """Return the share of readers whom the article helped; one half where nobody voted."""
    shares = np.full(len(shortlist), UNRATED, dtype=np.float32)
    if feedback.helpful:
        ids = map(shortlist.article_id, range(len(shortlist)))
        shares[:] = [feedback.helpful.get(article_id, UNRATED) for article_id in ids]
    return shares


def fresh(shortlist: Shortlist, _: Feedback) -> NDArray[np.float32]:
    """Return 1 for an article updated today, halving each year; 0 where nobody knows."""
    days = shortlist.evidence.updated_days
    age = np.maximum((date.today() - EPOCH).days - days, 0)
    halved: NDArray[np.float32] = np.exp2(age.astype(np.float32) / -DAYS_OF_YEAR)
    halved[days < 0] = 0
    return halved


def signals(weights: RankingSettings) -> tuple[Signal, ...]:
    """Return all signals with their weights; a new one is a function above and a line here."""
    return (
        Signal("exact_title", weights.exact_title, exact_title),
        Signal("words", weights.words, words),
        Signal("forms", weights.forms, forms),
        Signal("profile", weights.profile, profile),
        Signal("question", weights.question, question),
        Signal("title", weights.title, title),
        Signal("nearest", weights.nearest, nearest),
        Signal("centroid", weights.centroid, centroid),
        Signal("unworded", weights.unworded, unworded),
        Signal("helpful", weights.helpful, helpful),
        Signal("fresh", weights.fresh, fresh),
    )
