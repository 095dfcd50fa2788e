"""A real SMTP server that keeps what it is sent, and says no when told to."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 kept"


@dataclass
class Mailbox:
    """What a server was sent, and how it answers."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    """``mail``, ``rcpt`` or ``data`` -> what is said to the next ones; ``hang up`` closes the line after reading."""

    logins: list[str] = field(default_factory=list)
    port: int = 0

    def url(self, user: str = "") -> str:
        return f"smtp://{user}127.0.0.1:{self.port}"

    def answer(self, to: str, default: str) -> str:
        waiting = self.answers.get(to, [])
        return waiting.pop(0) if waiting else default

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answer("mail", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answer("rcpt", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answer("data", OK)
        if answer == "hang up":
            assert server.transport is not None
            server.transport.close()
        if answer in (OK, "hang up"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.recipients += envelope.rcpt_tos
            self.senders.append(envelope.mail_from or "")
        return answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=data.password == b"p@ss word", handled=False)


@contextmanager
def serving(port: int = 0, *, asks_for_password: bool = False) -> Iterator[Mailbox]:
    """Give a mailbox behind a server on loopback."""
    mailbox = Mailbox()
    mailbox.port = port or free_port()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a password without TLS, on loopback
        controller = Controller(
            mailbox,
            hostname="127.0.0.1",
            port=mailbox.port,
            server_hostname="localhost",
            auth_required=asks_for_password,
            auth_require_tls=False,
            authenticator=mailbox.authenticate if asks_for_password else None,
        )
        controller.start()
        try:
            yield mailbox
        finally:
            controller.stop()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
