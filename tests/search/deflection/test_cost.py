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
from search.analysis.analyzer import open_analyzer
from search.analysis.synonyms import parse_synonyms
from search.deflection.decision import decide
from search.deflection.tuning import Thresholds, Tuning
from search.engines import open_engine
from search.meaning import open_model
from search.model import Feedback
from search.query.expand import Expander
from search.searcher import Reading, ask

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
def test_evidence_and_decision_cost_at_most_a_tenth_of_a_search(own_index: Settings, own_searcher: Searcher) -> None:
    engine, encoder = open_engine(own_index), open_model(own_index.meaning)
    searches, decisions = [], []
    for language in LANGUAGES:
        shelf, analyzer = engine.vocabulary(language), open_analyzer(language)
        synonyms, _ = parse_synonyms(engine.synonyms.get(language, ""), language, analyzer)
        reading = Reading(analyzer, Expander(analyzer, shelf, synonyms, own_index.retrieval), encoder)
        for judgement in search.read_judgements(QUERIES / f"{language}.jsonl"):
            text = judgement.query
            searches.append(microseconds(partial(own_searcher.search, text, language)))
            results = own_searcher.search(text, language)
            answer = ask(shelf, reading, text, own_index, Feedback())
            decisions.append(microseconds(answer.evidence) + microseconds(partial(decide, results, TUNING)))
    assert len(searches) > 500
    assert median(decisions) < MOST * median(searches), f"{median(decisions):.0f} of {median(searches):.0f} us"
