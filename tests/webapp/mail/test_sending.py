"""How letters leave: over a real server, with every way in which it can say no, and as files."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.webapp.mail.mailbox import Mailbox, free_port, serving
from webapp.config import Config
from webapp.mail import sending
from webapp.mail.letters import POLICY
from webapp.mail.sending import LostSight, Refused, ServerUnavailable, SmtpServer, open_way, server_of


def letter(text: str = "Dobrý deň\n.\n..bodka\n") -> EmailMessage:
    message = EmailMessage(POLICY)
    message["Subject"] = "Výber"
    message.set_content(text, cte="quoted-printable")
    return message


def config(mailbox: Mailbox, user: str = "") -> Config:
    return Config(smtp=mailbox.url(user), mail_from="help@example.org")


def test_a_letter_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    with open_way(config(mailbox)) as way:
        way.send(letter(), "jana@example.sk", "1")
        way.send(letter("2\n"), "peter@example.sk", "2")
    assert (mailbox.senders, mailbox.recipients) == (
        ["help@example.org"] * 2,
        ["jana@example.sk", "peter@example.sk"],
    )
    first, second = mailbox.messages
    assert first["Subject"] == "Výber"
    assert first.get_content().replace("\r\n", "\n") == "Dobrý deň\n.\n..bodka\n"
    assert second.get_content().strip() == "2"


@pytest.mark.parametrize(
    ("place", "answer", "for_good"),
    [
        ("rcpt", "550 no such user", True),
        ("rcpt", "450 greylisted", False),
        ("data", "552 too large", True),
        ("data", "451 later", False),
        ("mail", "530 sign in first", False),
        ("mail", "421 closing", False),
    ],
)
def test_a_refusal_is_passed_on_and_does_not_touch_the_next_letter(
    mailbox: Mailbox, place: str, answer: str, for_good: bool
) -> None:
    mailbox.answers[place] = [answer]
    with open_way(config(mailbox)) as way:
        with pytest.raises(Refused) as caught:
            way.send(letter(), "jana@example.sk", "1")
        assert (str(caught.value), caught.value.for_good) == (answer, for_good)
        way.send(letter(), "peter@example.sk", "2")
    assert mailbox.recipients == ["peter@example.sk"]


def test_a_line_that_breaks_before_the_letter_left_means_that_it_was_not_sent(mailbox: Mailbox) -> None:
    with open_way(config(mailbox)) as way:
        way.client.close()  # type: ignore[attr-defined]
        with pytest.raises(Refused) as caught:
            way.send(letter(), "jana@example.sk", "1")
    assert (caught.value.for_good, caught.value.is_way_open) == (False, False)


def test_a_line_that_breaks_after_the_letter_left_means_that_nobody_knows(mailbox: Mailbox) -> None:
    mailbox.answers["data"] = ["hang up"]
    with open_way(config(mailbox)) as way, pytest.raises(LostSight):
        way.send(letter(), "jana@example.sk", "1")
    assert mailbox.recipients == ["jana@example.sk"]


def test_where_no_server_answers_no_letter_is_touched() -> None:
    port = free_port()
    message = rf"^127\.0\.0\.1:{port}: no letters can be sent .* Look at the mail"
    with pytest.raises(ServerUnavailable, match=message), open_way(Config(smtp=f"smtp://127.0.0.1:{port}")):
        pass


@pytest.mark.parametrize(("password", "is_let_in"), [("p%40ss%20word", True), ("wrong", False)])
def test_user_and_password_come_from_the_address(password: str, is_let_in: bool) -> None:
    with serving(asks_for_password=True) as mailbox:
        try:
            with open_way(config(mailbox, f"me%40example.org:{password}@")) as way:
                way.send(letter(), "jana@example.sk", "1")
        except ServerUnavailable as error:
            assert password not in str(error)
    assert len(mailbox.messages) == is_let_in
    assert mailbox.logins[0].startswith("me@example.org:")


class Server(smtplib.SMTP):
    """A connection that remembers what was asked of it."""

    def __init__(self, *extensions: str) -> None:
        self.done: list[str] = []
        self.esmtp_features = dict.fromkeys(extensions, "")

    def ehlo_or_helo_if_needed(self) -> None:
        pass

    def ehlo(self, name: str = "") -> tuple[int, bytes]:
        return 250, b""

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]
        assert context is not None
        self.done.append(f"tls {context.verify_mode.name}")
        return 220, b""

    def login(self, user: str, password: str, *, initial_response_ok: bool = True) -> tuple[int, bytes]:
        self.done.append(f"login {user}")
        return 235, b""

    def close(self) -> None:
        pass


AWAY = SmtpServer("mail.example.org", 587, "me", "password", is_tls=False)


def test_a_password_travels_only_to_a_server_that_proves_who_it_is() -> None:
    server = Server("starttls")
    sending.prepare(server, AWAY)
    assert server.done == ["tls CERT_REQUIRED", "login me"]


def test_a_password_does_not_travel_in_the_open() -> None:
    server = Server()
    with pytest.raises(smtplib.SMTPNotSupportedError):
        sending.prepare(server, AWAY)
    assert server.done == []


def test_without_a_password_letters_are_encrypted_where_the_server_can() -> None:
    able, unable = Server("starttls"), Server()
    for server in (able, unable):
        sending.prepare(server, replace(AWAY, user=""))
    assert (able.done, unable.done) == (["tls CERT_NONE"], [])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_to_this_machine_a_password_may_travel_as_it_is(host: str) -> None:
    server = Server()
    sending.prepare(server, replace(AWAY, host=host))
    assert server.done == ["login me"]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25, "", "", is_tls=False)),
        ("smtp://a%3Ab:c%40d@mail.example:587", SmtpServer("mail.example", 587, "a:b", "c@d", is_tls=False)),
        ("smtps://mail.example", SmtpServer("mail.example", 465, "", "", is_tls=True)),
    ],
)
def test_the_address_of_a_server_is_read(url: str, server: SmtpServer) -> None:
    assert server_of(url) == server


def test_without_a_server_letters_become_files_that_nobody_else_can_read(tmp_path: Path) -> None:
    with open_way(Config(instance=tmp_path)) as way:
        way.send(letter(), "jana@example.sk", "2026-11-22-103000-received-1")
        way.send(letter(), "jana@example.sk", "2026-11-22-103000-received-1")
    folder = tmp_path / "mail"
    (file,) = folder.iterdir()
    assert file.name == "2026-11-22-103000-received-1.eml"
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert file.read_bytes() == letter().as_bytes()


def test_a_file_that_cannot_be_written_is_a_letter_to_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "1.eml").mkdir()
    with open_way(Config(instance=tmp_path)) as way, pytest.raises(Refused, match="Make room there") as caught:
        way.send(letter(), "jana@example.sk", "1")
    assert not caught.value.for_good
    assert [each.name for each in (tmp_path / "mail").iterdir()] == ["1.eml"]
