"""Emergencies raise an alarm, and ordinary questions none: judged queries, and what the rule promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import search
from tests.relevance.measuring import LANGUAGES
from tests.relevance.urgency import EMERGENCIES, ORDINARY, built, cases, figures

FEWEST = {EMERGENCIES: 40, ORDINARY: 200}
FLOORS = {"en": (0.87, 0.03), "es": (0.92, 0.04), "sk": (0.87, 0.02)}
"""Least share of emergencies that is recognised on the half kept apart, and largest share of ordinary questions."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[search.Searcher, search.Settings]:
    return built(tmp_path_factory.mktemp("urgency"))


def test_there_are_enough_judged_queries_and_none_twice() -> None:
    counts = Counter((each.language, each.kind) for each in cases())
    assert [each for each, count in counts.items() if count < FEWEST[each[1]]] == []
    texts = Counter((each.language, each.text.casefold()) for each in cases())
    assert [each for each, count in texts.items() if count > 1] == []


def test_the_half_kept_apart_meets_its_floors(asked: tuple[search.Searcher, search.Settings]) -> None:
    found = {(each.language, each.kind): each.share for each in figures(*asked)}
    for language in LANGUAGES:
        least, most = FLOORS[language]
        assert found[language, EMERGENCIES] >= least, language
        assert found[language, ORDINARY] <= most, language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I forgot my password"),
        ("en", "i forgot my pasword"),
        ("es", "he olvidado mi contraseña"),
        ("es", "olvide mi contrasena"),
        ("sk", "zabudol som heslo"),
        ("sk", "zabudla som heslo"),
    ],
)
def test_a_forgotten_password_is_no_emergency(
    asked: tuple[search.Searcher, search.Settings], language: str, text: str
) -> None:
    searcher, settings = asked
    assert search.Alarms(searcher, settings.meaning).alarm(searcher.search(text, language)) is None


def test_every_urgent_article_says_what_to_do_in_each_language(
    asked: tuple[search.Searcher, search.Settings], tmp_path: Path
) -> None:
    searcher, _ = asked
    urgent = {
        language: {head.key for head in searcher.heads(language) if head.urgent is not None} for language in LANGUAGES
    }
    assert urgent["en"] == urgent["es"] == urgent["sk"] != set()
    assert [head for language in LANGUAGES for head in searcher.heads(language) if head.urgent == ""] == []
