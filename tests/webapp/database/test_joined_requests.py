"""What belongs to a request is found by indexes, also while hardly any request is joined with another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from webapp.database import database, record_store
from webapp.database.kinds import Stage
from webapp.database.models import RequestRow
from webapp.database.request_words import write_words

MANY = 3_000


def request(number: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    empty = dict.fromkeys(("fingerprint", "category", "held_because", "searched", "visitor", "network"), "")
    named = {"id": number, "code": f"VT-{number}", "submission": str(number), "subject": f"Request {number}"}
    times = {"received_at": now, "changed_at": now}
    return {**empty, **named, **times, "language": "en", "stage": Stage.RECEIVED, "rating_text": "", "version": 1}


@contextmanager
def statements(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """Give what the engine of ``session`` is asked meanwhile, with its values."""
    asked: list[tuple[str, Any]] = []
    engine = session.get_bind()

    def keep(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", keep)
    yield asked
    event.remove(engine, "before_cursor_execute", keep)


@pytest.mark.parametrize("joined", [0, 1, 20])
@pytest.mark.parametrize(
    "ask",
    [
        lambda session: record_store.record("VT-1"),
        lambda session: record_store.kept_file("VT-1", 1),
        lambda session: write_words(session, 1),
    ],
    ids=["its page", "its files", "its words"],
)
def test_requests_joined_with_one_are_looked_up(app: Flask, joined: int, ask: Callable[[Session], object]) -> None:
    with database().session() as session:
        session.execute(insert(RequestRow), [request(number) for number in range(1, MANY + 1)])
        session.execute(text("UPDATE requests SET merged_into_id = 1 WHERE id BETWEEN 2 AND :n"), {"n": 1 + joined})
        session.execute(text("ANALYZE"))
    with database().session() as session:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        with statements(session) as asked:
            ask(session)
        meant = [each for each in asked if "merged_into_id =" in each[0]]
        explain, whole = ("EXPLAIN QUERY PLAN", "SCAN requests") if is_sqlite else ("EXPLAIN", "Seq Scan on requests")
        connection = session.connection()
        plans = [
            " ".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {each}", values))
            for each, values in meant
        ]
    assert meant
    assert [plan for plan in plans if whole in plan] == []
