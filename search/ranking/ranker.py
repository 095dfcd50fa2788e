"""Put candidates in order: the weighted sum of their signals, equal ones by article_id."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search.model import Feedback, SignalValue
from search.protocols import Shortlist
from search.ranking.signals import Signal, signals
from search.settings import RankingSettings

ROUNDED = 6
"""Decimals below which scores are equal."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates in order, with what each signal says of each."""

    places: NDArray[np.int64]
    """(candidates,), best first."""

    scores: NDArray[np.float32]
    """(candidates,), by place."""

    names: tuple[str, ...]
    weights: NDArray[np.float32]
    values: NDArray[np.float32]
    """(signals, candidates), 0..1."""

    @property
    def has_meaning(self) -> bool:
        """Whether what words mean counts."""
        return bool(self.weights[self.names.index("nearest")] > 0)

    def explain(self, place: int) -> tuple[SignalValue, ...]:
        """Return every signal of candidate ``place``."""
        rows = zip(self.names, self.values[:, place].tolist(), self.weights.tolist(), strict=True)
        return tuple(SignalValue(name, value, weight) for name, value, weight in rows)


def rank(shortlist: Shortlist, feedback: Feedback, settings: RankingSettings) -> Ranking:
    """Return the order of the candidates in ``shortlist``."""
    table, names, weights = weighed(settings)
    values = np.array([signal.measure(shortlist, feedback) for signal in table])
    scores = weights @ values
    rounded = scores.round(ROUNDED)
    places = (-rounded).argsort(kind="stable")
    settle_ties(places, rounded, shortlist)
    return Ranking(places, scores, names, weights, values)


@lru_cache(maxsize=8)
def weighed(settings: RankingSettings) -> tuple[tuple[Signal, ...], tuple[str, ...], NDArray[np.float32]]:
    """Return the signals, their names and their weights, float32 (signals,)."""
    table = signals(settings)
    weights = np.array([signal.weight for signal in table], dtype=np.float32)
    return table, tuple(signal.name for signal in table), weights


def settle_ties(places: NDArray[np.int64], scores: NDArray[np.float32], shortlist: Shortlist) -> None:
    """Put equal scores in the order of their article ids, in place."""
    ordered = scores[places]
    is_tied = ordered[:-1] == ordered[1:]
    if is_tied.any():
        for score in np.unique(ordered[:-1][is_tied]):
            run = np.flatnonzero(ordered == score)
            places[run] = sorted(places[run].tolist(), key=shortlist.article_id)
