"""The decision costs next to nothing beside the search it follows: at most a tenth of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import pytest

import search
from search import Searcher, Settings
from search.deflection.decision import decide
from search.deflection.tuning import Thresholds, Tuning
from search.engines import open_engine
from search.model import Feedback
from search.searcher import ask, open_reading

QUERIES = Path(__file__).parents[2] / "relevance"
LANGUAGES = ("en", "es", "sk")
TUNING = Tuning(0.95, {each: Thresholds() for each in LANGUAGES})
MOST = 0.1
"""Share of a search."""


def microseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter_ns()
    action()
    return (time.perf_counter_ns() - start) / 1000


@pytest.mark.speed
def test_both_measures_and_the_decision_cost_at_most_a_tenth_of_a_search(
    own_index: Settings, own_searcher: Searcher
) -> None:
    engine = open_engine(own_index)
    searches, decisions = [], []
    for language in LANGUAGES:
        reading = open_reading(engine, language, own_index)
        for judgement in search.read_judgements(QUERIES / f"{language}.jsonl"):
            text = judgement.query
            searches.append(microseconds(partial(own_searcher.search, text, language)))
            results = own_searcher.search(text, language)
            answer = ask(reading, text, own_index, Feedback())
            measuring = microseconds(answer.evidence) + microseconds(answer.attained)
            decisions.append(measuring + microseconds(partial(decide, results, TUNING)))
    assert len(searches) > 500
    assert median(decisions) < MOST * median(searches), f"{median(decisions):.0f} of {median(searches):.0f} us"
