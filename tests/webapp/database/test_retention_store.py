"""What goes after its time, and what stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from search import Settings
from tests.webapp.database.team import ask, change, join
from tests.webapp.database.test_requests_store import SCREENSHOT, request
from webapp.database import accounts_store, database, desk_store, retention_store
from webapp.database.accounts_store import Owner
from webapp.database.desk_store import Reply
from webapp.database.kinds import Stage
from webapp.database.models import EventRow, LetterRow, RequestRow, SessionRow, Table, TeamEventRow
from webapp.database.requests_store import submit
from webapp.database.retention_store import CLOSED_DAYS


def count(table: type[Table]) -> int:
    with database().reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def in_days(days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days)


def test_spam_goes_after_its_time_and_leaves_its_last_link(app: Flask) -> None:
    ana = join()
    code = submit(request(attachments=(SCREENSHOT,))).code
    desk_store.hold(change(code, ana))
    desk_store.discard(change(code, ana))
    with database().reading() as session:
        chain = session.scalars(select(RequestRow.chain)).one()
    assert retention_store.forget(now=in_days(29)).requests == 0
    gone = retention_store.forget(now=in_days(31))
    assert (gone.requests, gone.files) == (1, ("0a1b",))
    assert count(RequestRow) == count(EventRow) == 0
    with database().reading() as session:
        event = session.scalars(select(TeamEventRow).order_by(TeamEventRow.number.desc()).limit(1)).one()
    assert (event.kind, event.details) == ("forgotten", {"code": code, "chain": chain})


def test_held_and_open_requests_stay(app: Flask) -> None:
    ana, code = join(), ask()
    ask("form-2")
    desk_store.hold(change(code, ana))
    assert retention_store.forget(1, now=in_days(1000)).requests == 0
    assert count(RequestRow) == 2


@pytest.mark.parametrize(
    ("language", "promise"),
    [
        ("en", "We keep them for 5 years"),
        ("es", "Guardamos las cerradas 5 años"),
        ("sk", "Uchovávame ich 5 rokov"),
    ],
)
def test_closed_requests_stay_for_as_long_as_the_articles_promise(app: Flask, language: str, promise: str) -> None:
    assert promise in (Settings().articles / language / "closed-requests.md").read_text("utf-8")
    desk_store.reply(change(ask(), join()), Reply("Done", "reply-1", Stage.RESOLVED))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with database().session() as session:
        session.execute(update(RequestRow).values(stage=Stage.CLOSED, closed_at=now))
    assert retention_store.forget(now=datetime(2031, 1, 1, tzinfo=UTC)).requests == 0
    assert retention_store.forget(now=datetime(2031, 1, 5, tzinfo=UTC)).requests == 1


def test_closed_requests_go_sooner_where_that_is_asked_for(app: Flask) -> None:
    ana, code, other = join(), ask(), ask("form-2")
    desk_store.reply(change(code, ana), Reply("Done", "reply-1", Stage.RESOLVED))
    desk_store.change_stage(change(code, ana), Stage.CLOSED)
    desk_store.merge(change(other, ana), code)
    assert retention_store.forget(now=in_days(CLOSED_DAYS - 1)).requests == 0
    assert retention_store.forget(365, now=in_days(300)).requests == 0
    assert retention_store.forget(365, now=in_days(366)).requests == 2
    assert count(RequestRow) == 0


def test_letters_that_are_over_go(app: Flask) -> None:
    ask()
    with database().session() as session:
        session.execute(update(LetterRow).values(sent_at=datetime.now(UTC)))
    written = count(LetterRow)
    assert written > 0
    assert retention_store.forget(now=in_days(89)).letters == 0
    assert retention_store.forget(now=in_days(91)).letters == written


def test_sessions_that_are_over_go(app: Flask) -> None:
    accounts_store.start_session(Owner(agent_id=join().id))
    assert retention_store.forget(now=in_days(1)).sign_ins == 0
    assert retention_store.forget(now=in_days(3)).sign_ins == 1
    assert count(SessionRow) == 0
