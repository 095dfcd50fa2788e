"""BM25F against the formula written out for one posting at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.bm25f import impacts, inverse_document_frequency, rarity

FREQUENCIES = st.floats(0.5, 50)
LENGTHS = st.floats(1, 5000)


def naive_impact(frequency: float, length: float, average: float, k1: float = 1.2, b: float = 0.75) -> float:
    return frequency / (frequency + k1 * ((1 - b) + b * length / average))


def impact(frequency: float, length: float, average: float) -> float:
    values = impacts(np.array([frequency], np.float32), np.array([length], np.float32), average, k1=1.2, b=0.75)
    assert values.dtype == np.float32
    return float(values[0])


@given(FREQUENCIES, LENGTHS, LENGTHS)
def test_the_impact_is_that_of_the_formula(frequency: float, length: float, average: float) -> None:
    assert impact(frequency, length, average) == pytest.approx(naive_impact(frequency, length, average), rel=1e-5)


def test_an_impact_worked_out_by_hand() -> None:
    assert impact(3, 100, 100) == pytest.approx(3 / 4.2)
    assert impact(1, 200, 100) == pytest.approx(1 / (1 + 1.2 * 1.75))


@given(FREQUENCIES, LENGTHS)
def test_a_word_that_stands_more_often_counts_for_more_but_never_above_1(frequency: float, length: float) -> None:
    assert impact(frequency, length, 100) < impact(2 * frequency, length, 100) <= 1


@given(FREQUENCIES, LENGTHS)
def test_a_longer_article_counts_for_less(frequency: float, length: float) -> None:
    assert impact(frequency, 2 * length, 100) < impact(frequency, length, 100)


def test_articles_without_any_word_divide_by_nothing() -> None:
    assert impact(1, 0, 0) == pytest.approx(1 / 1.3)


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_rarity_is_that_of_the_formula(holders: int, count: int) -> None:
    holders = min(holders, count)
    assert rarity(holders, count) == pytest.approx(math.log(1 + (count - holders + 0.5) / (holders + 0.5)))


@given(st.lists(st.integers(0, 2000), min_size=1), st.integers(0, 1000))
def test_rarity_of_many_words_is_that_of_each(holders: list[int], count: int) -> None:
    many = inverse_document_frequency(np.array(holders, dtype=np.float64), count)
    assert many.tolist() == pytest.approx([rarity(each, count) for each in holders])


@given(st.integers(0, 2000), st.integers(0, 1000))
def test_rarity_is_positive_even_for_a_word_of_all_articles(holders: int, count: int) -> None:
    assert rarity(holders, count) > 0


def test_a_word_of_fewer_articles_is_rarer() -> None:
    assert rarity(0, 100) > rarity(1, 100) > rarity(50, 100) > rarity(100, 100)
