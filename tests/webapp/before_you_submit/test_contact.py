"""``GET /<language>/contact``: what is found, why, and when the form is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from search import Feedback, IndexUnavailable, Results
from tests.webapp.before_you_submit.conftest import fields
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit, section
from tests.webapp.parsing import Node, parse
from webapp.config import ContactMode
from webapp.database.models import DeflectionEventRow

LATE = article(
    "en/withdrawal-late",
    "Why is my withdrawal late?",
    sections=(
        section("", "<p>It takes two days.</p>"),
        section("Holidays", '<h2 id="s-holidays">Holidays</h2><p>Banks rest.</p>', anchor="s-holidays"),
    ),
)
FRAUD = article("en/fraud", "Somebody is in my account", category="security")
QUESTION = "/en/contact?q=late+money"


def found(evidence: float = 0.9, unknown: tuple[str, ...] = ()) -> FakeSearcher:
    return FakeSearcher(
        (LATE, FRAUD),
        {"late money": (hit(LATE, "It takes two days.", anchor="s-holidays"),)},
        evidence=evidence,
        unknown=unknown,
    )


def form_of(page: Node) -> Node:
    return page.one("section", id="request")


def is_open(page: Node) -> bool:
    return "hidden" not in form_of(page).attributes


def answers(page: Node) -> list[Node]:
    return page.one("section", class_="answers").all("li")


@dataclass
class Broken(FakeSearcher):
    """Finds nothing because it cannot look."""

    error: Exception = field(default_factory=lambda: IndexUnavailable("index: there is no index. Run build."))

    def search(self, text: str, language: str, limit: int = 5, feedback: Feedback | None = None) -> Results:
        raise self.error


@pytest.mark.parametrize("language", ["es", "sk", "en"])
def test_the_page_asks_one_question_and_shows_no_form(open_site: OpenSite, language: str) -> None:
    response = open_site(found()).get(f"/{language}/contact")
    page = parse(response.text)
    assert response.status_code == 200
    assert page.one("textarea", name="q").text == ""
    assert not is_open(page)
    assert [link for link in page.links if "/contact?q=" in link] == []


def test_what_answers_is_shown_with_its_section_in_place(open_site: OpenSite) -> None:
    page = parse(open_site(found()).get(QUESTION).text)
    (row,) = answers(page)
    assert row.one("h3").text == "Why is my withdrawal late?"
    assert row.one("h3").links == ["/en/articles/withdrawal-late#s-holidays"]
    inside = row.one("details").one("div", class_="prose")
    assert (inside.one("h4").text, inside.one("p").text) == ("Holidays", "Banks rest.")
    assert inside.one("h4").attributes == {}
    assert not is_open(page)


def test_a_strong_answer_is_open_and_a_possible_one_is_not(open_site: OpenSite) -> None:
    assert "open" in answers(parse(open_site(found(0.9)).get(QUESTION).text))[0].one("details").attributes
    assert "open" not in answers(parse(open_site(found(0.4)).get(QUESTION).text))[0].one("details").attributes


def test_an_answer_without_a_section_is_shown_whole(open_site: OpenSite) -> None:
    searcher = FakeSearcher((LATE,), {"late": (hit(LATE),)})
    inside = parse(open_site(searcher).get("/en/contact?q=late").text).one("section", class_="answers").one("details")
    assert [each.text for each in inside.one("div", class_="prose").all("p")] == ["It takes two days.", "Banks rest."]


def test_an_article_that_has_just_gone_leaves_its_title(open_site: OpenSite) -> None:
    searcher = FakeSearcher((), {"late": (hit(LATE),)})
    assert answers(parse(open_site(searcher).get("/en/contact?q=late").text))[0].one("h3").text


def test_a_hit_in_a_language_without_pages_is_left_out(open_site: OpenSite) -> None:
    german = article("de/geld", "Wo ist mein Geld?")
    response = open_site(FakeSearcher((german,), {"geld": (hit(german),)})).get("/en/contact?q=geld")
    assert response.status_code == 200
    assert "Wo ist mein Geld?" not in response.text


@pytest.mark.parametrize(
    ("address", "values", "searcher"),
    [
        ("/en/contact", {"contact_mode": ContactMode.BESIDE}, found()),
        (QUESTION, {"contact_mode": ContactMode.BESIDE}, found()),
        ("/en/contact?form=1", {}, found()),
        (f"{QUESTION}&form=1", {}, found()),
        (QUESTION, {}, found(0.1)),
        (QUESTION, {}, found(0.3)),
        ("/en/contact?q=nothing+known", {}, found()),
        (QUESTION, {}, Broken()),
        (QUESTION, {}, Broken(error=RuntimeError("a fault of ours"))),
    ],
    ids=["beside", "beside asked", "wanted", "wanted asked", "weak", "unsure", "nothing", "no index", "fault"],
)
def test_the_form_is_open(open_site: OpenSite, address: str, values: dict[str, Any], searcher: FakeSearcher) -> None:
    response = open_site(searcher, **values).get(address)
    assert response.status_code == 200
    assert is_open(parse(response.text))


@pytest.mark.parametrize(
    "address", ["/en/contact", QUESTION, "/en/contact?q=", "/en/contact?q=+%00", "/en/contact?form=0"]
)
def test_the_form_is_closed(open_site: OpenSite, address: str) -> None:
    assert not is_open(parse(open_site(found()).get(address).text))


def test_articles_that_may_not_answer_are_listed_above_the_form(open_site: OpenSite) -> None:
    response = open_site(found(0.3)).get(QUESTION)
    page = parse(response.text)
    assert [row.one("h3").text for row in answers(page)] == ["Why is my withdrawal late?"]
    assert is_open(page)
    assert response.text.index('data-hit="en/withdrawal-late"') < response.text.index('id="request"')
    why = "We are not sure that these answer it. Write to us if they do not."
    assert form_of(page).one("p", **{"data-why": "server"}).text == why
    assert page.one("h2", id="answers-title").text == "Maybe one of these helps"
    reason = page.one("section", class_="answers").one("p", class_="reason")
    assert reason.text == "“Why is my withdrawal late?” contains 2 of the 2 words that matter in your question."


def test_a_word_that_no_article_mentions_is_named_above_the_nearest_ones(open_site: OpenSite) -> None:
    page = parse(open_site(found(0.3, unknown=("late",))).get(QUESTION).text)
    assert page.one("h2", id="answers-title").text == "No article mentions “late”. The nearest are these:"
    assert "hidden" in page.one("section", class_="answers").one("p", class_="reason").attributes
    assert len(answers(page)) == 1


def test_one_word_that_is_known_is_no_question_yet(open_site: OpenSite) -> None:
    searcher = FakeSearcher((LATE,), {"late": (hit(LATE),)}, evidence=0.3)
    page = parse(open_site(searcher).get("/en/contact?q=late").text)
    assert len(answers(page)) == 1
    assert not is_open(page)


@pytest.mark.parametrize(
    ("address", "asked_back"),
    [
        ("/en/contact?q=hi", "We are here to help. What happened? One sentence is enough."),
        ("/es/contact?q=hola+buenas&form=1", "Estamos aquí para ayudarte. ¿Qué ha pasado? Basta con una frase."),
        ("/sk/contact?q=Ahoj!", "Radi vám pomôžeme. Čo sa stalo? Stačí jedna veta."),
    ],
)
def test_a_greeting_is_asked_what_happened(open_site: OpenSite, address: str, asked_back: str) -> None:
    greeted = {text: (hit(LATE),) for text in ("hi", "hola buenas", "Ahoj!")}
    page = parse(open_site(FakeSearcher((LATE,), greeted)).get(address).text)
    assert page.one("div", **{"data-contact": ""}).attributes["data-room"] == "few"
    assert page.one("p", **{"data-note": "few"}).text == asked_back
    assert answers(page) == []
    assert is_open(page) == ("form=1" in address)
    assert form_of(page).one("p", class_="why").text == ""


def test_why_no_article_answers_is_said(open_site: OpenSite) -> None:
    page = parse(open_site(found(0.1, unknown=("late",))).get(QUESTION).text)
    assert answers(page) == []
    assert page.one("p", **{"data-note": "none"}).text.endswith("No article mentions “late”.")


def test_an_emergency_opens_the_form_on_its_topic_and_says_what_to_do(open_site: OpenSite) -> None:
    stolen = article("en/stolen", "I was hacked", category="security", urgent="Block your account.")
    page = parse(open_site(FakeSearcher((stolen,), {"hacked": (hit(stolen),)})).get("/en/contact?q=hacked").text)
    assert is_open(page)
    assert "This cannot wait." in form_of(page).one("p", **{"data-why": "server"}).text
    assert page.one("div", class_="alarm").one("p", class_="alarm-line").text == "Block your account."
    assert [each.attributes["value"] for each in page.all("option") if "selected" in each.attributes] == ["security"]


def test_the_button_of_an_urgent_article_leads_to_the_form_on_its_topic(open_site: OpenSite) -> None:
    stolen = article("en/stolen", "I was hacked", category="security", urgent="Block your account.")
    client = open_site(FakeSearcher((stolen, article("en/fees"))))
    button = parse(client.get("/en/articles/stolen").text).one("div", class_="alarm").one("a", class_="button")
    page = parse(client.get(button.attributes["href"]).text)
    assert is_open(page)
    assert page.one("input", name="about").attributes["value"] == "stolen"
    assert [each.attributes["value"] for each in page.all("option") if "selected" in each.attributes] == ["security"]
    assert parse(client.get("/en/articles/fees").text).all("div", class_="alarm") == []
    for other in ("fees", "no-such", "../x", "\0"):
        answered = parse(client.get("/en/contact", query_string={"about": other}).text)
        assert answered.one("input", name="about").attributes["value"] == "", other


def test_a_search_that_fails_is_said_quietly(open_site: OpenSite) -> None:
    page = parse(open_site(Broken()).get(QUESTION).text)
    why = form_of(page).one("p", **{"data-why": "server"}).text
    assert why == "The search is not working at the moment. There is no need to wait for it: write to us."
    assert page.all("div", class_="errors") == []


def test_without_an_index_there_is_a_form(open_site: OpenSite) -> None:
    page = parse(open_site(None).get("/en/contact?q=late+money").text)
    assert is_open(page)
    assert form_of(page).all("select") == []


def test_the_question_is_carried_into_the_form(open_site: OpenSite) -> None:
    sent = fields(parse(open_site(found()).get(f"{QUESTION}&form=1").text))
    assert (sent["subject"], sent["description"], sent["q"]) == ("late money", "late money", "late money")
    assert sent["searched"] == "Searched: late money"
    assert "consent" not in sent


def test_a_long_question_is_cut_in_the_subject_only(open_site: OpenSite) -> None:
    text = "My money is late and " * 20
    sent = fields(parse(open_site(found()).get("/en/contact", query_string={"q": text, "form": "1"}).text))
    assert sent["description"] == text.strip()
    assert sent["subject"].endswith("…")
    assert len(sent["subject"]) <= 150


def test_each_page_has_its_own_submission(open_site: OpenSite) -> None:
    client = open_site(found())
    one, other = (fields(parse(client.get("/en/contact?form=1").text)) for _ in range(2))
    assert one["submission"] != other["submission"]
    assert one["visit"] != other["visit"]


def test_the_switch_keeps_question_and_form(open_site: OpenSite) -> None:
    page = parse(open_site(found()).get(f"{QUESTION}&form=1").text)
    assert "/sk/contact?q=late+money&form=1" in page.links


def test_topics_are_in_the_language_of_the_page(open_site: OpenSite) -> None:
    page = parse(open_site(found()).get("/sk/contact?form=1").text)
    options = form_of(page).one("select").all("option")[1:]
    assert [(each.attributes["value"], each.text) for each in options] == [
        ("withdrawals", "Výbery"),
        ("security", "Bezpečnosť"),
    ]


Kept = Callable[[FlaskClient, type[Any]], list[Any]]


def test_what_was_shown_is_recorded_without_personal_data(open_site: OpenSite, kept: Kept) -> None:
    client = open_site(found())
    client.get("/en/contact")
    client.get(QUESTION)
    client.get("/en/contact?q=I+am+jana@example.sk")
    client.get(QUESTION, headers={"Sec-Purpose": "prefetch"})
    rows = kept(client, DeflectionEventRow)
    assert [(each.action, each.article_id, each.text, each.band) for each in rows] == [
        ("shown", "en/withdrawal-late", "late money", "strong"),
        ("shown", "", "I am [email]", "none"),
    ]
    assert all(each.visit and each.visitor for each in rows)


def test_a_page_is_kept_by_nobody_else(open_site: OpenSite) -> None:
    response = open_site(found()).get("/en/contact")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><svg onload=alert(1)>", "{{ 7 * 7 }}"],
)
def test_markup_in_the_question_is_only_text(open_site: OpenSite, text: str) -> None:
    response = open_site(found()).get("/en/contact", query_string={"q": text, "form": "1"})
    page = parse(response.text)
    assert page.one("textarea", name="q").text == text
    assert fields(page)["subject"] == text
    assert [each for each in page.all("script") if "src" not in each.attributes] == page.all("img") == []


def answer(client: FlaskClient, page: Node, value: str, **changes: str) -> Any:
    form = answers(page)[0].one("form", class_="solved")
    sent = {each.attributes["name"]: each.attributes["value"] for each in form.all("input")}
    return client.post(form.attributes["action"], data={**sent, "answer": value, **changes})


def test_without_script_an_article_that_solved_it_is_recorded_and_thanked_for(open_site: OpenSite, kept: Kept) -> None:
    client = open_site(found())
    response = answer(client, parse(client.get(QUESTION).text), "yes")
    assert (response.status_code, response.location) == (303, "/en/contact?q=late+money&solved=1")
    assert "Good to hear." in parse(client.get(response.location).text).one("p", role="status", class_="thanks").text
    solved = kept(client, DeflectionEventRow)[1]
    assert (solved.action, solved.article_id, solved.text) == ("solved", "en/withdrawal-late", "late money")


def test_without_script_an_article_that_did_not_help_opens_the_form(open_site: OpenSite, kept: Kept) -> None:
    client = open_site(found())
    response = answer(client, parse(client.get(QUESTION).text), "no")
    assert (response.status_code, response.location) == (303, "/en/contact?q=late+money&form=1#request")
    assert is_open(parse(client.get(response.location).text))
    assert [each.action for each in kept(client, DeflectionEventRow)][:2] == ["shown", "not_solved"]


def test_an_answer_about_no_article_is_not_recorded(open_site: OpenSite, kept: Kept) -> None:
    client = open_site(found())
    assert answer(client, parse(client.get(QUESTION).text), "yes", article="en/made-up").status_code == 303
    assert [each.action for each in kept(client, DeflectionEventRow)] == ["shown"]


def test_an_answer_that_no_page_of_ours_gave_is_refused(open_site: OpenSite, kept: Kept) -> None:
    client = open_site(found())
    page = parse(client.get(QUESTION).text)
    assert answer(client, page, "yes", token="made up").status_code == 403
    forged = client.post("/en/contact/answer", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
    assert [each.action for each in kept(client, DeflectionEventRow)] == ["shown"]
