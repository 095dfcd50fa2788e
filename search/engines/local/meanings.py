"""Meanings: vectors of every wording and section, quantised, and one centroid for each article, in clusters.

In a large segment the centroids lie cluster by cluster, so that only the clusters near a query are compared with it
(an inverted file: Sivic & Zisserman 2003, "Video Google"; Jégou, Douze, Schmid 2011).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from search.meaning import unit
from search.protocols import Encoder

MOST = 127
"""Largest quantised number."""

ONE_CLUSTER = 4_000
"""Articles up to which all centroids are compared with every query."""

PART = 20_000
"""Texts whose vectors are in memory at a time."""

ROUNDS = 6
"""Of k-means (Lloyd 1982); clusters need not be good, only near their articles."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The meaning arrays of ``SegmentArrays``."""

    vectors: NDArray[np.int8]
    scales: NDArray[np.float16]
    centroids: NDArray[np.float32]
    centroid_articles: NDArray[np.int32]
    cluster_offsets: NDArray[np.int64]
    cluster_centres: NDArray[np.float32]


def compile_meanings(
    texts: Sequence[Sequence[str]], counts: Sequence[tuple[int, int]], encoder: Encoder | None
) -> Meanings:
    """Return the meanings of all articles.

    ``texts``: words of each wording and section, article by article; ``counts``: how many wordings and how many
    sections each has. The centroid is the mean of the wordings, all sections together being one more.
    """
    vectors = encoder.encode(texts) if encoder else np.zeros((len(texts), 0), dtype=np.float32)
    weights, owners = centroid_weights(counts)
    centroids = np.zeros((len(counts), vectors.shape[1]), dtype=np.float32)
    np.add.at(centroids, owners, vectors * weights[:, None])
    centroids = unit(centroids)
    centres = cluster_centres(centroids)
    clusters = nearest_centres(centroids, centres)
    order = np.argsort(clusters, kind="stable").astype(np.int32)
    sizes = np.bincount(clusters, minlength=len(centres))
    whole_numbers, scales = quantised(vectors)
    return Meanings(
        vectors=whole_numbers,
        scales=scales,
        centroids=centroids[order],
        centroid_articles=order,
        cluster_offsets=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        cluster_centres=centres,
    )


def quantised(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return ``vectors`` as whole numbers, each row times its scale."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0), 1e-6) / MOST
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float16)


def quantised_in_parts(
    texts: Iterable[Sequence[str]], encoder: Encoder | None
) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return the vectors of ``texts``, quantised a part at a time: all sentences at once would not fit in memory."""
    empty = np.zeros((0, encoder.dimensions if encoder else 0), dtype=np.float32)
    parts = [quantised(empty)]
    if encoder:
        remaining = iter(texts)
        while part := list(islice(remaining, PART)):
            parts.append(quantised(encoder.encode(part)))
    vectors, scales = zip(*parts, strict=True)
    return np.concatenate(vectors), np.concatenate(scales)


def centroid_weights(counts: Sequence[tuple[int, int]]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return what each meaning weighs in the centroid of its article, and the number of that article."""
    weights: list[float] = []
    owners: list[int] = []
    for article, (wordings, sections) in enumerate(counts):
        weights += [1.0] * wordings + [1.0 / max(sections, 1)] * sections
        owners += [article] * (wordings + sections)
    return np.array(weights, dtype=np.float32), np.array(owners, dtype=np.int64)


def cluster_centres(centroids: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the centres of as many clusters as each has articles, (clusters, dimensions); one for few articles."""
    count, dimensions = centroids.shape
    if count <= ONE_CLUSTER or not dimensions:
        return np.zeros((1, dimensions), dtype=np.float32)
    centres = centroids[:: count // math.isqrt(count)].copy()
    for _ in range(ROUNDS):
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest_centres(centroids, centres), centroids)
        centres = unit(sums)
    return centres


def nearest_centres(centroids: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the cluster of every article."""
    parts = np.array_split(centroids, len(centroids) // ONE_CLUSTER + 1)
    return np.concatenate([np.argmax(part @ centres.T, axis=1) for part in parts]).astype(np.int64)
