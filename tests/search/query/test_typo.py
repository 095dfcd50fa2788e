"""Typos:

1. A word of 4-7 letters may have one edit, a longer one two.
2. Words below 4 letters are not corrected.
3. Codes with digits are not corrected.
4. An edit inserts, deletes, replaces a letter or swaps two neighbours.
5. Two edits count for less than one.
6. Only the nearest words are given.
7. A typo in the first letter costs more.
8. A word that begins with the letter typed goes before one that does not.
9. The first letter may be wrong, too many, missing or swapped with the second.
10. Two edits that touch the first letter are not tried.
11. At most 6 words are given, equally near ones in the order of the alphabet.
12. No word is given for a word like none.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import open_analyzer
from search.query.typo import allowed_edits, corrections
from search.settings import RetrievalSettings
from tests.search.query.vocabularies import WordList

SETTINGS = RetrievalSettings()
ENGLISH = open_analyzer("en")
ONE_EDIT = 0.8
TWO_EDITS = pytest.approx(0.64)
FIRST_LETTER = pytest.approx(0.56)


def corrected(form: str, words: str) -> dict[str, float]:
    return dict(corrections(form, WordList(words, ENGLISH), SETTINGS))


@pytest.mark.parametrize(("letters", "edits"), [(1, 0), (3, 0), (4, 1), (7, 1), (8, 2), (20, 2)])
def test_longer_words_may_have_more_edits(letters: int, edits: int) -> None:
    assert allowed_edits("x" * letters, SETTINGS) == edits


def test_words_below_4_letters_are_not_corrected() -> None:
    assert corrected("pim", "pin pen") == {}


def test_codes_with_digits_are_not_corrected() -> None:
    assert corrected("sk123", "sk124 sk12") == {}
    assert corrected("ticket7", "ticket") == {}


@pytest.mark.parametrize("form", ["pasword", "passsword", "pazsword", "passwrod"])
def test_an_edit_inserts_deletes_replaces_or_swaps(form: str) -> None:
    assert corrected(form, "password") == {"password": ONE_EDIT}


def test_a_word_of_7_letters_has_no_second_edit() -> None:
    assert corrected("widraw", "withdraw") == {}
    assert corrected("depsitt", "deposit") == {}


def test_two_edits_count_for_less_than_one() -> None:
    assert corrected("withdrawl", "withdrawal") == {"withdrawal": ONE_EDIT}
    assert corrected("witdrawl", "withdrawal") == {"withdrawal": TWO_EDITS}


def test_only_the_nearest_words_are_given() -> None:
    assert corrected("transfert", "transfer transporter transferred") == {"transfer": ONE_EDIT}


def test_a_typo_in_the_first_letter_costs_more() -> None:
    assert corrected("oassword", "password") == {"password": FIRST_LETTER}


def test_a_word_with_the_letter_typed_goes_before_one_without() -> None:
    assert corrected("bank", "tank banks") == {"banks": ONE_EDIT}


@pytest.mark.parametrize("form", ["oassword", "assword", "xpassword", "apssword"])
def test_the_first_letter_may_be_wrong_missing_too_many_or_swapped(form: str) -> None:
    assert corrected(form, "password") == {"password": FIRST_LETTER}


def test_a_second_typo_beside_one_in_the_first_letter_is_not_tried() -> None:
    assert corrected("oasswrod", "password") == {}


def test_at_most_6_words_are_given_by_the_alphabet() -> None:
    assert list(corrected("cart", "carz cary carx carw carv caru cars")) == [
        "cars",
        "caru",
        "carv",
        "carw",
        "carx",
        "cary",
    ]


@pytest.mark.parametrize("words", ["", "password", "word ward"])
def test_a_word_like_none_is_given_none(words: str) -> None:
    assert corrected("xylophone", words) == {}


@pytest.mark.parametrize("form", ["", "日本語日本", "пароль"])
def test_words_of_other_scripts_get_a_defined_answer(form: str) -> None:
    assert corrected(form, "password") == {}


@given(st.text(st.sampled_from("abc"), max_size=9), st.lists(st.text(st.sampled_from("abc"), min_size=1, max_size=9)))
def test_shares_fall_and_are_those_of_words(form: str, words: list[str]) -> None:
    found = corrections(form, WordList(" ".join(words), ENGLISH), SETTINGS)
    shares = [share for _, share in found]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < share <= 1 for share in shares)
    assert {word for word, _ in found} <= set(words)
    assert len(found) == len(dict(found)) <= SETTINGS.typo_words
