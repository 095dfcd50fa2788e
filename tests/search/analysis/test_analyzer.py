"""The analyzer: one definition of terms for articles and for queries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.languages.language import Language
from search.analysis.tokens import Token, fold
from tests.search.analysis.languages.contract import without_marks

MADE_UP = Language("xx", "Made up", lemma_table=None, stem=lambda form: form[:3], function_words=frozenset({"and"}))
ANALYZERS = {code: open_analyzer(code) for code in ("en", "es", "sk")}
LETTERS = st.text(st.sampled_from("aábcčdďeéiílĺľnňoóôrŕsštťuúüyýzžñ"), min_size=1, max_size=12)


@given(LETTERS, st.sampled_from(["en", "es", "sk"]))
def test_a_word_without_its_marks_has_the_same_key(word: str, code: str) -> None:
    analyzer = ANALYZERS[code]
    assert analyzer.key(fold(without_marks(word))) == analyzer.key(fold(word))


@given(LETTERS, st.sampled_from(["en", "es", "sk"]))
def test_a_key_is_neither_empty_nor_of_several_words(word: str, code: str) -> None:
    assert len(ANALYZERS[code].key(fold(word)).split()) == 1


@given(LETTERS, st.sampled_from(["en", "es", "sk"]))
def test_a_key_is_folded(word: str, code: str) -> None:
    key = ANALYZERS[code].key(fold(word))
    assert fold(key) == key


def test_a_language_without_a_lemma_table_is_stemmed_alone() -> None:
    analyzer = Analyzer(MADE_UP, None)
    assert analyzer.key("anything") == "any"


def test_the_lemma_table_goes_before_the_stemmer(english: Analyzer) -> None:
    assert english.language.stem("withdrew") == "withdrew"
    assert english.key("withdrew") == "withdraw"


def test_an_article_holds_a_joined_word_whole_and_in_parts(english: Analyzer) -> None:
    assert english.spellings("E-mail") == (Token("email", 0, 6), Token("e", 0, 1), Token("mail", 2, 6))
    assert english.spellings("mail") == (Token("mail", 0, 4),)


def test_a_word_of_which_folding_leaves_nothing_has_no_spelling(english: Analyzer) -> None:
    assert english.spellings("ﾞ") == ()


def test_function_words_are_those_of_the_language() -> None:
    analyzer = Analyzer(MADE_UP, None)
    assert analyzer.is_function_word("and")
    assert not analyzer.is_function_word("the")


@pytest.mark.parametrize("code", ["en", "es", "sk"])
def test_threads_get_the_same_keys(code: str) -> None:
    words = [
        f"{start}{middle}{end}" for start in "bcdfg" for middle in ("ati", "erova", "ing") for end in ("", "s", "mi")
    ]
    analyzer = open_analyzer(code)
    expected = [analyzer.key(word) for word in words]
    fresh = open_analyzer(code)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: [fresh.key(word) for word in words], range(8)))
    assert answers == [expected] * 8
