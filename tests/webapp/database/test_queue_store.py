"""Requests as lists: what each filter finds, in which order, and how answers were rated."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.webapp.database.team import ask, change, join
from webapp.database import database, desk_store, queue_store
from webapp.database.desk_store import Reply
from webapp.database.kinds import Stage, TeamEventKind
from webapp.database.models import RequestRow, TeamEventRow
from webapp.database.queue_store import ME, NOBODY, Due, Filters, Order, State, Today

TODAY = Today(date(2026, 3, 10), date(2026, 3, 13))


def put(code: str, **values: Any) -> None:
    with database().session() as session:
        session.execute(update(RequestRow).where(RequestRow.code == code).values(**values))


def found(filters: Filters = Filters(), agent_id: int = 1) -> list[str]:  # noqa: B008 - frozen
    return [each.subject for each in queue_store.queue(filters, agent_id, TODAY).rows]


@pytest.fixture
def requests(app: Flask) -> dict[str, str]:
    """Return subject -> code of a few requests, one of each kind."""
    ana, peter = join(), join("Peter")
    codes = {
        subject: ask(subject, subject=subject, email=f"{subject}@example.com")
        for subject in ("new", "mine", "his", "waiting", "resolved", "held", "spam", "urgent", "Slovak")
    }
    desk_store.assign(change(codes["mine"], ana), ana.id)
    desk_store.assign(change(codes["his"], ana), peter.id)
    desk_store.reply(change(codes["waiting"], peter), Reply("?", "reply-1", Stage.WAITING))
    desk_store.reply(change(codes["resolved"], peter), Reply("!", "reply-2", Stage.RESOLVED))
    desk_store.hold(change(codes["held"], ana))
    desk_store.hold(change(codes["spam"], ana))
    desk_store.discard(change(codes["spam"], ana))
    for number, code in enumerate(codes.values()):
        put(code, due_on=date(2026, 4, 1) + timedelta(number), language="en")
    put(codes["urgent"], is_urgent=True)
    put(codes["Slovak"], language="sk", category="fees", due_on=date(2026, 3, 9))
    put(codes["his"], due_on=date(2026, 3, 13))
    return codes


@pytest.mark.parametrize(
    ("filters", "subjects"),
    [
        (Filters(), ["urgent", "Slovak", "his", "new", "mine", "waiting"]),
        (Filters(state=State.WAITING), ["waiting"]),
        (Filters(state=State.FINISHED), ["resolved"]),
        (Filters(state=State.ALL), ["urgent", "Slovak", "his", "new", "mine", "waiting", "resolved"]),
        (Filters(state=State.HELD), ["held"]),
        (Filters(state=State.DISCARDED), ["spam"]),
        (Filters(who=ME), ["mine"]),
        (Filters(who=NOBODY), ["urgent", "Slovak", "new"]),
        (Filters(who="2"), ["his", "waiting"]),
        (Filters(language="sk"), ["Slovak"]),
        (Filters(category="fees"), ["Slovak"]),
        (Filters(due=Due.OVERDUE), ["Slovak"]),
        (Filters(due=Due.SOON), ["his"]),
        (Filters(text="SLOVAK"), ["Slovak"]),
        (Filters(text="%"), []),
        (Filters(text="Mine@example.com"), ["mine"]),
        (Filters(order=Order.OLDEST), ["new", "mine", "his", "waiting", "urgent", "Slovak"]),
        (Filters(order=Order.NEWEST), ["Slovak", "urgent", "waiting", "his", "mine", "new"]),
        (Filters(page=2), []),
    ],
)
def test_filters_find_what_they_say(requests: dict[str, str], filters: Filters, subjects: list[str]) -> None:
    assert found(filters) == subjects


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("účet", True),
        ("ÚČET", True),
        ("ucet", True),
        ("účet", True),
        ("blok uce", True),
        ("mail", True),
        ("e-mail", True),
        ("email", True),
        ("𐌰𐌱", True),
        ("bezo", False),
        ("lokovaný", False),
        ("účet peniaze", False),
        ("účet!", True),
        ("?!", False),
        ("_", False),
    ],
)
def test_a_request_is_found_by_how_the_words_of_its_subject_begin(app: Flask, text: str, is_found: bool) -> None:
    ask(subject="Účet je blokovaný: môj e-mail 𐌰𐌱𐌲")
    assert len(found(Filters(text=text))) == is_found


def test_a_code_finds_its_request_however_it_is_written(requests: dict[str, str]) -> None:
    assert found(Filters(text=requests["mine"].lower().replace("-", " "))) == ["mine"]


def test_a_row_says_who_asked_and_who_wrote_last(requests: dict[str, str]) -> None:
    rows = {each.subject: each for each in queue_store.queue(Filters(state=State.ALL), 1, TODAY).rows}
    assert (rows["mine"].name, rows["mine"].email, rows["mine"].assignee) == (
        "Jana Nováková",
        "mine@example.com",
        "Ana",
    )
    assert {subject for subject, each in rows.items() if each.waits_for_us} == {
        "urgent",
        "Slovak",
        "his",
        "new",
        "mine",
    }


def test_pages_are_counted(requests: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_store, "PAGE_ROWS", 4)
    first, second = (queue_store.queue(Filters(page=page), 1, TODAY) for page in (1, 2))
    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (6, 2, 4, 2)


def test_nobody_counts_for_ever(requests: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_store, "COUNTED", 3)
    assert queue_store.counts({"all": Filters()}, 1, TODAY) == {"all": 3}


def test_an_export_is_everything_and_is_remembered(requests: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_store, "PAGE_ROWS", 2)
    assert len(queue_store.export(Filters(state=State.ALL), 1, TODAY)) == 7
    with database().reading() as session:
        event = session.scalars(select(TeamEventRow).order_by(TeamEventRow.number.desc()).limit(1)).one()
    assert (event.kind, event.by_agent_id, event.details) == (
        TeamEventKind.EXPORTED,
        1,
        {"requests": 7, "state": "all"},
    )


def test_open_requests_are_counted_by_agent(requests: dict[str, str]) -> None:
    assert queue_store.open_counts() == {1: 1, 2: 2}


def test_ratings_are_summed_up(requests: dict[str, str]) -> None:
    now = datetime.now(UTC)
    put(requests["resolved"], rating=4, rating_text="Quick", rated_at=now)
    put(requests["his"], rating=1, rated_at=now)
    put(requests["mine"], rating=1, rated_at=now - timedelta(days=91))
    summed = queue_store.ratings()
    assert (summed.counts, summed.count, summed.mean, summed.finished) == ({4: 1, 1: 1}, 2, 2.5, 1)
    assert [(each.name, each.count, each.mean) for each in summed.agents] == [("Peter", 2, 2.5)]
    assert [(each.text, each.rating, each.agent) for each in summed.texts] == [("Quick", 4, "Peter")]


def test_without_ratings_there_is_no_mean(app: Flask) -> None:
    assert (queue_store.ratings().count, queue_store.ratings().mean) == (0, 0.0)
