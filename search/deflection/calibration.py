"""Set the thresholds of a knowledge base from its own questions and from those that people judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.deflection.fitting import OwnQuestions, cold, from_questions, from_traffic, refined
from search.deflection.leave_one_out import FIRST, Trial, trials
from search.deflection.observations import Observation
from search.deflection.traffic import Histogram, Quartiles, counted, quartiles
from search.deflection.trying import trials_by_language
from search.deflection.tuning import Thresholds, Tuning, read_tuning, require_share, write_tuning
from search.engines import open_engine
from search.engines.local.engine import LocalEngine
from search.errors import SettingsError
from search.judgements import Judgement
from search.model import Results
from search.searcher import Searcher, open_reading
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class LanguageReport:
    """What tuning found out about one language."""

    language: str
    thresholds: Thresholds
    warnings: tuple[str, ...]
    """Where questions are missing, and which articles should get some."""

    def __str__(self) -> str:
        found = self.thresholds
        levels = f"(unsure from {found.unsure:.2f}, possible from {found.possible:.2f}, strong from {found.strong:.2f})"
        if not found.is_tuned:
            return f"{self.language}: {NOTHING_KNOWN} {levels}"
        sources = " and ".join(sources_of(found))
        if not found.keeps:
            return f"{self.language}: set from {sources} {levels}"
        expected = f"keeps {found.keeps:.0%} of answerable, opens the form for {found.reveals:.0%} of the rest"
        return f"{self.language}: {expected}, from {sources} {levels}"


NOTHING_KNOWN = "nothing is known of these articles yet; the thresholds are those of other help centres"


def sources_of(found: Thresholds) -> list[str]:
    """Return what thresholds were set from, with counts."""
    counts = (
        (found.questions, "question", "questions"),
        (found.traffic, "question of customers", "questions of customers"),
        (found.judged, "judged query", "judged queries"),
    )
    return [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]


@dataclass(frozen=True, slots=True)
class Preview:
    """What another threshold would do to given questions of one language."""

    keep: float
    language: str
    unsure: float
    """From which articles are shown."""

    questions: int
    shown: int
    """Questions that would get suggestions."""


def preview(settings: Settings, queries: Sequence[tuple[str, str]], keeps: Sequence[float]) -> list[Preview]:
    """Return what each share of ``keeps`` would do to ``queries``, (text, language) each; nothing is written."""
    for keep in keeps:
        require_share(keep)
    engine, searcher = open_engine(settings), Searcher(settings)
    found: dict[str, list[Results]] = defaultdict(list)
    for text, language in queries:
        results = searcher.search(text, language, limit=1)
        if results.language in engine.languages:
            found[results.language].append(results)
    known = remembered(settings)
    rows = []
    for language, all_results in sorted(found.items()):
        own = own_questions(engine, language, language_trials(engine, language, settings))
        for keep in keeps:
            thresholds = before_judging(own, known.get(language), keep, settings)
            values = [thresholds.measure.of(results) for results in all_results]
            shown = sum(value >= thresholds.unsure for value in values)
            rows.append(Preview(keep, language, thresholds.unsure, len(values), shown))
    return rows


def tune(
    settings: Settings,
    keep: float | None = None,
    judged: Sequence[Judgement] = (),
    traffic: Mapping[str, Histogram] | None = None,
) -> list[LanguageReport]:
    """Set the thresholds, write them beside the index and return what is expected.

    They come from the articles' own questions where there are enough, from ``traffic``, by language, or else from what
    was measured on public knowledge bases; without enough ``traffic`` what was known of it stays. ``judged`` queries
    move them, by people or, as logged outcomes, by customers whom an article helped or not. ``keep``: share of
    answerable questions that still get suggestions, 0.5..0.999. Raises SettingsError for another one, and where they
    cannot be written; IndexUnavailable without an index.
    """
    keep = settings.decision.keep if keep is None else keep
    require_share(keep)
    engine = open_engine(settings)
    known = quartiles(traffic or {}, engine.languages) or remembered(settings)
    answered = answers_to(judged, settings)
    reports = [
        tune_language(
            own_questions(engine, language, asked), answered.get(language, ()), known.get(language), keep, settings
        )
        for language, asked in trials_by_language(engine, settings).items()
    ]
    write_tuning(settings.index, Tuning(keep, {each.language: each.thresholds for each in reports}, known))
    return reports


def remembered(settings: Settings) -> Mapping[str, Quartiles]:
    """Return what was known of traffic when thresholds were set last; nothing where nobody can read it any more."""
    try:
        return read_tuning(settings.index).traffic
    except SettingsError:
        return {}


def traffic_of(settings: Settings, queries: Iterable[tuple[str, str]]) -> dict[str, Histogram]:
    """Return what ``queries``, (text, language) each, attain; their answers are not asked for."""
    searcher = Searcher(settings)
    return counted(searcher.search(text, language, limit=1) for text, language in queries)


def answers_to(judged: Sequence[Judgement], settings: Settings) -> dict[str, list[Observation]]:
    """Return what the searcher says to ``judged`` queries, by the language they were understood in."""
    found: dict[str, list[Observation]] = defaultdict(list)
    searcher = Searcher(settings)
    for each in judged:
        results = searcher.search(each.query, each.language, limit=FIRST)
        ids = map(each.id_of, results.hits)
        rank = next((place for place, article_id in enumerate(ids, 1) if article_id in each.answers), None)
        found[results.language].append(Observation(results.attained, results.evidence, rank, bool(each.answers)))
    return found


def own_questions(engine: LocalEngine, language: str, asked: Sequence[Trial]) -> OwnQuestions:
    """Return what becomes of the questions that the articles of ``language`` have, ``asked`` some of them."""
    counts = {head.article_id: questions_of(engine, head.article_id) for head in engine.heads(language)}
    some = [count for count in counts.values() if count]
    return OwnQuestions(
        language,
        asked,
        per_article=sum(some) / len(some) if some else 0.0,
        text_words=engine.vocabulary(language).text_words,
        poor=tuple(article_id for article_id, count in counts.items() if count < FEWEST),
    )


def before_judging(own: OwnQuestions, known: Quartiles | None, keep: float, settings: Settings) -> Thresholds:
    """Return thresholds from all that is known but judged queries."""
    if len(own.trials) >= settings.decision.fewest_questions:
        return from_questions(own, known, keep, settings.decision)
    return from_traffic(known, keep, settings.decision) if known else cold(keep, settings.decision)


def tune_language(
    own: OwnQuestions, judged: Sequence[Observation], known: Quartiles | None, keep: float, settings: Settings
) -> LanguageReport:
    """Return thresholds for one language."""
    found = before_judging(own, known, keep, settings)
    if len(own.trials) + len(judged) >= settings.decision.fewest_questions and judged:
        asked = own.trials if found.questions else ()
        found = refined(found, asked, judged, keep, settings.decision)
    return LanguageReport(own.language, found, warnings_of(own, found))


def warnings_of(own: OwnQuestions, found: Thresholds) -> tuple[str, ...]:
    """Return what is missing, and where questions should be written."""
    if found.questions and own.poor:
        return (f"{own.language}: fewer than {FEWEST} questions. Add some to {listed(own.poor)}.",)
    if found.questions:
        return ()
    too_few = f"{own.language}: {len(own.trials)} questions are too few to set thresholds from."
    return (f"{too_few} Add some to {listed(own.poor)}.",)


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
