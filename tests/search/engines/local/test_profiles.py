"""Profiles: a vector for each article, near to queries about it."""

from __future__ import annotations

import numpy as np
import pytest

from search.analysis.analyzer import Analyzer
from search.engines.local.profiles import ProfileCompiler
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
    bags = [[np.array([0, 1], dtype=np.int32)], [np.array([0], dtype=np.int32)]]
    features = [np.array([5], dtype=np.uint16), np.array([6], dtype=np.uint16)]
    compiler = ProfileCompiler(features, np.array([1, 2], dtype=np.uint32), ProfileSettings())
    weights = compiler.weigh_features(bags)
    assert weights[5] == pytest.approx(1)
    assert weights[6] == pytest.approx(1 + np.log(3 / 2))
    assert weights[7] == pytest.approx(1 + np.log(3))


def test_an_article_without_words_has_a_profile_near_nothing(english: Analyzer) -> None:
    arrays = segment([article("en/a", "!"), article("en/b", "Card")], english).arrays
    assert arrays.profile_weights[0].sum() == 0
    assert np.isfinite(arrays.profile_scales).all()
