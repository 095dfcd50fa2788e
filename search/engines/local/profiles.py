"""Profiles: one vector of n-grams and word pairs for each article.

A profile is the mean of the unit vectors of an article's wordings, all its prose being one of them: the centroid of
Rocchio 1971, weighted by inverse document frequency. It forgives typing errors, since a misspelt word keeps most of
its n-grams, and it knows the order of words, by their pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from search.analysis.features import FEATURES, pair_features
from search.settings import ProfileSettings

MOST = 255
"""Largest quantised weight."""

NONE = np.zeros(0, dtype=np.uint16)

SHORT = 40
"""Words of the longest wording whose repetitions are counted one by one."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profile arrays of ``SegmentArrays``."""

    features: NDArray[np.uint16]
    weights: NDArray[np.uint8]
    scales: NDArray[np.float32]
    feature_weights: NDArray[np.float32]


def compile_profiles(
    bags: Sequence[Sequence[NDArray[np.int32]]],
    features_of_form: Sequence[NDArray[np.uint16]],
    hash_of_form: NDArray[np.uint32],
    profile: ProfileSettings,
    feature_weights: NDArray[np.float32] | None,
) -> Profiles:
    """Return the profile of every article.

    ``bags``: for each article its wordings as int32 (words,) of forms; ``hash_of_form``: uint32 (forms,), equal for
    inflections of one word; ``feature_weights``: float32 (FEATURES,), counted over ``bags`` where None.
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
    for article, wordings in enumerate(bags):
        features, weights, profiles.scales[article] = compiler.profile(wordings, feature_weights)
        profiles.features[article, : len(features)] = features
        profiles.weights[article, : len(weights)] = weights
    return profiles


class ProfileCompiler:
    """Turns bags of forms into vectors."""

    def __init__(
        self,
        features_of_form: Sequence[NDArray[np.uint16]],
        hash_of_form: NDArray[np.uint32],
        profile: ProfileSettings,
    ) -> None:
        self._features_of_form = features_of_form
        self._hash_of_form = hash_of_form
        self._profile = profile

    def vector(self, wording: NDArray[np.int32]) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
        """Return features and their frequencies in ``wording``; a feature may stand twice.

        In prose a word's frequency is damped by the logarithm; wordings are too short to need it.
        """
        pairs = pair_features(self._hash_of_form[wording])
        if len(wording) <= SHORT:
            rows = [self._features_of_form[form] for form in wording]
            features = np.concatenate([*rows, pairs])
            frequencies = np.ones(len(features), dtype=np.float32)
        else:
            forms, counts = np.unique(wording, return_counts=True)
            rows = [self._features_of_form[form] for form in forms]
            features = np.concatenate([*rows, pairs])
            frequencies = np.empty(len(features), dtype=np.float32)
            frequencies[: -len(pairs)] = np.repeat(1 + np.log(counts), [len(row) for row in rows])
        frequencies[len(features) - len(pairs) :] = self._profile.pair_weight
        return features, frequencies

    def weigh_features(self, bags: Sequence[Sequence[NDArray[np.int32]]]) -> NDArray[np.float32]:
        """Return the smoothed inverse document frequency of every feature, 1 for one that all articles have."""
        document_frequency = np.zeros(FEATURES, dtype=np.int32)
        for wordings in bags:
            forms = set(chain.from_iterable(wording.tolist() for wording in wordings))
            pairs = [pair_features(self._hash_of_form[wording]) for wording in wordings]
            is_present = np.zeros(FEATURES, dtype=bool)
            is_present[np.concatenate([NONE, *(self._features_of_form[form] for form in forms), *pairs])] = True
            document_frequency += is_present
        return (1 + np.log((1 + len(bags)) / (1 + document_frequency))).astype(np.float32)

    def profile(
        self, wordings: Sequence[NDArray[np.int32]], feature_weights: NDArray[np.float32]
    ) -> tuple[NDArray[np.uint16], NDArray[np.uint8], float]:
        """Return the heaviest features of an article, ascending, their quantised weights and the scale of these."""
        all_features = [NONE]
        all_weights: list[NDArray[np.float32]] = [np.zeros(0, np.float32)]
        for wording in wordings:
            features, frequencies = self.vector(wording)
            weights = frequencies * feature_weights[features]
            all_features.append(features)
            all_weights.append(weights / np.float32(np.sqrt(weights @ weights)))
        sums = np.bincount(np.concatenate(all_features), np.concatenate(all_weights), FEATURES)
        centroid = sums.astype(np.float32)
        present = np.flatnonzero(centroid > 0)
        if len(present) > self._profile.features:
            heaviest = np.argpartition(centroid[present], -self._profile.features)[-self._profile.features :]
            present = np.sort(present[heaviest])
        weights = centroid[present]
        length = float(np.sqrt(weights @ weights)) or 1.0
        scale = float(weights.max(initial=0.0)) / MOST or 1.0
        quantised = np.maximum(np.rint(weights / scale), 1)
        return present.astype(np.uint16), quantised.astype(np.uint8), scale / length
