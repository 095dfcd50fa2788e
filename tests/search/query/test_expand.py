"""What may stand for a word of a query:

1. A known word stands for itself, fully and first.
2. A word that is known in another inflection stands for that.
3. An unknown word stands for its corrections, or for nothing.
4. A known word is not corrected.
5. An unfinished last word stands for its completions; less so where it is a word already.
6. A finished word has no completions, a function word neither.
7. Two words stand for one that is written joined.
8. Synonyms count for less than the word, words of a phrase for less still.
9. A synonym that no article holds is left out.
10. There is a group for each word, in order, with the word's weight.
11. Only the first unknown words are corrected; a query that is nothing else is no typing error.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.synonyms import parse_synonyms
from search.protocols import Group
from search.query.expand import Expander
from search.query.parse import parse_query
from search.settings import RetrievalSettings
from tests.search.query.vocabularies import WordList

SETTINGS = RetrievalSettings()
ENGLISH = open_analyzer("en")


def expand(text: str, words: str, synonyms: str = "", analyzer: Analyzer = ENGLISH) -> tuple[Group, ...]:
    vocabulary = WordList(words, analyzer)
    table, _ = parse_synonyms(synonyms, "synonyms/en.txt", analyzer)
    return Expander(analyzer, vocabulary, table, SETTINGS).expand(parse_query(text, analyzer, vocabulary, SETTINGS))


def shares(text: str, words: str, synonyms: str = "") -> list[dict[str, float]]:
    return [{each.form: each.share for each in group.alternatives} for group in expand(text, words, synonyms)]


def test_a_known_word_stands_for_itself() -> None:
    assert shares("pin ", "pin") == [{"pin": 1.0}]


def test_a_word_known_in_another_inflection_stands_for_that() -> None:
    ((alternative,),) = [group.alternatives for group in expand("cards ", "card")]
    assert (alternative.form, alternative.key, alternative.share) == ("cards", "card", 1.0)


def test_an_unknown_word_stands_for_its_corrections() -> None:
    assert shares("pasword ", "password") == [{"password": 0.8}]


def test_an_unknown_word_like_none_stands_for_nothing() -> None:
    assert shares("xylophone ", "password") == [{}]


def test_a_known_word_is_not_corrected() -> None:
    assert shares("cart ", "cart card care") == [{"cart": 1.0}]


def test_an_unfinished_word_stands_for_its_completions() -> None:
    assert shares("my passw", "password passwords pass") == [{}, {"password": 0.8, "passwords": 0.8}]


def test_an_unfinished_word_that_is_a_word_stands_for_itself_first() -> None:
    assert shares("pass", "password pass passport") == [{"pass": 1.0, "password": 0.3, "passport": 0.3}]


def test_an_unfinished_word_that_begins_none_is_corrected() -> None:
    assert shares("pasword", "password") == [{"password": 0.8}]


def test_at_most_24_completions_are_taken() -> None:
    words = " ".join(f"pass{letter}{other}" for letter in "abcdefgh" for other in "klmno")
    (found,) = shares("pass", words)
    assert list(found) == words.split()[:24]


def test_a_finished_word_has_no_completions() -> None:
    assert shares("passw my", "password") == [{}, {}]


def test_a_function_word_beside_others_has_no_completions() -> None:
    assert shares("cards the", "cards theft the") == [{"cards": 1.0}, {"the": 1.0}]


def test_two_words_stand_for_the_joined_one() -> None:
    assert shares("wi fi ", "wifi wi fi") == [{"wi": 1.0, "wifi": 0.7}, {"fi": 1.0, "wifi": 0.7}]


def test_two_words_are_the_joined_one_where_articles_only_have_that() -> None:
    assert shares("wi fi ", "wifi") == [{"wifi": 1.0}]


def test_a_synonym_counts_for_less_than_the_word() -> None:
    assert shares("ticket ", "ticket request", "ticket, request") == [{"ticket": 1.0, "request": 0.7}]


def test_the_words_of_a_phrase_count_for_less_than_a_synonym() -> None:
    assert shares("2fa ", "second factor", "2fa => second factor") == [{"second": 0.35, "factor": 0.35}]


def test_every_word_of_a_phrase_stands_for_its_synonyms() -> None:
    assert shares("cash out ", "withdraw", "cash out => withdraw") == [{"withdraw": 0.7}, {"withdraw": 0.7}]


def test_a_function_word_within_a_phrase_does_not_stand_for_its_synonyms() -> None:
    assert shares("top in here up ", "deposit", "top in => deposit") == [{"deposit": 0.7}, {}, {}, {}]


def test_a_synonym_of_an_unknown_word_is_found() -> None:
    assert shares("helpdesk ", "support", "helpdesk => support") == [{"support": 0.7}]


def test_an_unknown_word_that_has_synonyms_is_not_corrected() -> None:
    assert shares("helpdesk ", "support helpdask", "helpdesk => support") == [{"support": 0.7}]


@pytest.mark.parametrize("query", ["two-factor ", "two factor ", "twofactor "])
def test_a_joined_word_of_a_rule_is_found_however_it_is_written(query: str) -> None:
    assert all("authenticator" in each for each in shares(query, "authenticator", "2fa, two-factor, authenticator"))


def test_a_synonym_that_no_article_holds_is_left_out() -> None:
    assert shares("ticket ", "ticket", "ticket, request") == [{"ticket": 1.0}]


def test_groups_keep_the_order_and_the_weights_of_the_words() -> None:
    groups = expand("how to withdraw xyz", "how withdraw")
    assert [group.weight for group in groups] == [0.5, 0.5, 1.0, 1.0]
    assert [len(group.alternatives) for group in groups] == [1, 0, 1, 0]


@pytest.mark.parametrize("text", ["", "?!", "🙂"])
def test_a_query_without_words_has_no_groups(text: str) -> None:
    assert expand(text, "pin") == ()


@given(st.text(st.sampled_from("abc -?"), max_size=12), st.text(st.sampled_from("abc "), max_size=20))
def test_the_word_itself_stands_first_and_no_share_is_above_1(text: str, words: str) -> None:
    for group in expand(text, words, "a, b\nab => c\na b => abc"):
        found = [each.share for each in group.alternatives]
        assert found == sorted(found, reverse=True)
        assert all(0 < share <= 1 for share in found)
        assert len({each.form for each in group.alternatives}) == len(found)


def test_only_the_first_unknown_words_are_corrected() -> None:
    most = SETTINGS.corrected_words
    found = shares("pasword " * (most + 3), "password")
    assert found == [{"password": 0.8}] * most + [{}] * 3


def test_a_known_word_behind_many_unknown_ones_still_counts() -> None:
    assert shares("zzzzzz " * 20 + "pin ", "pin")[-1] == {"pin": 1.0}
