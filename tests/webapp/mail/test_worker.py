"""The program that sends letters: every letter leaves, whatever befalls one of them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.webapp.mail.conftest import CODE, put, send_request
from tests.webapp.mail.mailbox import Mailbox, free_port, serving
from tests.webapp.mail.test_letters import text_of
from webapp.database import database, outbox_store
from webapp.database.kinds import LetterKind
from webapp.database.models import LetterRow
from webapp.database.retention_store import LETTER_DAYS
from webapp.mail import worker
from webapp.mail.sending import ServerUnavailable
from webapp.mail.worker import send_due, send_until

OpenApp = Callable[..., Flask]


def letters(app: Flask) -> list[LetterRow]:
    with app.app_context(), database().reading() as session:
        return list(session.scalars(select(LetterRow).order_by(LetterRow.id)))


def test_a_request_brings_its_customer_a_letter(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    code = send_request(app)
    done = send_due(app)
    assert (done.sent, done.put_off, mailbox.recipients) == (1, 0, ["jana1@example.sk"])
    assert code in text_of(mailbox.messages[0])
    assert mailbox.messages[0]["Message-ID"] == f"<{letters(app)[0].mail_id}@example.org>"
    assert send_due(app).sent == 0


def test_where_letters_are_to_be_files_one_is(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    code = send_request(app)
    assert send_due(app).sent == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name.endswith("-received-1.eml")
    assert code in file.read_text("ascii")


@pytest.mark.parametrize("has_server", [False, True])
def test_letters_that_became_files_go_when_they_are_old(
    open_app: OpenApp, mailbox: Mailbox, tmp_path: Path, has_server: bool
) -> None:
    app = open_app(smtp=mailbox.url() if has_server else "files")
    (tmp_path / "mail").mkdir()
    for name, days in (("old.eml", LETTER_DAYS + 1), ("young.eml", LETTER_DAYS - 1)):
        (tmp_path / "mail" / name).touch()
        then_s = time.time() - days * 24 * 3600
        os.utime(tmp_path / "mail" / name, (then_s, then_s))
    put(app)
    assert send_due(app).sent == 1
    left = {path.name for path in (tmp_path / "mail").iterdir()}
    assert "young.eml" in left
    assert "old.eml" not in left
    assert len(left) == (1 if has_server else 2)


def test_many_letters_go_over_few_connections(
    open_app: OpenApp, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "BATCH", 4)
    app = open_app(smtp=mailbox.url())
    for number in range(10):
        put(app, recipient=f"jana{number}@example.sk")
    assert send_due(app).sent == 10
    assert mailbox.recipients == [f"jana{number}@example.sk" for number in range(10)]


def test_a_refused_letter_does_not_hold_up_the_others(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    for number in range(3):
        put(app, recipient=f"jana{number}@example.sk")
    mailbox.answers["rcpt"] = ["250 OK", "550 no such user"]
    done = send_due(app)
    assert (done.sent, done.put_off) == (2, 1)
    assert mailbox.recipients == ["jana0@example.sk", "jana2@example.sk"]
    with app.app_context():
        assert [each.error for each in outbox_store.dead_letters()] == ["550 no such user"]


def test_after_a_broken_line_the_others_go_over_a_new_one(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    for number in range(3):
        put(app, recipient=f"jana{number}@example.sk")
    mailbox.answers["data"] = ["hang up"]
    done = send_due(app)
    assert (done.sent, done.put_off) == (2, 1)
    assert [each.unsure for each in letters(app)] == [1, 0, 0]


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    put(app, recipient="jana\r\nBcc: everybody@example.sk")
    put(app, LetterKind.STAGE_CHANGED, stage="gone")
    put(app)
    done = send_due(app)
    assert (done.sent, done.put_off, mailbox.recipients) == (1, 2, ["jana@example.sk"])
    with app.app_context():
        assert [each.letter_id for each in outbox_store.dead_letters()] == [2, 1]


@pytest.mark.parametrize("local", ["=?utf-8?q?everybody=40example.sk=20?=", "=?x", "jana=?utf-8?b?yq==?="])
def test_an_address_that_could_be_read_as_another_is_never_sent_to(
    open_app: OpenApp, mailbox: Mailbox, local: str
) -> None:
    app = open_app(smtp=mailbox.url())
    put(app, recipient=f"{local}@example.sk")
    assert (send_due(app).put_off, mailbox.recipients) == (1, [])
    with app.app_context():
        (dead,) = outbox_store.dead_letters()
    assert dead.error == f"ValueError: outbox: '{local}@example.sk' is no e-mail address. Correct it in the request."


def test_while_no_server_answers_letters_wait_untouched(open_app: OpenApp) -> None:
    port = free_port()
    app = open_app(smtp=f"smtp://127.0.0.1:{port}")
    put(app)
    for _ in range(3):
        with pytest.raises(ServerUnavailable):
            send_due(app)
    assert letters(app)[0].tries == 0
    with serving(port) as mailbox:
        assert send_due(app).sent == 1
        assert mailbox.recipients == ["jana@example.sk"]


def test_a_letter_sent_twice_is_recognisably_the_same(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    put(app)
    mailbox.answers["data"] = ["hang up"]
    send_due(app)
    with app.app_context(), database().session() as session:
        session.execute(update(LetterRow).values(next_try_at=LetterRow.created_at))
    assert send_due(app).sent == 1
    first, second = mailbox.messages
    for name in ("Message-ID", "Date", "Subject"):
        assert first[name] == second[name]


class Hours:
    """A clock that remembers how long was waited, and ends after some waits."""

    def __init__(self, waits: int, then: Callable[[], None] = lambda: None) -> None:
        self.waited: list[float] = []
        self._waits = waits
        self._then = then

    def is_over(self) -> bool:
        return len(self.waited) >= self._waits

    def wait(self, pause_s: float) -> None:
        self.waited.append(pause_s)
        self._then()


def test_letters_are_sent_as_they_come(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    clock = Hours(3, lambda: put(app, code=CODE))
    send_until(app, clock)
    assert len(mailbox.messages) == 2
    assert clock.waited == [worker.PAUSE_S] * 3


def test_a_server_that_is_away_is_left_in_peace_for_a_while(open_app: OpenApp) -> None:
    app = open_app(smtp=f"smtp://127.0.0.1:{free_port()}")
    put(app)
    clock = Hours(2)
    send_until(app, clock)
    assert clock.waited == [worker.DOWN_PAUSE_S] * 2


def test_who_is_told_to_end_ends_after_the_letter_in_hand(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    for number in range(3):
        put(app, recipient=f"jana{number}@example.sk")
    send_due(app, is_over=lambda: bool(mailbox.messages))
    assert len(mailbox.messages) == 1
    assert [each.tries for each in letters(app)] == [1, 0, 0]


@pytest.mark.parametrize("values", [{}, {"address": "http://127.0.0.1:8000", "proxies": 1}])
def test_on_a_public_site_without_a_server_letters_wait_untouched(
    open_app: OpenApp, tmp_path: Path, values: dict[str, Any]
) -> None:
    app = open_app(smtp="", **values)
    put(app)
    with pytest.raises(ServerUnavailable, match="no mail server is named"):
        send_due(app)
    assert letters(app)[0].tries == 0
    assert not (tmp_path / "mail").exists()
