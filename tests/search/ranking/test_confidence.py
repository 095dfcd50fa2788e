"""The evidence for the first candidate:

1. It lies from 0 to 1 and is 0 without a candidate.
2. It grows with what the first candidate attains.
3. It grows with the lead over the second and over the last that is looked at.
4. That a title is the query word for word does not count: the shares say so already.
5. All that is attainable is 1.
6. A likeness in meaning counts where the ranking has a model, from ``UNRELATED`` on.
7. All of that holds by words alone and with meaning.
8. What a lack of wordings is made up for changes the order, and counts neither as evidence nor in the score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.model import Feedback
from search.ranking.confidence import (
    EVIDENCE_DEPTH,
    LEAD,
    UNRELATED,
    attained_score,
    attained_shares,
    evidence_for,
    likeness,
)
from search.ranking.ranker import rank
from search.settings import WITH_MEANING, RankingSettings
from tests.search.ranking.shortlists import SIGNALS, FakeShortlist

BY_WORDS = RankingSettings()
BOTH = pytest.mark.parametrize("weights", [BY_WORDS, WITH_MEANING], ids=["words", "meaning"])
SHARED = ("words", "forms", "profile", "question")
MEANING = ("nearest", "centroid")
SHARES = st.floats(0, 1, width=32)
CANDIDATES = st.lists(st.fixed_dictionaries(dict.fromkeys(SIGNALS, SHARES)), min_size=1, max_size=6)

Candidates = Sequence[Mapping[str, float]]


def evidence(candidates: Candidates, weights: RankingSettings = BY_WORDS) -> float:
    """Return the evidence for the best of ``candidates``."""
    shortlist = FakeShortlist({f"en/{number}": each for number, each in enumerate(candidates)})
    ranking = rank(shortlist, Feedback(), weights)
    shares = attained_shares(shortlist.evidence, ranking.has_meaning)
    return evidence_for(shares, ranking, ranking.places[:EVIDENCE_DEPTH])


def score(candidates: Candidates, weights: RankingSettings = BY_WORDS) -> float:
    """Return the attained score of the best of ``candidates``."""
    shortlist = FakeShortlist({f"en/{number}": each for number, each in enumerate(candidates)})
    ranking = rank(shortlist, Feedback(), weights)
    return attained_score(ranking, ranking.places[:EVIDENCE_DEPTH])


def level(share: float) -> dict[str, float]:
    """Return a candidate that attains ``share`` of everything."""
    return {**dict.fromkeys((*SHARED, "title"), share), **dict.fromkeys(MEANING, UNRELATED + share * (1 - UNRELATED))}


@BOTH
@given(candidates=CANDIDATES)
def test_it_lies_from_0_to_1(weights: RankingSettings, candidates: Candidates) -> None:
    assert 0 <= evidence(candidates, weights) <= 1


@BOTH
def test_without_candidates_it_is_0(weights: RankingSettings) -> None:
    assert evidence([], weights) == 0.0


def test_a_candidate_that_attains_nothing_has_none() -> None:
    assert evidence([level(0.0)]) == pytest.approx(0, abs=0.01)


def test_a_candidate_that_is_as_near_as_any_text_has_little_with_meaning() -> None:
    assert evidence([level(0.0)], WITH_MEANING) < 0.2
    assert evidence([level(0.0)] * EVIDENCE_DEPTH, WITH_MEANING) == pytest.approx(0, abs=0.01)


@BOTH
def test_a_candidate_that_attains_everything_alone_has_nearly_all(weights: RankingSettings) -> None:
    assert 0.95 < evidence([level(1.0)], weights) <= 1


@pytest.mark.parametrize("name", SHARED)
def test_it_grows_with_what_the_first_attains(name: str) -> None:
    found = [evidence([{**level(0.3), name: share}, level(0.2)]) for share in (0.3, 0.4, 0.5, 0.8)]
    assert found == sorted(found)
    assert found[-1] > found[0] + 0.04


@pytest.mark.parametrize("name", [*SHARED, *MEANING])
def test_with_meaning_it_grows_with_what_the_first_attains(name: str) -> None:
    found = [evidence([{**level(0.3), name: share}, level(0.2)], WITH_MEANING) for share in (0.62, 0.7, 0.8, 0.9)]
    assert found == sorted(set(found))


@BOTH
@given(one=SHARES, other=SHARES, second=SHARES)
def test_it_never_falls_where_the_first_attains_more(
    weights: RankingSettings, one: float, other: float, second: float
) -> None:
    less, more = sorted((one, other))
    behind = level(min(second, less))
    assert evidence([level(less), behind], weights) <= evidence([level(more), behind], weights) + 1e-6


@BOTH
def test_it_grows_with_the_lead_over_the_second(weights: RankingSettings) -> None:
    found = [evidence([level(0.6), level(second)], weights) for second in (0.6, 0.5, 0.3, 0.0)]
    assert found == sorted(found)
    assert found[-1] > found[0] + 0.2


@BOTH
@given(first=SHARES, one=SHARES, other=SHARES)
def test_it_never_grows_where_the_second_attains_more(
    weights: RankingSettings, first: float, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    if more <= first:
        assert evidence([level(first), level(more)], weights) <= evidence([level(first), level(less)], weights) + 1e-6


@BOTH
def test_it_grows_with_the_lead_over_the_fourth(weights: RankingSettings) -> None:
    found = [evidence([*map(level, (0.6, 0.5, 0.5, last))], weights) for last in (0.5, 0.3, 0.1)]
    assert found == sorted(found)
    assert found[-1] > found[0] + 0.05


def test_the_lead_over_the_second_weighs_twice_as_much() -> None:
    near = evidence([level(0.6), level(0.6), level(0.6), level(0.6)])
    before_last = evidence([level(0.6), level(0.6), level(0.6), level(0.4)])
    before_all = evidence([level(0.6), level(0.4), level(0.4), level(0.4)])
    assert before_all - near == pytest.approx(3 * (before_last - near), rel=1e-3)


def test_a_fifth_candidate_is_not_looked_at() -> None:
    assert EVIDENCE_DEPTH == 4
    four = [level(share) for share in (0.6, 0.5, 0.4, 0.3)]
    assert evidence([*four, level(0.0)]) == evidence(four) == evidence([*four, level(0.29)])


def test_a_lone_candidate_leads_as_over_one_that_attains_nothing() -> None:
    assert evidence([level(0.6)]) == pytest.approx(evidence([level(0.6), level(0.0)]), abs=0.01)


def test_an_exact_title_does_not_count_by_itself() -> None:
    plain = [level(0.5), level(0.2)]
    titled = [{**level(0.5), "exact_title": 1.0}, level(0.2)]
    assert evidence(titled) == pytest.approx(evidence(plain), abs=1e-6)


def test_an_exact_title_above_a_better_match_is_no_lead() -> None:
    assert evidence([{**level(0.3), "exact_title": 1.0}, level(0.6)]) == pytest.approx(0.6 / (1 + LEAD), abs=0.01)


def shares(candidates: Candidates, has_meaning: bool) -> NDArray[np.float32]:
    shortlist = FakeShortlist({str(number): each for number, each in enumerate(candidates)})
    return attained_shares(shortlist.evidence, has_meaning)


def by_words(each: Mapping[str, float]) -> float:
    return each["words"] + each["forms"] + 2 * each["profile"] + each["question"]


@given(CANDIDATES)
def test_shares_are_the_mean_of_what_is_attained_the_profile_twice(candidates: Candidates) -> None:
    found = shares(candidates, has_meaning=False)
    assert found.dtype == np.float32
    assert found.tolist() == pytest.approx([by_words(each) / 5 for each in candidates], abs=1e-6)


@given(CANDIDATES)
def test_with_meaning_both_likenesses_count_three_times(candidates: Candidates) -> None:
    found = shares(candidates, has_meaning=True)
    expected = [
        (by_words(each) + 3 * sum(max(each[name] - UNRELATED, 0) / (1 - UNRELATED) for name in MEANING)) / 11
        for each in candidates
    ]
    assert found.dtype == np.float32
    assert found.tolist() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("cosine", "share"), [(-1.0, 0.0), (0.0, 0.0), (UNRELATED, 0.0), (1.0, 1.0), ((1 + UNRELATED) / 2, 0.5)]
)
def test_a_likeness_says_nothing_up_to_what_unrelated_texts_have(cosine: float, share: float) -> None:
    assert likeness(np.array([cosine], dtype=np.float32)).tolist() == pytest.approx([share], abs=1e-6)


def test_without_a_model_likeness_in_meaning_does_not_count() -> None:
    far, near = ([{**level(0.5), "nearest": cosine, "centroid": cosine}, level(0.2)] for cosine in (0.0, 1.0))
    assert evidence(far) == evidence(near)
    assert evidence(far, WITH_MEANING) < evidence(near, WITH_MEANING) - 0.2


@BOTH
@given(candidates=CANDIDATES)
def test_the_score_lies_from_0_to_1(weights: RankingSettings, candidates: Candidates) -> None:
    assert 0 <= score(candidates, weights) <= 1


@BOTH
def test_the_score_is_what_the_best_gained_of_the_most(weights: RankingSettings) -> None:
    assert score([], weights) == 0.0
    assert score([dict.fromkeys((*SHARED, "title", *MEANING), 1.0)], weights) > 0.95
    assert score([level(0.6), level(0.2)], weights) == score([level(0.6), level(0.5)], weights)


@BOTH
def test_a_title_word_for_word_is_no_part_of_the_score(weights: RankingSettings) -> None:
    assert score([{**level(0.5), "exact_title": 1.0}], weights) == pytest.approx(score([level(0.5)], weights), abs=1e-6)


@BOTH
def test_what_is_made_up_for_speaks_for_no_answer(weights: RankingSettings) -> None:
    plain, lifted = [level(0.5), level(0.45)], [level(0.5), {**level(0.45), "unworded": 1.0}]
    assert score(lifted, weights) == pytest.approx(score(plain, weights), abs=1e-6)
    alone = [{**level(0.45), "unworded": 1.0}]
    assert score(alone, weights) == pytest.approx(score([level(0.45)], weights), abs=1e-6)
    assert evidence(lifted, weights) <= evidence([{**level(0.5), "unworded": 1.0}, level(0.45)], weights)
    assert evidence(alone, weights) == pytest.approx(evidence([level(0.45)], weights), abs=1e-6)
