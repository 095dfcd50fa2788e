"""The constants of the decision belong to one ranking:

1. Where a weight, a signal, or how scores become shares is another one, they must be derived anew.
2. Where a constant is changed by hand, that must be recorded too.
3. What is in force is near what public sets say, at the shares to keep that people ask for.
4. From given attained scores, the constants follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from search.deflection import fitting
from search.settings import WITH_MEANING
from tests.relevance import constants
from tests.relevance.constants import Measured, curve, derived, fingerprint, highest, in_force, kept_by, recorded, times

AGAIN = "help: derive them anew with `python -m tests.relevance.constants --write`, put what it prints into search"
NEAR = 0.03
"""How far a threshold in force may lie from what was derived: half a point of what is kept, on most sets."""

ASKED_FOR = [place for place, keep in enumerate(fitting.KEEPS) if 0.9 <= keep <= 0.98]


def test_the_constants_were_derived_for_this_ranking() -> None:
    assert fingerprint() == recorded()["ranking"], f"the ranking has changed since the constants were derived. {AGAIN}"


def test_the_constants_in_force_are_those_that_were_recorded() -> None:
    assert in_force() == recorded()["in_force"], f"a constant has changed since it was derived. {AGAIN}"


@pytest.mark.parametrize("name", ["unsure", "evidence_beside"])
def test_a_constant_in_force_is_near_the_derived_one(name: str) -> None:
    assert recorded()["in_force"][name] == pytest.approx(recorded()["derived"][name], abs=NEAR)


def test_rows_by_share_to_keep_are_near_the_derived_ones() -> None:
    found = {part: recorded()[part] for part in ("in_force", "derived")}
    for name, apart, share in (("beside_traffic", NEAR, 0.0), ("times_neighbours", 0.0, 0.1)):
        ours, theirs = ([part[name][place] for place in ASKED_FOR] for part in found.values())
        assert ours == pytest.approx(theirs, abs=apart, rel=share), name


def test_the_curve_in_force_is_near_the_derived_one() -> None:
    ours, theirs = recorded()["in_force"], recorded()["derived"]
    assert ours["slope"] == pytest.approx(theirs["slope"], rel=0.2)
    assert ours["at_unsure"] == pytest.approx(theirs["at_unsure"], abs=0.25)


def test_another_weight_signal_or_share_is_another_ranking(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    monkeypatch.setattr(constants, "WITH_MEANING", replace(WITH_MEANING, nearest=1.25))
    assert fingerprint() != before
    monkeypatch.undo()
    monkeypatch.setattr("search.ranking.confidence.LEAD", 0.75)
    assert fingerprint() != before
    monkeypatch.undo()
    monkeypatch.setattr(constants, "signals", lambda weights: ())
    assert fingerprint() != before


def made(family: str, low: float, count: int = 1000, without: float = 0.2) -> Measured:
    """Return queries that were all answered, evenly from ``low`` to ``low`` + 0.5, and half as many that nothing is."""
    right, wrong = np.linspace(low, low + 0.5, count), np.linspace(0, low, count // 2)
    values = np.concatenate((right, wrong))
    is_right = np.arange(len(values)) < count
    return Measured(family, values, values, is_right, is_right, without)


def test_traffic_is_answerable_but_for_a_share() -> None:
    found = made("a", 0.4)
    taken = round(1000 * 0.3 / 0.7)
    expected = np.quantile(np.concatenate((found.attained[:1000], found.attained[1000 : 1000 + taken])), 0.25)
    assert found.traffic(found.attained) == pytest.approx(expected)


def test_families_weigh_alike_however_many_sets_they_have() -> None:
    sets = [made("a", 0.2), made("a", 0.2), made("a", 0.2), made("b", 0.4)]
    assert kept_by(sets, [0.45] * 4, "attained") == pytest.approx((0.5 + 0.9) / 2, abs=2e-3)
    assert kept_by(sets, [0.45] * 4, "attained", of=min) == pytest.approx(0.5, abs=2e-3)


@pytest.mark.parametrize(("keep", "expected"), [(0.9, 0.25), (0.5, 0.45), (1.0, 0.2)])
def test_the_highest_number_that_keeps_enough_is_taken(keep: float, expected: float) -> None:
    found = highest(keep, lambda t: kept_by([made("a", 0.2)], [t], "attained"))
    assert found == pytest.approx(expected, abs=2e-3)


def test_the_constants_follow_from_what_is_attained() -> None:
    texts, lists = [made("a", 0.2), made("b", 0.4)], [made("a", 0.3, without=0.2), made("b", 0.3, without=0.4)]
    found = derived(texts, lists)
    assert found["unsure"] == pytest.approx(0.2 + 0.12 * 0.5, abs=2e-3)
    beside = found["beside_traffic"]
    assert isinstance(beside, Sequence)
    assert list(beside) == sorted(beside, reverse=True)
    quartiles = [each.traffic(each.attained) for each in texts]
    thresholds = [beside[fitting.KEEPS.index(0.95)] + fitting.OF_QUARTILE * each for each in quartiles]
    assert kept_by(texts, thresholds, "attained") == pytest.approx(0.95, abs=3e-3)
    assert times(lists, 0.95) == pytest.approx(0.325 * (1 / 0.2 + 1 / 0.4) / 2, abs=0.01)


def test_the_curve_is_that_of_all_sets_measured_from_their_thresholds() -> None:
    chance = np.random.default_rng(5)
    sets = []
    for low in (0.1, 0.3):
        values = chance.uniform(low - 0.1, low + 0.3, 20_000)
        is_right = chance.uniform(size=len(values)) < 1 / (1 + np.exp(-(12 * (values - low) - 0.5)))
        sets.append(Measured("a", values, values, is_right, is_right, 0.2))
    assert curve(sets, [0.1, 0.3]) == pytest.approx((12, -0.5), rel=0.1)
