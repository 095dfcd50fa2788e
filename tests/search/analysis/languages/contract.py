"""What every language must do; a language's own file only names examples."""

from __future__ import annotations

import unicodedata

import pytest

from search.analysis.analyzer import Analyzer
from search.analysis.languages import LANGUAGES
from search.analysis.languages.language import Language
from search.analysis.tokens import fold, joined_form, tokenize

Pair = tuple[str, str]


def without_marks(text: str) -> str:
    """Return ``text`` as people type it who leave out diacritics."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(each for each in decomposed if not unicodedata.combining(each)))


class LanguageContract:
    """Run by a subclass that fills in the constants."""

    CODE: str
    TEXT: str
    FORMS: tuple[str, ...]
    """Of ``TEXT``."""

    FUNCTION_WORDS: tuple[str, ...]
    NEGATIONS: tuple[str, ...]
    MEET: tuple[Pair, ...]
    """Words of which one must find the other."""

    APART: tuple[Pair, ...]
    """Words of which none may find the other."""

    SHOULD_MEET: tuple[Pair, ...] = ()
    """Known wrong answers: pairs that ought to meet and do not."""

    SHOULD_BE_APART: tuple[Pair, ...] = ()
    """Known wrong answers: pairs that ought not to meet and do."""

    @pytest.fixture
    def analyzer(self, analyzers: dict[str, Analyzer]) -> Analyzer:
        return analyzers[self.CODE]

    @pytest.fixture
    def language(self) -> Language:
        return LANGUAGES[self.CODE]

    def test_the_text_is_cut_into_these_forms(self, analyzer: Analyzer) -> None:
        assert [token.form for token in analyzer.tokens(self.TEXT)] == list(self.FORMS)

    def test_the_text_without_diacritics_has_the_same_forms_and_keys(self, analyzer: Analyzer) -> None:
        marked = [token.form for token in analyzer.tokens(self.TEXT)]
        bare = [token.form for token in analyzer.tokens(without_marks(self.TEXT))]
        assert bare == marked
        assert list(map(analyzer.key, bare)) == list(map(analyzer.key, marked))

    def test_the_text_in_capitals_has_the_same_forms(self, analyzer: Analyzer) -> None:
        assert [token.form for token in analyzer.tokens(self.TEXT.upper())] == list(self.FORMS)

    def test_words_that_must_meet_share_a_key(self, analyzer: Analyzer) -> None:
        assert [pair for pair in self.MEET if not meet(analyzer, pair)] == []

    def test_words_that_must_not_meet_have_two_keys(self, analyzer: Analyzer) -> None:
        assert [pair for pair in self.APART if meet(analyzer, pair)] == []

    def test_known_wrong_answers_are_still_wrong(self, analyzer: Analyzer) -> None:
        assert [pair for pair in self.SHOULD_MEET if meet(analyzer, pair)] == [], "help: move these to MEET"
        assert [pair for pair in self.SHOULD_BE_APART if not meet(analyzer, pair)] == [], "help: move these to APART"

    def test_negations_are_never_function_words(self, analyzer: Analyzer) -> None:
        assert [word for word in self.NEGATIONS if analyzer.is_function_word(fold(word))] == []

    def test_function_words_are_known_however_they_are_marked(self, analyzer: Analyzer) -> None:
        assert [word for word in self.FUNCTION_WORDS if not analyzer.is_function_word(fold(word))] == []

    def test_every_function_word_is_one_folded_token(self, language: Language) -> None:
        words = language.function_words
        assert [word for word in words if [token.form for token in tokenize(word)] != [word]] == []

    def test_no_word_loses_its_key(self, analyzer: Analyzer) -> None:
        words = {*self.FORMS, *analyzer.language.function_words, "a", "x1", "2026", "€", "c++"}
        assert [word for word in words if not analyzer.key(word)] == []

    def test_digits_and_signs_are_their_own_key(self, analyzer: Analyzer) -> None:
        assert [analyzer.key(form) for form in ("2026", "€", "%", "c++")] == ["2026", "€", "%", "c++"]

    def test_the_code_in_the_table_is_the_languages_own(self, language: Language) -> None:
        assert language.code == self.CODE


def meet(analyzer: Analyzer, pair: Pair) -> bool:
    """Return whether both words of ``pair`` share a key."""
    first, second = (analyzer.key(joined_form(word)) for word in pair)
    return first == second
