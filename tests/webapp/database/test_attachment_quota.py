"""How much is kept of the files that customers send, counted in the database."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.webapp.database.test_requests_store import SCREENSHOT, request
from webapp.database import customer_store, database
from webapp.database.attachment_quota import NETWORK_DAY_BYTES, UNREAD_BYTES, NoRoom
from webapp.database.customer_store import NewReply
from webapp.database.kinds import HeldBecause, Stage
from webapp.database.models import AttachmentRow, RequestRow
from webapp.database.requests_store import Limits, NewAttachment, submit

NO_LIMITS = Limits(0, 0, 0, 0)


def file(size_bytes: int, name: str = "a-file") -> NewAttachment:
    return replace(SCREENSHOT, stored_name=name, size_bytes=size_bytes)


def send(number: int, size_bytes: int, network: str = "a-network", held_because: HeldBecause | None = None) -> str:
    attachments = (file(size_bytes, f"file-{number}"),)
    new = request(f"form-{number}", attachments=attachments, network=network, held_because=held_because)
    return submit(new, NO_LIMITS).code


def count(table: type[RequestRow] | type[AttachmentRow]) -> int:
    with database().reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def set_stage(stage: Stage) -> None:
    with database().session() as session:
        session.execute(update(RequestRow).values(stage=stage))


def test_one_network_may_send_so_much_in_a_day_and_another_as_much(app: Flask) -> None:
    send(1, NETWORK_DAY_BYTES - 10)
    send(2, 10)
    with pytest.raises(NoRoom, match=r"^attachments: more than 200 MB came from one network today\. "):
        send(3, 1)
    assert (count(RequestRow), count(AttachmentRow)) == (2, 2)
    send(3, 1, "another-network")


def test_what_has_no_files_is_taken_whatever_was_sent(app: Flask) -> None:
    send(1, NETWORK_DAY_BYTES)
    submit(request("form-2", network="a-network"), NO_LIMITS)
    assert count(RequestRow) == 2


def test_the_same_form_sent_again_is_the_same_request_beyond_a_limit_too(app: Flask) -> None:
    code = send(1, NETWORK_DAY_BYTES)
    assert send(1, NETWORK_DAY_BYTES) == code


def fill_unread() -> str:
    """Send what requests that nobody took up may hold, half of it held as spam; return the code of one."""
    for number in (1, 2):
        send(number, UNREAD_BYTES // 4, "", held_because=HeldBecause.TRAP)
    send(3, UNREAD_BYTES // 4, "")
    return send(4, UNREAD_BYTES // 4, "")


def test_requests_that_nobody_took_up_hold_so_much(app: Flask) -> None:
    fill_unread()
    with pytest.raises(NoRoom, match=r"^attachments: requests that nobody has taken up hold 5120 MB\. Discard"):
        send(5, 1)
    for stage in (Stage.ASSIGNED, Stage.CLOSED):
        set_stage(stage)
        send(10 + len(stage), 1)


def test_a_reply_counts_for_its_network_and_where_somebody_works_only_there(app: Flask) -> None:
    code = fill_unread()

    def reply(number: int, size_bytes: int) -> None:
        new = NewReply(f"form-{number}", "More", (file(size_bytes, f"reply-{number}"),), "a-network")
        customer_store.add_reply("jana@example.sk", code, new)

    with pytest.raises(NoRoom, match=r"nobody has taken up"):
        reply(1, 1)
    set_stage(Stage.ASSIGNED)
    reply(1, NETWORK_DAY_BYTES)
    with pytest.raises(NoRoom, match=r"one network"):
        reply(2, 1)


def test_requests_at_the_same_moment_are_counted_one_after_another(app: Flask) -> None:
    refused: list[NoRoom] = []

    def send_one(number: int) -> None:
        with app.app_context():
            try:
                send(number, NETWORK_DAY_BYTES // 4)
            except NoRoom as error:
                refused.append(error)

    threads = [threading.Thread(target=send_one, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (count(AttachmentRow), len(refused)) == (4, 6)
