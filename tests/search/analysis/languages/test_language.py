"""The table of languages, and the lists of words that they read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import search.analysis.languages
from search.analysis.analyzer import open_analyzer
from search.analysis.languages import LANGUAGES
from search.analysis.languages.language import read_function_words
from search.analysis.tokens import folded_words

OPENERS = Path(search.analysis.languages.__file__).parent / "openers"
FEWEST_OPENERS = 40


def openers(code: str) -> list[str]:
    """Return the lines of ``openers/<code>.txt`` that are no comments."""
    lines = (OPENERS / f"{code}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_the_table_holds_each_language_under_its_code() -> None:
    assert {code: language.code for code, language in LANGUAGES.items()} == {"es": "es", "sk": "sk", "en": "en"}


def test_comments_in_a_list_of_function_words_are_no_words() -> None:
    words = read_function_words("en")
    assert "the" in words
    assert not words & {"#", "Folded", "function", "negations"}


def test_an_unknown_language_has_no_analyzer() -> None:
    with pytest.raises(KeyError, match="xx"):
        open_analyzer("xx")


def test_every_language_has_openers() -> None:
    assert {path.stem for path in OPENERS.glob("*.txt")} == set(LANGUAGES)
    assert [code for code in LANGUAGES if len(openers(code)) < FEWEST_OPENERS] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_opener_is_written_folded_and_once(code: str) -> None:
    found = openers(code)
    assert [line for line in found if " ".join(folded_words(line)) != line] == []
    assert [line for line, uses in Counter(found).items() if uses > 1] == []
