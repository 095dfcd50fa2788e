"""``/desk/team``, ``/desk/ratings`` and the export: for admins only."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from search import Source, Thresholds, Tuning
from search.deflection.tuning import write_tuning
from tests.webapp.desk.conftest import fields
from tests.webapp.parsing import parse
from tests.webapp.people import ask, rows
from webapp.articles import knowledge_base
from webapp.database import database
from webapp.database.models import AgentRow, RequestRow, TeamEventRow

NEW = {
    "name": "Peter Novák",
    "email": "peter@example.com",
    "password": "correct horse battery",
    "role": "agent",
    "language": "sk",
}


@pytest.mark.parametrize("address", ["/desk/team", "/desk/ratings", "/desk/export.csv"])
def test_what_is_for_admins_does_not_exist_for_others(site: FlaskClient, agent: FlaskClient, address: str) -> None:
    assert agent.get(address).status_code == 404
    assert site.get(address).location.startswith("/desk/sign-in")
    assert address not in parse(agent.get("/desk/").text).links


def test_an_agent_cannot_change_the_team(agent: FlaskClient) -> None:
    token = fields(parse(agent.get("/desk/").text), "/desk/sign-out")
    assert agent.post("/desk/team", data=token | NEW).status_code == 404
    assert agent.post("/desk/team/1", data=token | {"do": "admin"}).status_code == 404
    assert [each.role for each in rows(agent, AgentRow)] == ["agent"]


def test_an_admin_adds_and_keeps_out(admin: FlaskClient) -> None:
    page = parse(admin.get("/desk/team").text)
    response = admin.post("/desk/team", data=fields(page, "/desk/team") | NEW)
    assert (response.status_code, response.location) == (303, "/desk/team?done=added")
    page = parse(admin.get("/desk/team").text)
    assert [each.one("b").text for each in page.all("li", class_="member")] == ["Eva admin", "Peter Novák"]
    for do, state in (("disable", (False, "agent")), ("enable", (True, "agent")), ("admin", (True, "admin"))):
        admin.post("/desk/team/2", data=fields(page, "/desk/team/2") | {"do": do})
        added = rows(admin, AgentRow)[1]
        assert (added.is_active, added.role) == state
    kinds = [each.kind for each in rows(admin, TeamEventRow)]
    assert kinds == ["added", "added", "disabled", "enabled", "role changed"]


def test_the_only_admin_stays(admin: FlaskClient) -> None:
    page = parse(admin.get("/desk/team").text)
    response = admin.post("/desk/team/1", data=fields(page, "/desk/team/1") | {"do": "disable"})
    assert response.status_code == 409
    assert "This is the only admin." in parse(response.text).one("p", role="alert").text
    for nobody in ("/desk/team/9", "/desk/team/99999999999999999999"):
        assert admin.post(nobody, data=fields(page, "/desk/team/1") | {"do": "disable"}).status_code == 404
    assert admin.post("/desk/team/1", data=fields(page, "/desk/team/1") | {"do": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "admin@example.com"}, "email"),
        ({"password": "short"}, "password"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(admin: FlaskClient, typed: dict[str, str], field: str) -> None:
    page = parse(admin.get("/desk/team").text)
    response = admin.post("/desk/team", data=fields(page, "/desk/team") | NEW | typed)
    assert response.status_code in (409, 422)
    page = parse(response.text)
    assert page.one("p", class_="error").attributes["id"] == f"{field}-error"
    assert page.one("input", id=field).attributes["aria-describedby"] == f"{field}-error"
    assert "value" not in page.one("input", id="password").attributes
    assert len(rows(admin, AgentRow)) == 1


def test_ratings_are_an_overview(admin: FlaskClient) -> None:
    assert "No answers were rated in this period." in parse(admin.get("/desk/ratings").text).text
    ask(admin)
    with admin.application.app_context(), database().session() as session:
        session.execute(update(RequestRow).values(rating=4, rating_text="<b>Quick</b>", rated_at=datetime.now(UTC)))
    page = parse(admin.get("/desk/ratings").text)
    assert page.one("p", class_="figure").text == "4.0"
    assert page.one("q").text == "<b>Quick</b>"


@pytest.mark.parametrize(
    ("thresholds", "said"),
    [
        (Thresholds(), "nothing of this help centre yet, only what was measured on public ones"),
        (
            Thresholds(source=Source.BOTH, questions=606, traffic=1, keeps=0.962),
            "606 questions of the articles, 1 question of customers; expected to keep 96 % of the right answers",
        ),
        (Thresholds(source=Source.JUDGED, judged=40), "40 judged queries"),
    ],
)
def test_admins_see_what_the_decision_was_set_from(
    admin: FlaskClient, tmp_path: Path, thresholds: Thresholds, said: str
) -> None:
    (tmp_path / "index").mkdir()
    write_tuning(tmp_path / "index", Tuning(0.95, {"sk": thresholds}))
    knowledge = admin.application.extensions[knowledge_base.EXTENSION]
    knowledge._take_up_thresholds()
    rows = parse(admin.get("/desk/ratings").text).one("section", **{"aria-labelledby": "decision-title"}).all("li")
    assert [each.text for each in rows] == [
        "English: nothing of this help centre yet, only what was measured on public ones",
        f"Slovenčina: {said}",
    ]


def test_the_export_is_a_table_of_what_the_address_asks_for(admin: FlaskClient) -> None:
    code = ask(admin, subject='One, "two"')
    ask(admin, subject="Kde?", language="sk")
    response = admin.get("/desk/export.csv?language=en")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].startswith("attachment")
    table = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert [(each["code"], each["subject"], each["stage"]) for each in table] == [(code, 'One, "two"', "received")]
    assert [each.kind for each in rows(admin, TeamEventRow)] == ["added", "received", "received", "exported"]
