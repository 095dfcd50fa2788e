"""The words of the desk: one for each member of an enumeration, in every language."""

from __future__ import annotations

from enum import StrEnum

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.parsing import parse
from tests.webapp.people import add_agent, ask, browser
from webapp.database import database
from webapp.database.desk_store import Reason
from webapp.database.kinds import AgentRole, HeldBecause, Stage
from webapp.database.models import AgentRow, EventRow, RequestRow
from webapp.desk import words
from webapp.i18n import LANGUAGES
from webapp.texts import held_requests, stage_names


@pytest.mark.parametrize(
    ("texts", "members"),
    [
        (words.STAGES, Stage),
        (words.ROLES, AgentRole),
        (words.HELD, HeldBecause),
        (words.REFUSALS, Reason),
        (stage_names.NAMES, Stage),
        (held_requests.REASONS, HeldBecause),
    ],
)
def test_every_member_has_words_of_its_own_in_every_language(
    open_site: OpenSite, texts: dict[StrEnum, object], members: type[StrEnum]
) -> None:
    app = open_site(FakeSearcher()).application
    assert set(texts) == set(members)
    said: dict[StrEnum, set[str]] = {each: set() for each in members}
    for language in LANGUAGES:
        with app.test_request_context(f"/{language}/"):
            for each in members:
                said[each].add(str(texts[each]))
    assert {each: len(said[each]) for each in members if len(said[each]) < 2 and str(each) != "admin"} == {}
    assert not any(str(each) in said[each] for each in members)


@pytest.fixture
def slovak(open_site: OpenSite) -> FlaskClient:
    """Return the browser of an agent who reads Slovak."""
    site = open_site(FakeSearcher())
    number = add_agent(site)
    with site.application.app_context(), database().session() as session:
        session.execute(update(AgentRow).values(language="sk"))
    return browser(site, agent_id=number)


@pytest.mark.parametrize("because", [*HeldBecause, "a reason of another release", ""])
def test_a_slovak_agent_reads_no_english_of_what_is_held(slovak: FlaskClient, because: str) -> None:
    code = ask(slovak, subject="Predmet", language="sk")
    with slovak.application.app_context(), database().session() as session:
        session.execute(update(RequestRow).values(is_held=True, held_because=because))
        session.execute(update(EventRow).values(kind="held", details={"because": because}))
    known = HeldBecause.read(because)
    with slovak.application.test_request_context("/sk/"):
        expected = words.held_text(known)
    assert expected != because
    queue = parse(slovak.get("/desk/held").text).one("main")
    assert queue.one("span", class_="is-held").text == expected
    page = parse(slovak.get(f"/desk/requests/{code}").text).one("main")
    assert expected in page.one("div", class_="case-held").text
    assert expected in page.one("ol", class_="history").text
    for text in (queue.text, page.text):
        assert not because or because not in text
        assert "reason" not in text
