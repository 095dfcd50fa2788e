"""Profiles: one vector of n-grams and word pairs for each article.

A profile is the mean of the unit vectors of an article's wordings, all its prose being one of them: the centroid of
Rocchio 1971, weighted by inverse document frequency. It forgives typing errors, since a misspelt word keeps most of
its n-grams, and it knows the order of words, by their pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.analysis.features import FEATURES, pair_features
from search.engines.local.ragged import Ragged, bounds, rows_of
from search.settings import ProfileSettings

MOST = 255
"""Largest quantised weight."""

SHORT = 40
"""Words of the longest wording whose repetitions are counted one by one."""

AT_ONCE = 64
"""Articles whose vectors are made at once: a few megabytes."""


@dataclass(frozen=True, slots=True)
class Bags:
    """The wordings of every article, all prose being one of them."""

    wordings: Ragged[np.int32]
    """Forms of each wording."""

    offsets: NDArray[np.int64]
    """(articles + 1,), wordings of an article."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def parts(self) -> Iterator[tuple[int, Bags]]:
        """Yield ``AT_ONCE`` articles at a time, each part with the number of its first."""
        for first in range(0, len(self), AT_ONCE):
            own = self.offsets[first : first + AT_ONCE + 1]
            yield first, Bags(self.wordings.between(int(own[0]), int(own[-1])), own - own[0])


@dataclass(frozen=True, slots=True)
class Vectors:
    """Features of wordings and how often each occurs; a feature may stand twice in a row."""

    features: Ragged[np.uint16]
    frequencies: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profile arrays of ``SegmentArrays``."""

    features: NDArray[np.uint16]
    weights: NDArray[np.uint8]
    scales: NDArray[np.float32]
    feature_weights: NDArray[np.float32]


def compile_profiles(
    bags: Bags,
    features_of_form: Ragged[np.uint16],
    hash_of_form: NDArray[np.uint32],
    profile: ProfileSettings,
    feature_weights: NDArray[np.float32] | None,
) -> Profiles:
    """Return the profile of every article.

    ``hash_of_form``: uint32 (forms,), equal for inflections of one word; ``feature_weights``: float32 (FEATURES,),
    counted over ``bags`` where None.
    """
    compiler = ProfileCompiler(features_of_form, hash_of_form, profile)
    if feature_weights is None:
        feature_weights = compiler.weigh_features(bags)
    profiles = Profiles(
        features=np.zeros((len(bags), profile.features), dtype=np.uint16),
        weights=np.zeros((len(bags), profile.features), dtype=np.uint8),
        scales=np.zeros(len(bags), dtype=np.float32),
        feature_weights=feature_weights,
    )
    for first, part in bags.parts():
        for article, centroid in enumerate(compiler.centroids(part, feature_weights), first):
            features, weights, profiles.scales[article] = compiler.heaviest(centroid)
            profiles.features[article, : len(features)] = features
            profiles.weights[article, : len(weights)] = weights
    return profiles


class ProfileCompiler:
    """Turns bags of forms into vectors."""

    def __init__(
        self, features_of_form: Ragged[np.uint16], hash_of_form: NDArray[np.uint32], profile: ProfileSettings
    ) -> None:
        self._features_of_form = features_of_form
        self._hash_of_form = hash_of_form
        self._profile = profile

    def vectors(self, wordings: Ragged[np.int32]) -> Vectors:
        """Return the vectors of ``wordings``: the features of their words, then those of their pairs.

        In prose a word's frequency is damped by the logarithm; wordings are too short to need it.
        """
        rows, forms, frequencies = counted(wordings)
        places, _, lengths = rows_of(self._features_of_form.offsets, forms)
        word_counts = np.bincount(rows, lengths, len(wordings.lengths)).astype(np.int64)
        pairs = pair_features(self._hash_of_form[wordings.values])[wordings.are_neighbours()]
        pair_counts = np.maximum(wordings.lengths - 1, 0)
        offsets = bounds(word_counts + pair_counts)
        is_pair = np.repeat(np.tile([False, True], len(word_counts)), np.stack((word_counts, pair_counts), 1).ravel())
        features = np.empty(int(offsets[-1]), dtype=np.uint16)
        features[is_pair] = pairs
        features[~is_pair] = self._features_of_form.values[places]
        found = np.full(len(features), self._profile.pair_weight, dtype=np.float32)
        found[~is_pair] = np.repeat(frequencies, lengths)
        return Vectors(Ragged(features, offsets), found)

    def weigh_features(self, bags: Bags) -> NDArray[np.float32]:
        """Return the smoothed inverse document frequency of every feature, 1 for one that all articles have."""
        document_frequency = np.zeros(FEATURES, dtype=np.int32)
        for _, part in bags.parts():
            features = self.vectors(part.wordings).features
            for first, last in pairwise(features.offsets[part.offsets].tolist()):
                is_present = np.zeros(FEATURES, dtype=bool)
                is_present[features.values[first:last]] = True
                document_frequency += is_present
        return (1 + np.log((1 + len(bags)) / (1 + document_frequency))).astype(np.float32)

    def centroids(self, bags: Bags, feature_weights: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
        """Yield for each article the sum of its wordings' unit vectors, float32 (FEATURES,)."""
        vectors = self.vectors(bags.wordings)
        features = vectors.features
        weights = vectors.frequencies * feature_weights[features.values]
        parts = (weights[first:last] for first, last in pairwise(features.offsets.tolist()))
        lengths = np.sqrt(np.array([part @ part for part in parts], dtype=np.float32))
        weights /= np.repeat(lengths, features.lengths)
        for first, last in pairwise(features.offsets[bags.offsets].tolist()):
            yield np.bincount(features.values[first:last], weights[first:last], FEATURES).astype(np.float32)

    def heaviest(self, centroid: NDArray[np.float32]) -> tuple[NDArray[np.uint16], NDArray[np.uint8], float]:
        """Return the heaviest features of an article, ascending, their quantised weights and the scale of these."""
        present = np.flatnonzero(centroid > 0)
        if len(present) > self._profile.features:
            heaviest = np.argpartition(centroid[present], -self._profile.features)[-self._profile.features :]
            present = np.sort(present[heaviest])
        weights = centroid[present]
        length = float(np.sqrt(weights @ weights)) or 1.0
        scale = float(weights.max(initial=0.0)) / MOST or 1.0
        quantised = np.maximum(np.rint(weights / scale), 1)
        return present.astype(np.uint16), quantised.astype(np.uint8), scale / length


def counted(wordings: Ragged[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Return the words of all rows: row, form and frequency; those of a long row are counted, of a short one listed."""
    owners = wordings.owners
    is_long = wordings.lengths[owners] > SHORT
    pairs, counts = np.unique((owners[is_long] << 32) | wordings.values[is_long], return_counts=True)
    rows = np.concatenate((owners[~is_long], pairs >> 32))
    forms = np.concatenate((wordings.values[~is_long], (pairs & 0xFFFFFFFF).astype(np.int32)))
    frequencies = np.concatenate((np.ones(len(rows) - len(pairs)), 1 + np.log(counts))).astype(np.float32)
    order = np.argsort(rows, kind="stable")
    return rows[order], forms[order], frequencies[order]
