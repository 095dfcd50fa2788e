"""Learning from solved questions:

1. One customer teaches nothing, however often; two independent ones do.
2. A writer's yes counts at once.
3. Equal questions are one, whatever their case, accents and punctuation; the last spelling stays.
4. The newest wordings of an article stay, up to the bound; older ones are listed with the reason.
5. A searcher opened or refreshed with a wording finds the article by it; the generation stays the same.
6. Without the wording in the value it is forgotten: results are what they were.
7. A refresh without a value keeps what is known, with an update of the index too.
8. An unknown or removed article is passed over.
9. An article is shown as it was written, not with what was learned.
10. A learned wording weighs no more than a written question.
11. No number of learned wordings pushes an article above one whose title is the query.
12. One wrong wording in ten leaves the articles found by their own words.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import search
from search import LearnedWording, LearningSettings, Searcher, SolvedQuestion, Standing, lessons, wordings_in_force
from search.settings import Settings
from tests.articles import markdown
from tests.conftest import WriteArticles

QUESTION = "the hole in the wall swallowed my plastic"
CARDS = {
    "en/card.md": markdown("Card is stuck in a machine", "Call us and we send a new one."),
    "en/fees.md": markdown("Which fees do you charge?", "Depositing is free."),
    "en/vpn.md": markdown("How do I set up the VPN?", "Install the tunnel."),
    "en/phone.md": markdown("I lost my phone", "Use a backup code."),
}
LEARNED = LearnedWording("en/card", QUESTION)


@pytest.fixture
def settings(kb: WriteArticles) -> Settings:
    """Return settings of four indexed articles."""
    settings = kb(CARDS)
    search.build(settings)
    return settings


def found(searcher: Searcher, text: str) -> list[str]:
    return [hit.article.article_id for hit in searcher.search(text, "en").hits]


def solved(*customers: str, text: str = QUESTION, article_id: str = "en/card") -> list[SolvedQuestion]:
    return [SolvedQuestion(article_id, text, customer) for customer in customers]


def test_two_independent_customers_teach_and_one_does_not() -> None:
    assert wordings_in_force(solved("ana", "ana", "ana")) == ()
    assert wordings_in_force(solved("", "")) == ()
    assert wordings_in_force(solved("ana", "jan")) == (LEARNED,)
    assert wordings_in_force([*solved("ana"), *solved("jan", article_id="en/fees")]) == ()


def test_what_waits_is_listed_with_the_reason() -> None:
    (lesson,) = lessons(solved("ana", "ana"))
    assert (lesson.standing, lesson.is_in_force, lesson.wording.customers) == (Standing.TOO_FEW, False, 1)
    assert str(lesson.standing) == "more independent customers must be answered so, or a writer must approve it"


def test_a_writers_yes_counts_at_once() -> None:
    (lesson,) = lessons([*solved("ana"), SolvedQuestion("en/card", QUESTION, by_writer=True)])
    assert (lesson.standing, lesson.wording.customers, lesson.wording.by_writer) == (Standing.BY_WRITER, 1, True)
    assert wordings_in_force([SolvedQuestion("en/card", QUESTION, by_writer=True)]) == (LEARNED,)


def test_equal_questions_are_one_whatever_their_case_accents_and_punctuation() -> None:
    twice = [*solved("ana", text="¿Dónde está mi tarjeta?"), *solved("jan", text="donde  esta mi tarjeta")]
    assert wordings_in_force(twice) == (LearnedWording("en/card", "donde  esta mi tarjeta"),)


def test_a_question_without_a_word_is_passed_over() -> None:
    assert lessons(solved("ana", "jan", text="?!")) == ()


def test_the_newest_wordings_stay_up_to_the_bound() -> None:
    three = [each for text in ("first", "second", "third") for each in solved("ana", "jan", text=text)]
    bound = LearningSettings(wordings_per_article=2)
    assert [each.text for each in wordings_in_force(three, bound)] == ["second", "third"]
    assert lessons(three, bound)[0].standing is Standing.REPLACED
    again = [*three, *solved("eva", text="first")]
    assert [each.text for each in wordings_in_force(again, bound)] == ["third", "first"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("uvwxyz"), st.sampled_from("123"), st.booleans())))
def test_never_more_than_the_bound_and_never_without_reason(said: list[tuple[str, str, str, bool]]) -> None:
    questions = [SolvedQuestion(f"en/{key}", text, customer, is_yes) for key, text, customer, is_yes in said]
    wordings = wordings_in_force(questions, LearningSettings(wordings_per_article=3))
    for article_id in ("en/a", "en/b"):
        assert sum(each.article_id == article_id for each in wordings) <= 3
    assert all(each.by_writer or each.customers >= 2 for each in wordings)
    assert len(set(wordings)) == len(wordings)


def test_a_learned_wording_finds_its_article(settings: Settings) -> None:
    assert found(search.open_searcher(settings), "plastic swallowed") == []
    assert found(search.open_searcher(settings, [LEARNED]), "plastic swallowed") == ["en/card"]


def test_a_refresh_with_wordings_swaps_them_and_keeps_the_generation(settings: Settings) -> None:
    searcher = search.open_searcher(settings)
    generation = searcher.generation
    assert searcher.refresh([LEARNED])
    assert found(searcher, "plastic swallowed") == ["en/card"]
    assert not searcher.refresh([LEARNED])
    assert not searcher.refresh()
    assert searcher.refresh([LearnedWording("en/fees", QUESTION)])
    assert found(searcher, "plastic swallowed") == ["en/fees"]
    assert searcher.generation == generation


@pytest.mark.parametrize("text", ["machine ", "lost my phone ", "which fees ", "plastic swallowed "])
def test_what_is_left_out_is_forgotten(settings: Settings, text: str) -> None:
    searcher = search.open_searcher(settings)
    before = searcher.search(text, "en", explain=True)
    searcher.refresh([LEARNED, LearnedWording("en/phone", "which fees")])
    searcher.refresh(())
    assert searcher.search(text, "en", explain=True) == before


def test_an_update_of_the_index_keeps_what_was_learned(kb: WriteArticles, settings: Settings) -> None:
    searcher = search.open_searcher(settings, [LEARNED])
    kb({"en/tax.md": markdown("Taxes", "Ask for the report.")})
    search.update(settings)
    assert searcher.refresh()
    assert found(searcher, "plastic swallowed ") == ["en/card"]
    assert found(searcher, "taxes ") == ["en/tax"]


def test_an_unknown_article_or_language_is_passed_over(settings: Settings) -> None:
    strangers = [LearnedWording("en/gone", QUESTION), LearnedWording("xx/card", QUESTION), LearnedWording("", QUESTION)]
    searcher = search.open_searcher(settings, strangers)
    assert found(searcher, "plastic swallowed") == []
    assert len(searcher.heads("en")) == 4


def test_a_removed_article_is_not_brought_back(settings: Settings) -> None:
    searcher = search.open_searcher(settings, [LEARNED, LearnedWording("en/fees", "is it expensive")])
    (settings.articles / "en" / "card.md").unlink()
    search.update(settings)
    searcher.refresh()
    assert found(searcher, "plastic swallowed") == []
    assert found(searcher, "expensive") == ["en/fees"]
    assert [head.article_id for head in searcher.heads("en")] == ["en/fees", "en/phone", "en/vpn"]


def test_an_article_is_shown_as_it_was_written(settings: Settings) -> None:
    plain, learned = search.open_searcher(settings), search.open_searcher(settings, [LEARNED])
    assert learned.article("en/card") == plain.article("en/card")
    assert learned.heads("en") == plain.heads("en")


@pytest.mark.parametrize("weight", [0.5, 1.0, 9.0])
@pytest.mark.parametrize("text", ["plastic ", "hole in the wall ", QUESTION + " ", "my plastic is in the machine "])
def test_a_learned_wording_weighs_no_more_than_a_written_question(
    kb: WriteArticles, settings: Settings, text: str, weight: float
) -> None:
    weighed = replace(settings, learning=LearningSettings(weight=weight))
    (learned,) = (hit for hit in search.open_searcher(weighed, [LEARNED]).search(text, "en").hits if is_card(hit))
    kb({"en/card.md": markdown("Card is stuck in a machine", "Call us and we send a new one.", questions=[QUESTION])})
    search.build(settings)
    (written,) = (hit for hit in search.open_searcher(settings).search(text, "en").hits if is_card(hit))
    assert learned.score <= written.score + 1e-5


def is_card(hit: search.Hit) -> bool:
    return hit.article.article_id == "en/card"


@pytest.mark.parametrize(
    "title", ["Card is stuck in a machine", "How do I set up the VPN?", "I lost my phone", "Which fees do you charge?"]
)
@pytest.mark.parametrize("ending", ["", " ", "?"])
def test_nothing_learned_goes_above_the_article_whose_title_is_the_query(
    settings: Settings, title: str, ending: str
) -> None:
    own = next(head.article_id for head in search.open_searcher(settings).heads("en") if head.title == title)
    others = [key for key in ("en/card", "en/fees", "en/vpn", "en/phone") if key != own]
    wordings = [LearnedWording(key, f"{title} {number}") for key in others for number in range(40)]
    wordings += [LearnedWording(key, title) for key in others]
    assert found(search.open_searcher(settings, wordings), title.rstrip("?") + ending)[0] == own


def test_an_exact_title_is_a_candidate_among_a_hundred_articles_that_learned_its_word(kb: WriteArticles) -> None:
    others = {f"en/n{number}.md": markdown(f"Number {number}", "About numbers.") for number in range(100)}
    settings = kb({**others, "en/wifi.md": markdown("Wi-Fi can't connect", " ".join(["Other words."] * 400))})
    search.build(settings)
    wordings = [LearnedWording(f"en/n{number}", "wi-fi can't connect") for number in range(100)]
    assert found(search.open_searcher(settings, wordings), "Wi-Fi can't connect")[0] == "en/wifi"


def test_one_wrong_wording_in_ten_leaves_articles_found_by_their_own_words(settings: Settings) -> None:
    words = {
        "en/card": ("cash machine ate my {} card", "the {} machine kept the card"),
        "en/fees": ("what does a {} transfer cost", "price of a {} transfer"),
        "en/vpn": ("connect to the {} office network", "install the {} tunnel app"),
        "en/phone": ("my {} phone was stolen", "cannot find my {} phone"),
    }
    fillers = ("old", "new", "red", "big", "own")
    right = [
        LearnedWording(article_id, each.format(filler))
        for article_id, patterns in words.items()
        for each in patterns
        for filler in fillers
    ]
    ids = list(words)
    wrong = [
        LearnedWording(ids[(ids.index(each.article_id) + 1) % 4], each.text) if place % 10 == 9 else each
        for place, each in enumerate(right)
    ]
    searcher = search.open_searcher(settings, wrong)
    for article_id, (first, second) in words.items():
        assert found(searcher, first.format("blue"))[0] == article_id
        assert found(searcher, second.format("blue"))[0] == article_id
