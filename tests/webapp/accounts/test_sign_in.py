"""The pages about signing in, in a browser without script."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.parsing import Node, parse
from tests.webapp.people import JANA, ask, browser, hidden, letters, post_form
from webapp.database.kinds import LetterKind
from webapp.places import browser_name


@pytest.fixture
def client(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher())


def asked(client: FlaskClient, email: str = JANA, address: str = "/en/sign-in") -> Any:
    """Ask for a letter and return the answer."""
    return post_form(client, address, "/sign-in", email=email)


def letter(client: FlaskClient) -> dict[str, str]:
    """Return what the newest letter to sign in says."""
    return dict(letters(client, LetterKind.SIGN_IN)[-1].values)


def heading(page: Node) -> str:
    return page.one("h1").text


@pytest.mark.parametrize("language", ["es", "sk", "en"])
def test_the_link_signs_in_when_its_button_is_pressed_and_leads_on(client: FlaskClient, language: str) -> None:
    code = ask(client)
    wanted = client.get(f"/{language}/requests/{code}")
    assert wanted.status_code == 303
    assert asked(client, address=wanted.location).status_code == 303
    path = letter(client)["path"]
    assert path.startswith(f"/{language}/sign-in/link/")
    page = parse(client.get(path).text)
    assert client.get(f"/{language}/requests").status_code == 303
    answer = client.post(path, data=hidden(page, ""))
    assert (answer.status_code, answer.location) == (303, f"/{language}/requests/{code}")
    assert client.get(answer.location).status_code == 200
    assert client.post(path, data=hidden(page, "")).status_code == 422


def test_the_code_signs_in_however_it_is_spaced(client: FlaskClient) -> None:
    ask(client)
    page = asked(client).location
    digits = letter(client)["digits"]
    answer = post_form(client, page, "/sign-in/code", code=f" {digits[:3]} {digits[3:]} ")
    assert (answer.status_code, answer.location) == (303, "/en/requests")
    assert client.get("/en/requests").status_code == 200


def test_a_wrong_code_says_so_at_the_field(client: FlaskClient) -> None:
    ask(client)
    answer = post_form(client, asked(client).location, "/sign-in/code", code="12")
    page = parse(answer.text)
    assert answer.status_code == 422
    assert page.one("title").text.startswith("Error:")
    assert page.one("input", name="code").attributes["aria-describedby"] == "code-hint code-error"


def test_too_many_wrong_codes_have_to_wait(client: FlaskClient) -> None:
    ask(client)
    page = asked(client).location
    statuses = [post_form(client, page, "/sign-in/code", code="12").status_code for _ in range(7)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert post_form(client, page, "/sign-in/code", code=letter(client)["digits"]).status_code == 429


@pytest.mark.parametrize("email", ["", "jana", "jana@example", "a b@example.com"])
def test_what_is_no_address_is_said_and_kept(client: FlaskClient, email: str) -> None:
    answer = asked(client, email)
    page = parse(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id="email-error").text.startswith("This is not a complete e-mail address.")
    assert page.one("input", name="email").attributes["value"] == email


@pytest.mark.parametrize("changes", [{"token": ""}, {"token": "made.up"}])
def test_a_form_that_is_not_ours_sends_nothing(client: FlaskClient, changes: dict[str, str]) -> None:
    ask(client)
    page = parse(client.get("/en/sign-in").text)
    assert client.post("/en/sign-in", data=hidden(page, "sign-in") | {"email": JANA} | changes).status_code == 403
    assert letters(client, LetterKind.SIGN_IN) == []


@pytest.mark.parametrize("token", ["", "made.up"])
def test_a_link_is_used_by_a_form_of_ours_alone(client: FlaskClient, token: str) -> None:
    ask(client)
    asked(client)
    path = letter(client)["path"]
    assert client.post(path, data={"token": token}).status_code == 422
    assert client.get("/en/requests").status_code == 303
    assert post_form(client, path, "").status_code == 303


@pytest.mark.parametrize("token", ["", "made.up"])
def test_a_code_is_used_by_a_form_of_ours_alone(client: FlaskClient, token: str) -> None:
    ask(client)
    page = asked(client).location
    typed = {"token": token, "code": letter(client)["digits"]}
    fields = hidden(parse(client.get(page).text), "/sign-in/code")
    assert client.post("/en/sign-in/code", data=fields | typed).status_code == 403
    assert client.get("/en/requests").status_code == 303
    assert post_form(client, page, "/sign-in/code", code=typed["code"]).status_code == 303


def test_another_site_cannot_ask_or_sign_in(client: FlaskClient) -> None:
    ask(client)
    fields = hidden(parse(client.get("/en/sign-in").text), "sign-in") | {"email": JANA}
    elsewhere = {"Origin": "https://evil.example"}
    assert client.post("/en/sign-in", data=fields, headers=elsewhere).status_code == 403
    asked(client)
    path = letter(client)["path"]
    assert client.post(path, data=hidden(parse(client.get(path).text), ""), headers=elsewhere).status_code == 403


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_leads_to_no_other_site(client: FlaskClient, elsewhere: str) -> None:
    ask(client)
    client.post(
        "/en/sign-in",
        data=hidden(parse(client.get("/en/sign-in").text), "sign-in") | {"email": JANA, "next": elsewhere},
    )
    path = letter(client)["path"]
    fields = hidden(parse(client.get(path).text), "") | {"next": elsewhere}
    assert client.post(path, data=fields).location == "/en/requests"


def test_an_address_in_another_script_is_known_by_its_domain_in_ascii(client: FlaskClient) -> None:
    ask(client, "jana@xn--ka-vsa.example")
    asked(client, "JANA@\u0159ka.example")
    assert len(letters(client, LetterKind.SIGN_IN)) == 1


def test_the_session_is_new_with_every_sign_in_and_its_cookie_is_closed_to_scripts(client: FlaskClient) -> None:
    ask(client)
    signed = browser(client, email=JANA)
    before = signed.get_cookie("customer")
    asked_page = post_form(browser(client), "/en/sign-in", "/sign-in", email=JANA).location
    digits = letter(client)["digits"]
    fields = hidden(parse(signed.get(asked_page).text), "/sign-in/code") | {"code": digits}
    answer = signed.post("/en/sign-in/code", data=fields)
    after = signed.get_cookie("customer")
    assert before and after
    assert before.value != after.value
    said = answer.headers["Set-Cookie"]
    assert "HttpOnly" in said
    assert "SameSite=Lax" in said
    stolen = client.application.test_client()
    stolen.set_cookie("customer", before.value)
    assert stolen.get("/en/requests").status_code == 303


def test_signing_out_ends_the_session(client: FlaskClient) -> None:
    ask(client)
    signed = browser(client, email=JANA)
    cookie = signed.get_cookie("customer")
    assert cookie
    assert post_form(signed, "/en/requests", "/sign-out").status_code == 303
    assert signed.get_cookie("customer") is None
    stolen = client.application.test_client()
    stolen.set_cookie("customer", cookie.value)
    assert stolen.get("/en/requests").status_code == 303


def test_sessions_are_listed_and_ended_one_by_one_or_all_at_once(client: FlaskClient) -> None:
    here, there, elsewhere = (browser(client, email=JANA) for _ in range(3))
    page = parse(here.get("/en/account").text)
    assert len(page.one("ul", class_="places").all("li")) == 3
    assert len([each for each in page.all("span", class_="badge") if each.text == "this browser"]) == 1
    theirs = next(
        each.attributes["action"] for each in page.all("form") if "/account/sign-out/" in each.attributes["action"]
    )
    fields = {"token": page.all("input", name="token")[0].attributes["value"]}
    assert here.post(theirs, data=fields).status_code == 303
    assert here.post(theirs, data=fields).status_code == 404
    assert here.post("/en/account/sign-out-elsewhere", data=fields).status_code == 303
    assert here.get("/en/account").status_code == 200
    assert {each.get("/en/account").status_code for each in (there, elsewhere)} == {303}


def test_pages_of_signing_in_are_kept_nowhere_and_tell_their_address_to_nobody(client: FlaskClient) -> None:
    ask(client)
    addresses = ["/en/sign-in", asked(client).location, letter(client)["path"]]
    for address in addresses:
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("address", ["/en/sign-in/code", "/en/sign-in/code?asked=made.up"])
def test_a_code_page_that_nobody_asked_for_is_not_there(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", ["x", "a" * 1000, "%00", "..%2f"])
def test_any_other_link_says_that_it_no_longer_works(client: FlaskClient, key: str) -> None:
    answer = client.get(f"/en/sign-in/link/{key}")
    assert answer.status_code in (200, 404)
    assert answer.status_code == 404 or heading(parse(answer.text)) == "This link no longer works"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/130 Safari/537 Edg/130", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko Firefox/130.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130 Mobile Safari/537", "Chrome on Android"),
        ("curl/8", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(client: FlaskClient, user_agent: str, name: str) -> None:
    with client.application.test_request_context("/en/account"):
        assert browser_name(user_agent) == name


@pytest.mark.parametrize("is_taken", [True, False])
@pytest.mark.parametrize(
    ("typed", "meant"), [("jana@gmial.com", "jana@gmail.com"), ("jana@gmail.con", "jana@gmail.com")]
)
def test_a_mistyped_address_is_asked_about_once(client: FlaskClient, typed: str, meant: str, is_taken: bool) -> None:
    for email in (typed, meant):
        ask(client, email)
    answer = asked(client, typed)
    page = parse(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id="email-error").text == f"Did you mean {meant}? If {typed} is right, just send it again."
    chosen = {"meant": page.one("button", name="meant").attributes["value"]} if is_taken else {}
    again = client.post("/en/sign-in", data=hidden(page, "/sign-in") | {"email": typed} | chosen)
    assert again.status_code == 303
    assert [each.recipient for each in letters(client, LetterKind.SIGN_IN)] == [meant if is_taken else typed]
