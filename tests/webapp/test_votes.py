"""“Was this helpful?” in plain forms; the script sends the same to ``/api/v1/votes``."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import parse
from webapp.articles.knowledge_base import learned
from webapp.database import votes_store

FEES = (article("en/fees", "What does it cost?"), article("sk/fees", "Koľko to stojí?", slug="poplatky"))
SLUGS = {"en/fees": "fees", "sk/fees": "poplatky"}
VOTE = "/en/articles/fees/helpful"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher(FEES))


def opinions(client: FlaskClient) -> dict[str, str]:
    """Return what readers think of each article that has votes; shares are drawn towards the middle."""
    with client.application.app_context():
        return {each: "helpful" if share > 0.5 else "useless" for each, share in votes_store.helpful_shares().items()}


def test_the_question_is_a_form_that_needs_no_script(client: FlaskClient) -> None:
    form = parse(client.get("/en/articles/fees").text).one("form", method="post")
    assert form.attributes["action"] == VOTE
    assert form.attributes["data-vote"] == "en/fees"
    assert [(each.attributes["name"], each.attributes["value"]) for each in form.all("button")] == [
        ("is_helpful", "yes"),
        ("is_helpful", "no"),
    ]


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_is_thanked_for_on_the_same_article(client: FlaskClient, answer: str) -> None:
    response = client.post(VOTE, data={"is_helpful": answer}, headers=OURS)
    assert (response.status_code, response.location) == (303, f"/en/articles/fees?helpful={answer}#helpful")
    page = parse(client.get(response.location).text)
    box = page.one("section", class_="helpful")
    assert "hidden" in box.one("form").attributes
    shown = [each for each in box.all("div") if "data-vote-answer" in each.attributes]
    assert {each.attributes["data-vote-answer"]: "hidden" in each.attributes for each in shown} == {
        "yes": answer != "yes",
        "no": answer != "no",
    }
    assert page.one("link", rel="canonical").attributes["href"] == "http://localhost/en/articles/fees"


def test_whoever_was_not_helped_may_write_about_the_article(client: FlaskClient) -> None:
    page = parse(client.get("/en/articles/fees?helpful=no").text)
    thanks = page.one("div", **{"data-vote-answer": "no"})
    assert thanks.links == ["/en/contact?q=What+does+it+cost?"]


def test_an_answer_counts_once_a_visitor_and_may_change(client: FlaskClient) -> None:
    for answer in ("yes", "no", "no", "yes"):
        client.post(VOTE, data={"is_helpful": answer}, headers=OURS)
    assert opinions(client) == {"en/fees": "helpful"}


def test_an_article_shown_in_another_language_is_the_one_voted_for(open_site: OpenSite) -> None:
    client = open_site(FakeSearcher((FEES[0],)))
    response = client.post("/sk/articles/fees/helpful", data={"is_helpful": "no"}, headers=OURS)
    assert response.location == "/sk/articles/fees?helpful=no#helpful"
    assert opinions(client) == {"en/fees": "useless"}


@pytest.mark.parametrize("data", [{}, {"is_helpful": ""}, {"is_helpful": "maybe"}, {"is_helpful": "<b>"}])
def test_anything_else_is_no_answer(client: FlaskClient, data: dict[str, str]) -> None:
    assert client.post(VOTE, data=data, headers=OURS).status_code == 400
    assert opinions(client) == {}


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}],
)
def test_another_site_cannot_vote(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post(VOTE, data={"is_helpful": "no"}, headers=headers).status_code == 403
    assert opinions(client) == {}


def test_an_article_that_is_not_there_gets_no_votes(client: FlaskClient) -> None:
    assert client.post("/en/articles/gone/helpful", data={"is_helpful": "yes"}, headers=OURS).status_code == 404


def test_votes_are_taken_in_moderation(client: FlaskClient) -> None:
    codes = [client.post(VOTE, data={"is_helpful": "yes"}, headers=OURS).status_code for _ in range(40)]
    assert codes[0] == 303
    assert codes[-1] == 429


def test_an_answer_in_the_address_that_was_never_given_changes_nothing(client: FlaskClient) -> None:
    page = parse(client.get("/en/articles/fees?helpful=perhaps").text)
    assert "hidden" not in page.one("section", class_="helpful").one("form").attributes


def shares(client: FlaskClient) -> dict[str, float]:
    with client.application.app_context():
        return dict(votes_store.helpful_shares())


@pytest.mark.parametrize("way", ["form", "api"])
@pytest.mark.parametrize("places", ["2001:db8:7:{:x}::1", "192.0.2.{}"])
def test_seventy_nine_votes_from_one_network_weigh_as_three(client: FlaskClient, way: str, places: str) -> None:
    def vote(article: str, place: str) -> None:
        environ = {"REMOTE_ADDR": place}
        if way == "form":
            client.post(
                f"/{article[:2]}/articles/{SLUGS[article]}/helpful", data={"is_helpful": "yes"}, **kept(environ)
            )
        else:
            client.post("/api/v1/votes", json={"article": article, "is_helpful": True}, **kept(environ))

    def kept(environ: dict[str, str]) -> Any:
        return {"headers": OURS, "environ_base": environ}

    for number in range(79):
        vote("en/fees", places.format(number))
    for number in range(3):
        vote("sk/fees", places.format(number))
    found = shares(client)
    assert found["en/fees"] == pytest.approx(found["sk/fees"])
    for number in range(5):
        vote("en/fees", f"198.51.{number}.1")
    assert shares(client)["en/fees"] == pytest.approx((8 + 4) / (8 + 8))


def test_the_operator_says_how_much_a_network_weighs(open_site: OpenSite) -> None:
    client = open_site(FakeSearcher(FEES), network_votes=10)
    for number in range(12):
        client.post(VOTE, data={"is_helpful": "yes"}, headers=OURS, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"})
    with client.application.app_context():
        assert learned().feedback.helpful == {"en/fees": pytest.approx(14 / 18)}


def test_no_cookie_is_needed(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.post(VOTE, data={"is_helpful": "yes"}, headers=OURS).headers
