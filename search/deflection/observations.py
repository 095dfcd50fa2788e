"""Questions whose outcome is known: asked with something left out, or judged by people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.deflection.leave_one_out import FIRST, Trial
from search.settings import DecisionSettings


@dataclass(frozen=True, slots=True)
class Observation:
    """A question and what was found for it."""

    evidence: float
    rank: int | None
    """Of the first answer, if it is among the first three."""

    is_answerable: bool


@dataclass(frozen=True, slots=True)
class Observed:
    """All questions of a language, as arrays (questions,)."""

    evidence: NDArray[np.float64]
    is_first: NDArray[np.bool_]
    is_right: NDArray[np.bool_]
    is_answerable: NDArray[np.bool_]
    is_kept: NDArray[np.bool_]
    """Whether the question has a say in what is to be kept."""

    weights: NDArray[np.float64]


def observed(asked: Sequence[Trial], judged: Sequence[Observation], settings: DecisionSettings) -> Observed:
    """Return trials and judged queries together.

    All trials weigh as much as ``own_weight`` judged queries, ``answerable_share`` of it for those with an answer. A
    trial without its own wording often loses it by a hair to a neighbour that answers as well, so all of them have a
    say in what is kept; of judged queries only those that were answered.
    """
    rows = [
        *((each.evidence, each.rank, True, True) for each in asked),
        *((each.evidence_without, None, False, False) for each in asked),
        *((each.evidence, each.rank, each.is_answerable, each.rank is not None) for each in judged),
    ]
    ranks = np.array([rank or FIRST + 1 for _, rank, _, _ in rows])
    own = settings.own_weight / max(len(asked), 1)
    shares = (settings.answerable_share, 1 - settings.answerable_share)
    return Observed(
        evidence=np.array([evidence for evidence, _, _, _ in rows]),
        is_first=ranks == 1,
        is_right=ranks <= FIRST,
        is_answerable=np.array([is_answerable for _, _, is_answerable, _ in rows]),
        is_kept=np.array([is_kept for _, _, _, is_kept in rows]),
        weights=np.concatenate([*(np.full(len(asked), own * each) for each in shares), np.ones(len(judged))]),
    )
