"""Measures of retrieval and of the decision; pure numbers in and out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

KEPT = 0.95
"""Share that oos@95 and in@95 are named after."""


def hit_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of queries whose first answer is among the first ``k``; ranks count from 1."""
    return mean([rank is not None and rank <= k for rank in ranks])


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Return the mean of 1 / rank of the first answer, 0 where none was found."""
    return mean([0.0 if rank is None else 1 / rank for rank in ranks])


def ndcg(answer_ranks: Sequence[int], answers: int, k: int = 10) -> float:
    """Return the normalised discounted cumulative gain of one query, 0..1.

    ``answer_ranks``: ranks at which answers stand. Järvelin & Kekäläinen 2002, binary grades.
    """
    gained = sum(1 / math.log2(rank + 1) for rank in answer_ranks if rank <= k)
    attainable = sum(1 / math.log2(rank + 1) for rank in range(1, min(answers, k) + 1))
    return gained / attainable if attainable else 0.0


def auroc(answerable: ArrayLike, unanswerable: ArrayLike) -> float:
    """Return how often the confidence of an answerable query exceeds that of an unanswerable one, ties half.

    Area under the ROC curve by ranks (Mann & Whitney 1947); NaN where either is empty.
    """
    high, low = np.asarray(answerable, dtype=float), np.sort(np.asarray(unanswerable, dtype=float))
    if not len(high) or not len(low):
        return math.nan
    below = np.searchsorted(low, high, side="left")
    level = np.searchsorted(low, high, side="right") - below
    return float((below + level / 2).sum() / (len(high) * len(low)))


def revealed_at_kept(right: ArrayLike, unanswerable: ArrayLike, kept: float = KEPT) -> float:
    """Return the share of unanswerable queries that open the form at the threshold that keeps ``kept`` of ``right``.

    ``right``: confidences of answerable queries with an answer in the first three.
    """
    right, unanswerable = np.asarray(right, dtype=float), np.asarray(unanswerable, dtype=float)
    if not len(right) or not len(unanswerable):
        return math.nan
    threshold = np.quantile(right, 1 - kept, method="lower")
    return float((unanswerable < threshold).mean())


def kept_at_revealed(right: ArrayLike, unanswerable: ArrayLike, revealed: float = KEPT) -> float:
    """Return the share of ``right`` that keeps suggestions where ``revealed`` of the unanswerable open the form."""
    right, unanswerable = np.asarray(right, dtype=float), np.asarray(unanswerable, dtype=float)
    if not len(right) or not len(unanswerable):
        return math.nan
    threshold = np.quantile(unanswerable, revealed, method="higher")
    return float((right > threshold).mean())


def mean(values: Sequence[float]) -> float:
    """Return the mean of ``values``; NaN of none."""
    return sum(values) / len(values) if values else math.nan


@dataclass(frozen=True, slots=True)
class Bin:
    """The queries whose confidence lies in one tenth."""

    low: float
    high: float
    queries: int
    confidence: float
    """Mean."""

    right: float
    """Share that was right."""


def reliability(confidences: ArrayLike, right: ArrayLike, bins: int = 10) -> list[Bin]:
    """Return mean confidence and share of right answers in each of ``bins`` equal intervals that holds a query."""
    confidences, right = np.asarray(confidences, dtype=float), np.asarray(right, dtype=bool)
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    return [
        Bin(
            low=place / bins,
            high=(place + 1) / bins,
            queries=int((places == place).sum()),
            confidence=float(confidences[places == place].mean()),
            right=float(right[places == place].mean()),
        )
        for place in range(bins)
        if (places == place).any()
    ]


def calibration_error(confidences: ArrayLike, right: ArrayLike, bins: int = 10) -> float:
    """Return the expected calibration error, 0..1; NaN of no query.

    Naeini, Cooper, Hauskrecht 2015: the mean gap between confidence and share of right answers, weighted by bin.
    """
    filled = reliability(confidences, right, bins)
    queries = sum(each.queries for each in filled)
    return sum(each.queries * abs(each.confidence - each.right) for each in filled) / queries if queries else math.nan
