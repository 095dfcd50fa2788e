"""Ways for a letter to leave: over SMTP, or as a file in the instance folder; on a public site only where said so."""

from __future__ import annotations

import os
import secrets
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from webapp.config import MAIL_FILES, Config, is_this_machine, make_private
from webapp.database.retention_store import LETTER_DAYS

FOLDER = "mail"
"""In the instance folder; letters lie there as files where no server is named, and are kept for ``LETTER_DAYS``."""

DAY_S = 24 * 3600

TIMEOUT_S = 30
"""How long the server may take over each of its answers."""

SMTP_PORT = 25
SMTPS_PORT = 465
PERMANENT = 500
"""Answers from here on will be the same tomorrow.  RFC 5321, section 4.2.1."""


class MailWay(StrEnum):
    """How letters leave."""

    SERVER = "smtp"
    FILES = "files"
    """In the instance folder: said so, or on the developer's machine."""

    NOWHERE = "nowhere"
    """Others come to the site and no mail server is named: letters wait in the outbox."""


def how_mail_leaves(config: Config) -> MailWay:
    """Return how letters leave a site that is set up so."""
    if config.mail_server:
        return MailWay.SERVER
    return MailWay.NOWHERE if config.looks_public and config.smtp != MAIL_FILES else MailWay.FILES


def described(config: Config) -> str:
    """Return in a sentence how letters leave; no password is in it."""
    match how_mail_leaves(config):
        case MailWay.SERVER:
            server = server_of(config.mail_server)
            return f"Letters leave over {server.host}:{server.port} as {config.mail_from}."
        case MailWay.FILES:
            return f"Letters become files in {config.instance / FOLDER} and reach nobody."
        case MailWay.NOWHERE:
            return (
                "VENTANILLA_SMTP: no mail server is named, though hosts, address or proxies say that others come to "
                "the site; letters wait and reach nobody. "
                f"Name the server, or say {MAIL_FILES} if they are to become files."
            )


class ServerUnavailable(Exception):
    """No server takes letters now; none was touched."""


class Refused(Exception):
    """A letter was surely not sent."""

    def __init__(self, message: str, *, for_good: bool, is_way_open: bool = True) -> None:
        super().__init__(message)
        self.for_good = for_good
        self.is_way_open = is_way_open


class LostSight(Exception):
    """Nobody knows whether a letter was sent; the way is closed."""


class Way(Protocol):
    """Takes letters, one after another."""

    def send(self, message: EmailMessage, recipient: str, name: str) -> None:
        """Send ``message``, whose name is always the same; Refused or LostSight where that does not succeed."""


@contextmanager
def open_way(config: Config) -> Iterator[Way]:
    """Give the way that ``config`` names; ServerUnavailable where it is closed, or there is none."""
    remove_old(config.instance / FOLDER)
    if how_mail_leaves(config) is MailWay.NOWHERE:
        raise ServerUnavailable(described(config))
    if not config.mail_server:
        yield Files(config.instance / FOLDER)
        return
    client = connect(server_of(config.mail_server), config.mail_from.rpartition("@")[2])
    try:
        yield Server(client, config.mail_from)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
        client.close()


def remove_old(folder: Path) -> None:
    """Remove the letters in ``folder`` that are older than any that the database keeps."""
    oldest_s = time.time() - LETTER_DAYS * DAY_S
    for path in folder.glob("*"):
        if path.stat().st_mtime < oldest_s:
            path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Files:
    """Letters as files; the same letter sent twice is one file."""

    folder: Path

    def send(self, message: EmailMessage, recipient: str, name: str) -> None:
        """Write ``<name>.eml``, whole or not at all, that only the user of the site may read."""
        make_private(self.folder)
        draft = self.folder / f"{name}.{secrets.token_hex(4)}"
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / f"{name}.eml")
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise Refused(
                f"{self.folder}: the letter was not written ({error}). Make room there.", for_good=False
            ) from error


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, connected."""

    client: smtplib.SMTP
    sender: str

    def send(self, message: EmailMessage, recipient: str, name: str) -> None:
        """Hand ``message`` over; until its text has left, whatever goes wrong means that it was not sent."""
        try:
            require_success(self.client.mail(self.sender), may_change=True)
            require_success(self.client.rcpt(recipient))
        except Refused:
            self.begin_anew()
            raise
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise Refused(told(error), for_good=False, is_way_open=False) from error
        try:
            require_success(self.client.data(message.as_bytes()))
        except smtplib.SMTPDataError as error:  # the server did not even want to see the text
            self.begin_anew()
            raise Refused(told(error), for_good=error.smtp_code >= PERMANENT) from error
        except (smtplib.SMTPException, OSError) as error:
            raise LostSight(told(error)) from error

    def begin_anew(self) -> None:
        """Leave what was said about the last letter behind."""
        with suppress(smtplib.SMTPException, OSError):
            self.client.rset()


def require_success(answer: tuple[int, bytes], *, may_change: bool = False) -> None:
    """Raise Refused where the server says no; ``may_change`` for a no to us, which somebody will look into."""
    code, text = answer
    if not 200 <= code < 300:
        raise Refused(f"{code} {text.decode('utf-8', 'replace')}", for_good=code >= PERMANENT and not may_change)


def told(error: Exception) -> str:
    """Return ``error`` for the list of dead letters."""
    return f"{type(error).__name__}: {error}"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """What the address of a mail server says."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    """From the first byte on."""


def server_of(url: str) -> SmtpServer:
    """Return what ``url``, which the configuration has checked, says."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=parts.hostname or "",
        port=parts.port or (SMTPS_PORT if is_tls else SMTP_PORT),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
    )


def connect(server: SmtpServer, own_name: str) -> smtplib.SMTP:
    """Return a connection ready for letters; no password travels where others can read it."""
    client: smtplib.SMTP | None = None
    try:
        if server.is_tls:
            context = ssl.create_default_context()
            client = smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=TIMEOUT_S, context=context)
        else:
            client = smtplib.SMTP(server.host, server.port, own_name, timeout=TIMEOUT_S)
        prepare(client, server)
    except (smtplib.SMTPException, OSError) as error:
        if client:
            client.close()
        where = f"{server.host}:{server.port}"
        raise ServerUnavailable(f"{where}: no letters can be sent ({told(error)}). Look at the mail server.") from error
    return client


def prepare(client: smtplib.SMTP, server: SmtpServer) -> None:
    """Encrypt, where the server can, and sign in, where there is a user."""
    client.ehlo_or_helo_if_needed()
    if not server.is_tls and client.has_extn("starttls"):
        client.starttls(context=ssl.create_default_context() if server.user else unverified())
        client.ehlo()
    elif not server.is_tls and server.user and not is_this_machine(server.host):
        raise smtplib.SMTPNotSupportedError("it offers no STARTTLS, and the password would be read on the way")
    if server.user:
        client.login(server.user, server.password)


def unverified() -> ssl.SSLContext:
    """Return encryption with whoever answers: better than none, and without a password nothing is given away."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
