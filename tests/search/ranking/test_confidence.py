"""The evidence for the first candidate:

1. It lies from 0 to 1 and is 0 without a candidate.
2. It grows with what the first candidate attains.
3. It grows with the lead over the second and over the last that is looked at.
4. The same shares of a longer query say more, up to ``LONG`` words.
5. That a title is the query word for word does not count: the shares say so already.
6. All that is attainable is 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.model import Feedback
from search.ranking.confidence import EVIDENCE_DEPTH, LONG, attained, attained_shares
from search.ranking.ranker import rank
from search.settings import RankingSettings
from tests.search.ranking.shortlists import SIGNALS, FakeShortlist

SETTINGS = RankingSettings()
SHARED = ("words", "forms", "profile", "question")
SHARES = st.floats(0, 1, width=32)
CANDIDATES = st.lists(st.fixed_dictionaries(dict.fromkeys(SIGNALS, SHARES)), min_size=1, max_size=6)
WORDS = st.integers(0, 20)

Candidates = Sequence[Mapping[str, float]]


def evidence(candidates: Candidates, asked: int = LONG) -> float:
    """Return the evidence for the best of ``candidates``, found by a query of ``asked`` words."""
    shortlist = FakeShortlist({f"en/{number}": each for number, each in enumerate(candidates)})
    ranking = rank(shortlist, Feedback(), SETTINGS)
    return attained(shortlist.evidence, ranking, ranking.places[:EVIDENCE_DEPTH], asked)


def level(share: float) -> dict[str, float]:
    """Return a candidate that attains ``share`` of everything."""
    return dict.fromkeys((*SHARED, "title"), share)


@given(CANDIDATES, WORDS)
def test_it_lies_from_0_to_1(candidates: Candidates, asked: int) -> None:
    assert 0 <= evidence(candidates, asked) <= 1


@pytest.mark.parametrize("asked", [0, 1, LONG])
def test_without_candidates_it_is_0(asked: int) -> None:
    assert evidence([], asked) == 0.0


def test_a_candidate_that_attains_nothing_has_none() -> None:
    assert evidence([level(0.0)]) == pytest.approx(0, abs=0.01)


def test_a_candidate_that_attains_everything_alone_has_nearly_all() -> None:
    assert 0.95 < evidence([level(1.0)]) <= 1


@pytest.mark.parametrize("name", SHARED)
def test_it_grows_with_what_the_first_attains(name: str) -> None:
    found = [evidence([{**level(0.3), name: share}, level(0.2)]) for share in (0.3, 0.4, 0.5, 0.8)]
    assert found == sorted(found)
    assert found[-1] > found[0] + 0.04


@given(SHARES, SHARES, SHARES, WORDS)
def test_it_never_falls_where_the_first_attains_more(one: float, other: float, second: float, asked: int) -> None:
    less, more = sorted((one, other))
    behind = level(min(second, less))
    assert evidence([level(less), behind], asked) <= evidence([level(more), behind], asked) + 1e-6


def test_it_grows_with_the_lead_over_the_second() -> None:
    found = [evidence([level(0.6), level(second)]) for second in (0.6, 0.5, 0.3, 0.0)]
    assert found == sorted(found)
    assert found[-1] > found[0] + 0.2


@given(SHARES, SHARES, SHARES)
def test_it_never_grows_where_the_second_attains_more(first: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    if more <= first:
        assert evidence([level(first), level(more)]) <= evidence([level(first), level(less)]) + 1e-6


def test_it_grows_with_the_lead_over_the_fourth() -> None:
    found = [evidence([*map(level, (0.6, 0.5, 0.5, last))]) for last in (0.5, 0.3, 0.1)]
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


def test_the_same_shares_of_a_longer_query_say_more() -> None:
    found = [evidence([level(0.5), level(0.2)], asked) for asked in range(1, LONG + 1)]
    assert found == sorted(set(found))
    assert found[0] == pytest.approx((1 / LONG) ** 0.2 * found[-1])


def test_a_query_of_many_words_says_no_more_by_being_longer() -> None:
    found = {evidence([level(0.5), level(0.2)], asked) for asked in (LONG, LONG + 1, 64)}
    assert len(found) == 1


def test_a_query_of_function_words_counts_as_one_word() -> None:
    assert evidence([level(0.5)], asked=0) == evidence([level(0.5)], asked=1) > 0


def test_an_exact_title_does_not_count_by_itself() -> None:
    plain = [level(0.5), level(0.2)]
    titled = [{**level(0.5), "exact_title": 1.0}, level(0.2)]
    assert evidence(titled) == pytest.approx(evidence(plain), abs=1e-6)


def test_an_exact_title_above_a_better_match_is_no_lead() -> None:
    assert evidence([{**level(0.3), "exact_title": 1.0}, level(0.6)]) == pytest.approx(0.2, abs=0.01)


@given(CANDIDATES)
def test_shares_are_the_mean_of_what_is_attained_the_profile_twice(candidates: Candidates) -> None:
    shares = attained_shares(FakeShortlist({str(number): each for number, each in enumerate(candidates)}).evidence)
    expected = [(each["words"] + each["forms"] + 2 * each["profile"] + each["question"]) / 5 for each in candidates]
    assert shares.dtype == np.float32
    assert shares.tolist() == pytest.approx(expected, abs=1e-6)
