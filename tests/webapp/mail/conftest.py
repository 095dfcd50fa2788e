"""A site whose letters can be sent, and the letters that are in its outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.mail.mailbox import Mailbox, serving
from webapp.database import database
from webapp.database.kinds import LetterKind
from webapp.database.outbox_store import Letter, post
from webapp.database.requests_store import NewRequest, submit

CODE = "VT-7K3M9-QPX2A-B4CDE"
ADDRESS = "https://help.example.org"
VALUES = {
    LetterKind.RECEIVED: {"code": CODE, "due_on": "2026-12-14"},
    LetterKind.REPLIED: {
        "code": CODE,
        "text": "Hello,\n\nyour money left us on Monday <today> & is \u20ac 5.\n.\nAnna",
        "agent": "Anna",
    },
    LetterKind.STAGE_CHANGED: {"code": CODE, "stage": "investigating", "due_on": "2026-12-14"},
    LetterKind.RESOLVED: {"code": CODE},
    LetterKind.TEST: {},
    LetterKind.SIGN_IN: {"path": "/en/sign-in/link/secret", "digits": "123456"},
}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serving() as mailbox:
        yield mailbox


@pytest.fixture
def open_app(open_site: OpenSite) -> Callable[..., Flask]:
    """Return a function from values of ``Config`` to the site."""

    def open_one(**values: Any) -> Flask:
        settings = {"address": ADDRESS, "mail_from": "help@example.org", "smtp": "files"} | values
        return open_site(FakeSearcher(), **settings).application

    return open_one


def put(app: Flask, kind: LetterKind = LetterKind.RESOLVED, recipient: str = "jana@example.sk", **values: str) -> None:
    """Put a letter that is about no request into the outbox."""
    with app.app_context(), database().session() as session:
        assert post(session, Letter(kind, recipient, "en", values=VALUES[kind] | values))


def send_request(app: Flask, number: int = 1) -> str:
    """Keep a request from an address of its own; return its code."""
    new = NewRequest(
        submission=f"form-{number}",
        language="sk",
        name="Jana",
        email=f"jana{number}@example.sk",
        category="",
        subject="Kde je?",
        description="Čakám.",
    )
    with app.app_context():
        return submit(new).code
