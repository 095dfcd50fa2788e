"""What becomes of judged queries, in figures."""

from __future__ import annotations

import math

import pytest

from search.evaluation.report import Outcome, by_kind, by_language, measure
from search.judgements import Judgement


def outcome(hits: str, answers: str, confidence: float = 0.5, language: str = "en", kind: str = "plain") -> Outcome:
    judgement = Judgement("1", language, "query", frozenset(answers.split()), kind)
    return Outcome(
        judgement, tuple(hits.split()), evidence=confidence, confidence=confidence, is_shown=confidence > 0.5
    )


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


def test_outcomes_are_grouped_by_language_and_by_kind() -> None:
    outcomes = [outcome("a", "a"), outcome("b", "a", language="sk"), outcome("a", "a", kind="typo")]
    assert {name: each.hit_1 for name, each in by_language(outcomes).items()} == {"en": 1.0, "sk": 0.0}
    assert {name: each.queries for name, each in by_kind(outcomes).items()} == {"plain": 2, "typo": 1}


def test_no_outcomes_have_no_figures() -> None:
    measures = measure([])
    assert (measures.queries, measures.unanswerable) == (0, 0)
    assert math.isnan(measures.hit_1)
    assert math.isnan(measures.auroc)
