"""Run a searcher over judged queries and measure it, overall, by language and by kind of query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search.deflection.decision import Band, Decision, decide
from search.deflection.tuning import UNTUNED, Tuning
from search.evaluation import metrics
from search.judgements import Judgement
from search.model import Results
from search.searcher import Searcher

FIRST = 3
"""Hits a customer sees."""

DEPTH = 10
"""Hits looked at; an answer further down counts as not found."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one judged query."""

    judgement: Judgement
    hits: tuple[str, ...]
    """article_ids in order, as ``Judgement.id_of`` gives them."""

    measured: float
    """What speaks for the first hit, in the measure of the decision; 0 without one."""

    confidence: float
    """Probability that one of the first three hits answers, as the decision says."""

    band: Band

    @property
    def answer_ranks(self) -> list[int]:
        """Return the ranks of all answers found, from 1."""
        return [rank for rank, article_id in enumerate(self.hits, 1) if article_id in self.judgement.answers]

    @property
    def is_right(self) -> bool:
        """Return whether an answer is among the first three hits."""
        return self.rank is not None and self.rank <= FIRST

    @property
    def is_shown(self) -> bool:
        """Return whether the decision suggests articles; otherwise the form alone opens."""
        return self.band is not Band.NONE

    @property
    def rank(self) -> int | None:
        """Return the rank of the first answer."""
        return next(iter(self.answer_ranks), None)


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of a set of queries; NaN where the set has no query of the kind."""

    queries: int
    hit_1: float
    hit_3: float
    hit_5: float
    mrr: float
    ndcg_10: float
    unanswerable: int
    auroc: float
    oos_95: float
    in_95: float
    kept: float
    """Share of queries with an answer among the first three that get suggestions at the tuned thresholds."""

    revealed: float
    """Share of unanswerable queries that open the form there, without any article."""

    reached: float
    """Share of unanswerable queries that open the form there, instead of articles or under them."""

    under: float
    """Share of queries with an answer among the first three that open the form under their list."""

    ece: float
    """Expected calibration error of the confidence."""


def run(
    searcher: Searcher, judgements: Sequence[Judgement], progress: Progress | None = None, tuning: Tuning = UNTUNED
) -> list[Outcome]:
    """Return what becomes of every judged query, with the thresholds of ``tuning``."""
    outcomes = []
    for number, judgement in enumerate(judgements, 1):
        results = searcher.search(judgement.query, judgement.language, limit=DEPTH)
        measured = tuning.of(results.language).measure.of(results)
        outcomes.append(outcome(judgement, results, measured, decide(results, tuning)))
        if progress:
            progress(number, len(judgements))
    return outcomes


def outcome(judgement: Judgement, results: Results, measured: float, decision: Decision) -> Outcome:
    """Return what ``results`` and ``decision``, taken from what was ``measured``, mean for ``judgement``."""
    return Outcome(
        judgement=judgement,
        hits=tuple(map(judgement.id_of, results.hits)),
        measured=measured,
        confidence=decision.confidence,
        band=decision.band,
    )


def measure(outcomes: Iterable[Outcome]) -> Measures:
    """Return the figures of ``outcomes``; retrieval is measured on answerable queries only."""
    outcomes = list(outcomes)
    answerable = [each for each in outcomes if each.judgement.answers]
    unanswerable = [each for each in outcomes if not each.judgement.answers]
    without = [each.measured for each in unanswerable]
    ranks = [each.rank for each in answerable]
    right = [each for each in answerable if each.is_right]
    measured_of_right = [each.measured for each in right]
    return Measures(
        queries=len(answerable),
        hit_1=metrics.hit_at(ranks, 1),
        hit_3=metrics.hit_at(ranks, 3),
        hit_5=metrics.hit_at(ranks, 5),
        mrr=metrics.mean_reciprocal_rank(ranks),
        ndcg_10=metrics.mean(
            [metrics.ndcg(each.answer_ranks, len(each.judgement.answers), DEPTH) for each in answerable]
        ),
        unanswerable=len(unanswerable),
        auroc=metrics.auroc([each.measured for each in answerable], without),
        oos_95=metrics.revealed_at_kept(measured_of_right, without),
        in_95=metrics.kept_at_revealed(measured_of_right, without),
        kept=metrics.mean([each.is_shown for each in right]),
        revealed=metrics.mean([not each.is_shown for each in unanswerable]),
        reached=metrics.mean([each.band.reaches_form for each in unanswerable]),
        under=metrics.mean([each.band is Band.UNSURE for each in right]),
        ece=metrics.calibration_error([each.confidence for each in outcomes], [each.is_right for each in outcomes]),
    )


def by_language(outcomes: Iterable[Outcome]) -> dict[str, Measures]:
    """Return the figures of each language."""
    return grouped(outcomes, lambda judgement: judgement.language)


def by_kind(outcomes: Iterable[Outcome]) -> dict[str, Measures]:
    """Return the figures of each kind of query."""
    return grouped(outcomes, lambda judgement: judgement.kind)


def grouped(outcomes: Iterable[Outcome], group: Callable[[Judgement], str]) -> dict[str, Measures]:
    """Return the figures of each group."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups[group(each.judgement)].append(each)
    return {name: measure(members) for name, members in sorted(groups.items())}
