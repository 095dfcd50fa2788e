"""One number is one word, however it is written; another number is another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.numbers import number_form
from search.analysis.tokens import folded_words, tokenize


@pytest.mark.parametrize(
    "written",
    [
        "48000",
        "48,000",
        "48.000",
        "48 000",
        "48\u00a0000",
        "48\u202f000",
        "48'000",
        "48k",
        "48K",
        "48 tis.",
        "48tis",
        "48 tisíc",
        "48 mil",
        "48 thousand",
        "48,000.00",
        "48.000,00",
        "48 000,0",
        "48.0k",
    ],
)
def test_an_amount_is_one_word_however_its_thousands_are_written(written: str) -> None:
    assert folded_words(f"over {written}, please", with_parts=True) == ("over", "48000", "please")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("€48,000", ["€", "48000"]),
        ("48 000€", ["48000", "€"]),
        ("EUR48000", ["eur", "48000"]),
        ("48kEUR", ["48000", "eur"]),
        ("48.000eur", ["48000", "eur"]),
        ("500Kč", ["500", "kc"]),
        ("$1,250.75", ["$", "1250.75"]),
    ],
)
def test_a_currency_that_is_glued_on_is_a_word_of_its_own(text: str, words: list[str]) -> None:
    assert [token.form for token in tokenize(text)] == words


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("1.50", "1.5"),
        ("15", "15"),
        ("0.500", "0.5"),
        ("2,0", "2"),
        ("1.5k", "1500"),
        ("1,5 tis", "1500"),
        ("2 milióny", "2000000"),
        ("3.2 million", "3200000"),
        ("1.000.000", "1000000"),
        ("12.3456", "12.3456"),
        ("6.2.11", "6.2.11"),
        ("v6.2.11", "6.2.11"),
        ("30.11.2026", "30.11.2026"),
    ],
)
def test_decimals_and_versions_keep_their_meaning(text: str, form: str) -> None:
    assert [token.form for token in tokenize(text)] == [form]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("in 2024 300 people", ["in", "2024", "300", "people"]),
        ("5 k zmluve", ["5", "k", "zmluve"]),
        ("24h 3D 10th", ["24h", "3d", "10th"]),
        ("10-15", ["1015"]),
        ("1, 2. 3", ["1", "2", "3"]),
        ("eurovision neuro75", ["eurovision", "neuro75"]),
    ],
)
def test_what_is_no_grouped_number_stays(text: str, words: list[str]) -> None:
    assert [token.form for token in tokenize(text)] == words


@given(st.integers(1000, 10**15), st.sampled_from([" ", ",", ".", "\u00a0", "'"]))
def test_every_whole_number_has_one_form(number: int, gap: str) -> None:
    assert number_form(f"{number:,}".replace(",", gap)) == str(number)


@given(st.from_regex(r"[0-9., k]{1,14}", fullmatch=True))
def test_tokens_lie_in_the_text_one_behind_the_other(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
