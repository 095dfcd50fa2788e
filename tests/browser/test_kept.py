"""What customers and agents write stays in its field until it is sent: through reload, language, end of session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

import webapp
from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors
from tests.browser.serving import Site
from tests.webapp.fakes import FakeSearcher
from tests.webapp.people import JANA, add_agent, ask
from webapp.config import Config
from webapp.database import accounts_store, database
from webapp.database.accounts_store import Owner
from webapp.database.models import AgentRow
from webapp.sessions import AGENT_COOKIE, CUSTOMER_COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

WRITTEN = "It came.\nBut only half of it."


@contextmanager
def database_of(site: Site) -> Iterator[FlaskClient]:
    """Yield what writes into the database of ``site``."""
    app = webapp.create_app(
        Config(brand="Ventanilla", index=site.folder / "none", instance=site.folder), FakeSearcher()
    )
    yield app.test_client()
    with app.app_context():
        database().close()


def sign_in(context: BrowserContext, site: Site, client: FlaskClient, cookie: str, owner: Owner) -> None:
    """Let the visitor of ``context`` be ``owner``."""
    with client.application.app_context():
        key = accounts_store.start_session(owner)
    context.add_cookies([{"name": cookie, "value": key, "url": site.url}])


def value(page: Page, name: str) -> str:
    """Return what stands in the field ``name``."""
    return page.locator(f":is(input:not([type=hidden]), textarea)[name={name}]").input_value()


def test_a_customers_reply_outlives_reload_language_and_session(visitors: Visitors, site: Site, watch: Watch) -> None:
    watch.allow("status of 401")
    context = visitors.context()
    with database_of(site) as client:
        code = ask(client, subject="Half of it")
        sign_in(context, site, client, CUSTOMER_COOKIE, Owner(email=JANA))
    page = context.new_page()
    page.goto(f"/en/requests/{code}")
    page.locator("[name=text]").fill(WRITTEN)
    page.reload()
    assert value(page, "text") == WRITTEN
    page.locator("[data-language-link][hreflang=sk]").click()
    page.wait_for_url(f"**/sk/requests/{code}")
    assert value(page, "text") == WRITTEN
    page.goto("/sk/")
    page.goto(f"/en/requests/{code}")
    assert value(page, "text") == WRITTEN

    other = context.new_page()
    other.goto(f"/en/requests/{code}?text=Carried+along")
    assert value(other, "text") == "Carried along"
    page.goto(f"/en/requests/{code}?text=Carried+along")
    assert value(page, "text") == f"{WRITTEN}\n\nCarried along"
    page.locator("[name=text]").fill(WRITTEN)

    (key,) = [each["value"] for each in context.cookies() if each["name"] == CUSTOMER_COOKIE]
    context.clear_cookies()
    page.locator("#reply button").click()
    page.locator(".unsent").wait_for()
    context.add_cookies([{"name": CUSTOMER_COOKIE, "value": key, "url": site.url}])
    page.goto(f"/en/requests/{code}")
    assert value(page, "text") == WRITTEN
    page.locator("#reply button").click()
    page.locator(".saying", has_text="But only half of it.").wait_for()
    assert "done=" not in page.url
    assert value(page, "text") == ""
    page.reload()
    assert value(page, "text") == ""


@pytest.mark.parametrize("name", ["text", "note", "find", "into"])
def test_what_an_agent_writes_outlives_a_reload(visitors: Visitors, site: Site, name: str) -> None:
    context = visitors.context()
    with database_of(site) as client:
        code = ask(client, subject=f"Half of it, {name}")
        sign_in(context, site, client, AGENT_COOKIE, Owner(agent_id=agent_of(client)))
    page = context.new_page()
    page.goto(f"/desk/requests/{code}")
    page.locator(f"[name={name}]:is(input:not([type=hidden]), textarea)").evaluate(
        "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})) }",
        "Half of it",
    )
    page.reload()
    assert value(page, name) == "Half of it"
    if name == "note":
        assert page.locator("[name=note]").is_visible()
        page.locator("[data-write=note] [data-send]").click()
        page.locator(".word.is-note", has_text="Half of it").wait_for()
        assert value(page, name) == ""
    page.locator("[data-ends-session] button").evaluate("button => button.click()")
    page.wait_for_url("**/desk/sign-in*")
    kept = "Object.keys(sessionStorage).filter(key => key.startsWith('ventanilla:typed:'))"
    assert page.evaluate(kept) == []


def agent_of(client: FlaskClient) -> int:
    """Return the id of somebody of the team, the same for the whole session."""
    with client.application.app_context(), database().reading() as session:
        found = session.scalar(select(AgentRow.id).limit(1))
    return found or add_agent(client)
