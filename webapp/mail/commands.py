"""``flask --app webapp send-mail`` and ``dead-letters``: the outbox from the command line."""

from __future__ import annotations

import os
import signal
import threading
import time

import click
from flask import Flask, current_app

from webapp.command_line import with_database
from webapp.database import outbox_store
from webapp.mail.sending import ServerUnavailable
from webapp.mail.worker import send_due, send_until

LOOK_S = 0.5
"""How often the program that sends letters looks whether it should end."""


def init_app(app: Flask) -> None:
    """Give ``app`` its commands."""
    app.cli.add_command(send_mail)
    app.cli.add_command(list_dead_letters)


@click.command("send-mail")
@click.option("--once", is_flag=True, help="Send what is due, and end.")
@click.option("--while-parent", type=int, default=None, help="End when the program with this number, its parent, ends.")
@with_database
def send_mail(once: bool, while_parent: int | None) -> None:
    """Send the letters in the outbox as they come; SIGTERM or Ctrl-C ends it after the letter in hand."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the worker makes contexts of its own
    if not once:
        send_until(app, UntilSignal(while_parent))
        return
    try:
        done = send_due(app)
    except ServerUnavailable as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{done.sent} sent, {done.put_off} put off")


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
            raise click.ClickException(f"{number}: no dead letter that can be tried again. See dead-letters.")
    found = outbox_store.dead_letters()
    for each in found:
        click.echo(f"{each.letter_id}\t{each.created_at:%Y-%m-%d %H:%M}\t{each.kind}\t{each.recipient}\t{each.error}")
    if found:
        raise SystemExit(1)
