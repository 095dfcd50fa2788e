"""``send-mail``, ``mail-status``, ``test-letter``, ``dead-letters``: letters at the command line."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
from datetime import UTC, datetime
from typing import cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from webapp.command_line import site_command, with_database
from webapp.config import config
from webapp.database import outbox_store
from webapp.database.kinds import LetterKind
from webapp.database.outbox_store import MAIL_ID_BYTES, Outgoing
from webapp.i18n import LANGUAGES, SOURCE_LANGUAGE
from webapp.mail.letters import message_of
from webapp.mail.sending import (
    LostSight,
    MailWay,
    Refused,
    ServerUnavailable,
    described,
    how_mail_leaves,
    open_way,
)
from webapp.mail.worker import file_name, send_due, send_until
from webapp.texts.email_addresses import ascii_address

LOOK_S = 0.5
"""How often the program that sends letters looks whether it should end."""


def init_app(app: Flask) -> None:
    """Give ``app`` its commands."""
    for command in COMMANDS:
        app.cli.add_command(command)


@click.command("send-mail")
@click.option("--once", is_flag=True, help="Send what is due, and end.")
@click.option("--while-parent", type=int, default=None, help="End when the program with this number, its parent, ends.")
@with_database
def send_mail(once: bool, while_parent: int | None) -> None:
    """Send the letters in the outbox as they come; SIGTERM or Ctrl-C ends it after the letter in hand."""
    app = this_app()
    if how_mail_leaves(config()) is MailWay.NOWHERE:
        raise click.ClickException(described(config()))
    if not once:
        send_until(app, UntilSignal(while_parent))
        return
    try:
        done = send_due(app)
    except ServerUnavailable as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{done.sent} sent, {done.put_off} put off")


def this_app() -> Flask:
    """Return the site itself: whoever writes letters makes contexts of its own."""
    return cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]  # werkzeug's, not in the stubs


@click.command("mail-status")
@with_database
def mail_status() -> None:
    """Say how letters leave and what waits; exit code 1 where they reach nobody."""
    click.echo(described(config()))
    waiting = outbox_store.waiting()
    if waiting.oldest_at:
        age_minutes = int((datetime.now(UTC) - waiting.oldest_at).total_seconds()) // 60
        click.echo(f"{waiting.letters} wait, the oldest for {age_minutes} minutes.")
    if waiting.given_up:
        click.echo(f"{waiting.given_up} were given up; '{site_command('dead-letters')}' lists them.")
    if how_mail_leaves(config()) is not MailWay.SERVER:
        raise SystemExit(1)


@click.command("test-letter")
@click.argument("address")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=SOURCE_LANGUAGE, help="Of the letter.")
@with_appcontext
def test_letter(address: str, language: str) -> None:
    """Send a letter to ADDRESS now, past the outbox, and say what became of it."""
    recipient = ascii_address(address)
    if recipient is None:
        raise click.UsageError(f"address: {address!r} is no e-mail address. Write it like name@example.com.")
    now = datetime.now(UTC)
    letter = Outgoing(0, secrets.token_hex(MAIL_ID_BYTES), LetterKind.TEST, recipient, language, {}, now, ())
    try:
        with open_way(config()) as way:
            way.send(message_of(this_app(), letter), recipient, file_name(letter))
    except (ServerUnavailable, Refused, LostSight) as error:
        raise click.ClickException(f"{recipient}: the letter was not sent. {error}") from error
    click.echo(f"{recipient}: the letter was taken. {described(config())}")


class UntilSignal:
    """The clock of a program that ends by a signal, or with its parent."""

    def __init__(self, parent: int | None) -> None:
        self._parent = parent
        self._signalled = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._signalled.set())

    def is_over(self) -> bool:
        """Return whether the signal has come or the parent has gone."""
        return self._signalled.is_set() or (self._parent is not None and os.getppid() != self._parent)

    def wait(self, pause_s: float) -> None:
        """Wait for ``pause_s``, in seconds, or until it is over."""
        until = time.monotonic() + pause_s
        while not self.is_over() and (left_s := until - time.monotonic()) > 0:
            self._signalled.wait(min(LOOK_S, left_s))


@click.command("dead-letters")
@click.option(
    "--retry", "retried", type=int, multiple=True, metavar="NUMBER", help="Try this one again from the start."
)
@click.option("--retry-all", is_flag=True, help="Try all of them again, but those that signed somebody in.")
@with_database
def list_dead_letters(retried: tuple[int, ...], retry_all: bool) -> None:
    """List the letters that were given up, newest first; exit code 1 where there are any."""
    if retry_all:
        retried = tuple(each.letter_id for each in outbox_store.dead_letters() if each.may_be_retried)
    for number in retried:
        if not outbox_store.retry(number):
            raise click.ClickException(
                f"{number}: no dead letter that can be tried again. See '{site_command('dead-letters')}'."
            )
    found = outbox_store.dead_letters()
    for each in found:
        click.echo(f"{each.letter_id}\t{each.created_at:%Y-%m-%d %H:%M}\t{each.kind}\t{each.recipient}\t{each.error}")
    if found:
        raise SystemExit(1)


COMMANDS = (send_mail, mail_status, test_letter, list_dead_letters)
