"""The table of languages, and the lists of words that they read."""

from __future__ import annotations

import pytest

from search.analysis.analyzer import open_analyzer
from search.analysis.languages import LANGUAGES
from search.analysis.languages.language import read_function_words


def test_the_table_holds_each_language_under_its_code() -> None:
    assert {code: language.code for code, language in LANGUAGES.items()} == {"es": "es", "sk": "sk", "en": "en"}


def test_comments_in_a_list_of_function_words_are_no_words() -> None:
    words = read_function_words("en")
    assert "the" in words
    assert not words & {"#", "Folded", "function", "negations"}


def test_an_unknown_language_has_no_analyzer() -> None:
    with pytest.raises(KeyError, match="xx"):
        open_analyzer("xx")
