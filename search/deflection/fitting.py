"""From questions with known outcomes to thresholds and the curve of probability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.deflection.leave_one_out import Trial
from search.deflection.observations import Observation, Observed, observed
from search.deflection.tuning import DEFAULT, Thresholds
from search.settings import DecisionSettings

STEPS = 50
"""Of Newton's method; a curve of two numbers needs ten."""

RIDGE = 1e-6
"""Keeps the curve from becoming a step where a threshold parts all questions."""


def thresholds_from(
    asked: Sequence[Trial], judged: Sequence[Observation], settings: DecisionSettings, keep: float
) -> Thresholds:
    """Return thresholds that keep ``keep`` of the answerable questions among ``asked`` and ``judged``."""
    seen = observed(asked, judged, settings)
    possible = possible_from(seen, keep)
    slope, intercept = logistic_curve(seen.evidence, seen.is_right, seen.weights)
    return Thresholds(
        possible=possible,
        strong=max(possible, precise_from(seen, settings.strong_precision)),
        slope=slope,
        intercept=intercept,
        questions=len(asked),
        judged=len(judged),
        keeps=share(seen.evidence >= possible, seen.weights * seen.is_right),
        reveals=share(seen.evidence < possible, seen.weights * ~seen.is_answerable),
    )


def possible_from(seen: Observed, keep: float) -> float:
    """Return the evidence that a share ``keep`` of the questions to be kept has; the default where there is none."""
    if not seen.is_kept.any():
        return DEFAULT.possible
    evidence, weights = seen.evidence[seen.is_kept], seen.weights[seen.is_kept]
    order = np.argsort(evidence)
    passed = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp((1 - keep) * weights.sum(), passed, evidence[order]))


def precise_from(seen: Observed, precision: float) -> float:
    """Return the evidence from which ``precision`` of all first hits answer, 1 where there is none."""
    for evidence in np.round(np.arange(0.2, 1.0, 0.01), 2):
        shown = seen.weights * (seen.evidence >= evidence)
        if shown.sum() and share(seen.is_first, shown) >= precision:
            return float(evidence)
    return 1.0


def share(which: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    """Return the weight of ``which`` among all, 0..1; 0 where nothing weighs."""
    total = float(weights.sum())
    return float((weights * which).sum()) / total if total else 0.0


def logistic_curve(
    evidence: NDArray[np.float64], is_right: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Return slope and intercept of the logistic curve through weighted outcomes, by Newton's method.

    Platt 1999, "Probabilistic outputs for support vector machines", without his smoothing of the targets.
    """
    design = np.stack((evidence, np.ones(len(evidence))))
    weights = weights / weights.sum()
    curve = np.array([1.0, 0.0])
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-np.clip(curve @ design, -30, 30)))
        gradient = design @ (weights * (is_right - expected)) - RIDGE * curve * (1, 0)
        hessian = (design * (weights * expected * (1 - expected))) @ design.T + np.diag((RIDGE, 1e-9))
        curve = curve + np.linalg.solve(hessian, gradient)
    return float(curve[0]), float(curve[1])
