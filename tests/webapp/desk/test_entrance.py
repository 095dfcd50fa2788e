"""``/desk/sign-in``: who may come in, and in which language the desk is."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.desk.conftest import fields
from tests.webapp.parsing import parse
from webapp.attempts import DEFAULTS
from webapp.database import agents_store
from webapp.database.agents_store import NewAgent
from webapp.database.kinds import AgentRole

PASSWORD = "correct horse battery"


@pytest.fixture
def ana(site: FlaskClient) -> FlaskClient:
    with site.application.app_context():
        agents_store.add(NewAgent("ana@example.com", "Ana", AgentRole.AGENT, "es", PASSWORD))
    return site


def sign_in(
    client: FlaskClient, password: str = PASSWORD, email: str = "ana@example.com", **typed: str
) -> TestResponse:
    page = parse(client.get("/desk/sign-in").text)
    return client.post(
        "/desk/sign-in", data=fields(page, "/desk/sign-in") | {"email": email, "password": password} | typed
    )


def test_an_agent_comes_in_and_reads_their_language(ana: FlaskClient) -> None:
    response = sign_in(ana, email="Ana@Example.com")
    assert (response.status_code, response.location) == (303, "/desk/")
    page = parse(ana.get("/desk/").text)
    assert page.one("html").attributes["lang"] == "es"
    assert ana.get("/desk/sign-in").location == "/desk/"


def test_whoever_asked_for_a_page_gets_it_after_signing_in(ana: FlaskClient) -> None:
    response = ana.get("/desk/?who=me")
    assert (response.status_code, response.location) == (303, "/desk/sign-in?next=/desk/?who%3Dme")
    assert sign_in(ana, next="/desk/?who=me").location == "/desk/?who=me"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away(ana: FlaskClient, target: str) -> None:
    assert sign_in(ana, next=target).location == "/desk/"


@pytest.mark.parametrize(("email", "password"), [("ana@example.com", "wrong"), ("nobody@example.com", PASSWORD)])
def test_what_was_wrong_is_not_said(ana: FlaskClient, email: str, password: str) -> None:
    response = sign_in(ana, password, email)
    assert response.status_code == 422
    page = parse(response.text)
    assert page.one("p", role="alert").text == "The e-mail address and password do not match. Check both and try again."
    assert page.one("input", id="email").attributes["value"] == email
    assert "value" not in page.one("input", id="password").attributes
    assert ana.get("/desk/").status_code == 303


def test_guessing_is_slowed_down(ana: FlaskClient) -> None:
    assert [sign_in(ana, "wrong").status_code for _ in range(DEFAULTS.pair)] == [422] * DEFAULTS.pair
    assert sign_in(ana).status_code == 429


def test_a_form_of_ours_is_needed(ana: FlaskClient) -> None:
    assert sign_in(ana, token="made up").status_code == 403
    sent = {"email": "ana@example.com", "password": PASSWORD}
    assert ana.post("/desk/sign-in", data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("language", ["es", "sk", "en"])
def test_the_door_is_in_the_language_of_the_browser(site: FlaskClient, language: str) -> None:
    page = parse(site.get("/desk/sign-in", headers={"Accept-Language": language}).text)
    assert page.one("html").attributes["lang"] == language
    page = parse(site.get(f"/desk/sign-in?language={language}").text)
    assert page.one("html").attributes["lang"] == language


def test_an_agent_changes_the_language_and_leaves(ana: FlaskClient) -> None:
    sign_in(ana)
    page = parse(ana.get("/desk/").text)
    response = ana.post("/desk/language", data=fields(page, "/desk/language") | {"language": "sk"})
    assert (response.status_code, response.location) == (303, "/desk/")
    page = parse(ana.get("/desk/").text)
    assert page.one("html").attributes["lang"] == "sk"
    assert ana.post("/desk/language", data=fields(page, "/desk/language") | {"language": "xx"}).status_code == 400
    assert ana.post("/desk/sign-out", data=fields(page, "/desk/sign-out")).location == "/desk/sign-in"
    assert ana.get("/desk/").status_code == 303


def test_nothing_of_the_desk_is_kept_by_browsers(site: FlaskClient, agent: FlaskClient, code: str) -> None:
    assert "no-store" in site.get("/desk/sign-in").headers["Cache-Control"]
    for address in ("/desk/", f"/desk/requests/{code}", "/desk/held"):
        assert "no-store" in agent.get(address).headers["Cache-Control"]
