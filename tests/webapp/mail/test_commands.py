"""``send-mail`` and ``dead-letters`` on the command line."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from flask import Flask

from tests.webapp.mail.conftest import put
from tests.webapp.mail.mailbox import Mailbox, free_port
from webapp.database import outbox_store
from webapp.database.kinds import LetterKind
from webapp.mail.commands import UntilSignal

OpenApp = Callable[..., Flask]


@pytest.fixture
def own_signals() -> object:
    """Give the signals back to those who had them."""
    before = [(number, signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


def test_what_is_due_is_sent_once(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    put(app)
    put(app, recipient="peter@example.sk")
    mailbox.answers["rcpt"] = ["450 greylisted"]
    result = app.test_cli_runner().invoke(args=["send-mail", "--once"])
    assert (result.exit_code, result.stdout) == (0, "1 sent, 1 put off\n")


def test_a_server_that_is_away_is_named(open_app: OpenApp) -> None:
    port = free_port()
    app = open_app(smtp=f"smtp://127.0.0.1:{port}")
    put(app)
    result = app.test_cli_runner().invoke(args=["send-mail", "--once"])
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: 127.0.0.1:{port}: no letters can be sent (ConnectionRefusedError")
    assert result.output.endswith("Look at the mail server.\n")


def test_dead_letters_are_listed_and_tried_again(open_app: OpenApp, mailbox: Mailbox) -> None:
    app = open_app(smtp=mailbox.url())
    runner = app.test_cli_runner()
    put(app)
    put(app, LetterKind.SIGN_IN)
    mailbox.answers["rcpt"] = ["550 no such user"] * 2
    runner.invoke(args=["send-mail", "--once"])
    listed = runner.invoke(args=["dead-letters"])
    assert listed.exit_code == 1
    first, second = listed.output.splitlines()
    assert (first.split("\t")[0], first.split("\t")[2:]) == ("2", ["sign in", "jana@example.sk", "550 no such user"])
    assert second.split("\t")[2] == "resolved"
    refused = runner.invoke(args=["dead-letters", "--retry", "2"])
    other = "See 'flask --app webapp dead-letters'."
    assert refused.output == f"Error: 2: no dead letter that can be tried again. {other}\n"
    assert len(runner.invoke(args=["dead-letters", "--retry-all"]).output.splitlines()) == 1
    with app.app_context():
        assert outbox_store.due(10) == (1,)


def test_without_dead_letters_nothing_is_said(open_app: OpenApp) -> None:
    result = open_app().test_cli_runner().invoke(args=["dead-letters"])
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_waiting(own_signals: object, number: signal.Signals) -> None:
    clock = UntilSignal(parent=None)
    clock.wait(0.01)
    assert not clock.is_over()
    signal.raise_signal(number)
    clock.wait(60)
    assert clock.is_over()


def test_who_lives_with_a_parent_ends_with_it(own_signals: object, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = UntilSignal(parent=os.getppid())
    assert not clock.is_over()
    monkeypatch.setattr("webapp.mail.commands.os.getppid", lambda: 1)
    clock.wait(60)
    assert clock.is_over()


NOWHERE = (
    "VENTANILLA_SMTP: no mail server is named, though hosts, address or proxies say that others come to the site; "
    "letters wait and reach nobody. Name the server, or say files if they are to become files."
)


@pytest.mark.parametrize("arguments", [["--once"], []])
def test_a_public_site_without_a_server_sends_nothing_and_says_so(open_app: OpenApp, arguments: list[str]) -> None:
    result = open_app(smtp="").test_cli_runner().invoke(args=["send-mail", *arguments])
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"Error: {NOWHERE}\n" in result.output


@pytest.mark.parametrize(("smtp", "is_said"), [("", True), ("files", False), ("smtp://127.0.0.1:1", False)])
def test_a_public_site_says_at_its_start_that_letters_reach_nobody(
    open_app: OpenApp, caplog: pytest.LogCaptureFixture, smtp: str, is_said: bool
) -> None:
    open_app(smtp=smtp)
    assert ([each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == [NOWHERE]) is is_said


def test_the_developers_machine_says_nothing(open_app: OpenApp, caplog: pytest.LogCaptureFixture) -> None:
    open_app(smtp="", address="http://127.0.0.1:8000", hosts=("localhost", "127.0.0.1", "::1"))
    assert caplog.records == []


def test_how_mail_leaves_is_said_without_its_password(open_app: OpenApp) -> None:
    app = open_app(smtp="smtps://ana:s3cret@mail.example.org")
    put(app)
    result = app.test_cli_runner().invoke(args=["mail-status"])
    assert result.exit_code == 0
    assert result.output == (
        "Letters leave over mail.example.org:465 as help@example.org.\n1 wait, the oldest for 0 minutes.\n"
    )


@pytest.mark.parametrize(("smtp", "said"), [("", NOWHERE), ("files", "Letters become files in ")])
def test_letters_that_reach_nobody_are_an_error(open_app: OpenApp, smtp: str, said: str) -> None:
    result = open_app(smtp=smtp).test_cli_runner().invoke(args=["mail-status"])
    assert (result.exit_code, result.output.startswith(said)) == (1, True)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("es", "Correo de prueba de Ventanilla"),
        ("sk", "Skúšobný e-mail – Ventanilla"),
        ("en", "A test e-mail from Ventanilla"),
    ],
)
def test_a_test_letter_leaves_at_once(open_app: OpenApp, mailbox: Mailbox, language: str, subject: str) -> None:
    app = open_app(smtp=mailbox.url())
    result = app.test_cli_runner().invoke(args=["test-letter", "jana@straße.de", "--language", language])
    assert result.output == (
        f"jana@xn--strae-oqa.de: the letter was taken. Letters leave over 127.0.0.1:{mailbox.port} "
        "as help@example.org.\n"
    )
    assert (mailbox.recipients, mailbox.messages[0]["Subject"]) == (["jana@xn--strae-oqa.de"], subject)
    with app.app_context():
        assert outbox_store.waiting() == outbox_store.Waiting(0, None, 0)


def test_a_test_letter_that_is_refused_is_an_error(open_app: OpenApp, mailbox: Mailbox) -> None:
    mailbox.answers["rcpt"] = ["550 no such user"]
    runner = open_app(smtp=mailbox.url()).test_cli_runner()
    refused = runner.invoke(args=["test-letter", "jana@example.sk"])
    assert (refused.exit_code, refused.output) == (
        1,
        "Error: jana@example.sk: the letter was not sent. 550 no such user\n",
    )
    assert runner.invoke(args=["test-letter", "jana"]).exit_code == 2


def test_a_test_letter_to_nowhere_is_an_error(open_app: OpenApp) -> None:
    result = open_app(smtp="").test_cli_runner().invoke(args=["test-letter", "jana@example.sk"])
    assert (result.exit_code, NOWHERE in result.output) == (1, True)
