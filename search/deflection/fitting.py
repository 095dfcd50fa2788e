"""From questions with known outcomes, from traffic, or from nothing, to thresholds and the curve of probability.

Where the numbers come from: ``tests/relevance/constants.py`` derives them anew from public sets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from search.deflection.leave_one_out import Trial
from search.deflection.observations import Observation, Observed, judged_alone, observed
from search.deflection.traffic import Quartiles
from search.deflection.tuning import DEFAULT, Measure, Source, Thresholds
from search.settings import DecisionSettings

STEPS = 50
"""Of Newton's method; a curve of two numbers needs ten."""

RIDGE = 1e-6
"""Keeps the curve from becoming a step where a threshold parts all questions."""

KEEPS = (0.5, 0.8, 0.9, 0.95, 0.97, 0.98, 0.999)
"""Shares to keep at which the rows below are known; between them a straight line is good enough."""

BESIDE_TRAFFIC = (0.34, 0.17, 0.106, 0.07, 0.049, 0.035, 0.0)
"""What is added to ``OF_QUARTILE`` of the lower quartile of traffic, by share to keep."""

OF_QUARTILE = 0.7
BOUNDS = (0.20, 0.42)
"""Whatever traffic says, thresholds from it lie within: a flood of nonsense, or of titles, moves them no further."""

EVIDENCE_BESIDE = 0.045
"""How much less is added to the quartile of the evidence."""

TIMES_NEIGHBOURS = (2.8, 2.1, 1.6, 1.35, 1.13, 0.98, 0.5)
"""Threshold as a multiple of what a quarter of questions attains without their article, by share to keep."""

NEIGHBOURS_ALONE = 3
"""Questions of an article down to which, where it has no text, what they attain without it is trusted nearly alone."""

NEIGHBOURS_POWER = 1.5
MOST_OF_NEIGHBOURS = 0.85
HALVED_BY_WORDS = 40.0
"""Words of a text that halve that trust: a text holds what a question says though the question is left out."""

PATIENCE = 200
"""Judged queries, answered, that a threshold from all else weighs as much as: of 200, a share to lose of 5 % is ten."""

OPTIMISM = 0.7
"""A writer's questions resemble each other more than those of customers: of the share to be lost only so much is."""


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """What becomes of the questions that the articles of a language have."""

    language: str
    trials: Sequence[Trial]
    per_article: float
    """Questions of an article that has some, on average."""

    text_words: float
    """Words that half of the articles have no more of in their text."""

    poor: tuple[str, ...] = ()
    """Ids of the articles that have too few."""


def cold(keep: float, settings: DecisionSettings) -> Thresholds:
    """Return thresholds where nothing is known of a knowledge base."""
    shift = float(np.interp(keep, KEEPS, BESIDE_TRAFFIC) - np.interp(0.95, KEEPS, BESIDE_TRAFFIC))
    return around(DEFAULT, DEFAULT.unsure + shift, settings)


def from_traffic(quartiles: Quartiles, keep: float, settings: DecisionSettings) -> Thresholds:
    """Return thresholds where only customers' questions are known, but not their answers."""
    found = around(DEFAULT, by_quartile(quartiles.attained, keep), settings)
    return replace(found, source=Source.TRAFFIC, traffic=quartiles.questions)


def by_quartile(quartile: float, keep: float) -> float:
    """Return the attained score that keeps ``keep``, from the lower quartile of traffic."""
    return float(np.clip(np.interp(keep, KEEPS, BESIDE_TRAFFIC) + OF_QUARTILE * quartile, *BOUNDS))


def around(thresholds: Thresholds, unsure: float, settings: DecisionSettings) -> Thresholds:
    """Return ``thresholds`` moved so that articles are shown from ``unsure``, 0..1, and the curve with them."""
    moved = min(max(unsure, 0.0), 1.0)
    possible = moved + settings.unsure_zone
    is_by_score = thresholds.measure is Measure.ATTAINED
    strong = max(moved + settings.surely_above, DEFAULT.strong) if is_by_score else thresholds.strong
    return replace(
        thresholds,
        unsure=moved,
        possible=possible,
        strong=max(strong, possible),
        intercept=thresholds.intercept - thresholds.slope * (moved - thresholds.unsure),
    )


def from_questions(
    own: OwnQuestions, quartiles: Quartiles | None, keep: float, settings: DecisionSettings
) -> Thresholds:
    """Return thresholds from the articles' own questions, and half from traffic where ``quartiles`` are known."""
    seen = observed(own.trials, (), settings)
    unsure = shown_from(own, keep)
    slope, intercept = logistic_curve(seen.measured, seen.is_right.astype(float), seen.weights)
    found = Thresholds(
        measure=Measure.EVIDENCE,
        source=Source.QUESTIONS,
        unsure=unsure,
        strong=precise_from(seen, settings.strong_precision),
        slope=slope,
        intercept=intercept,
        questions=len(own.trials),
    )
    if quartiles:
        beside = float(np.interp(keep, KEEPS, BESIDE_TRAFFIC)) - EVIDENCE_BESIDE
        half = (unsure + beside + OF_QUARTILE * quartiles.evidence) / 2
        found = replace(around(found, half, settings), source=Source.BOTH, traffic=quartiles.questions)
    else:
        found = around(found, unsure, settings)
    return expecting(found, seen)


def shown_from(own: OwnQuestions, keep: float) -> float:
    """Return the evidence from which articles are shown, so that ``keep`` of the answerable questions keep them.

    What a question attains without itself is too little where its article has few others that differ from it, and no
    text. What it attains without its article does not depend on these, and on lists of questions the threshold lies at
    a constant multiple of that: so the less an article holds, the more that counts.
    """
    without_itself = float(np.quantile([each.evidence for each in own.trials], (1 - keep) * OPTIMISM))
    without_article = float(np.quantile([each.evidence_without for each in own.trials], 0.25))
    of_neighbours = float(np.interp(keep, KEEPS, TIMES_NEIGHBOURS)) * without_article
    few = min(math.pow(NEIGHBOURS_ALONE / max(own.per_article, 1), NEIGHBOURS_POWER), MOST_OF_NEIGHBOURS)
    share = few / (1 + own.text_words / HALVED_BY_WORDS)
    return without_itself + share * (of_neighbours - without_itself)


def refined(
    thresholds: Thresholds,
    asked: Sequence[Trial],
    judged: Sequence[Observation],
    keep: float,
    settings: DecisionSettings,
) -> Thresholds:
    """Return ``thresholds`` as ``judged`` queries move them, and the curve through all that is known."""
    alone = judged_alone(judged, thresholds.measure)
    right = alone.measured[alone.is_right]
    unsure = thresholds.unsure
    if len(right):
        share = len(right) / (len(right) + PATIENCE)
        unsure += share * (float(np.quantile(right, 1 - keep)) - unsure)
    found = around(thresholds, unsure, settings)
    if asked:
        seen = observed(asked, judged, settings)
        targets = seen.is_right.astype(float)
        found = replace(found, strong=max(precise_from(seen, settings.strong_precision), found.possible))
    else:
        seen, targets = with_prior(alone, found, settings)
    slope, intercept = logistic_curve(seen.measured, targets, seen.weights)
    found = replace(found, source=Source.JUDGED, judged=len(judged), slope=slope, intercept=intercept)
    return expecting(found, seen if asked else alone)


def with_prior(
    judged: Observed, thresholds: Thresholds, settings: DecisionSettings
) -> tuple[Observed, NDArray[np.float64]]:
    """Return ``judged`` twice, the second time as the curve of ``thresholds`` would have them, with their targets."""
    count = len(judged.measured)
    expected = [thresholds.probability(each) for each in judged.measured.tolist()]
    twice = Observed(
        measured=np.tile(judged.measured, 2),
        is_first=np.tile(judged.is_first, 2),
        is_right=np.tile(judged.is_right, 2),
        is_answerable=np.tile(judged.is_answerable, 2),
        weights=np.concatenate((judged.weights, np.full(count, settings.own_weight / count))),
    )
    return twice, np.concatenate((judged.is_right.astype(float), expected))


def expecting(thresholds: Thresholds, seen: Observed) -> Thresholds:
    """Return ``thresholds`` with what is expected of them, going by ``seen``."""
    is_shown = seen.measured >= thresholds.unsure
    return replace(
        thresholds,
        keeps=share(is_shown, seen.weights * seen.is_right),
        reveals=share(~is_shown, seen.weights * ~seen.is_answerable),
    )


def precise_from(seen: Observed, precision: float) -> float:
    """Return what is measured from which ``precision`` of all first hits answer, 1 where there is none."""
    for measured in np.round(np.arange(0.2, 1.0, 0.01), 2):
        shown = seen.weights * (seen.measured >= measured)
        if shown.sum() and share(seen.is_first, shown) >= precision:
            return float(measured)
    return 1.0


def share(which: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    """Return the weight of ``which`` among all, 0..1; 0 where nothing weighs."""
    total = float(weights.sum())
    return float((weights * which).sum()) / total if total else 0.0


def logistic_curve(
    measured: NDArray[np.float64], targets: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Return slope and intercept of the logistic curve through weighted outcomes, 0..1 each, by Newton's method.

    Platt 1999, "Probabilistic outputs for support vector machines", without his smoothing of the targets.
    """
    design = np.stack((measured, np.ones(len(measured))))
    weights = weights / weights.sum()
    curve = np.array([1.0, 0.0])
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-np.clip(curve @ design, -30, 30)))
        gradient = design @ (weights * (targets - expected)) - RIDGE * curve * (1, 0)
        hessian = (design * (weights * expected * (1 - expected))) @ design.T + np.diag((RIDGE, 1e-9))
        curve = curve + np.linalg.solve(hessian, gradient)
    return float(curve[0]), float(curve[1])
