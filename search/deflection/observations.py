"""Questions whose outcome is known: asked with something left out, or judged by people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.deflection.leave_one_out import FIRST, Trial
from search.deflection.tuning import Measure
from search.settings import DecisionSettings


@dataclass(frozen=True, slots=True)
class Observation:
    """A question and what was found for it."""

    attained: float
    evidence: float
    rank: int | None
    """Of the first answer, if it is among the first three."""

    is_answerable: bool

    def measured(self, measure: Measure) -> float:
        """Return what is compared with thresholds, 0..1."""
        return self.evidence if measure is Measure.EVIDENCE else self.attained


@dataclass(frozen=True, slots=True)
class Observed:
    """All questions of a language, as arrays (questions,)."""

    measured: NDArray[np.float64]
    is_first: NDArray[np.bool_]
    is_right: NDArray[np.bool_]
    is_answerable: NDArray[np.bool_]
    weights: NDArray[np.float64]


def observed(asked: Sequence[Trial], judged: Sequence[Observation], settings: DecisionSettings) -> Observed:
    """Return the evidence of trials and of judged queries together.

    All trials weigh as much as ``own_weight`` judged queries, ``answerable_share`` of it for those with an answer.
    """
    own = settings.own_weight / max(len(asked), 1)
    shares = (settings.answerable_share, 1 - settings.answerable_share)
    rows = [
        *((each.evidence, each.rank, True) for each in asked),
        *((each.evidence_without, None, False) for each in asked),
        *((each.evidence, each.rank, each.is_answerable) for each in judged),
    ]
    weights = np.concatenate([*(np.full(len(asked), own * each) for each in shares), np.ones(len(judged))])
    return arrays(rows, weights)


def judged_alone(judged: Sequence[Observation], measure: Measure) -> Observed:
    """Return judged queries alone, each of weight 1."""
    rows = ((each.measured(measure), each.rank, each.is_answerable) for each in judged)
    return arrays(rows, np.ones(len(judged)))


def arrays(rows: Iterable[tuple[float, int | None, bool]], weights: NDArray[np.float64]) -> Observed:
    """Return rows of (measured, rank, is answerable) as arrays."""
    rows = list(rows)
    ranks = np.array([rank or FIRST + 1 for _, rank, _ in rows], dtype=int)
    return Observed(
        measured=np.array([measured for measured, _, _ in rows], dtype=float),
        is_first=ranks == 1,
        is_right=ranks <= FIRST,
        is_answerable=np.array([is_answerable for _, _, is_answerable in rows], dtype=bool),
        weights=weights,
    )
