"""Cookies of customers and agents, and where signing in leads."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart
from werkzeug.wrappers import Response

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.parsing import parse
from tests.webapp.people import JANA, add_agent, ask, browser, rows
from webapp.database import accounts_store, agents_store
from webapp.database.kinds import AgentRole
from webapp.database.models import MessageRow
from webapp.http.security import content_security_policy
from webapp.sessions import (
    PRIVATE,
    current_agent,
    current_customer,
    end_agent,
    end_customer,
    local_path,
    page_asked_for,
    start_agent,
    start_customer,
)


@pytest.fixture
def client(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher())


@pytest.mark.parametrize("path", ["/", "/en/requests", "/en/requests/VT-1?text=a%20b", "/desk/?stage=open"])
def test_a_path_of_ours_is_gone_back_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "en/requests",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/" + "a" * 2_000,
    ],
)
def test_another_address_is_not(path: str) -> None:
    assert local_path(path) == ""


def test_after_signing_in_one_comes_back_to_the_page_or_to_the_one_with_the_form(client: FlaskClient) -> None:
    app = client.application
    with app.test_request_context("/en/requests?q=a%20b"):
        assert page_asked_for() == "/en/requests?q=a%20b"
    referrer = {"Referer": "http://localhost/en/requests/VT-1"}
    with app.test_request_context("/en/requests/VT-1/reply", method="POST", headers=referrer):
        assert page_asked_for() == "/en/requests/VT-1"
    with app.test_request_context("/en/x", method="POST", headers={"Referer": "http://evil.example/en/requests"}):
        assert page_asked_for() == ""


def test_a_browser_may_be_a_customer_and_an_agent_at_once(client: FlaskClient) -> None:
    both = browser(client, email=JANA)
    agent = browser(client, agent_id=add_agent(client)).get_cookie("agent")
    assert agent
    both.set_cookie("agent", agent.value)
    with both:
        both.get("/en/requests")
        customer, somebody = current_customer(), current_agent()
        assert customer and customer.email == JANA
        assert somebody and somebody.role is AgentRole.AGENT


@pytest.mark.parametrize(("cookie", "other"), [("customer", "agent"), ("agent", "customer")])
def test_the_key_of_one_kind_of_session_is_none_of_the_other(client: FlaskClient, cookie: str, other: str) -> None:
    signed = browser(client, email=JANA) if cookie == "customer" else browser(client, agent_id=add_agent(client))
    key = signed.get_cookie(cookie)
    assert key
    stranger = client.application.test_client()
    stranger.set_cookie(other, key.value)
    assert stranger.get("/en/requests").status_code == 303
    assert stranger.get("/desk/").status_code == 303


@pytest.mark.parametrize("key", ["", "x", "a" * 3_000, "%00", "ž"])
def test_any_other_cookie_is_nobodys(client: FlaskClient, key: str) -> None:
    client.set_cookie("customer", key)
    assert client.get("/en/requests").status_code == 303


def answer_to(site: FlaskClient, base_url: str, act: Callable[[Response], None], cookie: str = "") -> tuple[str, str]:
    """Return name and value of the cookie that ``act`` sets in an answer, and check what all of them share."""
    with site.application.test_request_context(base_url=base_url, headers={"Cookie": cookie} if cookie else {}):
        response = Response()
        act(response)
    (said,) = response.headers.getlist("Set-Cookie")
    pair, *attributes = said.split("; ")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
    assert ("Secure" in attributes) == pair.startswith("__Host-")
    assert not any(each.startswith("Domain") for each in attributes)
    name, _, value = pair.partition("=")
    return name, value


@pytest.mark.parametrize(
    ("base_url", "address", "prefix"),
    [
        ("https://localhost", "http://127.0.0.1:8000", "__Host-"),
        ("http://localhost", "https://help.example.org", "__Host-"),
        ("http://localhost", "http://127.0.0.1:8000", ""),
    ],
)
def test_over_tls_no_other_host_can_set_or_see_a_session(
    open_site: OpenSite, base_url: str, address: str, prefix: str
) -> None:
    site = open_site(FakeSearcher(), address=address)
    agent_id = add_agent(site)
    name, first = answer_to(site, base_url, lambda response: start_customer(response, JANA))
    assert name == f"{prefix}customer"
    _, second = answer_to(site, base_url, lambda response: start_customer(response, JANA), f"{name}={first}")
    assert answer_to(site, base_url, end_customer, f"{name}={second}") == (name, "")
    agent, key = answer_to(site, base_url, lambda response: start_agent(response, agent_id))
    assert agent == f"{prefix}agent"
    assert answer_to(site, base_url, end_agent, f"{agent}={key}") == (agent, "")
    with site.application.app_context():
        assert [accounts_store.session_with(each) for each in (first, second, key)] == [None] * 3


def test_over_tls_a_cookie_that_anybody_could_have_set_is_nobodys(client: FlaskClient) -> None:
    signed = browser(client, email=JANA)
    cookie = signed.get_cookie("customer")
    assert cookie
    assert signed.get("/en/requests").status_code == 200
    assert signed.get("/en/requests", base_url="https://localhost").status_code == 303
    signed.set_cookie("__Host-customer", cookie.value)
    assert signed.get("/en/requests", base_url="https://localhost").status_code == 200


def test_an_agent_who_may_no_longer_work_here_is_out_at_once(client: FlaskClient) -> None:
    agent_id = add_agent(client)
    add_agent(client, AgentRole.ADMIN)
    signed = browser(client, agent_id=agent_id)
    assert signed.get("/desk/").status_code == 200
    with client.application.app_context():
        agents_store.set_active(agent_id, is_active=False)
    assert signed.get("/desk/").status_code == 303


TYPED = "Dear team,\n\n<b>it</b> is 5 < 6.\n"


@pytest.mark.parametrize("is_signed_in_again", [False, True])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/en/requests/CODE/reply", "text"),
        ("/desk/requests/CODE/reply", "text"),
        ("/desk/requests/CODE/draft", "text"),
        ("/desk/requests/CODE/note", "note"),
    ],
)
def test_what_was_typed_in_a_session_that_is_over_is_given_back(
    client: FlaskClient, path: str, field: str, is_signed_in_again: bool
) -> None:
    address, is_desk = path.replace("CODE", ask(client)), path.startswith("/desk")
    again = browser(client, agent_id=add_agent(client)) if is_desk else browser(client, email=JANA)
    sender = again if is_signed_in_again else client
    opened = address.rpartition("/")[0]
    headers = {"Referer": f"http://localhost{opened}", "Sec-Fetch-Site": "same-origin"}
    answer = sender.post(address, data={field: TYPED, "token": "of another session"}, headers=headers)
    assert answer.status_code == (403 if is_signed_in_again else 401)
    assert answer.headers["Cache-Control"] == PRIVATE
    assert answer.headers["Content-Security-Policy"] == content_security_policy()
    page = parse(answer.text)
    assert page.one("textarea").raw_text == "\n" + TYPED.strip()
    assert page.one("p", class_="onward").links == [f"{'/desk' if is_desk else '/en'}/sign-in?next={opened}"]
    assert len(rows(client, MessageRow)) == 1


def test_a_text_with_large_files_is_given_back_too(client: FlaskClient) -> None:
    files = [FileStorage(io.BytesIO(b"a" * 400_000), "photo.png") for _ in range(4)]
    boundary, body = encode_multipart({"text": TYPED, "attachments": files})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post(f"/en/requests/{ask(client)}/reply", data=body, content_type=kind)
    assert answer.status_code == 401
    assert parse(answer.text).one("textarea").text == " ".join(TYPED.split())


def test_who_signed_in_again_goes_on_where_the_text_belongs(client: FlaskClient) -> None:
    agent = browser(client, agent_id=add_agent(client))
    assert agent.get("/desk/sign-in?next=/desk/requests/VT-1").location == "/desk/requests/VT-1"
    customer = browser(client, email=JANA)
    assert customer.get("/en/sign-in?next=/en/requests/VT-1").location == "/en/requests/VT-1"


def test_another_site_cannot_make_us_show_its_text(client: FlaskClient) -> None:
    answer = client.post("/desk/requests/VT-1/reply", data={"text": TYPED}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.location) == (303, "/desk/sign-in?next=")
