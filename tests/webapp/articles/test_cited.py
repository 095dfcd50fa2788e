"""Cited answers on pages:

1. The lines of an answer are shown as they are, the best sentence marked; steps and items as lists.
2. The source names article, section and date, and its link leads to the very line.
3. A reference counts only where this site signed it; it is kept with what became of the answer.
4. The request that follows says in its first event what was shown, and the desk reads it there.
5. Where no answer is sure, nothing of it is shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from search import CitedAnswer, LineKind
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, head, hit, section
from webapp.articles.cited import cited_lines, line_url, reference_in, source_of
from webapp.database.engine import database
from webapp.database.kinds import Actor, EventKind
from webapp.database.models import DeflectionEventRow, EventRow
from webapp.database.record_store import Event
from webapp.desk.words import event_text

FEES = article(
    "en/fees",
    "What it costs",
    updated=date(2026, 11, 5),
    sections=(section("Cards", "<p>It costs 5 €.</p>", "s-cards"),),
)
PROSE, STEP, ITEM, ROW = LineKind


def answer(text: str, best: str, *kinds: LineKind, anchor: str = "s-cards", heading: str = "Cards") -> CitedAnswer:
    begin = text.index(best)
    place = (begin, begin + len(best))
    return CitedAnswer(head(FEES), "0123456789abcdef99", anchor, heading, text, place, kinds or (PROSE,), 2, 4, 1.1)


ANSWER = answer("A <b>card</b> is new. It costs 5 €.", "It costs 5 €.")


def site(open_site: OpenSite, cited: CitedAnswer | None = ANSWER) -> FlaskClient:
    return open_site(FakeSearcher((FEES,), {"price of cards": (hit(FEES, "It costs"),)}, cited=cited))


def test_each_line_is_what_it_is_and_the_best_sentence_is_marked() -> None:
    lines = cited_lines(answer("Do this:\nTake it. Go.\nRed one.\nEnd", "Go.", PROSE, STEP, ITEM, STEP))
    assert [(each.kind, [(part.text, part.is_marked) for part in each.pieces]) for each in lines] == [
        ("prose", [("Do this:", False)]),
        ("step", [("Take it. ", False), ("Go.", True)]),
        ("item", [("Red one.", False)]),
        ("step", [("End", False)]),
    ]


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("It costs 5 €, e-cards too.", "It%20costs%205%20%E2%82%AC%2C%20e%2Dcards%20too."),
        ("Blue card · 5 €", "Blue%20card"),
        ("a b c d e f g h i j k", "a%20b%20c%20d%20e,g%20h%20i%20j%20k"),
    ],
)
def test_the_address_names_the_line(text: str, fragment: str, open_site: OpenSite) -> None:
    app: Flask = site(open_site).application
    with app.test_request_context():
        assert line_url(answer(text, text)) == f"/en/articles/fees#s-cards:~:text={fragment}"


def test_the_source_names_article_section_and_date(open_site: OpenSite) -> None:
    app: Flask = site(open_site).application
    with app.test_request_context("/en/"):
        assert source_of(ANSWER) == "From “What it costs”, Cards, written 5 November 2026"
        assert source_of(answer("A", "A", anchor="", heading="")) == "From “What it costs”, written 5 November 2026"


def suggested(client: FlaskClient) -> dict[str, object] | None:
    found = client.get("/api/v1/suggest", query_string={"q": "price of cards", "language": "en"}).json
    assert found is not None
    told: dict[str, object] | None = found["answer"]
    return told


def test_the_api_gives_the_answer_with_its_reference(open_site: OpenSite) -> None:
    client = site(open_site)
    told = suggested(client)
    assert told is not None
    assert (told["article"], told["reference"], told["opens"]) == (
        "en/fees",
        "en/fees@0123456789abcdef#s-cards:2-4",
        True,
    )
    with client.application.app_context():
        assert reference_in(str(told["proof"])) == told["reference"]
        assert reference_in(str(told["reference"])) == reference_in("x" * 500) == reference_in("") == ""
    assert suggested(site(open_site, None)) is None


def test_the_page_shows_it_and_escapes_it(open_site: OpenSite) -> None:
    page = site(open_site).get("/en/contact?q=price+of+cards").text
    assert "A &lt;b&gt;card&lt;/b&gt; is new. <mark>It costs 5 €.</mark>" in page
    assert "From “What it costs”, Cards, written 5 November 2026" in page
    assert 'data-cited="open"' in page
    assert "<details open" not in page
    assert "data-cited" not in site(open_site, None).get("/en/contact?q=price+of+cards").text


def test_what_became_of_it_is_kept_with_its_reference(open_site: OpenSite) -> None:
    client = site(open_site)
    told = suggested(client)
    assert told is not None
    event = {"visit": "v", "action": "opened", "language": "en", "article": "en/fees", "text": "price", "band": ""}
    for proof in (told["proof"], "made up", ""):
        assert client.post("/api/v1/deflection", json={**event, "answer": proof}).status_code == 204
    with client.application.app_context(), database().reading() as session:
        kept = session.scalars(select(DeflectionEventRow.answer).order_by(DeflectionEventRow.id)).all()
    assert kept == ["en/fees@0123456789abcdef#s-cards:2-4", "", ""]


def test_the_first_event_of_a_request_says_what_was_shown(open_site: OpenSite) -> None:
    client = site(open_site)
    page = client.get("/en/contact?q=price+of+cards&form=1").text
    names = ("token", "submission", "visit", "shown_answer")
    form = page[page.index("data-send") :]
    values = {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in names}
    sent = client.post(
        "/en/contact",
        data={**values, "email": "ann@example.org", "subject": "Cards", "description": "Still too dear.", "q": "x"},
    )
    assert sent.status_code == 303
    with client.application.app_context(), database().reading() as session:
        details = session.scalars(select(EventRow.details)).first()
    assert details is not None
    assert details["answer"] == "en/fees@0123456789abcdef#s-cards:2-4"


def test_the_desk_reads_what_was_shown(open_site: OpenSite) -> None:
    event = Event(
        EventKind.RECEIVED, Actor.CUSTOMER, "Ann", datetime.now(UTC), {"message": 1, "answer": "en/fees@01#s-cards:2-4"}
    )
    with site(open_site).application.test_request_context("/en/"):
        assert event_text(event) == "Ann sent the request after being shown en/fees@01#s-cards:2-4"
        assert event_text(replace(event, details={"message": 1})) == "Ann sent the request"
