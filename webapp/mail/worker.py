"""The program that takes letters out of the database and sends them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import Flask

from webapp.config import Config
from webapp.database import DatabaseUnavailable, outbox_store
from webapp.database.outbox_store import Outgoing
from webapp.mail.letters import message_of
from webapp.mail.sending import LostSight, Refused, ServerUnavailable, Way, open_way

PAUSE_S = 2.0
"""How often somebody looks for new letters."""

DOWN_PAUSE_S = 30.0
"""How long nobody asks a server or a database that did not answer."""

BATCH = 100
"""Letters for one connection."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the letters that were due."""

    sent: int = 0
    put_off: int = 0
    """Refused or lost sight of; the outbox knows whether they are tried again."""

    is_way_open: bool = True

    def __add__(self, other: Round) -> Round:
        """Return both together; the way is as it was last."""
        return Round(self.sent + other.sent, self.put_off + other.put_off, other.is_way_open)


class Clock(Protocol):
    """Says when it is time to end."""

    def is_over(self) -> bool:
        """Return whether to end now."""

    def wait(self, pause_s: float) -> None:
        """Wait for ``pause_s``, in seconds, or until it is over."""


def send_due(app: Flask, is_over: Callable[[], bool] = lambda: False) -> Round:
    """Send all letters that are due, until ``is_over``.

    ServerUnavailable or DatabaseUnavailable where that cannot be done now.
    """
    config: Config = app.extensions["config"]
    together = Round()
    with app.app_context():
        while not is_over() and (due := outbox_store.due(BATCH)):
            with open_way(config) as way:
                for letter_id in due:
                    together += send_one(app, way, letter_id)
                    if is_over() or not together.is_way_open:
                        break
    return together


def send_one(app: Flask, way: Way, letter_id: int) -> Round:
    """Send one letter, if nobody else does, and note what became of it."""
    outgoing = outbox_store.take(letter_id)
    if outgoing is None:
        return Round()
    try:
        message = message_of(app, outgoing)
    except Exception as error:  # one letter that cannot be written must not hold up the others
        log.exception("Letter %s cannot be written.", letter_id)
        outbox_store.was_refused(letter_id, f"{type(error).__name__}: {error}", for_good=True)
        return Round(put_off=1)
    try:
        way.send(message, outgoing.recipient, file_name(outgoing))
    except Refused as error:
        log.warning("Letter %s was refused.", letter_id)
        outbox_store.was_refused(letter_id, str(error), for_good=error.for_good)
        return Round(put_off=1, is_way_open=error.is_way_open)
    except LostSight as error:
        log.warning("Nobody knows whether letter %s was sent.", letter_id)
        outbox_store.was_lost_sight_of(letter_id, str(error))
        return Round(put_off=1, is_way_open=False)
    outbox_store.was_sent(letter_id)
    return Round(sent=1)


def file_name(outgoing: Outgoing) -> str:
    """Return a name by which letters are in order, the same at every try."""
    return f"{outgoing.created_at:%Y-%m-%d-%H%M%S}-{outgoing.kind.replace(' ', '-')}-{outgoing.letter_id}"


def send_until(app: Flask, clock: Clock) -> None:
    """Send letters as they come, until ``clock`` says that it is over."""
    while not clock.is_over():
        try:
            send_due(app, clock.is_over)
            clock.wait(PAUSE_S)
        except (ServerUnavailable, DatabaseUnavailable) as error:
            log.warning("%s", error)
            clock.wait(DOWN_PAUSE_S)
