"""Set the thresholds of a knowledge base from its own questions and from those that people judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from search.deflection.fitting import possible_from, thresholds_from
from search.deflection.leave_one_out import FIRST, Trial, trials
from search.deflection.observations import Observation, observed
from search.deflection.trying import trials_by_language
from search.deflection.tuning import DEFAULT, Thresholds, Tuning, require_share, write_tuning
from search.engines import open_engine
from search.engines.local.engine import LocalEngine
from search.judgements import Judgement
from search.searcher import Searcher, open_reading
from search.settings import Settings


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
    for keep in keeps:
        require_share(keep)
    engine, searcher = open_engine(settings), Searcher(settings)
    evidence: dict[str, list[float]] = defaultdict(list)
    for text, language in queries:
        results = searcher.search(text, language, limit=1)
        if results.language in engine.languages:
            evidence[results.language].append(results.evidence)
    rows = []
    for language, values in sorted(evidence.items()):
        asked = language_trials(engine, language, settings)
        for keep in keeps:
            is_enough = len(asked) >= settings.decision.fewest_questions
            possible = possible_from(observed(asked, (), settings.decision), keep) if is_enough else DEFAULT.possible
            shown = sum(value >= possible for value in values)
            rows.append(Preview(keep, language, possible, len(values), shown))
    return rows


def tune(settings: Settings, keep: float | None = None, judged: Sequence[Judgement] = ()) -> list[LanguageReport]:
    """Set the thresholds, write them beside the index and return what is expected.

    They come from the articles alone, or also from ``judged`` queries: by people who judge or, as logged outcomes, by
    customers whom an article helped or not. ``keep``: share of answerable questions that still get suggestions,
    0.5..0.999. Raises SettingsError for another one, IndexUnavailable without an index.
    """
    keep = settings.decision.keep if keep is None else keep
    require_share(keep)
    engine = open_engine(settings)
    answered = answers_to(judged, settings)
    reports = [
        tune_language(engine, language, asked, settings, keep, answered.get(language, ()))
        for language, asked in trials_by_language(engine, settings).items()
    ]
    tuned = {each.language: each.thresholds for each in reports if each.thresholds.is_tuned}
    write_tuning(settings.index, Tuning(keep, tuned))
    return reports


def answers_to(judged: Sequence[Judgement], settings: Settings) -> dict[str, list[Observation]]:
    """Return what the searcher says to ``judged`` queries, by the language they were understood in."""
    found: dict[str, list[Observation]] = defaultdict(list)
    searcher = Searcher(settings)
    for each in judged:
        results = searcher.search(each.query, each.language, limit=FIRST)
        ids = map(each.id_of, results.hits)
        rank = next((place for place, article_id in enumerate(ids, 1) if article_id in each.answers), None)
        found[results.language].append(Observation(results.evidence, rank, bool(each.answers)))
    return found


def tune_language(  # noqa: PLR0913 - what thresholds are set from
    engine: LocalEngine,
    language: str,
    asked: Sequence[Trial],
    settings: Settings,
    keep: float,
    judged: Sequence[Observation] = (),
) -> LanguageReport:
    """Return thresholds for ``language``, the defaults where it has too few questions."""
    poor = [head.article_id for head in engine.heads(language) if questions_of(engine, head.article_id) < FEWEST]
    if len(asked) + len(judged) < settings.decision.fewest_questions:
        too_few = f"{language}: {len(asked)} questions are too few to set thresholds. Add some to {listed(poor)}."
        return LanguageReport(language, DEFAULT, (too_few,))
    warnings = (f"{language}: fewer than {FEWEST} questions. Add some to {listed(poor)}.",) if poor else ()
    return LanguageReport(language, thresholds_from(asked, judged, settings.decision, keep), warnings)


FEWEST = 5
"""Questions an article should have."""

LISTED = 5


def questions_of(engine: LocalEngine, article_id: str) -> int:
    """Return how many questions an article has."""
    return len(engine.article(article_id).all_questions)


def listed(article_ids: Sequence[str]) -> str:
    """Return the first of ``article_ids`` as text, whatever article where there is none."""
    if not article_ids:
        return "any article"
    more = len(article_ids) - LISTED
    return ", ".join(article_ids[:LISTED]) + (f" and {more} more" if more > 0 else "")


def language_trials(engine: LocalEngine, language: str, settings: Settings) -> list[Trial]:
    """Return what becomes of the questions of ``language``."""
    return trials(open_reading(engine, language, settings), settings, settings.decision.questions)
