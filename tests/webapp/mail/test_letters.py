"""Letters: short, in the language of their request, the same in HTML and as text, and safe to receive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from tests.webapp.mail.conftest import ADDRESS, CODE, VALUES
from tests.webapp.parsing import Node, parse
from webapp.database.kinds import LetterKind, Stage
from webapp.database.outbox_store import Outgoing
from webapp.mail.letters import message_of

LETTER_WORDS = 110
"""Nobody reads a longer letter of a program."""

STAGES = {
    Stage.RECEIVED: "It is now: Received.",
    Stage.ASSIGNED: "It is now: Assigned.",
    Stage.INVESTIGATING: "is now working on your request",
    Stage.WAITING: "we need your answer",
    Stage.RESOLVED: "It is now: Resolved.",
    Stage.CLOSED: "We have closed your request",
}

SITE = """
[[channels]]
label = { es = "Teléfono", sk = "Telefón", en = "Telephone" }
address = "+34 900 000 000"
link = "tel:+34900000000"
[[channels]]
label = { es = "Foro", sk = "Fórum", en = "Forum" }
address = { es = "Pregunta", sk = "Opýtajte sa iných", en = "Ask" }
link = { es = "/es/foro", sk = "/sk/forum", en = "/en/forum" }
[[channels]]
label = { es = "Correo", sk = "Pošta", en = "Post" }
address = "Calle Mayor 1"
[hours]
es = "De lunes a viernes"
sk = "Pondelok až piatok\\n9.00 – 18.00"
en = "Monday to Friday"
"""


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
    words = " ".join(text.split())
    said = [*page.all("p"), *page.all("small"), *page.all("div", class_="said")]
    assert all(" ".join(each.text.split()) in words for each in said)
    assert page.links
    assert all(link in text.splitlines() and link.startswith(f"{ADDRESS}/") for link in page.links)
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
    assert "\n\nHello,\n\nyour money left us on Monday <today> & is € 5.\n.\nAnna\n\n" in text_of(message)
    assert "Monday &lt;today&gt; &amp; is € 5.\n.\nAnna" in html_of(message)


@pytest.mark.parametrize("text", ["{{ config }}", "%(code)s", "%s", "{0.__class__}", "{% raise %}"])
def test_a_reply_is_no_template(open_app: Callable[..., Flask], text: str) -> None:
    message = received_as(open_app(), outgoing(LetterKind.REPLIED, text=text))
    assert f"\n{text}\n" in text_of(message)
    assert page_of(message).one("div", class_="said").text == text


@pytest.mark.parametrize("stage", Stage)
def test_a_letter_about_a_stage_says_what_it_means_to_the_customer(
    open_app: Callable[..., Flask], stage: Stage
) -> None:
    text = text_of(received_as(open_app(), outgoing(LetterKind.STAGE_CHANGED, stage=stage)))
    assert STAGES[stage] in text
    assert ("14 December" in text) == (stage not in (Stage.WAITING, Stage.CLOSED))
    assert (f"/{CODE}/answer/" in text) == (stage in (Stage.WAITING, Stage.CLOSED))
    assert f"/en/requests/{CODE}\n" in text


def test_a_resolved_request_asks_how_we_did_on_a_page_and_not_by_a_link_that_does_it(
    open_app: Callable[..., Flask],
) -> None:
    answer, rate = page_of(received_as(open_app(), outgoing(LetterKind.RESOLVED))).links
    assert f"/{CODE}/answer/" in answer
    assert f"/{CODE}/rate/" in rate


@pytest.mark.parametrize("kind", [LetterKind.REPLIED, LetterKind.RESOLVED])
@pytest.mark.parametrize(
    ("language", "named"),
    [("es", "Anna, de Taquilla, te ha escrito"), ("sk", "píše Anna (Taquilla):"), ("en", "Anna of Taquilla has")],
)
def test_an_answer_says_who_wrote_it_and_quotes_nobody(
    open_app: Callable[..., Flask], kind: LetterKind, language: str, named: str
) -> None:
    letter = outgoing(kind, language, **VALUES[LetterKind.REPLIED])
    message = received_as(open_app(brand="Taquilla"), letter)
    before, _, after = text_of(message).partition("Hello,\n\nyour money")
    assert named in before
    assert "Anna\n\n" in after
    assert ">" not in text_of(message).replace("<today>", "")
    assert page_of(message).all("blockquote") == []
    assert f"/{CODE}/answer/" in page_of(message).links[0]


def test_a_letter_of_a_former_version_still_leaves(open_app: Callable[..., Flask]) -> None:
    letter = replace(outgoing(LetterKind.REPLIED), values={"code": CODE, "text": "Hello"})
    assert f"We have written to you about your request {CODE}:\n\nHello\n" in text_of(received_as(open_app(), letter))


@pytest.mark.parametrize("kind", LetterKind)
def test_the_foot_says_how_else_to_reach_us_and_when(
    open_app: Callable[..., Flask], tmp_path: Path, kind: LetterKind
) -> None:
    (tmp_path / "site.toml").write_text(SITE, "utf-8")
    letter = received_as(webapp_with(open_app, tmp_path), outgoing(kind, "sk"))
    text, page = text_of(letter), page_of(letter)
    reach = "Ďalšie spôsoby kontaktu:\nTelefón: +34 900 000 000\nFórum: Opýtajte sa iných\nPošta: Calle Mayor 1\n"
    assert f"{reach}Pondelok až piatok\n9.00 – 18.00\n\n-- \n" in text
    assert [each.text for each in page.all("small")][:6] == [*reach.splitlines(), "Pondelok až piatok", "9.00 – 18.00"]
    assert page.links[-2:] == ["tel:+34900000000", f"{ADDRESS}/sk/forum"]


def webapp_with(open_app: Callable[..., Flask], folder: Path) -> Flask:
    """Return the site that ``site.toml`` in ``folder`` describes."""
    return open_app(site=folder / "site.toml", brand="")


def test_without_other_ways_none_are_promised(open_app: Callable[..., Flask]) -> None:
    assert "Other ways" not in text_of(received_as(open_app(), outgoing(LetterKind.RECEIVED)))


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
