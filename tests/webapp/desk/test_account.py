"""``/desk/account``: what agents look after themselves."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.desk.conftest import fields
from tests.webapp.parsing import parse
from tests.webapp.people import browser, rows
from webapp.attempts import DEFAULTS
from webapp.database import accounts_store, agents_store
from webapp.database.accounts_store import Owner
from webapp.database.agents_store import NewAgent
from webapp.database.kinds import AgentRole
from webapp.database.models import TeamEventRow

PASSWORD = "correct horse battery"
ANOTHER = "staple of another kind"


@pytest.fixture
def ana(site: FlaskClient) -> FlaskClient:
    with site.application.app_context():
        agents_store.add(NewAgent("ana@example.com", "Ana", AgentRole.AGENT, "en", PASSWORD))
    return browser(site, agent_id=1)


def change(client: FlaskClient, present: str = PASSWORD, password: str = ANOTHER, again: str = "") -> TestResponse:
    page = parse(client.get("/desk/account").text)
    typed = {"present": present, "password": password, "again": again or password}
    return client.post("/desk/account/password", data=fields(page, "/account/password") | typed)


def may_sign_in(client: FlaskClient, password: str) -> bool:
    with client.application.app_context():
        return agents_store.check_password("ana@example.com", password) is not None


def test_an_agent_finds_their_name_and_address_where_their_name_stands(ana: FlaskClient) -> None:
    assert "/desk/account" in parse(ana.get("/desk/").text).one("details", class_="me").links
    page = parse(ana.get("/desk/account").text)
    assert page.one("p", class_="lead").text == "Ana · ana@example.com"


def test_another_password_ends_every_other_session_and_this_one_goes_on_under_a_new_key(ana: FlaskClient) -> None:
    elsewhere, before = browser(ana, agent_id=1), ana.get_cookie("agent")
    response = change(ana)
    assert (response.status_code, response.location) == (303, "/desk/account?done=password")
    assert "Your password was changed" in parse(ana.get(response.location).text).one("p", role="status").text
    assert elsewhere.get("/desk/").status_code == 303
    after = ana.get_cookie("agent")
    assert before and after
    assert before.value != after.value
    stolen = ana.application.test_client()
    stolen.set_cookie("agent", before.value)
    assert stolen.get("/desk/").status_code == 303
    assert (may_sign_in(ana, PASSWORD), may_sign_in(ana, ANOTHER)) == (False, True)
    event = rows(ana, TeamEventRow)[-1]
    assert (event.kind, event.by_agent_id, event.agent_id) == ("password changed", 1, 1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"present": "wrong"}, "present"),
        ({"present": ""}, "present"),
        ({"password": "short"}, "password"),
        ({"password": "a" * 1_001}, "password"),
        ({"again": "staple of one kind"}, "again"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_no_password_comes_back(
    ana: FlaskClient, typed: dict[str, str], field: str
) -> None:
    response = change(ana, **typed)
    assert response.status_code == 422
    page = parse(response.text)
    assert page.one("title").text.startswith("Error:")
    assert page.one("p", class_="error").attributes["id"] == f"{field}-error"
    assert page.one("input", id=field).attributes["aria-describedby"] == f"{field}-error"
    assert not [each for each in page.all("input", type="password") if "value" in each.attributes]
    assert may_sign_in(ana, PASSWORD)


@pytest.mark.parametrize(("letters", "status"), [(11, 422), (12, 303), (1_000, 303), (1_001, 422)])
def test_a_password_has_twelve_to_a_thousand_characters(ana: FlaskClient, letters: int, status: int) -> None:
    assert change(ana, password="a" * letters).status_code == status


def test_guessing_the_present_password_is_slowed_down(ana: FlaskClient) -> None:
    assert [change(ana, "wrong").status_code for _ in range(DEFAULTS.device)] == [422] * DEFAULTS.device
    assert change(ana).status_code == 429
    assert may_sign_in(ana, PASSWORD)


def test_sessions_are_listed_and_ended_one_by_one_or_all_at_once(ana: FlaskClient) -> None:
    there, elsewhere = (browser(ana, agent_id=1) for _ in range(2))
    page = parse(ana.get("/desk/account").text)
    places = page.one("ul", class_="places").all("li")
    assert len(places) == 3
    assert [each.one("h3").text for each in places].count("Firefox on Linux this browser") == 1
    theirs = next(
        each.attributes["action"] for each in page.all("form") if "/account/sign-out/" in each.attributes["action"]
    )
    token = fields(page, "/account/sign-out-elsewhere")
    assert ana.post(theirs, data=token).location == "/desk/account?done=signed-out"
    assert ana.post(theirs, data=token).status_code == 404
    assert [each.get("/desk/").status_code for each in (there, elsewhere)].count(303) == 1
    assert ana.post("/desk/account/sign-out-elsewhere", data=token).status_code == 303
    assert {each.get("/desk/").status_code for each in (there, elsewhere)} == {303}
    assert ana.get("/desk/account").status_code == 200


def test_sessions_of_others_are_not_there(ana: FlaskClient, admin: FlaskClient) -> None:
    token = fields(parse(ana.get("/desk/account").text), "/desk/sign-out")
    with ana.application.app_context():
        (theirs,) = accounts_store.sessions_of(Owner(agent_id=2))
    for nobodys in (theirs.id, 99999999999999999999):
        assert ana.post(f"/desk/account/sign-out/{nobodys}", data=token).status_code == 404
    assert admin.get("/desk/").status_code == 200
