"""Meanings:

1. A quantised vector is nearly the one it was made of.
2. The centroid is the mean of the wordings, all sections together being one more, at length 1.
3. Every article lies in exactly one cluster, and clusters lie one after the other.
4. Few articles are one cluster; many are about as many clusters as each has articles.
5. The nearest article of a segment in clusters is nearly always found.
6. Without a model there are no dimensions; without words a vector is 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.analysis.analyzer import Analyzer
from search.engines.local import meanings, shelf
from search.engines.local.meanings import (
    Meanings,
    centroid_weights,
    cluster_centres,
    compile_meanings,
    nearest_centres,
)
from search.engines.local.segment import SegmentArrays
from search.engines.local.shelf import PROBED, near_parts
from search.meaning import unit
from tests.factories import BY_MEANING, article, section, segment

DIMENSIONS = 24


class Numbered:
    """Encodes the text ``["7"]`` as the seventh of given vectors, and a text without words as 0."""

    fingerprint = "numbered"

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self._vectors = vectors
        self.dimensions: int = vectors.shape[1]

    def is_word(self, word: str) -> bool:
        return word.isdigit()

    def vector(self, words: Sequence[str]) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([words])[0]
        return vector

    def encode(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        rows = [self._vectors[int(text[0])] if text else np.zeros(self.dimensions) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, self.dimensions)


def chance(count: int, dimensions: int = DIMENSIONS, seed: int = 1, topics: int = 0) -> NDArray[np.float32]:
    """Return random vectors of length 1, gathered around as many ``topics``."""
    numbers = np.random.default_rng(seed)
    vectors = numbers.standard_normal((count, dimensions))
    if topics:
        centres = numbers.standard_normal((topics, dimensions))
        vectors = centres[numbers.integers(0, topics, count)] + 0.5 * vectors
    return unit(vectors.astype(np.float32))


def compiled(vectors: NDArray[np.float32], counts: Sequence[tuple[int, int]]) -> Meanings:
    texts = [[str(number)] for number in range(sum(map(sum, counts)))]
    return compile_meanings(texts, counts, Numbered(vectors))


@pytest.mark.parametrize("seed", range(4))
def test_a_quantised_vector_is_nearly_what_it_was(seed: int) -> None:
    vectors = chance(50, 128, seed)
    found = compiled(vectors, [(1, 0)] * 50)
    restored = found.vectors.astype(np.float32) * found.scales.astype(np.float32)[:, None]
    assert (found.vectors.dtype, found.scales.dtype) == (np.dtype(np.int8), np.dtype(np.float16))
    assert np.abs(restored - vectors).max() < 0.003
    assert np.abs(restored @ vectors.T - vectors @ vectors.T).max() < 0.01


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=6))
def test_any_vector_is_quantised_within_half_a_step(values: list[float]) -> None:
    vector = np.array([values], dtype=np.float32)
    found = compiled(vector, [(1, 0)])
    step = max(float(np.abs(vector).max()), 1e-6) / 127
    assert np.abs(found.vectors * step - vector).max() <= step / 2 + 1e-7
    assert np.abs(found.vectors.astype(int)).max() <= 127


def test_a_text_without_words_has_a_vector_of_0() -> None:
    found = compile_meanings([[], ["0"]], [(1, 0), (1, 0)], Numbered(chance(1)))
    assert not found.vectors[0].any()
    assert np.isfinite(found.scales).all()
    assert not found.centroids[found.centroid_articles.tolist().index(0)].any()


def test_wordings_weigh_1_and_all_sections_together_1() -> None:
    weights, owners = centroid_weights([(2, 4), (1, 0), (0, 2), (0, 0), (1, 1)])
    assert weights.tolist() == [1, 1, 0.25, 0.25, 0.25, 0.25, 1, 0.5, 0.5, 1, 1]
    assert owners.tolist() == [0, 0, 0, 0, 0, 0, 1, 2, 2, 4, 4]
    assert (weights.dtype, owners.dtype) == (np.dtype(np.float32), np.dtype(np.int64))


def test_without_articles_there_are_no_weights() -> None:
    weights, owners = centroid_weights([])
    assert (weights.tolist(), owners.tolist()) == ([], [])


def test_the_centroid_is_the_mean_of_wordings_and_of_all_sections_as_one() -> None:
    vectors = chance(6)
    found = compiled(vectors, [(2, 3), (1, 0)])
    mean = (vectors[0] + vectors[1] + vectors[2:5].mean(axis=0)) / 3
    assert found.centroid_articles.tolist() == [0, 1]
    assert found.centroids[0].tolist() == pytest.approx((mean / np.linalg.norm(mean)).tolist(), abs=1e-5)
    assert found.centroids[1].tolist() == pytest.approx(vectors[5].tolist(), abs=1e-5)


def test_few_articles_are_one_cluster() -> None:
    found = compiled(chance(40), [(1, 0)] * 40)
    assert found.cluster_centres.shape == (1, DIMENSIONS)
    assert found.cluster_offsets.tolist() == [0, 40]
    assert found.centroid_articles.tolist() == list(range(40))


def test_without_articles_there_is_one_empty_cluster() -> None:
    found = compile_meanings([], [], Numbered(chance(1)))
    assert (found.vectors.shape, found.centroids.shape) == ((0, DIMENSIONS), (0, DIMENSIONS))
    assert (found.cluster_centres.shape, found.cluster_offsets.tolist()) == ((1, DIMENSIONS), [0, 0])


@pytest.mark.parametrize("count", [1, 3])
def test_without_a_model_there_are_no_dimensions(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "ONE_CLUSTER", 2)
    found = compile_meanings([["card"], []] * count, [(1, 1)] * count, None)
    assert (found.vectors.shape, found.centroids.shape) == ((2 * count, 0), (count, 0))
    assert found.cluster_centres.shape == (1, 0)
    assert found.cluster_offsets.tolist() == [0, count]
    assert found.centroid_articles.tolist() == list(range(count))


@pytest.fixture(scope="module")
def clustered() -> Meanings:
    """Return 3,000 articles about 60 topics, in clusters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meanings, "ONE_CLUSTER", 500)
        return compiled(chance(3000, topics=60), [(1, 0)] * 3000)


def test_every_article_lies_in_exactly_one_cluster(clustered: Meanings) -> None:
    offsets = clustered.cluster_offsets
    assert sorted(clustered.centroid_articles.tolist()) == list(range(3000))
    assert len(offsets) == len(clustered.cluster_centres) + 1
    assert (offsets[0], offsets[-1]) == (0, 3000)
    assert (np.diff(offsets) >= 0).all()


def test_there_are_about_as_many_clusters_as_each_has_articles(clustered: Meanings) -> None:
    assert len(clustered.cluster_centres) == pytest.approx(math.isqrt(3000), abs=2)
    assert np.diff(clustered.cluster_offsets).max() < 6 * math.isqrt(3000)


def test_every_centroid_lies_in_the_cluster_whose_centre_is_nearest(clustered: Meanings) -> None:
    nearest = np.argmax(clustered.centroids @ clustered.cluster_centres.T, axis=1)
    assert (
        nearest.tolist()
        == np.repeat(np.arange(len(clustered.cluster_centres)), np.diff(clustered.cluster_offsets)).tolist()
    )


def test_centroids_are_those_of_the_articles_they_are_said_to_be(clustered: Meanings) -> None:
    vectors = chance(3000, topics=60)
    assert np.abs(clustered.centroids - vectors[clustered.centroid_articles]).max() < 1e-5


def test_centres_have_length_1_or_0(clustered: Meanings) -> None:
    lengths = np.linalg.norm(clustered.cluster_centres, axis=1)
    assert np.minimum(np.abs(lengths - 1), lengths).max() < 1e-5


def arrays_of(found: Meanings, arrays: SegmentArrays) -> SegmentArrays:
    """Return ``arrays`` with the clusters of ``found``."""
    return replace(
        arrays,
        centroids=found.centroids,
        centroid_articles=found.centroid_articles,
        cluster_offsets=found.cluster_offsets,
        cluster_centres=found.cluster_centres,
    )


def test_the_nearest_of_a_clustered_segment_is_nearly_always_found(clustered: Meanings, english: Analyzer) -> None:
    arrays = arrays_of(clustered, segment([], english).arrays)
    queries = unit(chance(3000, topics=60)[::10] + 0.3 * chance(300, seed=2))
    found, looked_at = [], []
    for query in queries:
        rows = [row for part in near_parts(arrays, query) for row in range(part.start, part.stop)]
        assert len(set(rows)) == len(rows)
        found.append(int(np.argmax(arrays.centroids @ query)) in rows)
        looked_at.append(len(rows))
    assert np.mean(found) > 0.98
    assert np.mean(looked_at) < 2 * 3000 * PROBED / len(arrays.cluster_centres)


def test_all_of_one_cluster_is_looked_at(english: Analyzer) -> None:
    arrays = segment([article("en/a", "Card")], english, settings=BY_MEANING).arrays
    assert near_parts(arrays, arrays.centroids[0]) == [slice(None)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9, 17, 100])
def test_any_number_of_articles_can_be_clustered(
    count: int, english: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meanings, "ONE_CLUSTER", 1)
    monkeypatch.setattr(shelf, "PROBED", 1)
    found = compiled(chance(count), [(1, 0)] * count)
    assert sorted(found.centroid_articles.tolist()) == list(range(count))
    assert found.cluster_offsets[-1] == count
    arrays = arrays_of(found, segment([], english).arrays)
    parts = near_parts(arrays, chance(1, seed=5)[0])
    assert 0 < sum(len(np.arange(count)[part]) for part in parts) <= count


@pytest.mark.parametrize("same", [True, False], ids=["all alike", "none with words"])
def test_articles_that_cannot_be_told_apart_are_clustered_too(same: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "ONE_CLUSTER", 10)
    texts = [["0"] if same else []] * 100
    found = compile_meanings(texts, [(1, 0)] * 100, Numbered(chance(1)))
    assert sorted(found.centroid_articles.tolist()) == list(range(100))
    assert np.isfinite(found.cluster_centres).all()


def test_clusters_are_the_same_each_time() -> None:
    vectors = chance(500)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meanings, "ONE_CLUSTER", 50)
        assert cluster_centres(vectors).tolist() == cluster_centres(vectors).tolist()


def test_the_nearest_centre_does_not_depend_on_how_many_are_compared_at_a_time() -> None:
    vectors, centres = chance(100), chance(7, seed=3)
    expected = nearest_centres(vectors, centres).tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meanings, "ONE_CLUSTER", 9)
        assert nearest_centres(vectors, centres).tolist() == expected


def test_a_segment_holds_a_vector_of_every_wording_and_section(english: Analyzer) -> None:
    articles = [
        article("en/a", "Refund", [section("Money back."), section("Ask us.", "How")], questions=["money returned"]),
        article("en/b", "!", []),
        article("en/c", "Card", "Block it.", keywords=["plastic"]),
    ]
    arrays = segment(articles, english, settings=BY_MEANING).arrays
    assert arrays.meaning_offsets.tolist() == [0, 4, 5, 7]
    assert (arrays.meaning_vectors.shape, arrays.meaning_scales.shape) == ((7, 128), (7,))
    assert [bool(row.any()) for row in arrays.meaning_vectors] == [True, True, True, True, False, True, True]
    assert arrays.centroids.shape == (3, 128)
    without = segment(articles, english).arrays
    assert (without.meaning_vectors.shape, without.centroids.shape) == ((7, 0), (3, 0))
