"""Questions whose outcome is known, as arrays:

1. Each trial stands twice: answerable without its question, unanswerable without its article.
2. All trials together weigh ``own_weight``, ``answerable_share`` of it for those with an answer; a judged query 1.
3. All trials with an answer have a say in what is kept; of judged queries only those that were answered.
4. An answer is right among the first three hits, and first on the first.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.deflection.leave_one_out import Trial
from search.deflection.observations import Observation, Observed, observed
from search.settings import DecisionSettings

SETTINGS = DecisionSettings()
RANKS = st.none() | st.integers(1, 8)


def trial(evidence: float, rank: int | None, without: float) -> Trial:
    return Trial("How do I pay?", "en/pay", evidence, rank, without)


def rows(seen: Observed) -> list[tuple[float, bool, bool, bool, bool, float]]:
    """Return (evidence, is_first, is_right, is_answerable, is_kept, weight) of each question."""
    columns = (seen.evidence, seen.is_first, seen.is_right, seen.is_answerable, seen.is_kept, seen.weights)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_a_trial_stands_with_and_without_its_article() -> None:
    settings = DecisionSettings(own_weight=10, answerable_share=0.75)
    assert rows(observed([trial(0.6, 1, 0.2)], (), settings)) == [
        (0.6, True, True, True, True, 7.5),
        (0.2, False, False, False, False, 2.5),
    ]


@pytest.mark.parametrize(
    ("rank", "is_first", "is_right"), [(1, True, True), (2, False, True), (3, False, True), (4, False, False)]
)
def test_an_answer_is_right_among_the_first_three(rank: int, is_first: bool, is_right: bool) -> None:
    seen = observed([trial(0.6, rank, 0.2)], [Observation(0.5, rank, True)], SETTINGS)
    assert (seen.is_first.tolist(), seen.is_right.tolist()) == (
        [is_first, False, is_first],
        [is_right, False, is_right],
    )


def test_a_trial_that_lost_its_answer_still_has_a_say_in_what_is_kept() -> None:
    (lost, _) = rows(observed([trial(0.6, None, 0.6)], (), SETTINGS))
    assert lost[1:5] == (False, False, True, True)


@pytest.mark.parametrize(
    ("judged", "is_answerable", "is_kept"),
    [
        (Observation(0.5, 1, True), True, True),
        (Observation(0.5, 3, True), True, True),
        (Observation(0.5, None, True), True, False),
        (Observation(0.5, None, False), False, False),
    ],
    ids=["first", "third", "not found", "unanswerable"],
)
def test_of_judged_queries_only_those_answered_have_a_say(
    judged: Observation, is_answerable: bool, is_kept: bool
) -> None:
    ((evidence, _, _, answerable, kept, weight),) = rows(observed((), [judged], SETTINGS))
    assert (evidence, answerable, kept, weight) == (0.5, is_answerable, is_kept, 1.0)


def test_trials_come_first_and_judged_queries_last() -> None:
    seen = observed(
        [trial(0.9, 1, 0.3), trial(0.8, 2, 0.2)],
        [Observation(0.7, None, True), Observation(0.1, None, False)],
        SETTINGS,
    )
    assert seen.evidence.tolist() == [0.9, 0.8, 0.3, 0.2, 0.7, 0.1]
    assert seen.is_answerable.tolist() == [True, True, False, False, True, False]


@given(
    st.lists(st.builds(trial, st.floats(0, 1), RANKS, st.floats(0, 1)), min_size=1, max_size=20),
    st.lists(st.builds(Observation, st.floats(0, 1), RANKS, st.booleans()), max_size=20),
    st.floats(1, 500),
    st.floats(0.05, 0.95),
)
def test_all_trials_weigh_as_much_as_the_setting_says(
    trials: list[Trial], judged: list[Observation], own_weight: float, answerable_share: float
) -> None:
    seen = observed(trials, judged, DecisionSettings(own_weight=own_weight, answerable_share=answerable_share))
    own, others = seen.weights[: 2 * len(trials)], seen.weights[2 * len(trials) :]
    assert own.sum() == pytest.approx(own_weight)
    assert own[seen.is_answerable[: len(own)]].sum() == pytest.approx(own_weight * answerable_share)
    assert others.tolist() == [1.0] * len(judged)
    assert len({len(column) for column in (seen.evidence, seen.is_first, seen.is_right, seen.is_kept)}) == 1


def test_without_trials_and_judged_queries_there_is_nothing() -> None:
    assert rows(observed((), (), SETTINGS)) == []
