"""From questions with known outcomes to thresholds:

1. ``possible`` keeps the share asked for of the questions to be kept, by weight.
2. Keeping more never raises it.
3. Questions that are not to be kept have no say in it.
4. ``strong`` is where enough first hits answer, and never below ``possible``.
5. What is expected is counted at ``possible``.
6. The curve is the one that the outcomes were drawn from.
7. A query of weight 2 counts as two.
8. Questions that a threshold parts, and outcomes that are all the same, give a curve all the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.deflection.fitting import logistic_curve, possible_from, precise_from, share, thresholds_from
from search.deflection.leave_one_out import Trial
from search.deflection.observations import Observation, Observed
from search.deflection.tuning import DEFAULT, Thresholds
from search.settings import DecisionSettings

SETTINGS = DecisionSettings()
EVIDENCE = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
WEIGHTS = st.floats(0.05, 5)
KEEPS = st.floats(0.5, 0.999)
QUESTIONS = st.lists(st.tuples(EVIDENCE, WEIGHTS), min_size=1, max_size=40)
DIFFERENT = st.lists(st.tuples(EVIDENCE, WEIGHTS), min_size=1, max_size=40, unique_by=lambda question: question[0])

Questions = Sequence[tuple[float, float]]
"""(evidence, weight)."""


def seen(
    questions: Questions, is_kept: Sequence[bool] | None = None, is_first: Sequence[bool] | None = None
) -> Observed:
    """Return questions that were all answered at once, unless something else is said."""
    everything = np.ones(len(questions), dtype=bool)
    return Observed(
        evidence=np.array([evidence for evidence, _ in questions]),
        is_first=everything if is_first is None else np.array(is_first),
        is_right=everything,
        is_answerable=everything,
        is_kept=everything if is_kept is None else np.array(is_kept),
        weights=np.array([weight for _, weight in questions]),
    )


def kept(observed: Observed, possible: float) -> float:
    return share(observed.evidence >= possible, observed.weights * observed.is_kept)


def heaviest(questions: Questions) -> float:
    weights = [weight for _, weight in questions]
    return max(weights) / sum(weights)


@given(QUESTIONS, KEEPS)
def test_at_least_the_share_asked_for_is_kept(questions: Questions, keep: float) -> None:
    observed = seen(questions)
    assert kept(observed, possible_from(observed, keep)) >= keep - heaviest(questions)


@given(DIFFERENT, KEEPS)
def test_not_much_more_than_the_share_asked_for_is_kept(questions: Questions, keep: float) -> None:
    observed = seen(questions)
    assert kept(observed, possible_from(observed, keep)) <= keep + heaviest(questions)


@pytest.mark.parametrize(("keep", "possible"), [(0.95, 0.0545), (0.9, 0.1045), (0.5, 0.5045)])
def test_of_a_thousand_questions_exactly_the_share_asked_for_is_kept(keep: float, possible: float) -> None:
    observed = seen([((number + 5) / 1000, 1.0) for number in range(1000)])
    assert possible_from(observed, keep) == pytest.approx(possible)
    assert kept(observed, possible) == pytest.approx(keep)


@given(QUESTIONS, KEEPS, KEEPS)
def test_keeping_more_never_raises_the_threshold(questions: Questions, one: float, other: float) -> None:
    less, more = sorted((one, other))
    observed = seen(questions)
    assert possible_from(observed, more) <= possible_from(observed, less) + 1e-12


@given(QUESTIONS, QUESTIONS, KEEPS)
def test_questions_not_to_be_kept_have_no_say(questions: Questions, others: Questions, keep: float) -> None:
    with_others = seen([*questions, *others], is_kept=[True] * len(questions) + [False] * len(others))
    assert possible_from(with_others, keep) == possible_from(seen(questions), keep)


@given(DIFFERENT, KEEPS, st.randoms(use_true_random=False))
def test_the_order_of_questions_does_not_matter(questions: Questions, keep: float, chance: Random) -> None:
    shuffled = list(questions)
    chance.shuffle(shuffled)
    assert possible_from(seen(shuffled), keep) == pytest.approx(possible_from(seen(questions), keep))


def test_heavy_questions_decide_what_is_kept() -> None:
    light, heavy = [(0.1, 1.0)] * 10, [(0.5, 99.0)] * 10
    assert possible_from(seen([*light, *heavy]), 0.9) == 0.5
    assert possible_from(seen([*light, *((evidence, 1.0) for evidence, _ in heavy)]), 0.9) == 0.1


def test_the_first_hit_is_opened_from_where_enough_answer() -> None:
    questions = [(evidence, 1.0) for evidence in (0.255, 0.355, 0.455, 0.555, 0.655, 0.755)]
    wrong_below_half = seen(questions, is_first=[False, False, False, True, True, True])
    assert precise_from(wrong_below_half, 1.0) == 0.46
    assert precise_from(wrong_below_half, 0.75) == 0.36
    assert precise_from(wrong_below_half, 0.5) == 0.2


def test_weights_count_for_what_is_opened() -> None:
    is_first = [False, True]
    assert precise_from(seen([(0.305, 1.0), (0.6, 9.0)], is_first=is_first), 0.9) == 0.2
    assert precise_from(seen([(0.305, 2.0), (0.6, 9.0)], is_first=is_first), 0.9) == 0.31


def test_nothing_is_opened_where_no_first_hit_answers() -> None:
    assert precise_from(seen([(0.9, 1.0), (0.95, 1.0)], is_first=[False, False]), 0.9) == 1.0
    assert precise_from(seen([(0.1, 1.0)]), 0.9) == 1.0


@pytest.mark.parametrize(
    ("which", "weights", "expected"),
    [([True, False], [1, 1], 0.5), ([True, False], [3, 1], 0.75), ([True], [0], 0.0), ([], [], 0.0)],
)
def test_a_share_is_by_weight(which: Sequence[bool], weights: Sequence[float], expected: float) -> None:
    assert share(np.array(which, dtype=bool), np.array(weights, dtype=float)) == expected


Outcomes = Sequence[tuple[float, bool, float]]
"""(evidence, whether an answer was found, weight)."""


def curve(outcomes: Outcomes) -> tuple[float, float]:
    evidence, is_right, weights = zip(*outcomes, strict=True)
    return logistic_curve(np.array(evidence), np.array(is_right), np.array(weights, dtype=float))


@pytest.mark.parametrize(("slope", "intercept"), [(10.0, -3.0), (4.0, 0.5), (25.0, -12.0), (-3.0, 2.0)])
def test_the_curve_is_the_one_that_outcomes_were_drawn_from(slope: float, intercept: float) -> None:
    random = np.random.default_rng(7)
    evidence = random.uniform(0, 1, 20_000)
    is_right = random.uniform(0, 1, 20_000) < 1 / (1 + np.exp(-(slope * evidence + intercept)))
    found = logistic_curve(evidence, is_right, np.ones(20_000))
    assert found == pytest.approx((slope, intercept), rel=0.08, abs=0.15)


def test_a_curve_of_expected_outcomes_is_exact() -> None:
    outcomes = []
    for evidence in np.linspace(0, 1, 21).tolist():
        probability = 1 / (1 + math.exp(-(10 * evidence - 3)))
        outcomes += [(evidence, True, probability), (evidence, False, 1 - probability)]
    assert curve(outcomes) == pytest.approx((10, -3), rel=1e-2)


MIXED: Outcomes = [(0.1, False, 1), (0.2, True, 1), (0.3, False, 1), (0.5, True, 1), (0.6, False, 1), (0.8, True, 1)]


def test_a_query_of_weight_2_counts_as_two() -> None:
    twice = [*MIXED, MIXED[1], MIXED[4]]
    weighed = [(evidence, is_right, 2 if place in (1, 4) else 1) for place, (evidence, is_right, _) in enumerate(MIXED)]
    assert curve(weighed) == pytest.approx(curve(twice))
    assert curve(weighed) != pytest.approx(curve(MIXED), rel=0.05)


def test_only_the_ratio_of_weights_matters() -> None:
    tenfold = [(evidence, is_right, 10 * weight) for evidence, is_right, weight in MIXED]
    assert curve(tenfold) == pytest.approx(curve(MIXED))


def test_the_mean_probability_is_the_share_of_right_answers() -> None:
    slope, intercept = curve(MIXED)
    thresholds = Thresholds(slope=slope, intercept=intercept)
    probabilities = [thresholds.probability(evidence) for evidence, _, _ in MIXED]
    assert sum(probabilities) / len(MIXED) == pytest.approx(0.5, abs=1e-4)


@given(st.lists(st.tuples(EVIDENCE, WEIGHTS), min_size=2, max_size=30), EVIDENCE)
def test_questions_that_a_threshold_parts_give_a_curve(questions: Questions, middle: float) -> None:
    parted = [(evidence, evidence > middle, weight) for evidence, weight in questions]
    slope, intercept = curve(parted)
    thresholds = Thresholds(slope=slope, intercept=intercept)
    assert abs(slope) < 2000
    probabilities = [thresholds.probability(tenth / 10) for tenth in range(11)]
    assert all(0 <= probability <= 1 for probability in probabilities)
    assume(any(is_right for _, is_right, _ in parted) and not all(is_right for _, is_right, _ in parted))
    assert probabilities == sorted(probabilities)


@pytest.mark.parametrize(("is_right", "low", "high"), [(True, 0.99, 1.0), (False, 0.0, 0.01)])
def test_outcomes_that_are_all_the_same_give_a_curve(is_right: bool, low: float, high: float) -> None:
    slope, intercept = curve([(0.2, is_right, 1), (0.5, is_right, 1), (0.9, is_right, 1)])
    assert low <= Thresholds(slope=slope, intercept=intercept).probability(0.5) <= high


def asked(*evidence: float, without: float = 0.05) -> list[Trial]:
    """Return trials that all found their article first."""
    return [Trial(f"question {number}", "en/vpn", each, 1, without) for number, each in enumerate(evidence)]


TENTHS = [tenth / 10 for tenth in range(3, 10)]


def test_thresholds_tell_what_they_were_set_from() -> None:
    thresholds = thresholds_from(asked(*TENTHS), [Observation(0.4, None, False)] * 3, SETTINGS, 0.9)
    assert (thresholds.questions, thresholds.judged) == (7, 3)


def test_what_is_expected_is_counted_at_the_threshold() -> None:
    trials = asked(*TENTHS, without=0.1)
    trials[0] = replace(trials[0], evidence_without=0.95)
    thresholds = thresholds_from(trials, (), SETTINGS, 0.9)
    assert 0.3 < thresholds.possible < 0.4
    assert (thresholds.keeps, thresholds.reveals) == pytest.approx((6 / 7, 6 / 7))


def test_an_answer_that_was_not_found_is_neither_kept_nor_revealed() -> None:
    judged = [Observation(0.1, None, True), Observation(0.9, None, True), Observation(0.9, None, False)]
    alone = thresholds_from(asked(*TENTHS), (), SETTINGS, 0.9)
    found = thresholds_from(asked(*TENTHS), judged, SETTINGS, 0.9)
    assert found.keeps == pytest.approx(alone.keeps)
    unanswerable = SETTINGS.own_weight * (1 - SETTINGS.answerable_share)
    assert found.reveals == pytest.approx(unanswerable / (unanswerable + 1))


def test_the_first_hit_is_never_opened_where_it_would_not_be_suggested() -> None:
    certain = thresholds_from(asked(0.7, 0.8, 0.9), (), SETTINGS, 0.9)
    assert certain.strong == certain.possible > 0.6


def test_a_first_hit_is_opened_later_where_neighbours_of_missing_articles_look_alike() -> None:
    alike = thresholds_from(asked(*TENTHS, without=0.555), (), SETTINGS, 0.9)
    assert (alike.possible < 0.4, alike.strong) == (True, 0.56)


def test_what_is_suggested_does_not_depend_on_the_share_of_answerable_questions_but_the_curve_does() -> None:
    trials = asked(*TENTHS, without=0.45)
    few, many = (thresholds_from(trials, (), replace(SETTINGS, answerable_share=share), 0.9) for share in (0.3, 0.95))
    assert few.possible == pytest.approx(many.possible)
    assert few.probability(0.5) < many.probability(0.5)


def test_without_any_question_to_be_kept_there_are_thresholds_all_the_same() -> None:
    thresholds = thresholds_from([], [Observation(0.4, None, False)] * 30, SETTINGS, 0.95)
    assert thresholds.possible == DEFAULT.possible
    assert thresholds.possible <= thresholds.strong <= 1
