"""A shelf:

1. A small segment beside a large one answers as if all articles were in one.
2. Removed and replaced articles are never found, listed or opened.
3. The best candidates are those of a full sort, in a large segment too.
4. Every piece of evidence is between 0 and 1.
5. Vocabulary and completions are those of all segments.
6. A segment too large to count every word of every article gives the candidates of a small one.
"""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import open_analyzer
from search.engines.local import shelf as shelf_module
from search.engines.local.shelf import Shelf, best_numbers, rows_of
from search.engines.local.writer import background_of
from search.model import Article, Feedback
from search.ranking.ranker import rank
from search.settings import RankingSettings
from tests.factories import article, ranked_ids, retrieve, segment, shelf

ENGLISH = open_analyzer("en")
NOBODY = np.zeros(0, dtype=np.int32)
TOPICS = ("card", "transfer", "password", "account", "deposit", "ledger", "invoice", "ticket", "refund", "broker")
VERBS = ("open", "close", "lose", "change", "cancel", "find", "verify", "block")
WORDS = (*TOPICS, *VERBS, "bank", "phone", "letter", "country", "month", "euro", "address", "branch")


def collection() -> list[Article]:
    """Return 80 articles, each about one thing one can do with one topic."""
    chance = random.Random(7)
    return [
        article(
            f"en/{verb}-{topic}",
            f"How do I {verb} my {topic}?",
            " ".join(chance.choices(WORDS, k=60)),
            questions=[f"{verb} the {topic}", f"I want to {verb} {topic} {chance.choice(WORDS)}"],
            keywords=[chance.choice(WORDS)],
            updated=date(2026, 1, 1),
        )
        for topic in TOPICS
        for verb in VERBS
    ]


ARTICLES = collection()
QUERIES = [f"{verb} {topic} " for verb in VERBS for topic in TOPICS] + ["lost passwords ", "cancl my tiket ", "accoun"]


NEAR = 0.1
"""A small segment takes over average length and n-gram weights of the large one, so scores differ by so much of 4.5."""


def split(small: list[Article], large: list[Article]) -> Shelf:
    beside = segment(large, ENGLISH)
    return shelf(beside, segment(small, ENGLISH, background_of(beside)))


@pytest.fixture(scope="module")
def whole() -> Shelf:
    return shelf(segment(ARTICLES, ENGLISH))


@pytest.fixture(scope="module")
def in_two() -> Shelf:
    return split(ARTICLES[::9], [each for number, each in enumerate(ARTICLES) if number % 9])


def test_a_small_segment_beside_a_large_one_answers_as_if_all_were_in_one(whole: Shelf, in_two: Shelf) -> None:
    assert in_two.article_count == whole.article_count
    for query in QUERIES:
        expected, found = scores(whole, query), scores(in_two, query)
        assert next(iter(found)) == next(iter(expected)), query
        assert found == pytest.approx(expected, abs=NEAR), query


def scores(one: Shelf, query: str) -> dict[str, float]:
    """Return article_id -> score of all articles found, best first."""
    shortlist = retrieve(one, ENGLISH, query, limit=200)
    ranking = rank(shortlist, Feedback(), RankingSettings())
    return {shortlist.article_id(place): float(ranking.scores[place]) for place in ranking.places.tolist()}


def test_the_same_articles_are_found_wherever_they_lie(whole: Shelf, in_two: Shelf) -> None:
    for query in QUERIES:
        assert set(ranked_ids(in_two, ENGLISH, query, limit=200)) == set(ranked_ids(whole, ENGLISH, query, limit=200))


def test_a_replaced_article_is_found_as_it_is_now() -> None:
    beside = [*ARTICLES[1:40], article("en/a", "Old ledger entry", "obsolete")]
    two = split([article("en/a", "New broker entry", "current")], beside)
    assert "en/a" not in ranked_ids(two, ENGLISH, "obsolete ")
    assert ranked_ids(two, ENGLISH, "current ") == ["en/a"]
    assert ranked_ids(two, ENGLISH, "entry ") == ["en/a"]
    place = two.place_of("en/a")
    assert place is not None
    assert place[0].article(place[1]).title == "New broker entry"
    assert two.article_count == 40


def test_a_removed_article_is_never_found() -> None:
    one = shelf(segment([article("en/a", "Ledger"), article("en/b", "Ledger entry")], ENGLISH), removed=["en/a"])
    assert ranked_ids(one, ENGLISH, "ledger ") == ["en/b"]
    assert one.place_of("en/a") is None
    assert [each.article_ids[number] for each, number in one.living()] == ["en/b"]
    assert one.article_count == 1


def test_a_shelf_of_which_everything_is_removed_finds_nothing() -> None:
    one = shelf(segment([article("en/a", "Ledger")], ENGLISH), removed=["en/a"])
    assert ranked_ids(one, ENGLISH, "ledger ") == []


def test_a_shelf_without_articles_finds_nothing() -> None:
    assert ranked_ids(shelf(segment([], ENGLISH)), ENGLISH, "ledger ") == []


def test_an_article_without_any_word_is_no_obstacle() -> None:
    one = shelf(segment([article("en/a", "???", "!"), article("en/b", "Ledger", [])], ENGLISH))
    assert ranked_ids(one, ENGLISH, "ledger ") == ["en/b"]


def test_every_living_article_is_listed_once(in_two: Shelf) -> None:
    ids = [each.article_ids[number] for each, number in in_two.living()]
    assert sorted(ids) == sorted(each.article_id for each in ARTICLES)


def test_every_piece_of_evidence_is_between_0_and_1(whole: Shelf) -> None:
    for query in [*QUERIES, "card card card ", "how do i open my card ", "?"]:
        evidence = retrieve(whole, ENGLISH, query).evidence
        for name in ("words", "forms", "profile", "question", "title"):
            values = getattr(evidence, name)
            assert values.dtype == np.float32
            assert ((values >= 0) & (values <= 1.0001)).all(), (query, name)


def test_a_wording_that_holds_a_word_and_all_its_completions_is_no_more_than_alike() -> None:
    one = shelf(segment([article("en/a", "lexab lexod lexum lexik"), *ARTICLES[:20]], ENGLISH))
    evidence = retrieve(one, ENGLISH, "lex").evidence
    assert evidence.title.max() <= 1
    assert evidence.question.max() <= 1


def test_the_title_alone_is_fully_alike_to_itself(whole: Shelf) -> None:
    shortlist = retrieve(whole, ENGLISH, "how do i close my account ")
    ids = [shortlist.article_id(place) for place in range(len(shortlist))]
    assert shortlist.evidence.title[ids.index("en/close-account")] > 0.95


def test_days_are_those_of_updated() -> None:
    one = shelf(segment([article("en/a", "Ledger", updated=date(1970, 1, 11)), article("en/b", "Ledger")], ENGLISH))
    shortlist = retrieve(one, ENGLISH, "ledger ")
    days = {shortlist.article_id(place): int(shortlist.evidence.updated_days[place]) for place in range(len(shortlist))}
    assert days == {"en/a": 10, "en/b": -1}


def test_at_most_the_limit_of_candidates_is_given_per_segment(in_two: Shelf) -> None:
    assert len(retrieve(in_two, ENGLISH, "card ", limit=3)) == 6


def test_a_large_segment_gives_the_candidates_of_a_small_one(whole: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [ranked_ids(whole, ENGLISH, query, limit=8)[:1] for query in QUERIES]
    monkeypatch.setattr(shelf_module, "LARGE", 10)
    assert [ranked_ids(whole, ENGLISH, query, limit=8)[:1] for query in QUERIES] == expected


def test_function_words_alone_are_counted_in_a_large_segment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "LARGE", 1)
    one = shelf(segment([article("en/a", "Who are you"), article("en/b", "Ledger")], ENGLISH))
    assert ranked_ids(one, ENGLISH, "who are you ") == ["en/a"]


def test_a_word_is_known_in_whichever_segment_it_lies() -> None:
    two = split([article("en/b", "Brokers")], [article("en/a", "Ledger")])
    assert [two.has_form(form) for form in ("ledger", "brokers", "broker")] == [True, True, False]
    assert [two.has_key(key) for key in ("ledger", "broker", "brokers")] == [True, True, False]


def test_completions_are_given_by_how_many_articles_hold_them() -> None:
    large = [article("en/a", "card cart"), article("en/b", "cart care")]
    two = split([article("en/c", "care cast cart")], large)
    assert two.completions("ca", 3) == ["cart", "care", "card"]
    assert two.completions("ca", 1) == ["cart"]
    assert two.completions("x", 3) == []


def test_forms_by_first_letter_are_those_of_all_segments() -> None:
    two = split([article("en/b", "Cash broker")], [article("en/a", "Card ledger")])
    assert sorted(two.forms_by_first_letter("c")) == ["card", "cash"]


def test_a_candidate_that_is_not_there_is_refused(whole: Shelf) -> None:
    shortlist = retrieve(whole, ENGLISH, "card ", limit=2)
    with pytest.raises(IndexError):
        shortlist.article_id(2)


@given(
    st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9]) | st.floats(0, 1), max_size=60),
    st.integers(1, 10),
    st.sets(st.integers(0, 59)),
)
def test_the_best_numbers_are_those_of_a_sort(scores: list[float], limit: int, dead: set[int]) -> None:
    check_best(np.array(scores, dtype=np.float64), limit, {each for each in dead if each < len(scores)})


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("count", [129, 640, 1281, 10_000, 10_048])
def test_the_best_numbers_of_a_large_array_are_those_of_a_sort(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.random(count) * (chance.random(count) < [0.0005, 0.01, 0.3, 0.9, 1.0][seed])
    check_best(scores, 10, set(chance.integers(0, count, 40).tolist()))
    check_best(scores, 1, set(np.argsort(scores)[-3:].tolist()))


def check_best(scores: np.ndarray[tuple[int, ...], np.dtype[np.float64]], limit: int, dead: set[int]) -> None:
    """Compare with a sort; of equal scores at the end any may be taken."""
    living = [(float(score), number) for number, score in enumerate(scores) if score > 0 and number not in dead]
    expected = sorted((score for score, _ in living), reverse=True)[:limit]
    found = best_numbers(scores.copy(), limit, np.array(sorted(dead), dtype=np.int32)).tolist()
    assert len(set(found)) == len(found)
    assert not dead & set(found)
    assert sorted((float(scores[number]) for number in found), reverse=True) == expected


def test_rows_of_several_lengths_are_found_in_one_array() -> None:
    offsets = np.array([0, 2, 2, 5, 6])
    places, begins, lengths = rows_of(offsets, np.array([3, 1, 0]))
    assert (places.tolist(), begins.tolist(), lengths.tolist()) == ([5, 0, 1], [0, 1, 1], [1, 0, 2])
