"""A customer's own requests, as they are read and changed; on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.webapp.database.team import change, join
from webapp.database import customer_store, database, desk_store
from webapp.database.chain_check import is_whole
from webapp.database.customer_store import NewReply
from webapp.database.kinds import Actor, EventKind, Stage
from webapp.database.models import EventRow, MessageRow, ParticipantRow, RequestRow
from webapp.database.requests_store import NewAttachment, NewRequest, attachment_row, submit
from webapp.database.stages import SYSTEM, move

pytestmark = pytest.mark.usefixtures("app")

JANA, PETRA = "jana@example.sk", "petra@example.es"
FILE = NewAttachment("stored-1", "photo.png", "image/png", 3, "abc")


@pytest.fixture
def code(app: Flask) -> str:
    """Return the code of a request of Jana's."""
    return sent("My money", "Where is it?")


def sent(subject: str, text: str, email: str = JANA, *files: NewAttachment) -> str:
    return submit(NewRequest(f"form {subject}", "en", "Jana", email, "", subject, text, files)).code


def bring(code: str, *stages: Stage) -> None:
    with database().session() as session:
        row = session.scalars(select(RequestRow).where(RequestRow.code == code)).one()
        for stage in stages:
            move(session, row, stage, SYSTEM, datetime.now(UTC))


def row_of(code: str) -> RequestRow:
    with database().reading() as session:
        return session.scalars(select(RequestRow).where(RequestRow.code == code)).one()


def kinds(code: str) -> list[str]:
    """Return what happened to a request; its chain must be whole."""
    with database().reading() as session:
        asked = select(EventRow).join(RequestRow, RequestRow.id == EventRow.request_id).where(RequestRow.code == code)
        events = session.scalars(asked.order_by(EventRow.number)).all()
        assert is_whole(session, row_of(code).id)
    return [each.kind for each in events]


def texts(code: str) -> list[str]:
    found = customer_store.find_own(JANA, code)
    assert found
    return [each.text for each in found.messages]


def test_a_customer_sees_their_own_requests_only(code: str) -> None:
    other = sent("Card", "Declined", PETRA)
    assert [each.code for each in customer_store.requests_of(JANA)] == [code]
    assert [each.summary.code for each in customer_store.searchable_requests(JANA)] == [code]
    assert customer_store.find_own(JANA, other) is None
    assert customer_store.find_own(JANA, "VT-nothing") is None
    assert customer_store.add_reply(JANA, other, NewReply("form-2", "Hello")) is None
    assert not customer_store.rate(JANA, other, 5, "")
    assert customer_store.export(JANA, other) is None
    assert row_of(other).version == 1


def test_notes_of_the_team_and_their_files_are_not_shown(code: str) -> None:
    with database().session() as session:
        request = session.scalars(select(RequestRow)).one()
        note = MessageRow(
            request_id=request.id, actor=Actor.AGENT, text="secret", is_internal=True, written_at=datetime.now(UTC)
        )
        session.add(note)
        session.flush()
        session.add(attachment_row(FILE, request.id, note.id, datetime.now(UTC)))
    found = customer_store.find_own(JANA, code)
    assert found
    assert texts(code) == ["Where is it?"]
    assert found.files == ()
    assert "secret" not in customer_store.searchable_requests(JANA)[0].text


def test_files_are_numbered_in_the_order_they_came() -> None:
    code = sent("Card", "Declined", JANA, FILE)
    customer_store.add_reply(JANA, code, NewReply("form-2", "One more", (replace(FILE, stored_name="stored-2"),)))
    found = customer_store.find_own(JANA, code)
    assert found
    assert [(number, file.stored_name) for number, file in found.files] == [(1, "stored-1"), (2, "stored-2")]


def test_a_reply_is_kept_once_however_often_it_comes(code: str) -> None:
    reply = NewReply("form-2", "It came!")
    first, second = (customer_store.add_reply(JANA, code, reply) for _ in range(2))
    assert first and second
    assert (first.is_repeat, second.is_repeat) == (False, True)
    assert texts(code) == ["Where is it?", "It came!"]
    assert kinds(code) == [EventKind.RECEIVED, EventKind.REPLIED]


def test_another_text_from_the_same_form_is_not_lost(code: str) -> None:
    customer_store.add_reply(JANA, code, NewReply("form-2", "It came!"))
    customer_store.add_reply(JANA, code, NewReply("form-2", "No, it did not."))
    assert texts(code)[1:] == ["It came!", "No, it did not."]


def test_a_reply_ends_the_waiting(code: str) -> None:
    bring(code, Stage.ASSIGNED, Stage.WAITING)
    written = customer_store.add_reply(JANA, code, NewReply("form-2", "Here it is."))
    assert written and not written.is_reopened
    assert row_of(code).stage == Stage.INVESTIGATING
    assert kinds(code)[-2:] == [EventKind.REPLIED, EventKind.STAGE_CHANGED]


@pytest.mark.parametrize("stages", [(Stage.RESOLVED,), (Stage.RESOLVED, Stage.CLOSED)])
def test_a_reply_opens_a_finished_request_again(code: str, stages: tuple[Stage, ...]) -> None:
    bring(code, Stage.ASSIGNED, *stages)
    written = customer_store.add_reply(JANA, code, NewReply("form-2", "It is back."))
    assert written and written.is_reopened
    row = row_of(code)
    assert (row.stage, row.resolved_at, row.closed_at) == (Stage.INVESTIGATING, None, None)
    assert kinds(code)[-1] == EventKind.REOPENED


def test_a_reply_never_opens_what_was_discarded_as_spam(code: str) -> None:
    ana = join()
    desk_store.hold(change(code, ana))
    desk_store.discard(change(code, ana))
    written = customer_store.add_reply(JANA, code, NewReply("form-2", "Read me!"))
    assert written and not written.is_reopened
    row = row_of(code)
    assert (row.stage, row.is_held, row.closed_at is None) == (Stage.CLOSED, True, False)
    assert kinds(code)[-2:] == [EventKind.DISCARDED, EventKind.REPLIED]


def test_a_reply_to_an_open_request_leaves_its_stage_but_not_its_version(code: str) -> None:
    before = row_of(code).version
    customer_store.add_reply(JANA, code, NewReply("form-2", "More."))
    assert row_of(code).stage == Stage.RECEIVED
    assert row_of(code).version > before


def merge(code: str, into: str) -> None:
    with database().session() as session:
        rows = {each.code: each for each in session.scalars(select(RequestRow))}
        rows[code].merged_into_id = rows[into].id
        rows[code].stage = Stage.CLOSED


def test_a_reply_to_a_merged_request_goes_to_the_one_that_goes_on(code: str) -> None:
    into = sent("My money again", "Still missing")
    merge(code, into)
    written = customer_store.add_reply(JANA, code, NewReply("form-2", "Hello?"))
    assert written and written.code == into
    assert texts(into) == ["Still missing", "Hello?"]


def test_a_request_of_somebody_else_that_goes_on_is_not_named(code: str) -> None:
    merge(code, sent("Card", "Declined", PETRA))
    found = customer_store.find_own(JANA, code)
    assert found
    assert found.summary.merged_into == ""
    written = customer_store.add_reply(JANA, code, NewReply("form-2", "Hello?"))
    assert written and written.code == code


def test_a_rating_is_kept_once_and_only_for_what_is_finished(code: str) -> None:
    assert not customer_store.rate(JANA, code, 5, "")
    bring(code, Stage.ASSIGNED, Stage.RESOLVED)
    assert customer_store.rate(JANA, code, 4, "Fast")
    assert not customer_store.rate(JANA, code, 1, "Changed my mind")
    row = row_of(code)
    assert (row.rating, row.rating_text) == (4, "Fast")
    assert kinds(code).count(EventKind.RATED) == 1


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_beyond_the_scale_is_refused(code: str, rating: int) -> None:
    with pytest.raises(ValueError, match=f"rating: {rating} is not one of 1 to 5. Use one of these."):
        customer_store.rate(JANA, code, rating, "")


def test_only_a_finished_request_is_exported_and_that_is_noted(code: str) -> None:
    assert customer_store.export(JANA, code) is None
    bring(code, Stage.ASSIGNED, Stage.RESOLVED)
    assert customer_store.export(JANA, code)
    assert kinds(code)[-1] == EventKind.EXPORTED


def test_the_timeline_names_every_stage_and_nothing_of_the_team(code: str) -> None:
    bring(code, Stage.ASSIGNED, Stage.RESOLVED)
    customer_store.rate(JANA, code, 5, "")
    found = customer_store.find_own(JANA, code)
    assert found
    assert [each.stage for each in found.happenings] == [Stage.RECEIVED, Stage.ASSIGNED, Stage.RESOLVED]


def test_open_requests_bring_what_was_first_written(code: str) -> None:
    closed = sent("Card", "Declined")
    bring(closed, Stage.ASSIGNED, Stage.RESOLVED)
    customer_store.add_reply(JANA, code, NewReply("form-2", "More."))
    (found,) = customer_store.open_requests(JANA)
    assert (found.summary.code, found.text) == (code, "My money\nWhere is it?")


def test_whoever_is_copied_takes_part(code: str) -> None:
    with database().session() as session:
        request_id = session.scalars(select(RequestRow.id)).one()
        session.add(ParticipantRow(request_id=request_id, email=PETRA, name="Petra", role="copied"))
    assert customer_store.add_reply(PETRA, code, NewReply("form-2", "Me too."))
    found = customer_store.find_own(PETRA, code)
    assert found
    assert [each.author for each in found.messages] == ["Jana", "Petra"]
