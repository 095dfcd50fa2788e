"""Limits and times are exactly those that were decided: one more or one less is another promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from tests.webapp.database.team import ask, change, join, row
from tests.webapp.database.test_requests_store import request
from webapp.database import customer_store, database, desk_store, outbox_store, record_store, retention_store
from webapp.database.desk_store import Reply
from webapp.database.kinds import LetterKind, Stage
from webapp.database.models import (
    AttemptRow,
    LetterRow,
    MessageRow,
    ParticipantRow,
    RequestRow,
    SessionRow,
    SignInRow,
    Table,
)
from webapp.database.requests_store import NewAttachment, attachment_row, submit

JANA = "jana@example.sk"
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MOMENT = timedelta(minutes=1)


def many(count: int, received_at: datetime, email: str = JANA) -> None:
    """Write ``count`` requests of a customer at once."""
    numbers = range(1001, 1001 + count)
    plain: dict[str, Any] = {"fingerprint": "", "language": "sk", "category": "", "subject": "Peniaze", "version": 1}
    with database().session() as session:
        of_each = [
            {"id": each, "code": f"VT-{each}", "submission": f"s-{each}", "received_at": received_at, **plain}
            for each in numbers
        ]
        session.execute(insert(RequestRow), [each | {"changed_at": received_at} for each in of_each])
        people = [{"request_id": each, "email": email, "name": "", "role": "requester"} for each in numbers]
        session.execute(insert(ParticipantRow), people)
        written = [
            {"request_id": each, "actor": "customer", "text": "Kde sú?", "written_at": received_at} for each in numbers
        ]
        session.execute(insert(MessageRow), written)


def test_so_many_requests_of_a_customer_are_listed_and_compared(app: Flask) -> None:
    many(501, NOW)
    assert len(customer_store.requests_of(JANA)) == 500
    assert len(customer_store.searchable_requests(JANA)) == 500
    assert len(customer_store.open_requests(JANA)) == 50


def test_the_desk_shows_twenty_other_requests_of_the_customer_and_none_that_is_held(app: Flask) -> None:
    code = ask()
    many(21, NOW)
    found = record_store.record(code)
    assert found
    assert [each.code for each in found.others] == [f"VT-{number}" for number in range(1021, 1001, -1)]
    with database().session() as session:
        session.execute(update(RequestRow).where(RequestRow.id > 1002).values(is_held=True))
    found = record_store.record(code)
    assert found
    assert [each.code for each in found.others] == ["VT-1002", "VT-1001"]


def is_held(submission: str, **values: str) -> bool:
    """Send a request as the site does and return whether it waits for somebody to look at it."""
    return row(submit(request(submission, **values)).code).is_held


def test_the_sixth_request_of_an_address_or_a_visitor_in_an_hour_is_held(app: Flask) -> None:
    assert [is_held(f"a-{each}") for each in range(6)] == [False] * 5 + [True]
    sent = [is_held(f"v-{each}", email=f"v{each}@example.sk", visitor="v") for each in range(6)]
    assert sent == [False] * 5 + [True]


def test_the_twenty_first_request_of_a_network_in_an_hour_is_held(app: Flask) -> None:
    sent = [is_held(f"n-{each}", email=f"n{each}@example.sk", visitor=f"v{each}", network="n") for each in range(21)]
    assert sent == [False] * 20 + [True]


def test_the_three_hundred_and_first_request_in_an_hour_is_held(app: Flask) -> None:
    many(299, datetime.now(UTC))
    assert not is_held("e-1", email="e1@example.sk")
    assert is_held("e-2", email="e2@example.sk")


def test_the_file_of_a_note_is_nothing_to_the_customer(app: Flask) -> None:
    ana, code = join(), submit(request(attachments=(NewAttachment("1", "a.txt", "text/plain", 1, ""),))).code
    desk_store.note(change(code, ana), "Look.", "note-1")
    with database().session() as session:
        note = session.scalars(select(MessageRow).where(MessageRow.is_internal.is_(True))).one()
        hidden = NewAttachment("2", "b.txt", "text/plain", 1, "")
        session.add(attachment_row(hidden, note.request_id, note.id, NOW))
    shown = NewAttachment("3", "c.txt", "text/plain", 1, "")
    customer_store.add_reply(JANA, code, customer_store.NewReply("form-2", "More.", (shown,)))
    found = customer_store.find_own(JANA, code)
    assert found
    assert [(number, file.stored_name) for number, file in found.files] == [(1, "1"), (2, "3")]


def test_a_resolved_request_that_is_taken_apart_is_resolved_and_not_closed(app: Flask) -> None:
    ana, code, other = join(), ask(), ask("form-2")
    desk_store.reply(change(code, ana), Reply("Done.", "reply-1", Stage.RESOLVED))
    desk_store.merge(change(code, ana), other)
    desk_store.unmerge(change(code, ana))
    assert (row(code).stage, row(code).closed_at) == (Stage.RESOLVED, None)


@pytest.mark.parametrize(("is_spam", "days"), [(True, 30), (False, 1827)])
def test_what_is_closed_goes_when_its_days_are_over_and_not_before(app: Flask, *, is_spam: bool, days: int) -> None:
    ask()
    with database().session() as session:
        session.execute(update(RequestRow).values(stage=Stage.CLOSED, is_held=is_spam, closed_at=NOW))
    assert retention_store.forget(now=NOW + timedelta(days) - MOMENT).requests == 0
    assert retention_store.forget(now=NOW + timedelta(days) + MOMENT).requests == 1


@pytest.mark.parametrize("over", ["sent_at", "dead_at"])
def test_a_letter_that_is_over_stays_for_ninety_days(app: Flask, over: str) -> None:
    ask()
    assert retention_store.forget(now=NOW + timedelta(10_000)).letters == 0
    with database().session() as session:
        session.execute(update(LetterRow).values({over: NOW}))
    assert retention_store.forget(now=NOW + timedelta(90) - MOMENT).letters == 0
    assert retention_store.forget(now=NOW + timedelta(90) + MOMENT).letters == 1


SIGN_IN: dict[type[Table], dict[str, Any]] = {
    AttemptRow: {"key": "k", "happened_at": NOW},
    SignInRow: {
        "email": JANA,
        "link_hash": "",
        "code_hash": "",
        "created_at": NOW,
        "expires_at": NOW,
        "wrong_codes": 0,
    },
    SessionRow: {"key_hash": "", "email": JANA, "created_at": NOW, "seen_at": NOW, "expires_at": NOW},
}


@pytest.mark.parametrize("table", SIGN_IN)
def test_what_has_to_do_with_signing_in_stays_for_a_day(app: Flask, table: type[Table]) -> None:
    with database().session() as session:
        session.add(table(**SIGN_IN[table]))
    assert retention_store.forget(now=NOW + timedelta(1) - MOMENT).sign_ins == 0
    assert retention_store.forget(now=NOW + timedelta(1) + MOMENT).sign_ins == 1


def test_five_hundred_characters_are_kept_of_an_error(app: Flask) -> None:
    ask()
    (letter_id,) = outbox_store.due(1)
    assert outbox_store.take(letter_id)
    outbox_store.was_refused(letter_id, "x" * 501, for_good=True)
    (dead,) = outbox_store.dead_letters()
    assert (dead.kind, dead.error) == (LetterKind.RECEIVED, "x" * 500)


def test_who_took_a_letter_out_has_it_for_ten_minutes(app: Flask) -> None:
    ask()
    (letter_id,) = outbox_store.due(1)
    before = datetime.now(UTC)
    assert outbox_store.take(letter_id)
    with database().reading() as session:
        until = session.scalars(select(LetterRow.next_try_at)).one()
    assert before + timedelta(minutes=10) <= until <= datetime.now(UTC) + timedelta(minutes=10)
