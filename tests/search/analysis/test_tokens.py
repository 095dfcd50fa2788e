"""Tokens:

1. Offsets cut the text that the token came from.
2. Folding is idempotent.
3. Diacritics never matter, case never matters, compatibility forms never matter.
4. Joined words are one token; their parts can be had.
5. Numbers split at their signs; signs of money and share are tokens.
6. Text without a word has no token, and no token is without a form.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.tokens import Token, as_typed, compose, fold, folded_words, joined_form, parts, tokenize
from tests.search.analysis.languages.contract import without_marks

EUROPEAN = st.text(st.sampled_from("abcxyzABCáäčďéíĺľňóôŕšťúýžñüÁČĎŽÑ -'’‑.,!?¿_€%0123\n"))


def forms(text: str) -> list[str]:
    return [token.form for token in tokenize(text)]


@given(st.text())
def test_offsets_cut_the_text_they_came_from(text: str) -> None:
    for token in tokenize(text):
        assert joined_form(text[token.start : token.end]) == token.form


@given(st.text())
def test_tokens_stand_in_order_and_apart(text: str) -> None:
    places = [place for token in tokenize(text) for place in (token.start, token.end)]
    assert places == sorted(places)
    assert all(token.start < token.end for token in tokenize(text))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composing_twice_is_composing_once(text: str) -> None:
    assert compose(compose(text)) == compose(text)


@given(st.text())
def test_no_form_is_blank(text: str) -> None:
    assert all(form.strip() for form in forms(text))


@given(EUROPEAN)
def test_diacritics_never_matter(text: str) -> None:
    assert forms(without_marks(text)) == forms(text)


@given(EUROPEAN)
def test_decomposed_text_has_the_same_forms_once_composed(text: str) -> None:
    assert forms(compose(unicodedata.normalize("NFD", text))) == forms(text)


@given(EUROPEAN)
def test_case_never_matters(text: str) -> None:
    assert forms(text.upper()) == forms(text.lower()) == forms(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Žltý KÔŇ", "zlty kon"),
        ("Straße", "strasse"),
        ("ﬁx", "fix"),
        ("İstanbul", "istanbul"),
        ("𝐇𝐞𝐥𝐩", "help"),
        ("ＨＥＬＰ", "help"),
        ("x²", "x2"),
    ],
)
def test_folding(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e-mail e‑mail e‐mail", ["email", "email", "email"]),
        ("don't don’t", ["dont", "dont"]),
        ("C++ and C#, not abc++", ["c++", "and", "c#", "not", "abc"]),
        ("1.000,50 €", ["1000.5", "€"]),
        ("$5 £5 5%", ["$", "5", "£", "5", "5", "%"]),
        ("snake_case", ["snake", "case"]),
        ("- 'quoted' -", ["quoted"]),
        ("a--b", ["a", "b"]),
        ("14:00", ["14", "00"]),
        ("العربية עברית", ["العربية", "עברית"]),
        ("日本語", ["日本語"]),
    ],
)
def test_words_and_signs(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


@pytest.mark.parametrize(
    "text", ["", " \n\t", "?!…", "🙂👍🏽", "\x00\x07", "___", "\u200b\u202e", "ﾞ", "\ufe70", "\ud800"]
)
def test_text_without_a_word_has_no_token(text: str) -> None:
    assert tokenize(text) == []


@pytest.mark.parametrize(
    ("form", "word"), [("sprava", "Správa"), ("vyrocna", "výročná"), ("email", "e-mail"), ("other", "other")]
)
def test_a_form_is_named_as_it_was_typed(form: str, word: str) -> None:
    assert as_typed(form, "Správa výročná, e-mail") == word


def test_parts_of_a_joined_word_remember_their_places() -> None:
    assert parts("e-Mail") == [Token("e", 0, 1), Token("mail", 2, 6)]
    assert parts("well‑to-do") == [Token("well", 0, 4), Token("to", 5, 7), Token("do", 8, 10)]


@pytest.mark.parametrize("word", ["mail", "c++", "c#", "€"])
def test_a_simple_word_has_no_parts(word: str) -> None:
    assert parts(word) == []


def test_words_are_folded_in_order_and_joined_ones_come_apart_where_that_is_wanted() -> None:
    assert folded_words("Môj E-mail, 2×") == ("moj", "email", "2")
    assert folded_words("Môj E-mail, 2×", with_parts=True) == ("moj", "email", "2", "e", "mail")
