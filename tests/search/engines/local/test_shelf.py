"""A shelf:

1. A small segment beside a large one answers as if all articles were in one.
2. Removed and replaced articles are never found, listed or opened.
3. The best candidates are those of a full sort, in a large segment too.
4. Every piece of evidence is between 0 and 1.
5. Vocabulary and completions are those of all segments.
6. A segment too large to count every word of every article gives the candidates of a small one.
7. An article that shares no word is found by its meaning, from ``least_cosine`` on; a removed one never.
8. By meaning, too, a small segment beside a large one answers as if all articles were in one.
9. The wording nearest in meaning is named as it was written.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import open_analyzer
from search.engines.local import shelf as shelf_module
from search.engines.local.postings import Postings
from search.engines.local.ragged import rows_of
from search.engines.local.shelf import COMMON, Shelf, best_numbers, common_groups
from search.engines.local.writer import background_of
from search.meaning import open_model
from search.model import Article, Feedback
from search.protocols import Alternative, Group, RetrievalQuery
from search.ranking.ranker import rank
from search.settings import MeaningSettings, Settings
from tests.factories import BY_MEANING, BY_WORDS, article, ranked_ids, retrieve, section, segment, shelf

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


def split(small: list[Article], large: list[Article], settings: Settings = BY_WORDS) -> Shelf:
    beside = segment(large, ENGLISH, settings=settings)
    return shelf(beside, segment(small, ENGLISH, background_of(beside), settings))


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


def scores(one: Shelf, query: str, settings: Settings = BY_WORDS) -> dict[str, float]:
    """Return article_id -> score of all articles found, best first."""
    shortlist = retrieve(one, ENGLISH, query, limit=200, settings=settings)
    ranking = rank(shortlist, Feedback(), settings.weights)
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


REFUND = article("en/refund", "How do I get a refund?", "Refunds take two weeks.", questions=["reimbursement of order"])
HELP = [
    REFUND,
    article(
        "en/login",
        "I cannot sign in",
        [section("Choose another password."), section("Ask us.", "Two factors")],
        questions=["new password"],
    ),
    article("en/fees", "Which fees apply?", "A deposit is free.", questions=["our tariff"]),
]
MONEY_BACK = "give my money back "


def near(query: str, *articles: Article, settings: Settings = BY_MEANING, removed: Sequence[str] = ()) -> list[str]:
    """Return the ids found among ``articles``, best first."""
    one = shelf(segment(articles, ENGLISH, settings=settings), removed=removed)
    return ranked_ids(one, ENGLISH, query, settings=settings)


def test_an_article_without_one_shared_word_is_found_by_meaning() -> None:
    assert near(MONEY_BACK, *HELP)[0] == "en/refund"
    assert near(MONEY_BACK, *HELP, settings=BY_WORDS) == []


def test_its_evidence_is_that_of_meaning_alone() -> None:
    one = shelf(segment(HELP, ENGLISH, settings=BY_MEANING))
    shortlist = retrieve(one, ENGLISH, MONEY_BACK, settings=BY_MEANING)
    place = [shortlist.article_id(place) for place in range(len(shortlist))].index("en/refund")
    evidence = shortlist.evidence
    assert (evidence.words[place], evidence.forms[place], evidence.question[place]) == (0, 0, 0)
    assert evidence.nearest[place] > 0.4
    assert evidence.centroid[place] > 0.4


@pytest.mark.parametrize("query", ["zxqv ", "? ", "日本 ", ""])
def test_a_query_without_meaning_finds_nothing(query: str) -> None:
    assert near(query, *HELP) == []


@pytest.mark.parametrize(("above", "expected"), [(-0.01, ["en/refund"]), (0.01, [])])
def test_an_article_without_a_shared_word_must_be_alike_enough(above: float, expected: list[str]) -> None:
    one = shelf(segment([REFUND], ENGLISH, settings=BY_MEANING))
    cosine = float(retrieve(one, ENGLISH, MONEY_BACK, settings=BY_MEANING).evidence.centroid[0])
    settings = Settings(meaning=MeaningSettings(least_cosine=cosine + above))
    assert ranked_ids(one, ENGLISH, MONEY_BACK, settings=settings) == expected


def test_an_article_that_shares_a_word_need_not_be_alike() -> None:
    settings = Settings(meaning=MeaningSettings(least_cosine=1.1))
    assert near("deposit ", *HELP, settings=settings) == ["en/fees"]


@pytest.mark.parametrize("most", [0, 1, 3])
def test_at_most_so_many_articles_are_added_for_their_meaning(most: int) -> None:
    articles = [article(f"en/{number}", f"Refund {number}", "Reimbursement.") for number in range(6)]
    settings = Settings(meaning=MeaningSettings(candidates=most))
    assert len(near(MONEY_BACK, *articles, settings=settings)) == most


def test_the_nearest_are_added() -> None:
    settings = Settings(meaning=MeaningSettings(candidates=1, least_cosine=-1.0))
    for query in (MONEY_BACK, "log into my account ", "cost and price "):
        one = shelf(segment(HELP, ENGLISH, settings=settings))
        everything = Settings(meaning=MeaningSettings(least_cosine=-1.0))
        shortlist = retrieve(one, ENGLISH, query, settings=everything)
        best = shortlist.article_id(int(np.argmax(shortlist.evidence.centroid)))
        assert ranked_ids(one, ENGLISH, query, limit=0, settings=settings) == [best], query


def test_no_article_is_a_candidate_twice() -> None:
    one = shelf(segment(ARTICLES, ENGLISH, settings=BY_MEANING))
    for query in QUERIES:
        found = ranked_ids(one, ENGLISH, query, limit=8, settings=BY_MEANING)
        assert len(set(found)) == len(found), query


def test_a_removed_article_is_not_found_by_meaning_either() -> None:
    assert "en/refund" not in near(MONEY_BACK, *HELP, removed=["en/refund"])


def test_removed_articles_do_not_take_the_place_of_living_ones() -> None:
    articles = [article(f"en/{number}", f"Refund {number}", "Reimbursement.") for number in range(12)]
    settings = Settings(meaning=MeaningSettings(candidates=2))
    removed = [f"en/{number}" for number in range(10)]
    assert sorted(near(MONEY_BACK, *articles, settings=settings, removed=removed)) == ["en/10", "en/11"]


def test_a_replaced_article_is_found_by_its_present_meaning_only() -> None:
    small = [article("en/refund", "Opening hours", "On weekdays until six.")]
    two = split(small, HELP, BY_MEANING)
    assert "en/refund" not in ranked_ids(two, ENGLISH, MONEY_BACK, settings=BY_MEANING)
    assert ranked_ids(two, ENGLISH, "when are you open on weekdays ", settings=BY_MEANING)[0] == "en/refund"


def test_an_article_of_the_small_segment_is_found_by_meaning() -> None:
    two = split([REFUND], HELP[1:], BY_MEANING)
    assert ranked_ids(two, ENGLISH, MONEY_BACK, settings=BY_MEANING)[0] == "en/refund"


def test_with_meaning_too_a_small_segment_answers_as_if_all_were_in_one() -> None:
    one = shelf(segment(ARTICLES, ENGLISH, settings=BY_MEANING))
    two = split(ARTICLES[::9], [each for number, each in enumerate(ARTICLES) if number % 9], BY_MEANING)
    for query in [*QUERIES, "my wallet was stolen ", "get money out ", "forgotten secret code "]:
        expected, found = scores(one, query, BY_MEANING), scores(two, query, BY_MEANING)
        assert next(iter(found)) == next(iter(expected)), query
        shared = expected.keys() & found.keys()
        assert {each: found[each] for each in shared} == pytest.approx(
            {each: expected[each] for each in shared}, abs=NEAR
        )


def test_with_meaning_every_piece_of_evidence_is_a_share_or_a_cosine() -> None:
    one = shelf(segment([*ARTICLES, article("en/none", "!", [])], ENGLISH, settings=BY_MEANING))
    for query in [*QUERIES, "card card card ", "?"]:
        evidence = retrieve(one, ENGLISH, query, settings=BY_MEANING).evidence
        for name in ("nearest", "centroid"):
            values = getattr(evidence, name)
            assert values.dtype == np.float32
            assert (np.abs(values) <= 1.01).all(), (query, name)


def test_the_evidence_of_meaning_is_that_of_unquantised_vectors() -> None:
    model = open_model(BY_MEANING.meaning)
    assert model
    shortlist = retrieve(
        shelf(segment([REFUND], ENGLISH, settings=BY_MEANING)), ENGLISH, MONEY_BACK, settings=BY_MEANING
    )
    texts = (MONEY_BACK, "how do i get a refund", "reimbursement of order", "refunds take two weeks")
    query, *wordings = model.encode([text.split() for text in texts])
    centroid = sum(wordings[1:], wordings[0])
    assert shortlist.evidence.nearest[0] == pytest.approx(max(query @ each for each in wordings), abs=0.005)
    assert shortlist.evidence.centroid[0] == pytest.approx(query @ centroid / np.linalg.norm(centroid), abs=1e-4)


def test_without_a_model_there_is_no_evidence_of_meaning(whole: Shelf) -> None:
    evidence = retrieve(whole, ENGLISH, "open card ").evidence
    assert not evidence.nearest.any()
    assert not evidence.centroid.any()


@pytest.mark.parametrize(
    ("query", "alike"),
    [
        ("how do i get a refund ", "How do I get a refund?"),
        ("reimbursement of orders ", "reimbursement of order"),
        ("within two weeks ", "How do I get a refund?"),
    ],
)
def test_the_wording_nearest_in_meaning_is_named_as_it_was_written(query: str, alike: str) -> None:
    assert nearest_wording(query, REFUND) == alike


@pytest.mark.parametrize(
    ("query", "alike"), [("ask us ", "Two factors"), ("choose another password ", "I cannot sign in")]
)
def test_a_section_is_named_by_its_heading_the_first_by_the_title(query: str, alike: str) -> None:
    assert nearest_wording(query, HELP[1]) == alike


def test_without_a_model_nothing_is_alike(whole: Shelf) -> None:
    assert retrieve(whole, ENGLISH, "open card ").alike(0) == ""


def nearest_wording(query: str, of: Article) -> str:
    one = shelf(segment([of, *ARTICLES[:5]], ENGLISH, settings=BY_MEANING))
    shortlist = retrieve(one, ENGLISH, query, settings=BY_MEANING)
    places = [place for place in range(len(shortlist)) if shortlist.article_id(place) == of.article_id]
    return shortlist.alike(places[0])


@pytest.mark.parametrize(("holders", "weight", "is_common"), [(0, 0.5, False), (1, 0.5, True), (1, 1.0, False)])
def test_a_function_word_of_more_than_common_articles_decides_nothing(
    holders: int, weight: float, is_common: bool
) -> None:
    count = COMMON + holders
    articles = np.arange(count, dtype=np.int32)
    postings = Postings(
        ["rare", "the"], np.array([0, 1, 1 + count]), np.append([0], articles), np.ones(1 + count, np.float32), count
    )
    groups = (Group(weight, (Alternative("the", "the", 1.0),)), Group(1.0, (Alternative("rare", "rare", 1.0),)))
    query = RetrievalQuery("en", groups, np.zeros(0, np.uint16), np.zeros(0, np.float32))
    weighed: list[tuple[dict[int, float], float]] = [({1: 1.0}, 0.5), ({0: 1.0}, 0.5)]
    assert common_groups(postings, weighed, query) == [is_common, False]
    assert common_groups(postings, weighed[:1], replace(query, groups=groups[:1])) == [False]
    assert COMMON == 2_000
