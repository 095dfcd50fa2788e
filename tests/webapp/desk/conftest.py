"""A desk with somebody at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit
from tests.webapp.parsing import Node, parse
from tests.webapp.people import add_agent, ask, browser
from webapp.database.kinds import AgentRole

WITHDRAWALS = article("en/withdrawals", "Where is my withdrawal?")
VYBERY = article("sk/withdrawals", "Kde je môj výber?", slug="vybery")
SEARCHER = FakeSearcher((WITHDRAWALS, VYBERY), {"money": (hit(WITHDRAWALS, anchor="s-late"),)})


@pytest.fixture
def site(open_site: OpenSite) -> FlaskClient:
    """Return a browser that nobody is signed in with."""
    return open_site(SEARCHER)


@pytest.fixture
def agent(site: FlaskClient) -> FlaskClient:
    """Return the browser of an agent, Eva agent."""
    return browser(site, agent_id=add_agent(site))


@pytest.fixture
def admin(site: FlaskClient) -> FlaskClient:
    """Return the browser of an admin, Eva admin."""
    return browser(site, agent_id=add_agent(site, AgentRole.ADMIN))


@pytest.fixture
def code(site: FlaskClient) -> str:
    """Return the code of a request."""
    return ask(site)


Do = Callable[..., TestResponse]


def fields(page: Node, action: str, text: str = "") -> dict[str, str]:
    """Return the hidden fields of the first form whose address ends with ``action`` and that says ``text``."""
    form = next(
        each
        for each in page.all("form")
        if each.attributes.get("action", "").partition("?")[0].endswith(action) and text in each.text
    )
    return {each.attributes["name"]: each.attributes["value"] for each in form.all("input", type="hidden")}


def do(client: FlaskClient, code: str, action: str, **typed: str) -> TestResponse:
    """Open the request, send its form ``action`` and return the answer."""
    page = parse(client.get(f"/desk/requests/{code}").text)
    return client.post(f"/desk/requests/{code}/{action}", data=fields(page, f"{code}/{action}") | typed)
