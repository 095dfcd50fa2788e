"""Two at once: nobody waits in a circle, and no rule is broken because neither saw what the other did."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.webapp.database.team import ask, change, join, row
from webapp.database import agents_store, customer_store, database, desk_store
from webapp.database.agents_store import LastAdmin
from webapp.database.customer_store import NewReply
from webapp.database.kinds import AgentRole
from webapp.database.models import RequestRow
from webapp.database.team_events import append_team_event

JANA = "jana@example.sk"
TOGETHER_S = 0.5
"""How long one waits for the other before it goes on alone."""

BLOCKED = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
LOOKS = 5_000
"""At the server, until somebody waits there."""


@pytest.fixture
def postgresql(app: Flask) -> None:
    """Leave out SQLite, which lets only one transaction write at a time."""
    with database().reading() as session:
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("one writer at a time")


Beside = Callable[[Callable[[], Any]], Future[Any]]
"""Does something in another thread."""


@pytest.fixture
def beside(app: Flask) -> Iterator[Beside]:
    """Yield what does something in another thread."""

    def in_context(do: Callable[[], Any]) -> Any:
        with app.app_context():
            return do()

    with ThreadPoolExecutor(2) as pool:
        yield lambda do: pool.submit(in_context, do)


def lock(session: Session, code: str) -> None:
    """Take the row of a request, at once or not at all."""
    session.execute(select(RequestRow.id).where(RequestRow.code == code).with_for_update(nowait=True)).one()


def wait_for_somebody_blocked_by(session: Session) -> None:
    assert any(session.scalar(BLOCKED) for _ in range(LOOKS)), "nobody waits"


@pytest.fixture(params=["the older into the newer", "the newer into the older"])
def pair(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Return the codes of two requests of one customer: the one to be joined, and the one that goes on."""
    older, newer = ask("form-1"), ask("form-2")
    return (older, newer) if request.param == "the older into the newer" else (newer, older)


def test_a_reply_that_waits_holds_nothing_that_joining_needs(
    postgresql: None, beside: Beside, pair: tuple[str, str]
) -> None:
    joined, goes_on = pair
    desk_store.merge(change(joined, join()), goes_on)
    with database().session() as session:
        lock(session, goes_on)
        replied = beside(lambda: customer_store.add_reply(JANA, joined, NewReply("form-3", "More")))
        wait_for_somebody_blocked_by(session)
        lock(session, joined)
    assert replied.result().code == goes_on


def test_a_reply_to_a_request_that_is_being_joined_goes_to_the_other(
    postgresql: None, beside: Beside, pair: tuple[str, str]
) -> None:
    joined, goes_on = pair
    with database().session() as session:
        lock(session, joined)
        replied = beside(lambda: customer_store.add_reply(JANA, joined, NewReply("form-3", "More")))
        wait_for_somebody_blocked_by(session)
        session.get_one(RequestRow, row(joined).id).merged_into_id = row(goes_on).id
    assert replied.result().code == goes_on


@pytest.mark.parametrize("is_apart", [False, True], ids=["join", "take apart"])
def test_joining_and_taking_apart_wait_for_the_older_request_first(
    postgresql: None, beside: Beside, pair: tuple[str, str], is_apart: bool
) -> None:
    joined, goes_on = pair
    ana = join()
    if is_apart:
        desk_store.merge(change(joined, ana), goes_on)
    older, newer = sorted(pair, key=lambda code: row(code).id)
    asked = change(joined, ana)
    with database().session() as session:
        lock(session, older)
        done = beside(lambda: desk_store.unmerge(asked) if is_apart else desk_store.merge(asked, goes_on))
        wait_for_somebody_blocked_by(session)
        lock(session, newer)
    done.result()
    assert (row(joined).merged_into_id is None) == is_apart


@pytest.mark.parametrize(
    "give_up",
    [lambda id_: agents_store.set_active(id_, False), lambda id_: agents_store.set_role(id_, AgentRole.AGENT)],
)
def test_of_the_last_two_admins_one_stays(
    beside: Beside, monkeypatch: pytest.MonkeyPatch, give_up: Callable[[int], object]
) -> None:
    admins = [join(name, AgentRole.ADMIN).id for name in ("Ana", "Peter")]
    both = threading.Barrier(2, timeout=TOGETHER_S)

    def append_together(*given: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            both.wait()
        return append_team_event(*given)

    monkeypatch.setattr(agents_store, "append_team_event", append_together)
    errors = [each.exception() for each in [beside(partial(give_up, id_)) for id_ in admins]]
    assert [type(each) for each in errors if each] == [LastAdmin]
    assert sum(each.is_active and each.is_admin for each in agents_store.everybody()) == 1
