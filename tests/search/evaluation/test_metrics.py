"""Measures against values worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation.metrics import (
    auroc,
    hit_at,
    kept_at_revealed,
    mean,
    mean_reciprocal_rank,
    ndcg,
    revealed_at_kept,
)

RANKS = [1, 2, None, 4]
CONFIDENCES = st.lists(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), min_size=1, max_size=12)
TENTHS = [tenth / 10 for tenth in range(1, 11)]


@pytest.mark.parametrize(("k", "expected"), [(1, 0.25), (2, 0.5), (3, 0.5), (4, 0.75), (10, 0.75)])
def test_hit_at_k_counts_first_answers_among_the_first_k(k: int, expected: float) -> None:
    assert hit_at(RANKS, k) == expected


def test_mean_reciprocal_rank_counts_a_miss_as_nothing() -> None:
    assert mean_reciprocal_rank(RANKS) == (1 + 1 / 2 + 0 + 1 / 4) / 4


@pytest.mark.parametrize(
    ("ranks", "answers", "expected"),
    [
        ([1], 1, 1.0),
        ([2], 1, 1 / math.log2(3)),
        ([3], 1, 0.5),
        ([1, 2], 2, 1.0),
        ([1], 2, 1 / (1 + 1 / math.log2(3))),
        ([1, 3], 2, 1.5 / (1 + 1 / math.log2(3))),
        ([11], 1, 0.0),
        ([], 1, 0.0),
        ([], 0, 0.0),
        (list(range(1, 11)), 20, 1.0),
    ],
)
def test_ndcg(ranks: Sequence[int], answers: int, expected: float) -> None:
    assert ndcg(ranks, answers) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answerable", "unanswerable", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.5, 0.3], 0.75),
        ([0.9, 0.5], [0.5, 0.3], 0.875),
    ],
)
def test_auroc(answerable: list[float], unanswerable: list[float], expected: float) -> None:
    assert auroc(answerable, unanswerable) == expected


@given(CONFIDENCES, CONFIDENCES)
def test_auroc_is_the_share_of_pairs_in_the_right_order(answerable: list[float], unanswerable: list[float]) -> None:
    pairs = [(high > low) + (high == low) / 2 for high in answerable for low in unanswerable]
    assert auroc(answerable, unanswerable) == pytest.approx(sum(pairs) / len(pairs))


def test_unanswerable_queries_below_the_threshold_that_keeps_the_right_ones_open_the_form() -> None:
    assert revealed_at_kept(TENTHS, [0.05, 0.1, 0.5], kept=0.95) == pytest.approx(1 / 3)
    assert revealed_at_kept(TENTHS, [0.05, 0.1, 0.2, 0.5], kept=0.8) == pytest.approx(2 / 4)
    assert revealed_at_kept([0.9], [0.1, 0.9]) == 0.5


def test_right_queries_above_the_threshold_that_reveals_the_others_keep_suggestions() -> None:
    assert kept_at_revealed([0.5, 0.95, 1.0], TENTHS, revealed=0.95) == 0.0
    assert kept_at_revealed([0.5, 0.95, 1.0], TENTHS, revealed=0.9) == pytest.approx(0.0)
    assert kept_at_revealed([0.5, 0.95, 1.0], TENTHS, revealed=0.8) == pytest.approx(2 / 3)
    assert kept_at_revealed([0.5, 0.95, 1.0], [0.2]) == 1.0


@pytest.mark.parametrize("measure", [auroc, revealed_at_kept, kept_at_revealed])
@pytest.mark.parametrize(("right", "wrong"), [([], [0.5]), ([0.5], []), ([], [])])
def test_nothing_to_compare_is_not_a_number(
    measure: Callable[..., float], right: list[float], wrong: list[float]
) -> None:
    assert math.isnan(measure(right, wrong))


def test_the_mean_of_nothing_is_not_a_number() -> None:
    assert math.isnan(mean([]))
    assert math.isnan(hit_at([], 1))
    assert mean([1.0, 2.0]) == 1.5
