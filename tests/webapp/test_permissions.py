"""Who may see and do what: every page of customers and of the desk, asked for by everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.people import JANA, PETRA, add_agent, ask, browser, request_row, resolve, say
from webapp.database import accounts_store
from webapp.database.kinds import AgentRole
from webapp.http.form_tokens import new_token
from webapp.http.letter_links import answer_ticket, rating_ticket
from webapp.sessions import AGENT_COOKIE, CUSTOMER_COOKIE, token_purpose

PERSONAS = ("anonymous", "other", "owner", "agent", "admin")
"""Nobody; a customer who takes no part; the one who asked; somebody of the team; one who also looks after the team."""


@dataclass(frozen=True, slots=True)
class Case:
    """A route, and what each of ``PERSONAS`` is answered."""

    method: str
    path: str
    """``CODE`` is an open request of the owner's, ``DONE`` a resolved one, ``TICKET`` and ``ANSWER`` what
    its letter holds.

    ``SESSION`` and ``DESK`` are the sessions of owner and agent.
    """

    statuses: tuple[int, int, int, int, int]
    data: dict[str, str] = field(default_factory=dict)


CUSTOMERS = (303, 404, 200, 303, 303)
"""An object of a customer; the team has pages of its own."""

EVERY_CUSTOMER = (303, 200, 200, 303, 303)
TEAM = (303, 303, 303, 200, 200)
ADMINS = (303, 303, 303, 404, 200)

CASES = (
    Case("GET", "/en/requests", EVERY_CUSTOMER),
    Case("GET", "/en/account", EVERY_CUSTOMER),
    Case("GET", "/en/requests/similar?q=money", (200, 200, 200, 200, 200)),
    Case("GET", "/en/requests/CODE", CUSTOMERS),
    Case("GET", "/en/requests/DONE/print", CUSTOMERS),
    Case("GET", "/en/requests/CODE/print", (303, 404, 404, 303, 303)),
    Case("GET", "/en/requests/CODE/files/1", CUSTOMERS),
    Case("GET", "/en/requests/CODE/files/2", (303, 404, 404, 303, 303)),
    Case("POST", "/en/requests/CODE/reply", (401, 404, 303, 401, 401), {"text": "More", "submission": "form-0001"}),
    Case("POST", "/en/requests/DONE/rate", (303, 404, 422, 303, 303), {"stars": "5"}),
    Case("POST", "/en/requests/CODE/rate", (303, 404, 404, 303, 303), {"stars": "5"}),
    Case("GET", "/en/requests/DONE/rate/TICKET", (200, 200, 200, 200, 200)),
    Case("POST", "/en/requests/DONE/rate/TICKET", (403, 403, 403, 403, 403), {"stars": "5"}),
    Case("GET", "/en/requests/DONE/answer/ANSWER", (200, 200, 200, 200, 200)),
    Case("POST", "/en/requests/DONE/answer/ANSWER", (403, 403, 403, 403, 403), {"text": "More"}),
    Case("POST", "/en/requests/DONE/export", CUSTOMERS),
    Case("POST", "/en/requests/CODE/export", (303, 404, 404, 303, 303)),
    Case("POST", "/en/account/sign-out/SESSION", (303, 404, 303, 303, 303)),
    Case("POST", "/en/account/sign-out-elsewhere", (303, 303, 303, 303, 303)),
    Case("POST", "/en/sign-out", (303, 303, 303, 303, 303)),
    Case("GET", "/desk/", TEAM),
    Case("GET", "/desk/held", TEAM),
    Case("GET", "/desk/articles", TEAM),
    Case("GET", "/desk/account", TEAM),
    Case("POST", "/desk/account/password", (303, 303, 303, 422, 422), {"password": "short"}),
    Case("POST", "/desk/account/sign-out/DESK", (303, 303, 303, 303, 404)),
    Case("POST", "/desk/account/sign-out-elsewhere", (303, 303, 303, 303, 303)),
    Case("GET", "/desk/requests/CODE", TEAM),
    Case("GET", "/desk/requests/CODE/articles", TEAM),
    Case("GET", "/desk/requests/CODE/attachments/1", TEAM),
    Case("GET", "/desk/export.csv", ADMINS),
    Case("GET", "/desk/ratings", ADMINS),
    Case("GET", "/desk/team", ADMINS),
)
CHANGES_OF_REQUESTS = (
    "draft", "reply", "note", "assign", "stage", "merge", "unmerge", "hold", "release", "discard",
)  # fmt: skip
CHANGES_AT_THE_DESK = (
    *(f"/desk/requests/CODE/{each}" for each in CHANGES_OF_REQUESTS),
    "/desk/sign-out",
    "/desk/language",
    "/desk/account/password",
    "/desk/account/sign-out/DESK",
    "/desk/account/sign-out-elsewhere",
)
CHANGES_OF_ADMINS = ("/desk/team", "/desk/team/1")
OPEN_TO_ALL = {
    "accounts.sign_in",
    "accounts.ask",
    "accounts.code",
    "accounts.use_code",
    "accounts.link",
    "accounts.use_link",
    "desk.sign_in",
    "desk.use_password",
}
"""Routes by which people sign in."""


@dataclass(frozen=True, slots=True)
class House:
    """A site with one open and one resolved request of Jana's, and everybody who may come to it."""

    codes: dict[str, str]
    browsers: dict[str, FlaskClient]

    def address(self, path: str) -> str:
        """Return ``path`` with what it stands for."""
        return re.sub("CODE|DONE|SESSION|TICKET|ANSWER|DESK", lambda name: self.codes[name[0]], path)

    def token(self, persona: str) -> str:
        """Return what the forms of ``persona`` carry."""
        client = self.browsers[persona]
        cookie = client.get_cookie(AGENT_COOKIE) or client.get_cookie(CUSTOMER_COOKIE)
        with client.application.test_request_context("/"):
            signed_in = accounts_store.session_with(cookie.value) if cookie else None
            return new_token(token_purpose(signed_in)) if signed_in else ""


@pytest.fixture
def house(open_site: OpenSite, tmp_path: Path) -> Iterator[House]:
    client = open_site(FakeSearcher())
    code, done = ask(client), ask(client, subject="My card")
    ask(client, PETRA, "Another matter")
    (tmp_path / "attachments").mkdir()
    for name in ("shown", "secret"):
        (tmp_path / "attachments" / name).write_bytes(b"abc")
    say(client, code, "See the file.", stored_name="shown")
    say(client, code, "Careful with this one.", is_internal=True, stored_name="secret")
    resolve(client, done)
    agents = {str(role): add_agent(client, role) for role in AgentRole}
    browsers = {
        "anonymous": browser(client),
        "other": browser(client, email=PETRA),
        "owner": browser(client, email=JANA),
        "agent": browser(client, agent_id=agents["agent"]),
        "admin": browser(client, agent_id=agents["admin"]),
    }
    with client.application.app_context():
        (session,) = accounts_store.sessions_of(accounts_store.Owner(email=JANA))
        (desk,) = accounts_store.sessions_of(accounts_store.Owner(agent_id=agents["agent"]))
        ticket = rating_ticket(done, JANA)
        answer = answer_ticket(done, JANA, datetime.now(UTC).date())
    yield House(
        {
            "CODE": code,
            "DONE": done,
            "SESSION": str(session.id),
            "TICKET": ticket,
            "ANSWER": answer,
            "DESK": str(desk.id),
        },
        browsers,
    )


def called(each: Case) -> str:
    return f"{each.method} {each.path}"


@pytest.mark.parametrize("case", CASES, ids=called)
def test_everybody_is_answered_as_they_may_be(house: House, case: Case) -> None:
    address = house.address(case.path)
    for persona, status in zip(PERSONAS, case.statuses, strict=True):
        data = case.data | {"token": house.token(persona)} if case.method == "POST" else None
        with house.browsers[persona].open(address, method=case.method, data=data) as answer:
            assert answer.status_code == status, persona
            if persona == "anonymous" and status == 303:
                assert "/sign-in" in answer.location
            if "TICKET" not in case.path and "ANSWER" not in case.path:  # what it opens is the same for everybody
                is_empty = "/similar" in case.path and persona not in ("other", "owner")
                assert answer.headers["Cache-Control"] == ("no-cache" if is_empty else "private, no-store")
                assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("path", [*(each.path for each in CASES if each.method == "POST"), *CHANGES_AT_THE_DESK])
def test_no_change_without_the_token_of_this_very_session(house: House, path: str) -> None:
    address = house.address(path)
    personas = ("agent", "admin") if path.startswith("/desk") else ("owner",)
    for persona in personas:
        client = house.browsers[persona]
        for token in ("", "made.up", house.token("other"), house.token("agent" if persona == "admin" else "admin")):
            assert client.post(address, data={"token": token}).status_code == 403
        elsewhere = {"Origin": "https://evil.example"}
        assert client.post(address, data={"token": house.token(persona)}, headers=elsewhere).status_code == 403


@pytest.mark.parametrize("path", CHANGES_AT_THE_DESK)
def test_nobody_from_outside_changes_anything_at_the_desk(house: House, path: str) -> None:
    before = request_row(house.browsers["owner"], house.codes["CODE"]).version
    for persona in ("anonymous", "other", "owner"):
        data = {"token": house.token(persona), "text": "x", "version": "1"}
        answer = house.browsers[persona].post(house.address(path), data=data)
        assert answer.status_code == 401
        answer = house.browsers[persona].post(house.address(path), data={"token": house.token(persona)})
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/desk/sign-in")
    assert request_row(house.browsers["owner"], house.codes["CODE"]).version == before


@pytest.mark.parametrize("path", CHANGES_OF_ADMINS)
def test_for_an_agent_the_changes_of_admins_do_not_exist(house: House, path: str) -> None:
    assert house.browsers["agent"].post(path, data={"token": house.token("agent")}).status_code == 404
    for persona in ("anonymous", "other", "owner"):
        assert house.browsers[persona].post(path, data={"token": house.token(persona)}).status_code == 303


@pytest.mark.parametrize("persona", ["anonymous", "other"])
def test_what_is_not_theirs_and_what_is_not_there_look_the_same(house: House, persona: str) -> None:
    client = house.browsers[persona]
    theirs = client.get(house.address("/en/requests/CODE"))
    nothing = client.get("/en/requests/VT-00000-00000-00000")
    assert theirs.status_code == nothing.status_code
    assert theirs.text.replace(house.codes["CODE"], "") == nothing.text.replace("VT-00000-00000-00000", "")


def test_every_route_of_customers_and_of_the_desk_is_in_the_table(house: House) -> None:
    app = house.browsers["owner"].application
    listed = {(each.method, each.path.partition("?")[0]) for each in CASES}
    listed |= {("POST", path) for path in (*CHANGES_AT_THE_DESK, *CHANGES_OF_ADMINS)}
    missing = []
    for rule in app.url_map.iter_rules():
        area = rule.endpoint.partition(".")[0]
        if area not in ("accounts", "support_requests", "desk") or rule.endpoint in OPEN_TO_ALL:
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            pattern = re.sub(r"<any\([^)]*\):language>", "en", rule.rule)
            pattern = re.sub(r"<[^>]*>", "[^/]+", pattern)
            if not any(method == each and re.fullmatch(pattern, path) for each, path in listed):
                missing.append((method, rule.rule))
    assert missing == []
