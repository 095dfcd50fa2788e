"""What is made up for where some articles have wordings and others lack them:

1. Articles without any are not pushed out by those of others, and these keep nearly all that they had.
2. Where none has a wording, or all have enough, the order stays as it is.
3. A wording that is asked word for word is meant, however little the others have.
4. The more wordings an article has, the less it lacks; beyond ``ENOUGH_WORDINGS`` nothing.
5. Where texts are long, an article lacks less.
6. What is compared with thresholds does not change by it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis.analyzer import open_analyzer
from search.engines.local.shelf import ENOUGH_WORDINGS, HALVED_BY_WORDS, LONG_TEXT_LACKS, Shelf, unworded
from search.model import Article, Feedback
from search.ranking.confidence import EVIDENCE_DEPTH, attained_score
from search.ranking.ranker import Ranking, rank
from search.settings import RankingSettings
from tests.factories import article, retrieve, segment, shelf

ENGLISH = open_analyzer("en")
WITH = RankingSettings()
WITHOUT = replace(WITH, unworded=0.0)
NOUNS = ("card", "tax", "loan", "pin", "phone", "letter", "fee", "branch", "safe", "cheque", "bond", "fund", "limit")
VERBS = ("renew", "lose")
KEYS = tuple(f"{verb}-{noun}" for verb in VERBS for noun in NOUNS)
HALF = KEYS[len(NOUNS) :]
SAID = ("urgent", "today", "again", "wrong", "missing", "yesterday", "trouble", "stuck", "quickly", "broken", "waiting")
ASKED = 5


def said(key: str, chance: random.Random) -> str:
    """Return what a customer says of ``key``, most of it in words that are said of everything."""
    return " ".join((*key.split("-"), *chance.sample(SAID, 4)))


def collection(covered: Sequence[str], number: int = ASKED) -> list[Article]:
    """Return an article of a title for each key; those of ``covered`` have so many questions."""
    chance = random.Random(3)
    return [
        article(
            f"en/{key}",
            f"{key.replace('-', ' ')} terms and conditions",
            questions=[said(key, chance) for _ in range(number)] if key in covered else [],
        )
        for key in KEYS
    ]


def order(one: Shelf, query: str, weights: RankingSettings) -> list[str]:
    """Return article_ids, best first."""
    shortlist = retrieve(one, ENGLISH, query)
    return [shortlist.article_id(place) for place in ranking_of(one, query, weights).places.tolist()]


def ranking_of(one: Shelf, query: str, weights: RankingSettings) -> Ranking:
    return rank(retrieve(one, ENGLISH, query), Feedback(), weights)


def hit_1(one: Shelf, keys: Sequence[str], weights: RankingSettings) -> float:
    """Return the share of ten questions a key whose article comes first."""
    chance = random.Random(11)
    asked = [(key, said(key, chance)) for key in keys for _ in range(10)]
    return float(np.mean([order(one, f"{text} ", weights)[0] == f"en/{key}" for key, text in asked]))


def test_wordings_of_half_the_articles_do_not_push_the_others_out() -> None:
    before, after = (hit_1(HALF_COVERED, KEYS[: len(NOUNS)], weights) for weights in (WITHOUT, WITH))
    assert after > before + 0.1


def test_those_that_have_wordings_keep_nearly_all_they_had() -> None:
    before, after = (hit_1(HALF_COVERED, HALF, weights) for weights in (WITHOUT, WITH))
    assert after > before - 0.05


@pytest.mark.parametrize("covered", [(), KEYS], ids=["none", "all"])
@given(words=st.lists(st.sampled_from((*NOUNS, *VERBS, *SAID, "terms", "unheard")), min_size=1, max_size=6))
@settings(max_examples=60)
def test_where_articles_have_alike_many_wordings_the_order_stays(covered: Sequence[str], words: list[str]) -> None:
    query = " ".join(words) + " "
    assert order(LIKE[bool(covered)], query, WITH) == order(LIKE[bool(covered)], query, WITHOUT)


LIKE = {
    is_covered: shelf(segment(collection(KEYS if is_covered else (), ASKED + 3), ENGLISH))
    for is_covered in (False, True)
}
HALF_COVERED = shelf(segment(collection(HALF), ENGLISH))


@pytest.mark.parametrize("asked", [each for each in collection(HALF) if each.questions], ids=HALF)
def test_a_wording_asked_word_for_word_is_meant(asked: Article) -> None:
    for question in asked.questions:
        assert order(HALF_COVERED, f"{question} ", WITH)[0] == asked.article_id


def lacking(*questions: int, words: float = 0) -> list[float]:
    """Return what articles with so many questions lack, where half of all texts have no more than ``words``."""
    articles = [
        article(f"en/{place}", "Card", questions=[f"lost {each}" for each in range(number)])
        for place, number in enumerate(questions)
    ]
    return unworded(segment(articles, ENGLISH), words).tolist()


def test_the_more_wordings_an_article_has_the_less_it_lacks() -> None:
    found = lacking(0, 1, 2, 3, ENOUGH_WORDINGS, ENOUGH_WORDINGS + 4)
    assert found[:-1] == sorted(set(found[:-1]), reverse=True)
    assert found[0] == 1.0
    assert found[-2:] == pytest.approx([0, 0], abs=1e-6)


def test_the_longer_the_texts_the_less_an_article_lacks() -> None:
    rows = [lacking(0, words=words)[0] for words in (0, 10, HALVED_BY_WORDS, 1000, 1e9)]
    assert rows == sorted(rows, reverse=True)
    assert rows[2] == pytest.approx((1 + LONG_TEXT_LACKS) / 2)
    assert rows[-1] == pytest.approx(LONG_TEXT_LACKS)


@given(words=st.lists(st.sampled_from((*NOUNS, *VERBS, *SAID)), min_size=1, max_size=6))
@settings(max_examples=60)
def test_the_score_of_what_stays_among_the_first_does_not_change(words: list[str]) -> None:
    query = " ".join(words) + " "
    firsts = [order(HALF_COVERED, query, weights)[:3] for weights in (WITH, WITHOUT)]
    if set(firsts[0]) == set(firsts[1]):
        rankings = [ranking_of(HALF_COVERED, query, weights) for weights in (WITH, WITHOUT)]
        one, other = (attained_score(each, each.places[:EVIDENCE_DEPTH]) for each in rankings)
        assert one == pytest.approx(other, abs=1e-6)


def test_the_words_of_half_the_texts_are_counted_without_titles_and_questions() -> None:
    texts = ("", "one two three", "one two three four five six seven")
    articles = [
        article(f"en/{n}", "A very long title of it", text, questions=["a b c d"]) for n, text in enumerate(texts)
    ]
    assert shelf(segment(articles, ENGLISH)).text_words == 3
    assert shelf(segment([], ENGLISH)).text_words == 0
