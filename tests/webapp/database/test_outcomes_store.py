"""How questions ended, as the decision learns it."""

from __future__ import annotations

from flask import Flask

from webapp.database import Action, deflection_store
from webapp.database.outcomes_store import outcomes


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
