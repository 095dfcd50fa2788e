"""How much of what a query could attain its first candidate attains: bounded, and comparable between queries.

Raw scores grow with the length of a query and say nothing by themselves. All parts here are shares of an attainable
maximum, so one threshold serves short and long queries of a knowledge base.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.protocols import Evidence
from search.ranking.ranker import Ranking

EVIDENCE_DEPTH = 4
"""Candidates that are looked at."""

LOOKED_AT = 3
"""Candidates among which the one that gained most itself is looked for."""

DECISIVE = "exact_title"
MADE_UP = "unworded"

LEAD = 0.8
"""Weight of the first candidate's lead over the second, and half of it over the fourth.

Lead alone is a poor sign, but where a neighbour of the missing article is found it is the only one: on validation rows
of BANKING77 with every third category missing it adds 2 points of AUROC and costs 0.3 on those of CLINC150.
"""

UNRELATED = 0.45
"""Cosine up to which a likeness in meaning says nothing: most texts about one company are as near as that."""


def attained_shares(evidence: Evidence, has_meaning: bool) -> NDArray[np.float32]:
    """Return how much of what the query could attain each candidate attains, float32 (candidates,), 0..1."""
    by_words = evidence.words + evidence.forms + 2 * evidence.profile + evidence.question
    if not has_meaning:
        return (by_words / 5).astype(np.float32)
    by_meaning = likeness(evidence.nearest) + likeness(evidence.centroid)
    return ((by_words + 3 * by_meaning) / 11).astype(np.float32)


def likeness(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what cosines in meaning say, 0..1."""
    shares: NDArray[np.float32] = np.maximum(cosines - np.float32(UNRELATED), np.float32(0)) / np.float32(1 - UNRELATED)
    return shares


def attained_score(ranking: Ranking, places: NDArray[np.int64]) -> float:
    """Return the best score among the first of ``places`` as a share of the most, 0..1; 0 without any.

    Two signals count on neither side: whether the query is the title, as nothing else would reach a third of the sum,
    and what a lack of wordings is made up for, which speaks for no answer.
    """
    return min(max(float(gained(ranking, places[:LOOKED_AT]).max()), 0.0), 1.0) if len(places) else 0.0


def evidence_for(shares: NDArray[np.float32], ranking: Ranking, places: NDArray[np.int64]) -> float:
    """Return how much speaks for the first of ``places``, which are in order, 0..1; 0 without any.

    ``shares``: (candidates,), of ``attained_shares``. The share is that of the best of the first few by what it
    gained itself: an article that stands before it for want of wordings may hold less.
    """
    if not len(places):
        return 0.0
    best = places[int(gained(ranking, places[:LOOKED_AT]).argmax())]
    scores = graded(ranking, places) if len(places) > 1 else gained(ranking, places)
    first = float(scores[0])
    second = float(scores[1]) if len(scores) > 1 else 0.0
    lead = max(first - second + (first - float(scores[-1]) if len(scores) > 1 else first) / 2, 0.0)
    return min(max((float(shares[best]) + LEAD * lead) / (1 + LEAD), 0.0), 1.0)


def graded(ranking: Ranking, places: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the scores at ``places`` as shares of the most, without the signal that outweighs all others."""
    return left_of(ranking.scores[places], ranking, places, DECISIVE) / most(ranking)


def gained(ranking: Ranking, places: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the same, without what a lack of wordings is made up for."""
    scores = left_of(ranking.scores[places], ranking, places, DECISIVE)
    return left_of(scores, ranking, places, MADE_UP) / most(ranking)


def left_of(scores: NDArray[np.float32], ranking: Ranking, places: NDArray[np.int64], name: str) -> NDArray[np.float32]:
    """Return ``scores`` without what the signal ``name`` gave to ``places``."""
    row = ranking.names.index(name)
    left: NDArray[np.float32] = scores - ranking.weights[row] * ranking.values[row, places]
    return left


def most(ranking: Ranking) -> np.float32:
    """Return the sum of all signals that count for the decision, if each were 1."""
    sums: np.float32 = ranking.weights.sum()
    for name in (DECISIVE, MADE_UP):
        sums -= ranking.weights[ranking.names.index(name)]
    return sums
