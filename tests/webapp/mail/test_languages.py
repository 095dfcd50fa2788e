"""Every letter of a round is in its own language, whatever went before it.

1. In every order of the languages, every kind of letter says what it says when it is the only one.
2. That holds for each letter after each other one, and whatever else the same program does in between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from itertools import pairwise, permutations, product
from typing import Any

import pytest
from flask import Flask
from flask_babel import gettext

from tests.webapp.mail.conftest import VALUES
from tests.webapp.mail.mailbox import Mailbox
from tests.webapp.mail.test_letters import html_of, outgoing, received_as, text_of
from webapp.database import database
from webapp.database.kinds import LetterKind
from webapp.database.outbox_store import Letter, post
from webapp.i18n import LANGUAGES, answer_in
from webapp.mail.worker import send_due

OpenApp = Callable[..., Flask]
Said = tuple[str, str, str, str]
Case = tuple[LetterKind, str]

ORDERS = list(permutations(LANGUAGES))
CASES = list(product(LetterKind, LANGUAGES))
GREETINGS = {
    "es": "Este correo lo envía un programa",
    "sk": "Tento e-mail poslal program",
    "en": "This e-mail was sent automatically",
}
DATES = {"es": "14 de diciembre de 2026", "sk": "14. decembra 2026", "en": "14 December 2026"}


def said(message: EmailMessage) -> Said:
    """Return what ``message`` says; a ticket holds the day on which it was written."""
    text, html = (re.sub(r"(/answer/)[\w.-]+", r"\1ticket", each) for each in (text_of(message), html_of(message)))
    return message["Subject"], message["Content-Language"], text, html


def alone(app: Flask, kind: LetterKind, language: str, **values: Any) -> Said:
    """Return what a letter says that is the only one; ``values`` are fields of it."""
    return said(received_as(app, replace(outgoing(kind, language), **values)))


def walk(cases: list[Case]) -> Iterator[Case]:
    """Yield ``cases`` so that each comes once after each, itself too: a sequence of de Bruijn of the second order."""
    for number, case in enumerate(cases):
        yield case
        for later in cases[number + 1 :]:
            yield from (case, later)
    yield cases[0]


def test_the_walk_has_every_pair() -> None:
    assert set(pairwise(walk(CASES))) == set(product(CASES, CASES))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_every_letter_of_a_round_is_in_its_own_language(
    open_app: OpenApp, mailbox: Mailbox, order: tuple[str, ...]
) -> None:
    app = open_app(smtp=mailbox.url())
    wanted = [(*case, f"jana{number}@example.sk") for number, case in enumerate(product(LetterKind, order))]
    with app.app_context(), database().session() as session:
        for kind, language, recipient in wanted:
            assert post(session, Letter(kind, recipient, language, values=VALUES[kind]))
    assert send_due(app).sent == len(wanted)
    for sent, (kind, language, recipient) in zip(mailbox.messages, wanted, strict=True):
        assert said(sent) == alone(app, kind, language, recipient=recipient, created_at=sent["Date"].datetime)


def test_a_letter_is_in_its_own_language_after_every_other(open_app: OpenApp) -> None:
    app = open_app()
    expected = {case: alone(app, *case) for case in CASES}
    with app.app_context():
        for case in walk(CASES):
            assert alone(app, *case) == expected[case]


def test_a_letter_leaves_the_request_alone_in_which_it_is_written(open_app: OpenApp) -> None:
    app = open_app()
    with app.test_request_context("/sk/"):
        before = gettext("Reply")
        alone(app, LetterKind.RECEIVED, "es")
        assert gettext("Reply") == before == "Odpovedať"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_has_words_and_date_of_its_language(open_app: OpenApp, language: str) -> None:
    text = alone(open_app(), LetterKind.RECEIVED, language)[2]
    assert GREETINGS[language] in text
    assert DATES[language] in text


@pytest.mark.parametrize(("before", "after"), list(permutations(LANGUAGES, 2)))
def test_an_answer_changes_its_language_though_something_was_said_before(
    open_app: OpenApp, before: str, after: str
) -> None:
    with open_app().test_request_context(f"/{before}/"):
        assert gettext("Reply") == {"es": "Responder", "sk": "Odpovedať", "en": "Reply"}[before]
        answer_in(after)
        assert gettext("Reply") == {"es": "Responder", "sk": "Odpovedať", "en": "Reply"}[after]
