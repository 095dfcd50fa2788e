"""The order of candidates:

1. The weighted sum of the signals decides.
2. Ties are settled by article_id.
3. The order does not depend on the order in which candidates came.
4. Votes decide near ties.
5. Votes never lift an article above a clearly better one.
6. Freshness decides between articles that are otherwise level.
7. The explanation adds up to the score.
8. No candidates have an order, too.
9. The article whose title is the query comes first.
10. The article one of whose questions is the query comes first.
11. An article that holds all words goes before one that holds one of them often.
12. An article that holds the word as typed goes before one that holds another inflection.
13. A word of the title counts for more than one of the text.
14. A misspelt word finds the article.
15. Function words do not lift an article above one that holds the word that matters.
16. No sum of other signals lifts an article above one whose title is the query.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import Analyzer
from search.model import Article, Feedback
from search.ranking.ranker import rank
from search.ranking.signals import EPOCH
from search.settings import WITH_MEANING, RankingSettings
from tests.factories import article, ranked_ids, segment, shelf
from tests.search.ranking.shortlists import SIGNALS, FakeShortlist

BY_WORDS = RankingSettings()
BOTH = pytest.mark.parametrize("settings", [BY_WORDS, WITH_MEANING], ids=["words", "meaning"])
NO_FEEDBACK = Feedback()
SHARES = st.floats(0, 1, width=32)
CANDIDATES = st.dictionaries(
    st.text(st.sampled_from("abc"), min_size=1, max_size=4), st.fixed_dictionaries(dict.fromkeys(SIGNALS, SHARES))
)


def order(
    candidates: Mapping[str, Mapping[str, float]],
    feedback: Feedback = NO_FEEDBACK,
    settings: RankingSettings = BY_WORDS,
) -> list[str]:
    shortlist = FakeShortlist(candidates)
    return [shortlist.article_id(place) for place in rank(shortlist, feedback, settings).places.tolist()]


@BOTH
@given(candidates=CANDIDATES)
def test_the_weighted_sum_decides(settings: RankingSettings, candidates: dict[str, dict[str, float]]) -> None:
    best_wording = max((each["question"] for each in candidates.values()), default=0.0)

    def total(article_id: str) -> float:
        evidence = candidates[article_id]
        values = {**evidence, "unworded": evidence["unworded"] * (1 - best_wording**2)}
        return float(sum(getattr(settings, name) * value for name, value in values.items()))

    totals = [total(article_id) for article_id in order(candidates, settings=settings)]
    assert totals == pytest.approx(sorted(totals, reverse=True), abs=1e-5)


def test_ties_are_settled_by_article_id() -> None:
    level = {"words": 0.5}
    assert order({"en/c": level, "en/a": level, "en/z": {"words": 0.6}, "en/b": level}) == [
        *("en/z", "en/a", "en/b", "en/c")
    ]


def test_a_difference_that_nobody_sees_is_a_tie() -> None:
    assert order({"en/b": {"words": 0.5 + 1e-7}, "en/a": {"words": 0.5}}) == ["en/a", "en/b"]


@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_input(
    candidates: dict[str, dict[str, float]], chance: random.Random
) -> None:
    rounded = {
        article_id: {name: round(value, 1) for name, value in evidence.items()}
        for article_id, evidence in candidates.items()
    }
    shuffled = list(rounded.items())
    chance.shuffle(shuffled)
    assert order(dict(shuffled)) == order(rounded)


def test_votes_decide_near_ties() -> None:
    near = {"en/a": {"words": 0.50}, "en/b": {"words": 0.49}}
    assert order(near) == ["en/a", "en/b"]
    assert order(near, Feedback({"en/a": 0.0, "en/b": 1.0})) == ["en/b", "en/a"]


def test_votes_never_lift_an_article_above_a_clearly_better_one() -> None:
    clear = {"en/a": {"words": 0.50}, "en/b": {"words": 0.45}}
    assert order(clear, Feedback({"en/a": 0.0, "en/b": 1.0})) == ["en/a", "en/b"]


def test_freshness_decides_between_articles_that_are_otherwise_level() -> None:
    today = (date.today() - EPOCH).days
    level = {"en/a": {"words": 0.5, "updated_days": today - 1000}, "en/b": {"words": 0.5, "updated_days": today}}
    assert order(level) == ["en/b", "en/a"]
    assert order({**level, "en/a": {"words": 0.51, "updated_days": -1}}) == ["en/a", "en/b"]


@BOTH
@given(candidates=CANDIDATES.filter(bool))
def test_the_explanation_adds_up_to_the_score(
    settings: RankingSettings, candidates: dict[str, dict[str, float]]
) -> None:
    ranking = rank(FakeShortlist(candidates), NO_FEEDBACK, settings)
    for place in range(len(candidates)):
        rows = ranking.explain(place)
        assert sum(row.value * row.weight for row in rows) == pytest.approx(float(ranking.scores[place]), abs=1e-5)


def test_no_candidates_have_an_order_too() -> None:
    assert order({}) == []


@BOTH
@given(much=st.fixed_dictionaries(dict.fromkeys(sorted({*SIGNALS} - {"exact_title"}), SHARES)))
def test_no_sum_of_other_signals_goes_above_an_exact_title(settings: RankingSettings, much: dict[str, float]) -> None:
    today = (date.today() - EPOCH).days
    candidates = {"en/a": {**much, "updated_days": today}, "en/b": {"exact_title": 1.0}}
    assert order(candidates, Feedback({"en/a": 1.0, "en/b": 0.0}), settings) == ["en/b", "en/a"]


def found(analyzer: Analyzer, query: str, *articles: Article) -> list[str]:
    """Return the ids found among ``articles`` and some that have nothing to do with the query."""
    others = [
        article(f"en/z{number}", title, "What is the thing to see here?")
        for number, title in enumerate(["Cookies", "Dividends", "Taxes", "Phone number", "Opening hours", "Languages"])
    ]
    return ranked_ids(shelf(segment([*articles, *others], analyzer)), analyzer, query)


def test_the_article_whose_title_is_the_query_comes_first(english: Analyzer) -> None:
    ids = found(
        english,
        "reset password ",
        article("en/a", "Change your password", "To reset a password, open settings. Reset the password there."),
        article("en/b", "Reset password", "Open settings."),
        article("en/c", "Reset password or phone or e-mail", "Open settings."),
    )
    assert ids[0] == "en/b"


def test_the_article_with_the_query_among_its_questions_comes_first(english: Analyzer) -> None:
    ids = found(
        english,
        "where is my money ",
        article("en/a", "Withdraw money", "Where my bank is does not matter, money is sent in two days."),
        article("en/b", "Delays", "It takes two days.", questions=["where is my money", "still pending"]),
    )
    assert ids[0] == "en/b"


def test_all_words_go_before_one_word_often(english: Analyzer) -> None:
    ids = found(
        english,
        "card blocked abroad ",
        article("en/a", "Cards", "card card card card card card card"),
        article("en/b", "Travel", "If a card is blocked while you are abroad, call us."),
    )
    assert ids[0] == "en/b"


def test_the_word_as_typed_goes_before_another_inflection(english: Analyzer) -> None:
    ids = found(
        english,
        "withdrawing ",
        article("en/a", "Limits", "About withdrawals and their limits."),
        article("en/b", "Limits", "About withdrawing and its limits."),
    )
    assert ids == ["en/b", "en/a"]


def test_a_word_of_the_title_counts_for_more_than_one_of_the_text(english: Analyzer) -> None:
    ids = found(english, "fees ", article("en/a", "Trading", "About fees."), article("en/b", "Fees", "About trading."))
    assert ids == ["en/b", "en/a"]


def test_a_misspelt_word_finds_the_article(english: Analyzer) -> None:
    assert found(english, "pasword ", article("en/a", "Password", "How to change it.")) == ["en/a"]


def test_function_words_do_not_outweigh_the_word_that_matters(english: Analyzer) -> None:
    ids = found(
        english,
        "what is the ledger ",
        article("en/a", "What is the card?", "This is what it is."),
        article("en/b", "Ledger", "A list of entries."),
    )
    assert ids[0] == "en/b"


def test_votes_do_not_move_the_article_whose_title_is_the_query(english: Analyzer) -> None:
    articles = [
        article("en/a", "Reset password", "Open settings."),
        article("en/b", "Password rules", "Choose a long one and do not reset it."),
        article("en/c", "Cookies"),
    ]
    ids = ranked_ids(
        shelf(segment(articles, english)), english, "reset password ", Feedback({"en/a": 0.0, "en/b": 1.0})
    )
    assert ids == ["en/a", "en/b"]
