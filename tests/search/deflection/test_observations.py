"""Questions whose outcome is known, as arrays:

1. Each trial stands twice: answerable without its question, unanswerable without its article.
2. All trials together weigh ``own_weight``, ``answerable_share`` of it for those with an answer; a judged query 1.
3. An answer is right among the first three hits, and first on the first.
4. Beside trials a judged query counts by its evidence, as they do; alone by the measure that is compared.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.deflection.leave_one_out import Trial
from search.deflection.observations import Observation, Observed, judged_alone, observed
from search.deflection.tuning import Measure
from search.settings import DecisionSettings

SETTINGS = DecisionSettings()
RANKS = st.none() | st.integers(1, 8)
SHARES = st.floats(0, 1)
JUDGED = st.builds(Observation, SHARES, SHARES, RANKS, st.booleans())


def trial(evidence: float, rank: int | None, without: float) -> Trial:
    return Trial("How do I pay?", "en/pay", evidence, rank, without)


def judged(evidence: float, rank: int | None = 1, is_answerable: bool = True, attained: float = 0.0) -> Observation:
    return Observation(attained, evidence, rank, is_answerable)


def rows(seen: Observed) -> list[tuple[float, bool, bool, bool, float]]:
    """Return (measured, is_first, is_right, is_answerable, weight) of each question."""
    columns = (seen.measured, seen.is_first, seen.is_right, seen.is_answerable, seen.weights)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_a_trial_stands_with_and_without_its_article() -> None:
    settings = DecisionSettings(own_weight=10, answerable_share=0.75)
    assert rows(observed([trial(0.6, 1, 0.2)], (), settings)) == [
        (0.6, True, True, True, 7.5),
        (0.2, False, False, False, 2.5),
    ]


@pytest.mark.parametrize(
    ("rank", "is_first", "is_right"), [(1, True, True), (2, False, True), (3, False, True), (4, False, False)]
)
def test_an_answer_is_right_among_the_first_three(rank: int, is_first: bool, is_right: bool) -> None:
    seen = observed([trial(0.6, rank, 0.2)], [judged(0.5, rank)], SETTINGS)
    assert (seen.is_first.tolist(), seen.is_right.tolist()) == (
        [is_first, False, is_first],
        [is_right, False, is_right],
    )


def test_a_trial_that_lost_its_answer_is_answerable_all_the_same() -> None:
    (lost, _) = rows(observed([trial(0.6, None, 0.6)], (), SETTINGS))
    assert lost[1:4] == (False, False, True)


@pytest.mark.parametrize(
    ("rank", "is_answerable", "is_right"),
    [(1, True, True), (3, True, True), (None, True, False), (None, False, False)],
    ids=["first", "third", "not found", "unanswerable"],
)
def test_of_judged_queries_those_whose_answer_is_shown_are_right(
    rank: int | None, is_answerable: bool, is_right: bool
) -> None:
    expected = [(0.5, rank == 1, is_right, is_answerable, 1.0)]
    assert rows(observed((), [judged(0.5, rank, is_answerable)], SETTINGS)) == expected
    assert rows(judged_alone([judged(0.5, rank, is_answerable)], Measure.EVIDENCE)) == expected


def test_judged_queries_alone_count_by_the_measure_that_is_compared() -> None:
    queries = [judged(0.9, attained=0.3), judged(0.1, None, False, attained=0.2)]
    assert judged_alone(queries, Measure.ATTAINED).measured.tolist() == [0.3, 0.2]
    assert judged_alone(queries, Measure.EVIDENCE).measured.tolist() == [0.9, 0.1]


def test_beside_trials_judged_queries_count_by_their_evidence() -> None:
    seen = observed([trial(0.9, 1, 0.3)], [judged(0.7, attained=0.2)], SETTINGS)
    assert seen.measured.tolist() == [0.9, 0.3, 0.7]


def test_trials_come_first_and_judged_queries_last() -> None:
    seen = observed(
        [trial(0.9, 1, 0.3), trial(0.8, 2, 0.2)],
        [judged(0.7, None), judged(0.1, None, is_answerable=False)],
        SETTINGS,
    )
    assert seen.measured.tolist() == [0.9, 0.8, 0.3, 0.2, 0.7, 0.1]
    assert seen.is_answerable.tolist() == [True, True, False, False, True, False]


@given(
    st.lists(st.builds(trial, SHARES, RANKS, SHARES), min_size=1, max_size=20),
    st.lists(JUDGED, max_size=20),
    st.floats(1, 500),
    st.floats(0.05, 0.95),
)
def test_all_trials_weigh_as_much_as_the_setting_says(
    trials: list[Trial], known: list[Observation], own_weight: float, answerable_share: float
) -> None:
    seen = observed(trials, known, DecisionSettings(own_weight=own_weight, answerable_share=answerable_share))
    own, others = seen.weights[: 2 * len(trials)], seen.weights[2 * len(trials) :]
    assert own.sum() == pytest.approx(own_weight)
    assert own[seen.is_answerable[: len(own)]].sum() == pytest.approx(own_weight * answerable_share)
    assert others.tolist() == [1.0] * len(known)
    assert len({len(column) for column in (seen.measured, seen.is_first, seen.is_right, seen.weights)}) == 1


def test_without_trials_and_judged_queries_there_is_nothing() -> None:
    assert rows(observed((), (), SETTINGS)) == rows(judged_alone((), Measure.ATTAINED)) == []
