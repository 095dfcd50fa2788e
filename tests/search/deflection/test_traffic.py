"""What customers' questions attain:

1. Only telling questions count: two words that mean something, one of them known.
2. They are counted by hundredths and by language, and nothing else is kept of them.
3. The quartile of a histogram is that of the values within a hundredth.
4. A language has its own quartile from ``FEWEST`` questions on, that of all together below, none where all have fewer.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.deflection.traffic import (
    BINS,
    FEWEST,
    Histogram,
    Quartiles,
    bin_of,
    counted,
    is_telling,
    quantile,
    quartiles,
    quartiles_of,
)
from search.model import Results

SHARES = st.lists(st.floats(0, 0.999), min_size=1, max_size=200)


def results(
    attained: float = 0.3,
    evidence: float = 0.3,
    language: str = "en",
    asked: int = 2,
    unknown: tuple[str, ...] = (),
) -> Results:
    return Results("text", language, (), (), 0, "1.1", evidence, attained=attained, asked=asked, unknown=unknown)


def histogram(attained: float, evidence: float, number: int) -> Histogram:
    return counted([results(attained, evidence)] * number)["en"]


@pytest.mark.parametrize(
    ("asked", "unknown", "telling"),
    [
        (0, (), False),
        (1, (), False),
        (2, (), True),
        (2, ("asdf",), True),
        (2, ("asdf", "qwer"), False),
        (3, ("asdf", "qwer", "yxcv"), False),
        (5, ("asdf", "qwer", "yxcv", "hjkl"), True),
    ],
)
def test_two_words_of_which_one_is_known_are_telling(asked: int, unknown: tuple[str, ...], telling: bool) -> None:
    assert is_telling(results(asked=asked, unknown=unknown)) is telling


def test_what_tells_nothing_is_not_counted() -> None:
    found = counted([results(asked=1), results(asked=2, unknown=("a", "b")), results(0.456, 0.78)])
    assert sum(found["en"].attained) == sum(found["en"].evidence) == 1
    assert (found["en"].attained[45], found["en"].evidence[78]) == (1, 1)
    assert counted([results(asked=1)]) == counted([]) == {}


def test_each_language_is_counted_by_itself() -> None:
    found = counted([results(language="en"), results(language="sk"), results(language="sk")])
    assert {language: sum(each.attained) for language, each in found.items()} == {"en": 1, "sk": 2}


@pytest.mark.parametrize(
    ("share", "place"), [(-0.5, 0), (0.0, 0), (0.009, 0), (0.01, 1), (0.5, 50), (0.999, 99), (1.0, 99), (7.0, 99)]
)
def test_every_share_has_its_hundredth(share: float, place: int) -> None:
    assert bin_of(share) == place


@given(SHARES)
def test_the_quartile_is_that_of_the_values(shares: list[float]) -> None:
    counts = np.bincount([bin_of(each) for each in shares], minlength=BINS)
    lower = np.quantile(shares, 0.25, method="inverted_cdf")
    assert abs(quantile(counts) - float(lower)) <= 1 / BINS + 1e-9


def test_within_a_hundredth_questions_lie_evenly() -> None:
    counts = np.zeros(BINS, dtype=np.int64)
    counts[30] = 4
    assert quantile(counts) == pytest.approx(0.3025)
    counts[40] = 12
    assert quantile(counts) == pytest.approx(0.31)


def test_of_no_question_the_quartile_is_0() -> None:
    assert quantile(np.zeros(BINS, dtype=np.int64)) == 0.0
    assert quartiles_of(()) == Quartiles(0, 0.0, 0.0)


def test_both_measures_have_their_quartile() -> None:
    found = quartiles_of([histogram(0.3, 0.5, 8)])
    assert (found.questions, found.attained, found.evidence) == (8, pytest.approx(0.3025), pytest.approx(0.5025))


def traffic(**numbers: int) -> Mapping[str, Histogram]:
    """Return so many questions a language, that attain the more the later the language."""
    return {each: histogram(0.2 + 0.2 * place, 0.5, numbers[each]) for place, each in enumerate(numbers)}


def test_a_language_has_its_own_quartile_from_fifty_questions_on() -> None:
    assert FEWEST == 50
    found = quartiles(traffic(en=50, es=49), ("en", "es", "sk"))
    assert (found["en"].questions, found["es"].questions, found["sk"].questions) == (50, 99, 99)
    assert found["en"].attained == pytest.approx(0.2025)
    assert found["es"] == found["sk"] == quartiles_of(traffic(en=50, es=49).values())


def test_few_questions_of_each_are_taken_together() -> None:
    found = quartiles(traffic(en=30, es=20), ("en", "es"))
    assert {each.questions for each in found.values()} == {50}
    assert found["en"] == found["es"]


@pytest.mark.parametrize("numbers", [{}, {"en": 49}, {"en": 25, "es": 24}])
def test_fewer_than_fifty_in_all_say_nothing(numbers: dict[str, int]) -> None:
    assert quartiles(traffic(**numbers), ("en", "es")) == {}


def test_traffic_in_a_language_without_articles_counts_for_all_together() -> None:
    assert set(quartiles(traffic(de=60), ("en",))) == {"en"}
