"""Letters: short, in the language of their request, the same in HTML and as text, and safe to receive."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask

from tests.webapp.mail.conftest import ADDRESS, CODE, VALUES
from tests.webapp.parsing import Node, parse
from webapp.database.kinds import LetterKind, Stage
from webapp.database.outbox_store import Outgoing
from webapp.mail.letters import message_of

LETTER_WORDS = 110
"""Nobody reads a longer letter of a program."""


def outgoing(kind: LetterKind, language: str = "en", **values: str) -> Outgoing:
    return Outgoing(
        letter_id=1,
        mail_id="0a1b",
        kind=kind,
        recipient="jana@example.sk",
        language=language,
        values=VALUES[kind] | values,
        created_at=datetime(2026, 11, 22, 10, 30, tzinfo=UTC),
        earlier=(),
    )


def received_as(app: Flask, letter: Outgoing) -> EmailMessage:
    """Return the letter as it is read on the other side."""
    message = message_from_bytes(message_of(app, letter).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def page_of(message: EmailMessage) -> Node:
    return parse(html_of(message))


@pytest.mark.parametrize("language", ["es", "sk", "en"])
@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_says_the_same_in_html_and_as_text(
    open_app: Callable[..., Flask], kind: LetterKind, language: str
) -> None:
    message = received_as(open_app(), outgoing(kind, language))
    text, page = text_of(message), page_of(message)
    assert page.one("html").attributes["lang"] == message["Content-Language"] == language
    words = " ".join(re.sub("^> ", "", text, flags=re.MULTILINE).split())
    said = [*page.all("p"), *page.all("small"), *page.all("blockquote")]
    assert all(each.text in words for each in said)
    (link,) = page.links
    assert link in text.splitlines()
    assert link.startswith(f"{ADDRESS}/")
    assert page.one("title").text == message["Subject"]
    assert len(words.split()) < LETTER_WORDS
    assert page.all("img") == page.all("script") == page.all("link") == []


@pytest.mark.parametrize("kind", LetterKind)
def test_the_head_of_a_letter(open_app: Callable[..., Flask], kind: LetterKind) -> None:
    message = received_as(open_app(brand="Taquilla, s. r. o."), outgoing(kind))
    assert message["From"] == '"Taquilla, s. r. o." <help@example.org>'
    assert message["To"] == "jana@example.sk"
    assert message["Date"].datetime == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
    assert message["Message-ID"] == "<0a1b@example.org>"
    assert message["Auto-Submitted"] == ("auto-replied" if kind is LetterKind.RECEIVED else "auto-generated")
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["In-Reply-To"] is message["References"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_letters_about_one_request_are_one_thread(open_app: Callable[..., Flask]) -> None:
    app, letter = open_app(), outgoing(LetterKind.REPLIED)
    message = received_as(app, replace(letter, earlier=("a", "b")))
    assert message["In-Reply-To"] == "<b@example.org>"
    assert message["References"] == "<a@example.org> <b@example.org>"
    many = received_as(app, replace(letter, earlier=tuple(map(str, range(40)))))["References"].split()
    assert (many[0], many[1], many[-1], len(many)) == (
        "<0@example.org>",
        "<31@example.org>",
        "<39@example.org>",
        10,
    )


def test_the_letter_that_a_request_is_here_tells_code_and_promise(open_app: Callable[..., Flask]) -> None:
    text = text_of(received_as(open_app(), outgoing(LetterKind.RECEIVED)))
    assert CODE in text
    assert "14 December 2026" in text


def test_without_a_promise_none_is_made(open_app: Callable[..., Flask]) -> None:
    assert "by" not in text_of(received_as(open_app(), outgoing(LetterKind.RECEIVED, due_on=""))).partition("--")[0]


def test_a_reply_arrives_line_by_line_and_as_nothing_but_text(open_app: Callable[..., Flask]) -> None:
    message = received_as(open_app(), outgoing(LetterKind.REPLIED))
    assert "> Hello,\n> \n> your money left us on Monday <today> & is € 5.\n> .\n> Anna\n" in text_of(message)
    assert "Monday &lt;today&gt; &amp; is € 5.\n.\nAnna" in html_of(message)


@pytest.mark.parametrize("text", ["{{ config }}", "%(code)s", "%s", "{0.__class__}", "{% raise %}"])
def test_a_reply_is_no_template(open_app: Callable[..., Flask], text: str) -> None:
    message = received_as(open_app(), outgoing(LetterKind.REPLIED, text=text))
    assert f"> {text}\n" in text_of(message)
    assert page_of(message).one("blockquote").text == text


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_name(open_app: Callable[..., Flask], stage: Stage) -> None:
    text = text_of(received_as(open_app(), outgoing(LetterKind.STAGE_CHANGED, stage=stage)))
    assert re.search(r"It is now: [A-Z][a-z ]+\.", text)
    assert ("We need your reply" in text) == (stage is Stage.WAITING)
    assert ("14 December" in text) == (stage is not Stage.WAITING)


def test_a_resolved_request_asks_how_we_did_on_a_page_and_not_by_a_link_that_does_it(
    open_app: Callable[..., Flask],
) -> None:
    (link,) = page_of(received_as(open_app(), outgoing(LetterKind.RESOLVED))).links
    assert f"/{CODE}/rate/" in link


def test_a_letter_to_sign_in_has_digits_and_link_and_neither_in_its_subject(open_app: Callable[..., Flask]) -> None:
    message = received_as(open_app(), outgoing(LetterKind.SIGN_IN))
    assert "    123456\n" in text_of(message)
    assert page_of(message).links == [f"{ADDRESS}/en/sign-in/link/secret"]
    assert "123456" not in message["Subject"]


def test_links_lead_where_the_operator_says_whatever_names_the_site_answers_to(open_app: Callable[..., Flask]) -> None:
    app = open_app(address="http://127.0.0.1:8123", hosts=("127.0.0.1",))
    (link,) = page_of(received_as(app, outgoing(LetterKind.RECEIVED, "sk"))).links
    assert link.startswith("http://127.0.0.1:8123/sk/")


def test_no_line_is_longer_than_mail_allows(open_app: Callable[..., Flask]) -> None:
    letter = outgoing(LetterKind.REPLIED, text="á" * 5000)
    lines = message_of(open_app(), letter).as_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert all(line.isascii() for line in lines)
