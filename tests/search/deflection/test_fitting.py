"""From questions with known outcomes, from traffic, or from nothing, to thresholds.

1. Nothing known: the thresholds of public knowledge bases; the zone, ``strong`` and the curve move with ``keep``.
2. Traffic: a straight line of its lower quartile, within bounds whatever it says, on the attained score.
3. Questions: what they attain without themselves, the less an article holds the more what they attain without it.
4. Both: half of the threshold from either.
5. Judged queries move whatever was known, with patience: by how many of them were answered.
6. Keeping more never raises ``unsure``, whatever it is set from.
7. ``unsure``, ``possible`` and ``strong`` are in this order; ``strong`` is where enough first hits answer.
8. What is expected is counted at ``unsure``; of traffic and of nothing, nothing is expected.
9. The curve is the one that the outcomes were drawn from; a query of weight 2 counts as two.
10. Questions that a threshold parts, and outcomes that are all the same, give a curve all the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from search.deflection.fitting import (
    BESIDE_TRAFFIC,
    BOUNDS,
    EVIDENCE_BESIDE,
    HALVED_BY_WORDS,
    KEEPS,
    MOST_OF_NEIGHBOURS,
    NEIGHBOURS_ALONE,
    OF_QUARTILE,
    OPTIMISM,
    PATIENCE,
    TIMES_NEIGHBOURS,
    OwnQuestions,
    by_quartile,
    cold,
    from_questions,
    from_traffic,
    logistic_curve,
    precise_from,
    refined,
    share,
    shown_from,
)
from search.deflection.leave_one_out import Trial
from search.deflection.observations import Observation, Observed
from search.deflection.traffic import Quartiles
from search.deflection.tuning import DEFAULT, Measure, Source, Thresholds
from search.settings import DecisionSettings

SETTINGS = DecisionSettings()
EVIDENCE = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
WEIGHTS = st.floats(0.05, 5)
SHARES_TO_KEEP = st.floats(0.5, 0.999)
QUESTIONS = st.lists(st.tuples(EVIDENCE, WEIGHTS), min_size=1, max_size=40)

Questions = Sequence[tuple[float, float]]
"""(evidence, weight)."""


def seen(questions: Questions, is_first: Sequence[bool] | None = None) -> Observed:
    """Return questions that were all answered at once, unless something else is said."""
    everything = np.ones(len(questions), dtype=bool)
    return Observed(
        measured=np.array([evidence for evidence, _ in questions]),
        is_first=everything if is_first is None else np.array(is_first),
        is_right=everything,
        is_answerable=everything,
        weights=np.array([weight for _, weight in questions]),
    )


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
    return logistic_curve(np.array(evidence), np.array(is_right, dtype=float), np.array(weights, dtype=float))


@pytest.mark.parametrize(("slope", "intercept"), [(10.0, -3.0), (4.0, 0.5), (25.0, -12.0), (-3.0, 2.0)])
def test_the_curve_is_the_one_that_outcomes_were_drawn_from(slope: float, intercept: float) -> None:
    random = np.random.default_rng(7)
    evidence = random.uniform(0, 1, 20_000)
    is_right = random.uniform(0, 1, 20_000) < 1 / (1 + np.exp(-(slope * evidence + intercept)))
    found = logistic_curve(evidence, is_right.astype(float), np.ones(20_000))
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


def test_a_curve_through_shares_is_the_one_they_lie_on() -> None:
    evidence = np.linspace(0, 1, 21)
    found = logistic_curve(evidence, 1 / (1 + np.exp(-(10 * evidence - 3))), np.ones(21))
    assert found == pytest.approx((10, -3), rel=1e-2)


def asked(*evidence: float, without: float = 0.05, rank: int | None = 1) -> list[Trial]:
    """Return trials that all found their article first."""
    return [Trial(f"question {number}", "en/vpn", each, rank, without) for number, each in enumerate(evidence)]


def own(*evidence: float, without: float = 0.05, per_article: float = 1000, text_words: float = 1e9) -> OwnQuestions:
    """Return questions of articles that hold so much that their neighbours have next to no say."""
    return OwnQuestions("en", asked(*evidence, without=without), per_article, text_words)


def judged(measured: float, rank: int | None = 1, is_answerable: bool = True) -> Observation:
    """Return a query that attained as much as there was evidence."""
    return Observation(measured, measured, rank, is_answerable)


TENTHS = [tenth / 10 for tenth in range(3, 10)]
TRAFFIC = Quartiles(questions=60, attained=0.36, evidence=0.3)
QUARTILES = st.builds(Quartiles, st.integers(50, 5000), EVIDENCE, EVIDENCE)


def owned(evidence: Sequence[tuple[float, float]], per_article: float, text_words: float) -> OwnQuestions:
    trials = [Trial("?", "en/vpn", with_article, 1, without) for with_article, without in evidence]
    return OwnQuestions("en", trials, per_article, text_words)


OWN = st.builds(
    owned, st.lists(st.tuples(EVIDENCE, EVIDENCE), min_size=30, max_size=60), st.floats(1, 20), st.floats(0, 500)
)
KNOWN: tuple[Callable[[float], Thresholds], ...] = (
    lambda keep: cold(keep, SETTINGS),
    lambda keep: from_traffic(TRAFFIC, keep, SETTINGS),
    lambda keep: from_questions(own(*TENTHS), None, keep, SETTINGS),
    lambda keep: from_questions(own(*TENTHS), TRAFFIC, keep, SETTINGS),
)
STAGES = pytest.mark.parametrize("known", KNOWN, ids=["nothing", "traffic", "questions", "both"])


def test_where_nothing_is_known_the_thresholds_are_those_of_other_help_centres() -> None:
    found = cold(0.95, SETTINGS)
    assert replace(found, possible=round(found.possible, 9)) == DEFAULT
    assert (DEFAULT.measure, DEFAULT.source, DEFAULT.is_tuned) == (Measure.ATTAINED, Source.NOTHING, False)
    assert (DEFAULT.unsure, DEFAULT.possible, DEFAULT.strong) == (0.24, 0.34, 0.6)


@pytest.mark.parametrize(("keep", "unsure"), [(0.9, 0.276), (0.97, 0.219), (0.98, 0.205), (0.96, 0.2295)])
def test_where_nothing_is_known_the_knob_moves_them_together(keep: float, unsure: float) -> None:
    found = cold(keep, SETTINGS)
    assert found.unsure == pytest.approx(unsure)
    assert found.possible == pytest.approx(unsure + SETTINGS.unsure_zone)
    assert found.probability(found.unsure) == pytest.approx(DEFAULT.probability(DEFAULT.unsure))


@pytest.mark.parametrize(
    ("keep", "unsure"), [(0.9, 0.106 + 0.252), (0.95, 0.07 + 0.252), (0.97, 0.049 + 0.252), (0.98, 0.035 + 0.252)]
)
def test_traffic_sets_them_by_its_lower_quartile(keep: float, unsure: float) -> None:
    found = from_traffic(TRAFFIC, keep, SETTINGS)
    assert (found.measure, found.source, found.traffic, found.questions) == (Measure.ATTAINED, Source.TRAFFIC, 60, 0)
    assert (found.unsure, found.possible) == pytest.approx((unsure, unsure + SETTINGS.unsure_zone))
    assert found.probability(found.unsure) == pytest.approx(DEFAULT.probability(DEFAULT.unsure))
    assert found.is_tuned
    assert (found.keeps, found.reveals) == (0, 0)


def test_between_known_shares_to_keep_there_is_a_straight_line() -> None:
    assert by_quartile(0.4, 0.925) == pytest.approx((by_quartile(0.4, 0.9) + by_quartile(0.4, 0.95)) / 2)


@given(EVIDENCE, SHARES_TO_KEEP)
def test_whatever_traffic_says_the_threshold_lies_within_bounds(quartile: float, keep: float) -> None:
    assert BOUNDS[0] <= by_quartile(quartile, keep) <= BOUNDS[1]


@pytest.mark.parametrize(("quartile", "unsure"), [(0.0, 0.2), (0.05, 0.2), (0.9, 0.42), (1.0, 0.42)])
def test_a_flood_of_nonsense_or_of_titles_moves_it_to_a_bound(quartile: float, unsure: float) -> None:
    assert from_traffic(Quartiles(500, quartile, 0.9), 0.95, SETTINGS).unsure == unsure


def test_where_articles_hold_much_what_questions_attain_without_themselves_decides() -> None:
    thousand = own(*(number / 1000 for number in range(1001)))
    for keep in (0.9, 0.95, 0.98):
        assert shown_from(thousand, keep) == pytest.approx((1 - keep) * OPTIMISM, abs=1e-3)


@pytest.mark.parametrize(("keep", "times"), [*zip(KEEPS, TIMES_NEIGHBOURS, strict=True)])
def test_on_lists_of_few_questions_their_neighbours_decide(keep: float, times: float) -> None:
    few = own(0.5, 0.5, without=0.2, per_article=NEIGHBOURS_ALONE, text_words=0)
    expected = MOST_OF_NEIGHBOURS * times * 0.2 + (1 - MOST_OF_NEIGHBOURS) * 0.5
    assert shown_from(few, keep) == pytest.approx(expected)


def test_a_quarter_of_questions_without_their_article_stands_for_the_neighbours() -> None:
    trials = [Trial("?", "en/vpn", 0.5, 1, without) for without in (0.1, 0.2, 0.3, 0.4, 0.9)]
    found = shown_from(OwnQuestions("en", trials, NEIGHBOURS_ALONE, 0), 0.95)
    assert found == pytest.approx(MOST_OF_NEIGHBOURS * 1.35 * 0.2 + (1 - MOST_OF_NEIGHBOURS) * 0.5)


@pytest.mark.parametrize("text_words", [0, HALVED_BY_WORDS])
def test_the_more_questions_an_article_has_the_less_its_neighbours_say(text_words: float) -> None:
    rows = [shown_from(own(0.6, without=0.1, per_article=k, text_words=text_words), 0.95) for k in (3, 5, 10, 30)]
    assert rows == sorted(set(rows))
    assert rows[-1] < 0.6


def test_the_more_text_an_article_has_the_less_its_neighbours_say() -> None:
    rows = [shown_from(own(0.6, without=0.1, per_article=3, text_words=words), 0.95) for words in (0, 20, 40, 200)]
    assert rows == sorted(set(rows))
    assert rows[0] - 0.6 == pytest.approx(2 * (rows[2] - 0.6))


@pytest.mark.parametrize("per_article", [0, 0.5, 1, 2])
def test_fewer_questions_than_one_give_their_neighbours_no_more_than_most_of_the_say(per_article: float) -> None:
    few, none = own(0.6, without=0.1, per_article=per_article, text_words=0), own(0.6)
    assert shown_from(few, 0.95) == pytest.approx(MOST_OF_NEIGHBOURS * 0.135 + (1 - MOST_OF_NEIGHBOURS) * 0.6)
    assert shown_from(none, 0.95) == pytest.approx(0.6, abs=1e-3)


def test_questions_set_thresholds_on_the_evidence() -> None:
    found = from_questions(own(*TENTHS), None, 0.9, SETTINGS)
    assert (found.measure, found.source) == (Measure.EVIDENCE, Source.QUESTIONS)
    assert (found.questions, found.traffic, found.judged) == (7, 0, 0)
    assert found.possible == pytest.approx(found.unsure + SETTINGS.unsure_zone)


def test_with_questions_and_traffic_each_sets_half() -> None:
    alone, both = (from_questions(own(*TENTHS), known, 0.95, SETTINGS) for known in (None, TRAFFIC))
    of_traffic = 0.07 - EVIDENCE_BESIDE + OF_QUARTILE * TRAFFIC.evidence
    assert both.unsure == pytest.approx((alone.unsure + of_traffic) / 2)
    assert (both.measure, both.source) == (Measure.EVIDENCE, Source.BOTH)
    assert (both.questions, both.traffic) == (7, 60)
    assert both.probability(both.unsure) == pytest.approx(alone.probability(alone.unsure))


def test_what_is_expected_is_counted_at_the_threshold() -> None:
    trials = asked(*TENTHS, without=0.1)
    trials[0] = replace(trials[0], evidence_without=0.95)
    found = from_questions(OwnQuestions("en", trials, 1000, 1e9), None, 0.9, SETTINGS)
    assert 0.3 < found.unsure < 0.4
    assert (found.keeps, found.reveals) == pytest.approx((6 / 7, 6 / 7))


def test_the_first_hit_is_never_opened_where_the_form_would_open_too() -> None:
    certain = from_questions(own(0.7, 0.8, 0.9), None, 0.9, SETTINGS)
    assert certain.strong == certain.possible > certain.unsure > 0.6


def test_a_first_hit_is_opened_later_where_neighbours_of_missing_articles_look_alike() -> None:
    alike = from_questions(own(*TENTHS, without=0.555), None, 0.9, SETTINGS)
    assert (alike.unsure < 0.4, alike.strong) == (True, 0.56)


def test_by_the_attained_score_nothing_is_opened_below_what_is_sure_anywhere() -> None:
    low, high = (from_traffic(Quartiles(99, quartile, 0.3), 0.95, SETTINGS) for quartile in (0.25, 0.5))
    assert (low.strong, high.strong) == pytest.approx((DEFAULT.strong, high.unsure + SETTINGS.surely_above))
    assert high.strong > DEFAULT.strong


def test_what_is_shown_does_not_depend_on_the_share_of_answerable_questions_but_the_curve_does() -> None:
    few, many = (
        from_questions(own(*TENTHS, without=0.45), None, 0.9, replace(SETTINGS, answerable_share=share))
        for share in (0.3, 0.95)
    )
    assert few.unsure == pytest.approx(many.unsure)
    assert few.probability(0.5) < many.probability(0.5)


@STAGES
@pytest.mark.parametrize("number", [10, 50, 200, 2000])
def test_judged_queries_move_thresholds_by_how_many_were_answered(
    known: Callable[[float], Thresholds], number: int
) -> None:
    before = known(0.95)
    found = refined(before, (), [judged(0.7)] * number, 0.95, SETTINGS)
    share_of_judged = number / (number + PATIENCE)
    assert found.unsure == pytest.approx(before.unsure + share_of_judged * (0.7 - before.unsure))
    assert (found.source, found.judged) == (Source.JUDGED, number)
    assert (found.measure, found.questions, found.traffic) == (before.measure, before.questions, before.traffic)


@STAGES
def test_judged_queries_that_nothing_answered_do_not_move_what_is_shown(known: Callable[[float], Thresholds]) -> None:
    before = known(0.95)
    silent = [judged(0.1, None), judged(0.9, None), judged(0.9, None, is_answerable=False)] * 30
    found = refined(before, (), silent, 0.95, SETTINGS)
    assert (found.unsure, found.possible) == (before.unsure, before.possible)
    assert found.probability(0.5) < before.probability(0.5)


def test_without_trials_a_few_judged_queries_hardly_turn_the_curve_and_many_do() -> None:
    wrong = judged(0.5, None, is_answerable=False)
    few, many = (refined(DEFAULT, (), [judged(0.3), *[wrong] * n], 0.95, SETTINGS) for n in (2, 300))
    assert few.probability(0.5) == pytest.approx(DEFAULT.probability(0.5), abs=0.1)
    assert many.probability(0.5) < 0.4


def test_beside_trials_judged_queries_move_what_is_opened() -> None:
    before = from_questions(own(*TENTHS), None, 0.95, SETTINGS)
    wrong = [judged(0.8, None, is_answerable=False)] * 60
    found = refined(before, asked(*TENTHS), wrong, 0.95, SETTINGS)
    assert found.strong > 0.8 > before.strong


def test_an_answer_that_was_not_found_is_neither_kept_nor_revealed() -> None:
    queries = [judged(0.1, None), judged(0.9, None), judged(0.9, None, is_answerable=False)]
    before = from_questions(own(*TENTHS), None, 0.9, SETTINGS)
    found = refined(before, asked(*TENTHS), queries, 0.9, SETTINGS)
    assert found.keeps == pytest.approx(before.keeps)
    unanswerable = SETTINGS.own_weight * (1 - SETTINGS.answerable_share)
    assert found.reveals == pytest.approx(unanswerable / (unanswerable + 1))


def test_judged_alone_say_what_is_expected() -> None:
    found = refined(
        DEFAULT, (), [judged(0.3), judged(0.5), judged(0.1, None, False), judged(0.9, None, False)], 0.95, SETTINGS
    )
    assert (found.keeps, found.reveals) == (1.0, 0.5)


@STAGES
@pytest.mark.parametrize("is_judged", [False, True])
def test_keeping_more_never_raises_the_threshold(known: Callable[[float], Thresholds], is_judged: bool) -> None:
    found = [known(keep) for keep in np.linspace(0.5, 0.999, 40)]
    if is_judged:
        queries = [judged(tenth) for tenth in TENTHS] * 10
        keeps = np.linspace(0.5, 0.999, 40)
        found = [refined(each, (), queries, keep, SETTINGS) for each, keep in zip(found, keeps, strict=True)]
    unsure = [each.unsure for each in found]
    assert unsure == sorted(unsure, reverse=True)
    assert unsure[0] > unsure[-1]


@given(OWN, st.none() | QUARTILES, SHARES_TO_KEEP, SHARES_TO_KEEP)
def test_of_any_questions_keeping_more_never_raises_the_threshold(
    questions: OwnQuestions, quartiles: Quartiles | None, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    lower, higher = (from_questions(questions, quartiles, keep, SETTINGS).unsure for keep in (more, less))
    assert lower <= higher + 1e-12


@given(OWN, st.none() | QUARTILES, SHARES_TO_KEEP, st.lists(st.builds(judged, EVIDENCE), max_size=40))
def test_the_bands_lie_in_their_order(
    questions: OwnQuestions, quartiles: Quartiles | None, keep: float, queries: list[Observation]
) -> None:
    found = [cold(keep, SETTINGS), from_questions(questions, quartiles, keep, SETTINGS)]
    if quartiles:
        found.append(from_traffic(quartiles, keep, SETTINGS))
    if queries:
        found += [refined(each, (), queries, keep, SETTINGS) for each in found]
    for each in found:
        assert 0 <= each.unsure <= each.possible <= each.strong
        assert each.possible == pytest.approx(each.unsure + SETTINGS.unsure_zone)


@pytest.mark.parametrize("row", [BESIDE_TRAFFIC, TIMES_NEIGHBOURS])
def test_every_share_to_keep_has_its_number_and_they_fall(row: Sequence[float]) -> None:
    assert len(row) == len(KEEPS)
    assert list(KEEPS) == sorted(KEEPS)
    assert list(row) == sorted(row, reverse=True)
