"""Requests: kept once, whole or not at all."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from webapp.database import DatabaseUnavailable, database, requests_store
from webapp.database.kinds import HeldBecause
from webapp.database.models import AttachmentRow, EventRow, MessageRow, ParticipantRow, RequestRow
from webapp.database.requests_store import (
    AlreadySubmitted,
    Limits,
    NewAttachment,
    NewRequest,
    stored_names,
    submit,
    waits_because,
)

SCREENSHOT = NewAttachment("0a1b", "snímka.png", "image/png", 2048, "ab" * 32)


def request(submission: str = "form-1", **values: Any) -> NewRequest:
    """Return a request, of which a test names what it is about."""
    plain = NewRequest(
        submission=submission,
        language="sk",
        name="Jana Nováková",
        email="Jana@example.sk",
        category="withdrawals",
        subject="Výber neprišiel",
        description="Čakám už týždeň.\nProsím o pomoc.",
    )
    return replace(plain, **values)


def rows(table: type[Any]) -> list[Any]:
    with database().reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def count(table: type[Any]) -> int:
    with database().reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_request_is_kept_with_all_that_came_along(app: Flask) -> None:
    before = datetime.now(UTC)
    receipt = submit(request(attachments=(SCREENSHOT,), searched="Searched: výber", is_urgent=True))
    (kept,), (message,), (event,) = rows(RequestRow), rows(MessageRow), rows(EventRow)
    (participant,), (attachment,) = rows(ParticipantRow), rows(AttachmentRow)
    assert (kept.code, receipt.is_repeat) == (receipt.code, False)
    assert (kept.language, kept.category, kept.subject, kept.stage) == (
        "sk",
        "withdrawals",
        "Výber neprišiel",
        "received",
    )
    assert (kept.is_urgent, kept.is_held, kept.searched) == (True, False, "Searched: výber")
    assert before <= kept.received_at <= datetime.now(UTC)
    assert (participant.email, participant.name, participant.role) == (
        "jana@example.sk",
        "Jana Nováková",
        "requester",
    )
    assert (message.text, message.actor, message.is_internal) == (
        "Čakám už týždeň.\nProsím o pomoc.",
        "customer",
        False,
    )
    assert (event.kind, event.actor, event.participant_id, event.number) == (
        "received",
        "customer",
        participant.id,
        1,
    )
    assert (attachment.stored_name, attachment.original_name, attachment.message_id) == (
        "0a1b",
        "snímka.png",
        message.id,
    )


def test_the_same_form_sent_twice_is_one_request(app: Flask) -> None:
    first, second = submit(request()), submit(request())
    assert (second.code, second.is_repeat) == (first.code, True)
    assert count(RequestRow) == count(MessageRow) == 1


def test_the_same_files_under_other_stored_names_are_the_same_request(app: Flask) -> None:
    first = submit(request(attachments=(SCREENSHOT,)))
    assert submit(request(attachments=(replace(SCREENSHOT, stored_name="other"),))).code == first.code
    assert count(AttachmentRow) == 1


@pytest.mark.parametrize(
    "values", [{"subject": "Iné"}, {"description": "Iné"}, {"email": "x@example.sk"}, {"attachments": (SCREENSHOT,)}]
)
def test_another_content_from_the_same_form_is_not_swallowed(app: Flask, values: dict[str, Any]) -> None:
    first = submit(request())
    with pytest.raises(AlreadySubmitted) as caught:
        submit(request(**values))
    assert caught.value.code == first.code
    assert submit(request("form-2", **values)).code != first.code
    assert count(RequestRow) == 2


def test_a_form_sent_at_the_same_moment_is_one_request(app: Flask) -> None:
    barrier = threading.Barrier(8)
    codes: list[str] = []

    def send() -> None:
        with app.app_context():
            barrier.wait()
            codes.append(submit(request()).code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 8
    assert len(set(codes)) == 1
    assert count(RequestRow) == count(MessageRow) == count(EventRow) == 1


def test_requests_sent_at_the_same_moment_are_all_kept(app: Flask) -> None:
    codes: list[str] = []

    def send(number: int) -> None:
        with app.app_context():
            codes.append(submit(request(f"form-{number}")).code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(codes)) == count(RequestRow) == 16


def test_a_request_that_fails_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(requests_store, "append_event", fail)
    with pytest.raises(DatabaseUnavailable):
        submit(request(attachments=(SCREENSHOT,)))
    assert [count(table) for table in (RequestRow, ParticipantRow, MessageRow, AttachmentRow)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("limits", "because"),
    [
        (Limits(email=2), HeldBecause.EMAIL),
        (Limits(visitor=2), HeldBecause.VISITOR),
        (Limits(network=2), HeldBecause.NETWORK),
        (Limits(everybody=2), HeldBecause.EVERYBODY),
    ],
)
def test_what_goes_beyond_a_limit_is_held_and_kept(app: Flask, limits: Limits, because: HeldBecause) -> None:
    for number in range(3):
        submit(request(f"form-{number}", visitor="v", network="n"), limits)
    assert [each.held_because for each in rows(RequestRow)] == ["", "", because]
    assert [each.is_held for each in rows(RequestRow)] == [False, False, True]
    assert [(each.kind, each.details) for each in rows(EventRow)][2:] == [
        ("received", {}),
        ("held", {"because": because}),
    ]


def test_case_of_letters_does_not_hide_an_address(app: Flask) -> None:
    for number, email in enumerate(("jana@example.sk", "JANA@example.sk")):
        submit(request(f"form-{number}", email=email), Limits(email=1))
    assert [each.is_held for each in rows(RequestRow)] == [False, True]


def test_requests_of_an_hour_ago_do_not_count(app: Flask) -> None:
    submit(request())
    with database().session() as session:
        session.execute(update(RequestRow).values(received_at=datetime.now(UTC) - timedelta(minutes=61)))
    submit(request("form-2"), Limits(email=1))
    assert not any(each.is_held for each in rows(RequestRow))


def test_visitors_without_a_key_are_not_one_visitor(app: Flask) -> None:
    for number in range(3):
        submit(request(f"form-{number}"), Limits(visitor=1, network=1))
    assert not any(each.is_held for each in rows(RequestRow))


def test_what_looked_odd_before_is_held(app: Flask) -> None:
    submit(request(held_because=HeldBecause.TOO_FAST))
    assert [(each.is_held, each.held_because) for each in rows(RequestRow)] == [(True, HeldBecause.TOO_FAST)]


@pytest.mark.parametrize(
    ("values", "because"),
    [
        ({}, HeldBecause.TOO_FAST),
        ({"stage": "closed"}, None),
        ({"is_held": False}, None),
        ({"held_because": "a reason of another release"}, None),
    ],
)
def test_a_request_says_why_it_waits(app: Flask, values: dict[str, Any], because: HeldBecause | None) -> None:
    code = submit(request(held_because=HeldBecause.TOO_FAST)).code
    if values:
        with database().session() as session:
            session.execute(update(RequestRow).values(**values))
    assert waits_because(code) is because
    assert waits_because("VT-00000-00000-00000") is None


def test_the_files_of_requests_are_known(app: Flask) -> None:
    submit(request(attachments=(SCREENSHOT,)))
    assert stored_names({"0a1b", "ffff"}) == {"0a1b"}
