"""Profiles: a vector for each article, near to queries about it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from search.analysis.analyzer import Analyzer
from search.analysis.features import FEATURES
from search.engines.local.profiles import AT_ONCE, SHORT, Bags, ProfileCompiler
from search.engines.local.ragged import Ragged, offsets, ragged
from search.settings import ProfileSettings
from tests.factories import PROFILE, article, retrieve, segment, shelf

TEXT = "The broker keeps a ledger of every order you have ever placed with us. "


def test_a_profile_has_length_1(english: Analyzer) -> None:
    arrays = segment([article("en/a", "Ledger", TEXT), article("en/b", "Card", "Lost card.")], english).arrays
    weights = arrays.profile_weights * arrays.profile_scales[:, None]
    assert np.linalg.norm(weights, axis=1).tolist() == pytest.approx([1, 1], abs=0.01)


def test_features_are_distinct_and_ascending(english: Analyzer) -> None:
    arrays = segment([article("en/a", "Ledger", TEXT * 3)], english).arrays
    used = arrays.profile_features[0][arrays.profile_weights[0] > 0].astype(int)
    assert (np.diff(used) > 0).all()


def test_a_long_article_keeps_its_heaviest_features(english: Analyzer) -> None:
    words = " ".join(f"{first}{second}{third}" for first in "abcdefg" for second in "hijklmn" for third in "opqrst")
    arrays = segment([article("en/a", "Words", words), article("en/b", "Card", "Lost card.")], english).arrays
    assert (arrays.profile_weights[0] > 0).sum() == PROFILE.features
    assert 0 < (arrays.profile_weights[1] > 0).sum() < PROFILE.features


def test_a_query_that_is_the_whole_article_is_nearest_to_it(english: Analyzer) -> None:
    one = shelf(segment([article("en/a", "lost card abroad"), article("en/b", "card limits")], english))
    cosines = retrieve(one, english, "lost card abroad ").evidence.profile
    assert cosines.max() == pytest.approx(1, abs=0.02)
    assert cosines.min() < 0.7


def test_a_misspelt_query_is_still_near(english: Analyzer) -> None:
    one = shelf(segment([article("en/a", "withdrawal delayed by the bank"), article("en/b", "bank holidays")], english))
    shortlist = retrieve(one, english, "witdrawal delaied by the bank ")
    cosines = {shortlist.article_id(place): float(shortlist.evidence.profile[place]) for place in range(len(shortlist))}
    assert cosines["en/a"] > 0.6 > cosines["en/b"]


def test_a_feature_of_all_articles_weighs_1() -> None:
    bags = Bags(ragged([[0, 1], [0]], np.int32), offsets([1, 1]))
    features = ragged([[5], [6]], np.uint16)
    compiler = ProfileCompiler(features, np.array([1, 2], dtype=np.uint32), ProfileSettings())
    weights = compiler.weigh_features(bags)
    assert weights[5] == pytest.approx(1)
    assert weights[6] == pytest.approx(1 + np.log(3 / 2))
    assert weights[7] == pytest.approx(1 + np.log(3))


def test_an_article_without_words_has_a_profile_near_nothing(english: Analyzer) -> None:
    arrays = segment([article("en/a", "!"), article("en/b", "Card")], english).arrays
    assert arrays.profile_weights[0].sum() == 0
    assert np.isfinite(arrays.profile_scales).all()


def test_prose_counts_a_word_by_its_logarithm_and_wordings_each_time() -> None:
    prose = [0] * SHORT + [1]
    vectors = compiler([[5], [6, 7]]).vectors(ragged([[1, 0, 0], [], prose], np.int32))
    short, none, long = (slice(*pair) for pair in pairwise(vectors.features.offsets.tolist()))
    assert vectors.features.values[short][:4].tolist() == [6, 7, 5, 5]
    assert vectors.frequencies[short].tolist() == pytest.approx([1, 1, 1, 1, *[PROFILE.pair_weight] * 2])
    assert none.start == none.stop
    assert vectors.features.values[long][:3].tolist() == [5, 6, 7]
    assert vectors.frequencies[long][:3].tolist() == pytest.approx([1 + np.log(SHORT), 1, 1])
    assert vectors.frequencies[long][3:].tolist() == pytest.approx([PROFILE.pair_weight] * SHORT)


def test_many_articles_have_the_profiles_that_each_has_alone() -> None:
    wordings = [[number % 3, number % 5] for number in range(3 * AT_ONCE)]
    weights = np.linspace(1, 2, FEATURES, dtype=np.float32)
    one = compiler([[number, number + 5] for number in range(5)])
    together = Bags(ragged(wordings, np.int32), offsets([1] * len(wordings)))
    found = [centroid for _, part in together.parts() for centroid in one.centroids(part, weights)]
    assert len(found) == len(wordings)
    for wording, centroid in zip(wordings, found, strict=True):
        (alone,) = one.centroids(Bags(ragged([wording], np.int32), offsets([1])), weights)
        assert (alone == centroid).all()


def compiler(features: list[list[int]]) -> ProfileCompiler:
    """Return what makes vectors of forms with these ``features``."""
    rows: Ragged[np.uint16] = ragged(features, np.uint16)
    return ProfileCompiler(rows, np.arange(len(features), dtype=np.uint32), PROFILE)
