"""What becomes of judged queries, in figures."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from search.deflection.decision import Band
from search.evaluation.report import Outcome, by_kind, by_language, measure
from search.judgements import Judgement


def outcome(  # noqa: PLR0913 - a test names only what it is about
    hits: str, answers: str, confidence: float = 0.5, language: str = "en", kind: str = "plain", band: Band = Band.NONE
) -> Outcome:
    judgement = Judgement("1", language, "query", frozenset(answers.split()), kind)
    return Outcome(judgement, tuple(hits.split()), measured=confidence, confidence=confidence, band=band)


def test_ranks_count_from_1() -> None:
    assert outcome("a b c", "b c").answer_ranks == [2, 3]
    assert outcome("a b c", "b c").rank == 2
    assert outcome("a b c", "d").rank is None


def test_retrieval_is_measured_on_answerable_queries_alone() -> None:
    measures = measure([outcome("a b", "a"), outcome("b a", "a"), outcome("a", "x"), outcome("a b", "")])
    assert (measures.queries, measures.unanswerable) == (3, 1)
    assert (measures.hit_1, measures.hit_3, measures.mrr) == pytest.approx((1 / 3, 2 / 3, 0.5))
    assert measures.ndcg_10 == pytest.approx((1 + 1 / math.log2(3)) / 3)


def test_the_decision_is_measured_by_confidence() -> None:
    measures = measure([outcome("a", "a", 0.9), outcome("a", "a", 0.7), outcome("a", "", 0.8), outcome("", "", 0.0)])
    assert (measures.auroc, measures.oos_95, measures.in_95) == (0.75, 0.5, 0.5)


def test_what_the_decision_does_is_counted_over_right_and_over_unanswerable_queries() -> None:
    bands = (Band.STRONG, Band.POSSIBLE, Band.UNSURE, Band.NONE)
    right = [outcome("b a", "a", band=band) for band in (*bands, Band.POSSIBLE)]
    lost = [outcome("b c", "a", band=band) for band in bands]
    unanswerable = [outcome("a", "", band=band) for band in (*bands, Band.UNSURE)]
    measures = measure([*right, *lost, *unanswerable])
    assert (measures.kept, measures.under) == (0.8, 0.2)
    assert (measures.revealed, measures.reached) == (0.2, 0.6)
    assert [each.is_shown for each in right] == [True, True, True, False, True]


def test_what_was_measured_parts_queries_and_the_confidence_is_held_against_them() -> None:
    sure, unsure = outcome("a", "a", 0.9), outcome("a", "", 0.9)
    assert measure([replace(sure, measured=0.2), replace(unsure, measured=0.1)]).auroc == 1.0
    assert measure([sure, unsure]).auroc == 0.5
    assert measure([sure, unsure]).ece == pytest.approx(0.4)


def test_outcomes_are_grouped_by_language_and_by_kind() -> None:
    outcomes = [outcome("a", "a"), outcome("b", "a", language="sk"), outcome("a", "a", kind="typo")]
    assert {name: each.hit_1 for name, each in by_language(outcomes).items()} == {"en": 1.0, "sk": 0.0}
    assert {name: each.queries for name, each in by_kind(outcomes).items()} == {"plain": 2, "typo": 1}


def test_no_outcomes_have_no_figures() -> None:
    measures = measure([])
    assert (measures.queries, measures.unanswerable) == (0, 0)
    assert math.isnan(measures.hit_1)
    assert all(math.isnan(each) for each in (measures.auroc, measures.kept, measures.reached, measures.under))
