"""Questions asked without their own help:

1. Without itself a question has less evidence for its article, which its other words still find.
2. Without its article a question finds a neighbour at most.
3. Every question of every article is asked once, where there is room for all.
4. At most about ``most`` are asked, spread over the articles and over their questions.
5. The shelf is afterwards what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import search
from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.synonyms import Synonyms
from search.deflection.calibration import language_trials
from search.deflection.leave_one_out import Trial, batches, trials, without
from search.engines import open_engine
from search.engines.local.shelf import Shelf
from search.model import Article, Feedback
from search.query.expand import Expander
from search.searcher import Answer, Reading, ask
from search.settings import DecisionSettings
from tests.articles import markdown, write_files
from tests.conftest import WriteArticles
from tests.factories import BY_WORDS, RETRIEVAL, article, segment, shelf

SETTINGS = BY_WORDS
NO_SYNONYMS = Synonyms()
ARTICLES = [
    article(
        "en/card",
        "My card is lost",
        "Block the card at once.",
        questions=["someone stole my card", "purse vanished"],
    ),
    article("en/fees", "Which fees do you charge?", "Depositing is free.", questions=["price of a transfer"]),
    article("en/pin", "Change the PIN", "Choose four digits.", questions=["new secret digits", "forgot my pin"]),
    article("en/vpn", "Set up the VPN", "Install the tunnel."),
]


def reading_of(shelf: Shelf, analyzer: Analyzer) -> Reading:
    return Reading(analyzer, shelf, Expander(analyzer, shelf, NO_SYNONYMS, RETRIEVAL), None)


def answer(articles: Iterable[Article], question: str, analyzer: Analyzer) -> Answer:
    """Return what ``articles`` say to ``question``."""
    asked = shelf(segment(articles, analyzer))
    return ask(reading_of(asked, analyzer), question, SETTINGS, Feedback())


def all_trials(articles: Iterable[Article], analyzer: Analyzer, most: int = 1000) -> list[Trial]:
    asked = shelf(segment(articles, analyzer))
    return trials(reading_of(asked, analyzer), SETTINGS, most)


def tried(articles: Iterable[Article], question: str, analyzer: Analyzer) -> Trial:
    (found,) = (each for each in all_trials(articles, analyzer) if each.question == question)
    return found


@pytest.mark.parametrize("question", ["someone stole my card", "purse vanished", "new secret digits"])
def test_a_question_without_itself_has_less_evidence(question: str, english: Analyzer) -> None:
    assert tried(ARTICLES, question, english).evidence < answer(ARTICLES, question, english).evidence() - 0.1


def test_its_other_words_still_find_the_article(english: Analyzer) -> None:
    trial = tried(ARTICLES, "someone stole my card", english)
    assert (trial.article_id, trial.rank) == ("en/card", 1)
    assert trial.evidence > trial.evidence_without


def test_a_wording_of_which_nothing_is_left_finds_its_article_no_more(english: Analyzer) -> None:
    trial = tried(ARTICLES, "purse vanished", english)
    assert (trial.rank, trial.evidence) == (None, trial.evidence_without)


def test_an_article_that_is_removed_leaves_its_neighbour(english: Analyzer) -> None:
    neighbour = article("en/phone", "Phones", "Call us.", questions=["new phone", "someone stole my phone"])
    alone = tried(ARTICLES, "someone stole my card", english)
    beside = tried([*ARTICLES, neighbour], "someone stole my card", english)
    assert alone.evidence_without < 0.2 < 0.3 < beside.evidence_without


def test_evidence_without_the_first_is_that_of_the_next(english: Analyzer) -> None:
    neighbour = article("en/lost", "A lost phone", "Call us.")
    ranked = answer([*ARTICLES, neighbour], "block my lost card", english)
    assert [ranked.shortlist.article_id(place) for place in ranked.ranking.places.tolist()][:2] == [
        *("en/card", "en/lost")
    ]
    assert 0 < ranked.evidence(leave_out=1) < 0.6 * ranked.evidence()
    assert ranked.evidence(leave_out=None) == ranked.evidence(leave_out=99) == ranked.evidence()


def test_all_articles_of_a_round_lose_a_question_and_so_do_neighbours(english: Analyzer) -> None:
    first, second = (
        article("en/phone", "Phones", "Call us.", questions=questions)
        for questions in (["someone stole my phone", "new phone"], ["new phone", "someone stole my phone"])
    )
    same_round = tried([*ARTICLES, first], "someone stole my card", english)
    other_round = tried([*ARTICLES, second], "someone stole my card", english)
    assert same_round.evidence_without < other_round.evidence_without


def test_a_question_of_two_articles_is_taken_from_the_one_that_is_tried(english: Analyzer) -> None:
    twins = [
        article("en/a", "First", questions=["zebra crossing"]),
        article("en/b", "Second", questions=["other", "zebra crossing"]),
    ]
    found = [each for each in all_trials(twins, english) if each.question == "zebra crossing"]
    assert [(each.article_id, each.rank) for each in found] == [("en/a", None), ("en/b", None)]
    assert all(each.evidence > 0.3 for each in found)


def test_a_question_written_twice_is_removed_altogether() -> None:
    assert without(article(questions=["one", "two", "one"]), "one").questions == ("two",)


def test_every_question_is_asked_once(english: Analyzer) -> None:
    found = [(each.article_id, each.question) for each in all_trials(ARTICLES, english)]
    assert sorted(found) == [(each.article_id, question) for each in ARTICLES for question in sorted(each.questions)]


def test_articles_without_questions_give_no_trials(english: Analyzer) -> None:
    assert all_trials([article("en/vpn", "Set up the VPN")], english) == []


def questioned(*counts: int) -> list[Article]:
    """Return articles with as many questions."""
    return [
        article(f"en/{number}", questions=[f"question {number} {place}" for place in range(count)])
        for number, count in enumerate(counts)
    ]


def asked(articles: Sequence[Article], most: int) -> list[tuple[str, str]]:
    return [(each.article_id, question) for batch in batches(articles, most) for each, question in batch]


@given(st.lists(st.integers(0, 6), max_size=12), st.integers(1, 80))
def test_no_question_is_asked_twice_and_no_article_twice_in_a_round(counts: list[int], most: int) -> None:
    articles = questioned(*counts)
    pairs = asked(articles, most)
    assert len(set(pairs)) == len(pairs)
    assert set(pairs) <= {(each.article_id, question) for each in articles for question in each.questions}
    for batch in batches(articles, most):
        assert len({each.article_id for each, _ in batch}) == len(batch) > 0


@given(st.lists(st.integers(0, 6), max_size=12))
def test_all_are_asked_where_there_is_room(counts: list[int]) -> None:
    assert len(asked(questioned(*counts), max(sum(counts), 1))) == sum(counts)


@given(st.integers(1, 30), st.integers(1, 12), st.integers(1, 400))
def test_about_as_many_are_asked_as_there_is_room_for(articles: int, questions: int, most: int) -> None:
    number = len(asked(questioned(*[questions] * articles), most))
    assert number <= most + max(articles, questions)
    assert number >= min(most, articles * questions) // 2 - max(articles, questions)


def test_what_is_asked_is_spread_over_articles_and_their_questions() -> None:
    pairs = asked(questioned(*[10] * 20), most=50)
    by_article = Counter(article_id for article_id, _ in pairs)
    by_place = Counter(question.split()[-1] for _, question in pairs)
    assert len(pairs) == 50
    assert (len(by_article), set(by_article.values())) == (20, {2, 3})
    assert (len(by_place), set(by_place.values())) == (10, {5})


@pytest.mark.parametrize("counts", [[0, 1] * 20, [1, 0] * 20])
def test_articles_without_questions_between_the_others_do_not_change_how_many_are_asked(counts: list[int]) -> None:
    assert len(asked(questioned(*counts), most=10)) == pytest.approx(10, abs=2)


def test_the_shelf_is_afterwards_what_it_was(english: Analyzer) -> None:
    large = shelf(segment(ARTICLES, english))
    reading = reading_of(large, english)
    questions = [question for each in ARTICLES for question in each.questions]
    before = [ask(reading, question, SETTINGS, Feedback()).results("", 5, True, "1.1") for question in questions]
    segments = large.segments
    assert trials(reading, SETTINGS, 100)
    after = [ask(reading, question, SETTINGS, Feedback()).results("", 5, True, "1.1") for question in questions]
    assert after == before
    assert large.segments == segments
    assert large.article_count == len(ARTICLES)


def test_the_index_is_afterwards_what_it_was(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("My card is lost", questions=["someone stole it", "where is my purse"])})
    search.build(settings)
    before = {path: path.read_bytes() for path in settings.index.rglob("*") if path.is_file()}
    engine = open_engine(settings)
    assert len(language_trials(engine, "en", settings)) == 2
    assert {path: path.read_bytes() for path in settings.index.rglob("*") if path.is_file()} == before
    assert engine.article("en/card").questions == ("someone stole it", "where is my purse")


def test_synonyms_of_the_writers_count_in_trials_too(kb: WriteArticles) -> None:
    files = {
        "en/card.md": markdown("My card is lost", questions=["plastic vanished"]),
        "en/vpn.md": markdown("Set up the VPN", questions=["tunnel"]),
    }
    settings = kb(files)
    search.build(settings)
    (plain, _) = language_trials(open_engine(settings), "en", settings)
    write_files(settings.articles, {"synonyms/en.txt": "plastic => card\n"})
    search.build(settings)
    (told, _) = language_trials(open_engine(settings), "en", settings)
    assert (plain.rank, told.rank) == (None, 1)


def test_the_setting_bounds_the_trials_of_a_language(kb: WriteArticles) -> None:
    settings = kb(
        {
            f"en/{key}.md": markdown(key, questions=[f"{key} {word}" for word in ("one", "two", "three", "four")])
            for key in ("apple", "pear", "plum", "fig")
        }
    )
    search.build(settings)
    few = replace(settings, decision=DecisionSettings(questions=4))
    engine = open_engine(settings)
    assert len(language_trials(engine, "en", settings)) == 16
    assert len(language_trials(engine, "en", few)) == 4


def test_a_question_is_read_in_its_language(kb: WriteArticles) -> None:
    settings = kb({"sk/heslo.md": markdown("Zabudol som heslo", questions=["stratené heslá", "neznáme"])})
    search.build(settings)
    first, _ = language_trials(open_engine(settings), "sk", settings)
    assert (first.question, first.rank) == ("stratené heslá", 1)
    assert open_analyzer("sk").key("hesla") == open_analyzer("sk").key("heslo")


def test_an_update_gives_the_same_trials_as_a_build(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("My card is lost", questions=["someone stole it", "purse vanished"])})
    search.build(settings)
    kb({"en/purse.md": markdown("Other losses", questions=["purse vanished"])})
    search.update(settings)
    updated = language_trials(open_engine(settings), "en", settings)
    search.build(settings)
    built = language_trials(open_engine(settings), "en", settings)
    assert {(each.article_id, each.question): each.evidence for each in updated} == {
        (each.article_id, each.question): pytest.approx(each.evidence, abs=0.1) for each in built
    }
