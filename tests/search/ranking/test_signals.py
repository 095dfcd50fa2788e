"""The signals, one by one."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from search.model import Feedback
from search.ranking.signals import EPOCH, fresh, helpful, signals, unworded
from search.settings import RankingSettings
from tests.search.ranking.shortlists import SIGNALS, FakeShortlist

TODAY = (date.today() - EPOCH).days
NO_FEEDBACK = Feedback()


def test_every_weight_of_the_settings_has_its_signal() -> None:
    settings = RankingSettings(
        words=1, forms=2, profile=3, question=4, title=5, nearest=6, centroid=7, helpful=8, fresh=9
    )
    table = {signal.name: signal.weight for signal in signals(settings)}
    assert table == {each.name: getattr(settings, each.name) for each in fields(settings)}


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_of_the_text_is_what_the_engine_says(name: str) -> None:
    shortlist = FakeShortlist({"en/a": {name: 0.25}, "en/b": {}})
    measures = {signal.name: signal.measure(shortlist, NO_FEEDBACK).tolist() for signal in signals(RankingSettings())}
    assert {other: values for other, values in measures.items() if other in SIGNALS} == {
        **{other: [0.0, 0.0] for other in SIGNALS},
        name: [0.25, 0.0],
    }


def test_an_article_nobody_voted_on_is_half_helpful() -> None:
    shortlist = FakeShortlist({"en/a": {}, "en/b": {}, "en/c": {}})
    assert helpful(shortlist, NO_FEEDBACK).tolist() == [0.5, 0.5, 0.5]
    assert helpful(shortlist, Feedback({"en/b": 1.0, "en/c": 0.0})).tolist() == [0.5, 1.0, 0.0]


@pytest.mark.parametrize(
    ("updated_days", "expected"),
    [(TODAY, 1.0), (TODAY - 365, 0.5), (TODAY - 730, 0.25), (TODAY + 30, 1.0), (0, 0.0), (-1, 0.0)],
    ids=["today", "a year ago", "two years ago", "in future", "in 1970", "unknown"],
)
def test_freshness_halves_with_every_year(updated_days: int, expected: float) -> None:
    shortlist = FakeShortlist({"en/a": {"updated_days": updated_days}})
    assert fresh(shortlist, NO_FEEDBACK).tolist() == pytest.approx([expected], abs=1e-5)


@pytest.mark.parametrize(("best", "expected"), [(0.0, 0.8), (0.5, 0.6), (0.8, 0.288), (1.0, 0.0)])
def test_the_better_a_wording_fits_the_less_is_made_up_for(best: float, expected: float) -> None:
    shortlist = FakeShortlist({"en/a": {"question": best}, "en/b": {"unworded": 0.8}, "en/c": {"question": best / 2}})
    assert unworded(shortlist, NO_FEEDBACK).tolist() == pytest.approx([0.0, expected, 0.0])


def test_without_candidates_nothing_is_made_up_for() -> None:
    assert unworded(FakeShortlist({}), NO_FEEDBACK).tolist() == []


def test_every_signal_is_between_0_and_1_and_of_single_precision() -> None:
    shortlist = FakeShortlist({"en/a": {**dict.fromkeys(SIGNALS, 1.0), "updated_days": TODAY + 9999}, "en/b": {}})
    for signal in signals(RankingSettings()):
        values = signal.measure(shortlist, Feedback({"en/a": 1.0, "en/b": 0.0}))
        assert values.dtype == np.float32
        assert values.min() >= 0
        assert values.max() <= 1


def test_without_candidates_every_signal_is_empty() -> None:
    for signal in signals(RankingSettings()):
        assert signal.measure(FakeShortlist({}), Feedback({"en/a": 1.0})).tolist() == []
