"""Parsing a query:

1. Words are folded, keep their order, and stand as often as they were typed.
2. Function words weigh less beside others, fully alone.
3. Negations are never function words.
4. The last word is unfinished unless something follows it.
5. At most 64 words count, and at most 2,000 characters.
6. A joined word stays one where the vocabulary has it so, else its parts are taken.
7. Any text at all gets a defined answer.
8. n-grams and pairs of the words are the query's features; a pair weighs more than an n-gram.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer, open_analyzer
from search.query.parse import ParsedQuery, parse_query
from search.settings import ProfileSettings, RetrievalSettings
from tests.search.query.vocabularies import WordList

SETTINGS = RetrievalSettings()
PROFILE = ProfileSettings()
ENGLISH = open_analyzer("en")


def parse(text: str, analyzer: Analyzer = ENGLISH, words: str = "") -> ParsedQuery:
    return parse_query(text, analyzer, WordList(words, analyzer), SETTINGS)


def forms(query: ParsedQuery) -> list[str]:
    return [word.form for word in query.words]


def test_words_are_folded_and_keep_their_order() -> None:
    assert forms(parse("Café, CAFÉ & naïve café")) == ["cafe", "cafe", "naive", "cafe"]


def test_words_have_the_key_of_their_inflections() -> None:
    assert [word.key for word in parse("withdrew withdrawals").words] == ["withdraw", "withdraw"]


def test_function_words_weigh_less_beside_others() -> None:
    weights = {word.form: word.weight for word in parse("how do I withdraw").words}
    assert weights == {"how": 0.5, "do": 0.5, "i": 0.5, "withdraw": 1.0}


def test_function_words_alone_weigh_fully() -> None:
    assert {word.weight for word in parse("who are you").words} == {1.0}


@pytest.mark.parametrize(("code", "word"), [("en", "not"), ("en", "without"), ("es", "sin"), ("sk", "nie")])
def test_a_negation_is_no_function_word(code: str, word: str, analyzers: dict[str, Analyzer]) -> None:
    assert [each.weight for each in parse(f"{word} pin", analyzers[code]).words] == [1.0, 1.0]


@pytest.mark.parametrize(("text", "is_unfinished"), [("my pass", True), ("my pass ", False), ("my pass?", False)])
def test_the_last_word_is_unfinished_unless_something_follows_it(text: str, is_unfinished: bool) -> None:
    assert [word.is_unfinished for word in parse(text).words] == [False, is_unfinished]


def test_only_the_last_part_of_a_joined_word_is_unfinished() -> None:
    assert [word.is_unfinished for word in parse("my e-ma").words] == [False, False, True]


def test_at_most_64_words_count() -> None:
    query = parse(" ".join(f"word{number}" for number in range(100)))
    assert forms(query) == [f"word{number}" for number in range(64)]
    assert not any(word.is_unfinished for word in query.words)


def test_at_most_2000_characters_count() -> None:
    query = parse("a " * 10_000)
    assert len(query.text) == 2_000
    assert len(query.words) == 64


def test_at_most_128_letters_of_a_word_count() -> None:
    assert forms(parse("x" * 10_000)) == ["x" * 128]
    assert forms(parse("-".join(["x" * 100] * 2) + " pin")) == ["x" * 100] * 2 + ["pin"]
    assert forms(parse("e-mail" * 40, words="email")) == [*["e", *["maile"] * 39], "mail"]


def test_a_joined_word_stays_one_where_the_vocabulary_has_it_so() -> None:
    assert forms(parse("my e-mail", words="email")) == ["my", "email"]


def test_a_joined_word_falls_apart_where_the_vocabulary_does_not_have_it() -> None:
    assert forms(parse("my e-mail", words="mail")) == ["my", "e", "mail"]


def test_a_sign_of_money_is_a_word() -> None:
    assert forms(parse("5€ c++")) == ["5", "€", "c++"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("a", ["a"]),
        ("?!… ¿¡ --- '", []),
        ("🙂 👩‍👩‍👧 🇸🇰", []),
        ("\x00pin\x07code\x1b", ["pin", "code"]),
        ("\u202epin\u202c code", ["pin", "code"]),
        ("סיסמה كلمة", ["סיסמה", "كلمة"]),
        ("密码", ["密码"]),
        ("\ud800 pin", ["pin"]),
        ("<b>pin</b>", ["b", "pin", "b"]),
        ("a' OR 1=1 --", ["a", "or", "1", "1"]),
    ],
)
def test_any_text_has_these_words(text: str, expected: list[str]) -> None:
    assert forms(parse(text)) == expected


@given(st.text(), st.sampled_from(["", "email pin"]))
def test_any_text_at_all_is_parsed(text: str, words: str) -> None:
    query = parse(text, words=words)
    assert len(query.words) <= SETTINGS.query_terms
    assert all(word.form and word.key and word.weight in (0.5, 1.0) for word in query.words)
    assert sum(word.is_unfinished for word in query.words) <= 1


@given(st.text(st.sampled_from("aáäčďéíľňóôšťúýž -'?")))
def test_it_does_not_matter_how_diacritics_are_encoded(text: str) -> None:
    assert parse(unicodedata.normalize("NFD", text)).words == parse(unicodedata.normalize("NFC", text)).words


def test_without_words_there_are_no_features() -> None:
    features, frequencies = parse("?!").features(PROFILE)
    assert (str(features.dtype), len(features)) == ("uint16", 0)
    assert (str(frequencies.dtype), len(frequencies)) == ("float32", 0)


def test_pairs_follow_the_n_grams_and_weigh_more() -> None:
    query = parse("pin not known ")
    features, frequencies = query.features(PROFILE)
    n_grams = len(query.word_features(PROFILE))
    assert features[:n_grams].tolist() == query.word_features(PROFILE).tolist()
    assert frequencies.tolist() == [1.0] * n_grams + [PROFILE.pair_weight] * 2


def test_pairs_know_inflections() -> None:
    assert pairs("verified cards ") == pairs("verify card ")


def pairs(text: str) -> list[int]:
    features, frequencies = parse(text).features(PROFILE)
    found: list[int] = features[frequencies == PROFILE.pair_weight].tolist()
    return found


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("goldcard lost", "gold card lost", ["gold", "card", "lost"]),
        ("goldcard lost", "gold lost card", ["goldcard", "lost"]),
        ("goldcard lost", "goldcard gold card lost", ["goldcard", "lost"]),
        ("goldcards", "goldcard gold cards", ["goldcards"]),
        ("goldca", "goldcaps gold ca", ["goldca"]),
        ("gold card lost", "goldcard lost", ["goldcard", "lost"]),
        ("gold card lost", "goldcard lost gold card", ["gold", "card", "lost"]),
        ("gold card lost", "goldcard gold lost card", ["goldcard", "lost"]),
        ("howto lost", "how to lost", ["howto", "lost"]),
        ("signin lost", "sign in lost", ["sign", "in", "lost"]),
        ("log in lost", "login lost in", ["login", "lost"]),
        ("cancel a card", "cancela card a", ["cancel", "a", "card"]),
        ("to day lost", "today lost", ["to", "day", "lost"]),
        ("a way lost", "away a lost way", ["a", "way", "lost"]),
    ],
)
def test_words_are_joined_or_taken_apart_as_articles_have_them(text: str, words: str, expected: list[str]) -> None:
    assert forms(parse(text, words=words)) == expected


def test_the_halves_of_a_word_end_where_they_end_in_it() -> None:
    assert [word.is_unfinished for word in parse("goldcard", words="gold card").words] == [False, True]
    assert [word.is_unfinished for word in parse("goldcard ", words="gold card").words] == [False, False]


def test_only_the_first_unknown_words_are_taken_apart() -> None:
    most = SETTINGS.apart_words
    assert forms(parse("zzzzzz " * most + "goldcard", words="gold card"))[-1] == "goldcard"
    assert forms(parse("zzzzzz " * (most - 1) + "goldcard", words="gold card"))[-2:] == ["gold", "card"]


def test_a_word_that_has_synonyms_stays_as_it_is() -> None:
    vocabulary = WordList("gold card", ENGLISH)
    query = parse_query("goldcard ", ENGLISH, vocabulary, SETTINGS, frozenset({ENGLISH.key("goldcard")}))
    assert forms(query) == ["goldcard"]
