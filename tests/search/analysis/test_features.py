"""Features: what a word still shares with its own misspelling."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.features import FEATURES, features_of, key_hash, pair_features, word_features

WORDS = st.text(st.sampled_from("abcdefgh"), min_size=1, max_size=12)


def shared(first: str, second: str) -> float:
    one, other = set(word_features(first, 2, 4).tolist()), set(word_features(second, 2, 4).tolist())
    return len(one & other) / len(one | other)


@given(WORDS, st.integers(1, 3), st.integers(3, 5))
def test_there_is_a_feature_for_every_n_gram(word: str, shortest: int, longest: int) -> None:
    padded = len(word) + 2
    expected = sum(max(padded - length + 1, 0) for length in range(shortest, longest + 1))
    assert len(word_features(word, shortest, longest)) == expected


@given(WORDS)
def test_an_unfinished_word_has_the_features_of_its_beginning(word: str) -> None:
    unfinished = set(word_features(word, 2, 4, is_unfinished=True).tolist())
    assert unfinished <= set(word_features(word + "xyz", 2, 4).tolist())


@given(st.lists(st.text(st.sampled_from("ab€ž日"), max_size=6), max_size=5), st.integers(1, 3), st.integers(3, 5))
def test_many_words_have_the_features_that_each_has_alone(words: list[str], shortest: int, longest: int) -> None:
    features, offsets = features_of(words, shortest, longest)
    alone = [word_features(word, shortest, longest).tolist() for word in words]
    assert [features[first:last].tolist() for first, last in pairwise(offsets.tolist())] == alone


def test_a_misspelt_word_keeps_more_than_a_strange_one() -> None:
    assert shared("withdrawal", "witdrawal") > 0.5
    assert shared("withdrawal", "deposit") < 0.1


def test_pairs_know_the_order_of_words() -> None:
    here, there = key_hash("not"), key_hash("paid")
    one_way = pair_features(np.array([here, there], dtype=np.uint32))
    other_way = pair_features(np.array([there, here], dtype=np.uint32))
    assert one_way.tolist() != other_way.tolist()


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_there_is_a_pair_for_each_two_neighbours(count: int) -> None:
    hashes = np.arange(count, dtype=np.uint32)
    pairs = pair_features(hashes)
    assert pairs.dtype == np.uint16
    assert len(pairs) == max(count - 1, 0)


def test_every_number_of_a_feature_fits_its_type() -> None:
    assert np.iinfo(np.uint16).max == FEATURES - 1
