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
13. A query is respelled with its misspelt words exchanged, and nothing else.
14. A completion, a synonym, or the word itself in another form is no correction; nor is a word that is like none.
15. Diacritics are those of the passages shown.
"""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import open_analyzer
from search.analysis.synonyms import Synonyms, parse_synonyms
from search.query.expand import Expander
from search.query.parse import parse_query
from search.query.typo import allowed_edits, corrections, misspellings, respelled
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


def misspelt(query: str, words: str, synonyms: str = "", spelt_well: Collection[str] = ()) -> dict[str, str]:
    """Return what the words of ``query`` are read as where articles hold ``words``."""
    vocabulary = WordList(words, ENGLISH)
    table = parse_synonyms(synonyms, "en", ENGLISH)[0] if synonyms else Synonyms()
    parsed = parse_query(query, ENGLISH, vocabulary, SETTINGS)
    groups = Expander(ENGLISH, vocabulary, table, SETTINGS).expand(parsed)
    return misspellings(parsed.words, groups, SETTINGS, spelt_well.__contains__)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("my pasword ", {"pasword": "password"}),
        ("pasword and witdrawl ", {"pasword": "password", "witdrawl": "withdrawal"}),
        ("oassword ", {"oassword": "password"}),
        ("pasword", {"pasword": "password"}),
        ("PASWORD ", {"pasword": "password"}),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest(query: str, expected: dict[str, str]) -> None:
    assert misspelt(query, "password withdrawal my") == expected


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("password ", "password"),
        ("passwords ", "password"),
        ("withdrawing ", "withdrawal withdraw"),
        ("passwor", "password"),
        ("passw", "password"),
        ("with", "withdrawal"),
        ("mortgage ", "password"),
        ("pim ", "pin"),
        ("sk123 ", "sk124"),
        ("", "password"),
        ("?! ", "password"),
    ],
)
def test_a_word_that_is_known_completed_or_like_none_is_not_exchanged(query: str, words: str) -> None:
    assert misspelt(query, words) == {}


def test_a_word_that_is_spelt_well_is_not_exchanged_though_no_article_holds_it() -> None:
    assert misspelt("boat ", "boot") == {"boat": "boot"}
    assert misspelt("boat ", "boot", spelt_well=["boat"]) == {}


@pytest.mark.parametrize("query", ["handset ", "lost handset here "])
def test_a_synonym_is_no_correction(query: str) -> None:
    assert misspelt(query, "phone lost here", synonyms="handset => phone") == {}


def test_a_word_with_a_synonym_that_is_misspelt_is_still_corrected() -> None:
    assert misspelt("lots of handsset ", "handset lost", synonyms="handset => phone")["handsset"] == "handset"


@pytest.mark.parametrize(("query", "words", "synonyms"), [("tv ", "pc", "tv => pc"), ("tan ", "pin", "tan => pin")])
def test_a_short_synonym_is_no_correction(query: str, words: str, synonyms: str) -> None:
    assert misspelt(query, words, synonyms) == {}


@pytest.mark.parametrize(("query", "words"), [("wi fi ", "wifi"), ("e mail ", "email"), ("2 fa ", "2fa")])
def test_a_word_that_articles_write_as_one_is_no_misspelling(query: str, words: str) -> None:
    assert misspelt(query, words) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my pasword", "my password"),
        ("My PASWORD, please?", "My password, please?"),
        ("pasword pasword", "password password"),
        ("paswords", "paswords"),
        ("", ""),
        ("¿pásword?", "¿password?"),
    ],
)
def test_only_the_words_to_be_exchanged_are(text: str, expected: str) -> None:
    assert respelled(text, {"pasword": "password"}, ()) == expected


@pytest.mark.parametrize(
    ("replacements", "passages", "expected"),
    [
        ({"contrasenia": "contrasena"}, ["Cambiar la contraseña."], "contraseña"),
        ({"contrasenia": "contrasena"}, ["CONTRASEÑA"], "contraseña"),
        ({"contrasenia": "contrasena"}, ["Otra cosa."], "contrasena"),
        ({"contrasenia": "contrasena"}, [], "contrasena"),
        ({"contrasenia": "contrasena"}, ["contrasena", "contraseña"], "contrasena"),
        ({"contrasenia": "correo-e"}, ["correo-e"], "correo-e"),
    ],
)
def test_diacritics_are_those_of_the_first_passage_that_has_the_word(
    replacements: dict[str, str], passages: list[str], expected: str
) -> None:
    assert respelled("contrasenia", replacements, passages) == expected


def test_words_that_are_not_exchanged_keep_their_spelling() -> None:
    assert respelled("Zmena hesla a pinn", {"pinn": "pin"}, ["Zména Heslá PIN"]) == "Zmena hesla a pin"


def test_a_joined_word_is_exchanged_whole() -> None:
    assert respelled("my e-mial works", {"emial": "email"}, ["Your e-mail"]) == "my e-mail works"


def test_a_part_of_a_joined_word_is_exchanged() -> None:
    replacements = misspelt("pasword-reset now ", "password reset now")
    assert respelled("pasword-reset now", replacements, ()) == "password-reset now"


@given(
    st.text(st.sampled_from("ab ?-é"), max_size=12), st.lists(st.text(st.sampled_from("ab é"), max_size=8), max_size=3)
)
def test_without_misspellings_a_query_stays_as_it_is(text: str, passages: list[str]) -> None:
    assert respelled(text, {}, passages) == text
