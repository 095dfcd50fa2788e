"""Openers: greetings, thanks and calls for help that do not say yet what happened:

1. Each opener of each language is one, whatever its capitals, signs and diacritics.
2. Several one after the other are, of several languages too.
3. A problem before, between or behind them makes a question of them.
4. A text without a word is none, and no long one is.
"""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.languages import LANGUAGES
from search.query.openers import MOST_WORDS, consists_of, is_opener

OPENERS = sorted({opener for language in LANGUAGES.values() for opener in language.openers})


@pytest.mark.parametrize(
    "text",
    [
        *("hi", "Hello!", "good morning", "HELP", "ok", "thanks", "Please help me", "I have a question"),
        *("hola", "¡Hola!", "Buenas tardes.", "¿Hola?", "buenos días", "gracias", "necesito ayuda", "tengo una duda"),
        *("ahoj", "Dobrý deň,", "DOBRY DEN", "ďakujem", "pomoc", "mám otázku", "prosím o pomoc"),
    ],
)
def test_what_says_nothing_yet_is_an_opener(text: str) -> None:
    assert is_opener(text)


@pytest.mark.parametrize(
    "text", ["Hola, buenas. Help!", "hello hola ahoj", "ok, gracias, thanks", "Dobrý deň, help please"]
)
def test_openers_of_several_languages_are_one(text: str) -> None:
    assert is_opener(text)


@pytest.mark.parametrize(
    "text",
    [
        *("hello my card was stolen", "my card was stolen, hello", "hi fees thanks", "help with my password"),
        *("hola, no puedo entrar", "buenas, comisiones", "ahoj, kde sú peniaze", "poplatky"),
        *("hellofresh", "okay card", "hi 5"),
    ],
)
def test_a_problem_makes_a_question_of_them(text: str) -> None:
    assert not is_opener(text)


@pytest.mark.parametrize("text", ["", "   ", "?", "!!!", "\x00", "😀", "日本"])
def test_what_holds_no_word_is_no_opener(text: str) -> None:
    assert not is_opener(text)


def test_nobody_only_greets_at_length() -> None:
    assert is_opener(" ".join(["hola"] * MOST_WORDS))
    assert not is_opener(" ".join(["hola"] * (MOST_WORDS + 1)))
    assert not is_opener("hola " * 100_000)


@given(st.lists(st.sampled_from(OPENERS), min_size=1, max_size=3))
def test_openers_one_after_the_other_are_one(openers: list[tuple[str, ...]]) -> None:
    words = list(chain(*openers))
    if len(words) <= MOST_WORDS:
        assert is_opener(", ".join(map(" ".join, openers)))
        assert is_opener(" ".join(words).upper() + "!")


@given(st.lists(st.sampled_from(OPENERS), max_size=2), st.lists(st.sampled_from(OPENERS), max_size=2))
def test_one_other_word_is_enough_to_be_asked(before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> None:
    assert not is_opener(" ".join([*chain(*before), "mortgage", *chain(*after)]))


def test_an_opener_of_two_words_is_needed_whole() -> None:
    openers = frozenset({("good", "morning"), ("morning", "all"), ("hi",)})
    assert consists_of(("good", "morning", "hi"), openers)
    assert not consists_of(("good", "morning", "all"), openers)
    assert not consists_of(("good",), openers)
