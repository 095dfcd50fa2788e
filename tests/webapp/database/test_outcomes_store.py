"""How questions ended, and what was asked at all, as the decision learns it."""

from __future__ import annotations

import pytest
from flask import Flask

from webapp.database import Action, deflection_store
from webapp.database.outcomes_store import AskedQuestion, asked_questions, outcomes


def record(visit: str, action: Action, text: str, article_id: str = "", visitor: str = "") -> None:
    deflection_store.record(visit, action, "en", article_id, text, visitor=visitor or visit)


def test_a_question_was_solved_or_sent(app: Flask) -> None:
    record("visit-1", Action.SHOWN, "where is my money", "en/fees")
    record("visit-1", Action.SOLVED, "where is my money", "en/withdrawals")
    record("visit-2", Action.SENT, "the moon is out")
    assert [(each.language, each.query, each.answer) for each in outcomes()] == [
        ("en", "where is my money", ("en/withdrawals",)),
        ("en", "the moon is out", ()),
    ]


def test_the_last_outcome_of_a_visit_counts(app: Flask) -> None:
    record("visit-1", Action.SOLVED, "where is my money", "en/withdrawals")
    record("visit-1", Action.SENT, "where is my money")
    assert [each.answer for each in outcomes()] == [()]


def test_a_visitor_who_asks_again_counts_once(app: Flask) -> None:
    for visit in ("visit-1", "visit-2"):
        record(visit, Action.SOLVED, "Where is my money", "en/withdrawals", visitor="somebody")
    assert len(outcomes()) == 1


def test_of_one_visitor_a_few_questions_count(app: Flask) -> None:
    for number in range(15):
        record(f"visit-{number}", Action.SENT, f"question {number}", visitor="a program")
    record("visit-of-another", Action.SENT, "question 1", visitor="somebody")
    assert [each.query for each in outcomes()] == [f"question {number}" for number in range(5, 15)] + ["question 1"]


def test_nothing_is_learnt_from_silence(app: Flask) -> None:
    record("visit-1", Action.SENT, "")
    assert outcomes() == ()


def test_of_one_network_a_few_questions_count_whoever_asks(app: Flask) -> None:
    for number in range(15):
        place = {"visitor": f"{number}", "network": "192.0.2.0/24"}
        deflection_store.record(f"visit-{number}", Action.SENT, "en", "", f"question {number}", **place)
    assert len(outcomes()) == 10


def test_an_article_in_another_language_than_the_page_is_named_whole(app: Flask) -> None:
    record("visit-1", Action.SOLVED, "where is my money", "es/retiros")
    assert [(each.language, each.answer) for each in outcomes()] == [("en", ("es/retiros",))]


def test_asked_is_what_something_was_shown_for_whatever_came_of_it(app: Flask) -> None:
    record("visit-1", Action.SHOWN, "where is my money", "en/fees")
    record("visit-1", Action.SOLVED, "where is my money", "en/fees")
    record("visit-2", Action.SENT, "the moon is out")
    record("visit-3", Action.SHOWN, "", "en/fees")
    deflection_store.record("visit-4", Action.SHOWN, "sk", "sk/vybery", "kde sú peniaze")
    assert asked_questions() == (
        AskedQuestion("kde sú peniaze", "sk"),
        AskedQuestion("where is my money", "en"),
    )


def test_the_articles_shown_for_a_question_do_not_count_it_again(app: Flask) -> None:
    for article_id in ("en/fees", "en/withdrawals", "en/card"):
        record("visit-1", Action.SHOWN, "Where is my money", article_id)
    record("visit-1", Action.SHOWN, "where is my money", "en/fees")
    assert len(asked_questions()) == 1


def test_the_same_question_of_two_customers_counts_twice(app: Flask) -> None:
    record("visit-1", Action.SHOWN, "where is my money", visitor="somebody")
    record("visit-2", Action.SHOWN, "where is my money", visitor="another")
    assert len(asked_questions()) == 2


def test_of_one_network_a_few_of_what_is_asked_count(app: Flask) -> None:
    for number in range(15):
        place = {"visitor": f"{number}", "network": "192.0.2.0/24"}
        deflection_store.record(f"visit-{number}", Action.SHOWN, "en", "", f"question {number}", **place)
    record("visit-of-another", Action.SHOWN, "question 1", visitor="somebody")
    assert [each.query for each in asked_questions()] == [
        "question 1",
        *(f"question {number}" for number in range(14, 4, -1)),
    ]


def test_a_flood_from_one_network_hides_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.database.outcomes_store.ASKED", 20)
    record("visit-1", Action.SHOWN, "where is my money", visitor="somebody")
    for number in range(40):
        deflection_store.record(f"flood-{number}", Action.SHOWN, "en", "", f"question {number}", network="192.0.2.0/24")
    assert [each.query for each in asked_questions()][-1] == "where is my money"


def test_only_the_newest_are_asked_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.database.outcomes_store.ASKED", 3)
    for number in range(5):
        record(f"visit-{number}", Action.SHOWN, f"question {number}")
    assert [each.query for each in asked_questions()] == ["question 4", "question 3", "question 2"]
