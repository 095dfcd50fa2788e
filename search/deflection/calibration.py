"""Set the thresholds of a knowledge base from its own questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import open_analyzer
from search.analysis.synonyms import parse_synonyms
from search.deflection.leave_one_out import FIRST, Trial, trials
from search.deflection.tuning import DEFAULT, Thresholds, Tuning, write_tuning
from search.engines import open_engine
from search.engines.local.engine import LocalEngine
from search.errors import SettingsError
from search.query.expand import Expander
from search.searcher import Reading, Searcher
from search.settings import DecisionSettings, Settings

STEPS = 50
"""Of Newton's method; a curve of two numbers needs ten."""

RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class LanguageReport:
    """What tuning found out about one language."""

    language: str
    thresholds: Thresholds
    warnings: tuple[str, ...]
    """Where questions are missing, and which articles should get some."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What another threshold would do to given questions of one language."""

    keep: float
    language: str
    possible: float
    questions: int
    shown: int
    """Questions that would get suggestions."""


def preview(settings: Settings, queries: Sequence[tuple[str, str]], keeps: Sequence[float]) -> list[Preview]:
    """Return what each share of ``keeps`` would do to ``queries``, (text, language) each; nothing is written."""
    engine, searcher = open_engine(settings), Searcher(settings)
    evidence: dict[str, list[float]] = defaultdict(list)
    for text, language in queries:
        results = searcher.search(text, language, limit=1)
        evidence[results.language].append(results.evidence)
    rows = []
    for language, values in sorted(evidence.items()):
        asked = language_trials(engine, language, settings)
        for keep in keeps:
            possible = possible_from(asked, keep) if enough(asked, settings) else DEFAULT.possible
            shown = sum(value >= possible for value in values)
            rows.append(Preview(keep, language, possible, len(values), shown))
    return rows


def tune(settings: Settings, keep: float | None = None) -> list[LanguageReport]:
    """Set the thresholds from the articles alone, write them beside the index and return what is expected.

    ``keep``: share of answerable questions that still get suggestions, 0.5..0.999. Raises SettingsError for another
    one, IndexUnavailable without an index.
    """
    keep = settings.decision.keep if keep is None else keep
    if not 0.5 <= keep <= 0.999:
        raise SettingsError(f"keep: {keep} is no share to keep. Give a number from 0.5 to 0.999.")
    engine = open_engine(settings)
    reports = [tune_language(engine, language, settings, keep) for language in engine.languages]
    tuned = {each.language: each.thresholds for each in reports if each.thresholds.questions}
    write_tuning(settings.index, Tuning(keep, tuned))
    return reports


def tune_language(engine: LocalEngine, language: str, settings: Settings, keep: float) -> LanguageReport:
    """Return thresholds for ``language``, the defaults where it has too few questions."""
    asked = language_trials(engine, language, settings)
    poor = [head.article_id for head in engine.heads(language) if questions_of(engine, head.article_id) < FEWEST]
    if not enough(asked, settings):
        too_few = f"{language}: {len(asked)} questions are too few to set thresholds. Add some to {listed(poor)}."
        return LanguageReport(language, DEFAULT, (too_few,))
    warnings = (f"{language}: fewer than {FEWEST} questions. Add some to {listed(poor)}.",) if poor else ()
    return LanguageReport(language, thresholds_from(asked, settings.decision, keep), warnings)


FEWEST = 5
"""Questions an article should have."""

LISTED = 5


def questions_of(engine: LocalEngine, article_id: str) -> int:
    """Return how many questions an article has."""
    return len(engine.article(article_id).questions)


def listed(article_ids: Sequence[str]) -> str:
    """Return the first of ``article_ids`` as text."""
    more = len(article_ids) - LISTED
    return ", ".join(article_ids[:LISTED]) + (f" and {more} more" if more > 0 else "")


def language_trials(engine: LocalEngine, language: str, settings: Settings) -> list[Trial]:
    """Return what becomes of the questions of ``language``."""
    analyzer = open_analyzer(language)
    synonyms, _ = parse_synonyms(engine.synonyms.get(language, ""), language, analyzer)
    shelf = engine.vocabulary(language)
    reading = Reading(analyzer, Expander(analyzer, shelf, synonyms, settings.retrieval))
    return trials(shelf, reading, synonyms, settings, settings.decision.questions)


def thresholds_from(asked: Sequence[Trial], settings: DecisionSettings, keep: float) -> Thresholds:
    """Return thresholds that keep ``keep`` of the answerable questions among ``asked``."""
    right = np.array([each.evidence for each in asked if each.rank is not None and each.rank <= FIRST])
    wrong = np.array([each.evidence for each in asked if each.rank is None or each.rank > FIRST])
    first = np.array([each.evidence for each in asked if each.rank == 1])
    not_first = np.array([each.evidence for each in asked if each.rank != 1])
    unanswerable = np.array([each.evidence_without for each in asked])
    possible = possible_from(asked, keep)
    slope, intercept = logistic_curve(
        right, np.concatenate((wrong, unanswerable)), weights_of(right, wrong, unanswerable, settings)
    )
    return Thresholds(
        possible=possible,
        strong=max(possible, precise_from(first, not_first, unanswerable, settings)),
        slope=slope,
        intercept=intercept,
        questions=len(asked),
        keeps=float((right >= possible).mean()),
        reveals=float((unanswerable < possible).mean()),
    )


def possible_from(asked: Sequence[Trial], keep: float) -> float:
    """Return the evidence that a share ``keep`` of the questions has for what is found without their own help."""
    return float(np.quantile([each.evidence for each in asked], 1 - keep))


def enough(asked: Sequence[Trial], settings: Settings) -> bool:
    """Return whether there are enough questions to set thresholds from."""
    return len(asked) >= settings.decision.fewest_questions


def weights_of(
    right: NDArray[np.float64],
    wrong: NDArray[np.float64],
    unanswerable: NDArray[np.float64],
    settings: DecisionSettings,
) -> NDArray[np.float64]:
    """Return the weight of each trial, so that ``answerable_share`` of all questions have an answer."""
    answerable = settings.answerable_share / max(len(right) + len(wrong), 1)
    not_answerable = (1 - settings.answerable_share) / max(len(unanswerable), 1)
    return np.concatenate((np.full(len(right) + len(wrong), answerable), np.full(len(unanswerable), not_answerable)))


def logistic_curve(
    right: NDArray[np.float64], not_right: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Return slope and intercept of the logistic curve through weighted outcomes, by Newton's method.

    Platt 1999, "Probabilistic outputs for support vector machines", without his smoothing of the targets.
    """
    design = np.stack((np.concatenate((right, not_right)), np.ones(len(right) + len(not_right))))
    target = np.concatenate((np.ones(len(right)), np.zeros(len(not_right))))
    curve = np.array([1.0, 0.0])
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-np.clip(curve @ design, -30, 30)))
        gradient = design @ (weights * (target - expected)) - RIDGE * curve * (1, 0)
        hessian = (design * (weights * expected * (1 - expected))) @ design.T + np.diag((RIDGE, 1e-9))
        curve = curve + np.linalg.solve(hessian, gradient)
    return float(curve[0]), float(curve[1])


def precise_from(
    first: NDArray[np.float64],
    not_first: NDArray[np.float64],
    unanswerable: NDArray[np.float64],
    settings: DecisionSettings,
) -> float:
    """Return the evidence from which ``strong_precision`` of all first hits answer, 1 where there is none."""
    share = settings.answerable_share
    for evidence in np.arange(0.2, 1.0, 0.01):
        right = share * float((first >= evidence).sum()) / max(len(first) + len(not_first), 1)
        wrong = share * float((not_first >= evidence).sum()) / max(len(first) + len(not_first), 1)
        wrong += (1 - share) * float((unanswerable >= evidence).mean())
        if right and right / (right + wrong) >= settings.strong_precision:
            return float(round(evidence, 2))
    return 1.0
