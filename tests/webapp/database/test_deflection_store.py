"""What visitors did, without saying who they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from search import SolvedQuestion
from webapp.database import Action, database
from webapp.database.deflection_store import QUESTIONS_OF_NETWORK, forget, openings, popular, record, solved_questions
from webapp.database.models import DeflectionEventRow


def events() -> list[DeflectionEventRow]:
    with database().reading() as session:
        return list(session.scalars(select(DeflectionEventRow).order_by(DeflectionEventRow.id)))


def age(days: int) -> None:
    """Make all events ``days`` old."""
    with database().session() as session:
        session.execute(update(DeflectionEventRow).values(happened_at=datetime.now(UTC) - timedelta(days=days)))


def test_an_event_is_kept_without_personal_data(app: Flask) -> None:
    record("visit", Action.SHOWN, "en", "en/fees", "I am jana@example.sk, card 4111 1111 1111 1111", "possible")
    (event,) = events()
    assert event.text == "I am [email], card [card]"
    assert (event.visit, event.action, event.language, event.article_id, event.band) == (
        "visit",
        "shown",
        "en",
        "en/fees",
        "possible",
    )


def test_a_number_at_the_end_of_what_is_kept_is_not_cut_in_two(app: Flask) -> None:
    record("visit", Action.SHOWN, "en", text="x" * 490 + " 4111 1111 1111 1111")
    assert events()[0].text == "x" * 490 + " [card]"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(codec=None), max_size=30))
def test_no_text_breaks_recording(app: Flask, text: str) -> None:
    record(text, Action.OPENED, "en", text, text + "\ud800\0", text, visitor=text)


def test_popular_articles_are_those_that_most_visitors_opened(app: Flask) -> None:
    for visitor, article_id in [("a", "en/fees"), ("b", "en/fees"), ("a", "en/limits"), ("a", "es/fees")]:
        record("visit", Action.OPENED, "en", article_id, visitor=visitor)
    for _ in range(5):
        record("visit", Action.OPENED, "en", "en/limits", visitor="a")
        record("visit", Action.SHOWN, "en", "en/cards", visitor="a")
    assert popular("en", 5) == ("en/fees", "en/limits")
    assert popular("en", 1) == ("en/fees",)
    assert popular("es", 5) == ("es/fees",)
    assert popular("e%", 5) == ()


def test_what_was_opened_long_ago_is_not_popular(app: Flask) -> None:
    record("visit", Action.OPENED, "en", "en/fees")
    age(31)
    assert popular("en", 5) == ()


def test_solved_questions_come_oldest_first_with_their_customers(app: Flask) -> None:
    record("one", Action.SOLVED, "en", "en/fees", "what do I pay", visitor="a")
    record("two", Action.SOLVED, "en", "en/fees", "what do I pay here")
    assert list(solved_questions()) == [
        SolvedQuestion("en/fees", "what do I pay", "a"),
        SolvedQuestion("en/fees", "what do I pay here", "two"),
    ]


def test_of_one_visitor_a_few_questions_are_learnt_from(app: Flask) -> None:
    for number in range(15):
        record(f"visit-{number}", Action.SOLVED, "en", "en/fees", f"question {number}", visitor="a program")
    record("another", Action.SOLVED, "en", "en/fees", "question 14", visitor="somebody")
    learnt = [(each.text, each.customer) for each in solved_questions()]
    assert learnt == [(f"question {number}", "a program") for number in range(10)] + [("question 14", "somebody")]


def test_nothing_is_learnt_from_other_actions_or_across_languages(app: Flask) -> None:
    record("one", Action.OPENED, "en", "en/fees", "what do I pay")
    record("one", Action.NOT_SOLVED, "en", "en/fees", "what do I pay")
    record("one", Action.SOLVED, "en", "es/fees", "what do I pay")
    record("one", Action.SOLVED, "en", "en/fees", "")
    assert list(solved_questions()) == []


def test_old_events_are_forgotten(app: Flask) -> None:
    record("one", Action.SHOWN, "en")
    age(401)
    record("two", Action.SHOWN, "en")
    assert forget() == 1
    assert [each.visit for each in events()] == ["two"]


def test_readers_of_one_network_make_nothing_popular(app: Flask) -> None:
    for number in range(40):
        record("visit", Action.OPENED, "en", "en/pushed", visitor=f"stranger {number}", network="2001:db8:7::/48")
    for number in range(4):
        record("visit", Action.OPENED, "en", "en/fees", visitor=f"reader {number}", network=f"192.0.{number}.0/24")
    assert popular("en", 2) == ("en/fees", "en/pushed")


def test_all_who_ask_from_one_network_are_one_customer(app: Flask) -> None:
    for number in range(20):
        text = f"what do I pay {number // 2}"
        record(f"visit {number}", Action.SOLVED, "en", "en/fees", text, visitor=f"{number}", network="192.0.2.0/24")
    found = list(solved_questions())
    assert {each.customer for each in found} == {"192.0.2.0/24"}
    assert len(found) == QUESTIONS_OF_NETWORK == 10


def test_openings_count_a_visitor_of_the_day_once_and_forget_older_ones(app: Flask) -> None:
    record("visit", Action.OPENED, "en", "en/old", visitor="a")
    age(10)
    for visitor in ("a", "b", "a"):
        record("visit", Action.OPENED, "en", "en/fees", visitor=visitor)
    record("visit", Action.SHOWN, "en", "en/limits", visitor="a")
    assert openings(9) == {"en/fees": 2}
    assert openings(11) == {"en/fees": 2, "en/old": 1}
