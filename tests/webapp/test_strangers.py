"""What strangers try costs them, never whoever the account, the request or the letter belongs to."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.parsing import parse
from tests.webapp.people import JANA, ask, browser, hidden, letters, post_form, rows
from webapp import before_you_submit
from webapp.database import agents_store, database
from webapp.database.agents_store import NewAgent
from webapp.database.kinds import AgentRole, LetterKind
from webapp.database.models import LetterRow, RequestRow, SignInRow
from webapp.http.form_tokens import sign

ANA = "ana@example.com"
PASSWORD = "correct horse battery"
STRANGER = "203.0.113.9"
HOME = "198.51.100.4"


@pytest.fixture
def site(open_site: OpenSite) -> FlaskClient:
    """Return a browser of a site where Jana has asked something and Ana is an agent; a proxy says who comes."""
    client = open_site(FakeSearcher(), proxies=1, rate_storage="off")
    ask(client)
    with client.application.app_context():
        agents_store.add(NewAgent(ANA, "Ana", AgentRole.AGENT, "en", PASSWORD))
    return client


def sits_at(client: FlaskClient, address: str) -> FlaskClient:
    """Let ``client`` come from ``address`` from now on."""
    client.environ_base["HTTP_X_FORWARDED_FOR"] = address
    return client


def another(client: FlaskClient, address: str) -> FlaskClient:
    """Return a new browser at ``address``."""
    return sits_at(client.application.test_client(), address)


def enter(client: FlaskClient, password: str = PASSWORD, email: str = ANA) -> TestResponse:
    """Sign in at the desk."""
    answer = post_form(client, "/desk/sign-in", "/desk/sign-in", email=email, password=password)
    assert isinstance(answer, TestResponse)
    return answer


def asked(client: FlaskClient, email: str = JANA) -> str:
    """Ask for a letter that signs in and return the address of the page for its code."""
    answer = post_form(client, "/en/sign-in", "/sign-in", email=email)
    assert answer.status_code == 303
    return str(answer.location)


def newest_letter(client: FlaskClient) -> dict[str, str]:
    return dict(letters(client, LetterKind.SIGN_IN)[-1].values)


def use_code(client: FlaskClient, page: str, code: str) -> TestResponse:
    answer = post_form(client, page, "/sign-in/code", code=code)
    assert isinstance(answer, TestResponse)
    return answer


def later(client: FlaskClient, by: timedelta) -> None:
    """Let all letters and askings have happened ``by`` earlier."""
    with client.application.app_context(), database().session() as session:
        for letter in session.scalars(select(LetterRow)):
            letter.created_at -= by
        for row in session.scalars(select(SignInRow)):
            row.created_at -= by
            row.expires_at -= by


PLACES = {
    "one address": [STRANGER] * 50,
    "one network of IPv4": [f"203.0.113.{number}" for number in range(50)],
    "one network of IPv6": [f"2001:db8:7:{number:x}::1" for number in range(50)],
    "fifty networks": [f"203.{number}.113.9" for number in range(50)],
}


@pytest.mark.parametrize("places", PLACES.values(), ids=PLACES.keys())
def test_fifty_wrong_passwords_of_a_stranger_keep_no_agent_out(site: FlaskClient, places: list[str]) -> None:
    device = another(site, HOME)
    assert enter(device).status_code == 303
    device.delete_cookie("agent")
    for place in places:
        assert enter(another(site, place), "wrong password").status_code in (422, 429)
    assert enter(sits_at(device, places[0])).status_code == 303, "a known device, even at the stranger's address"
    assert enter(another(site, "192.0.2.200")).status_code == 303, "another address"


def test_a_stranger_is_stopped_wherever_they_sit(site: FlaskClient) -> None:
    def guesses(places: list[str]) -> int:
        answers = [enter(another(site, place), "wrong password") for place in places]
        return [each.status_code for each in answers].count(422)

    assert guesses(PLACES["one address"]) == 5
    assert guesses([f"192.0.2.{number}" for number in range(30)]) == 10
    assert guesses(PLACES["one network of IPv6"]) == 10
    for number in range(30):
        guesses([f"203.{number}.113.9"])
    assert guesses([f"198.18.7.{number}" for number in range(10)]) == 3, "after fifty, from a network not seen before"


def test_the_cookie_of_a_known_device_cannot_be_made_moved_or_kept_for_ever(
    site: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = another(site, HOME)
    (said,) = [each for each in enter(device).headers.getlist("Set-Cookie") if each.startswith("device")]
    pair, *attributes = said.split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31104000"} <= set(attributes)
    assert ANA not in said
    name, _, value = pair.partition("=")

    def may_still_try(name: str, value: str) -> bool:
        stranger = another(site, STRANGER)
        stranger.set_cookie(name, value)
        return enter(stranger, "wrong password").status_code == 422

    for _ in range(5):
        enter(another(site, STRANGER), "wrong password")
    assert not may_still_try(name, value[:-1] + ("A" if value[-1] != "A" else "B"))
    assert not may_still_try(name, "")
    assert may_still_try(name, value)
    with site.application.app_context():
        agents_store.add(NewAgent("eva@example.com", "Eva", AgentRole.AGENT, "en", PASSWORD))
    evas = another(site, HOME)
    cookies = enter(evas, email="eva@example.com").headers.getlist("Set-Cookie")
    (others,) = [each.partition(";")[0] for each in cookies if each.startswith("device")]
    assert others.partition("=")[0] != name
    assert not may_still_try(name, others.partition("=")[2])
    present = time.time()
    monkeypatch.setattr("webapp.known_devices.time", lambda: present + 361 * 24 * 3600)
    assert not may_still_try(name, value)


def test_over_tls_the_cookie_of_a_known_device_is_of_this_host_alone(open_site: OpenSite) -> None:
    client = open_site(FakeSearcher(), address="https://help.example.org")
    with client.application.app_context():
        agents_store.add(NewAgent(ANA, "Ana", AgentRole.AGENT, "en", PASSWORD))
    cookies = enter(client).headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for each in cookies:
        assert each.startswith("__Host-")
        assert "; Secure" in each
        assert "Domain" not in each


def test_a_known_device_may_guess_no_further_than_its_own_allowance(site: FlaskClient) -> None:
    device = another(site, HOME)
    enter(device)
    device.delete_cookie("agent")
    statuses = [enter(device, "wrong password").status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2


def test_signing_in_often_from_one_office_keeps_nobody_out(site: FlaskClient) -> None:
    assert {enter(another(site, HOME)).status_code for _ in range(40)} == {303}


def test_guesses_of_a_stranger_do_not_keep_an_agent_from_changing_the_password(site: FlaskClient) -> None:
    device = another(site, STRANGER)
    enter(device)
    for place in PLACES["one address"]:
        enter(another(site, place), "wrong password")
    typed = {"present": PASSWORD, "password": "another long password", "again": "another long password"}
    answer = post_form(device, "/desk/account", "/account/password", **typed)
    assert (answer.status_code, answer.location) == (303, "/desk/account?done=password")


@pytest.mark.parametrize("times", [3, 5, 30])
@pytest.mark.parametrize("minutes", [0, 16, 50])
def test_letters_that_a_stranger_asked_for_keep_no_customer_out(site: FlaskClient, times: int, minutes: int) -> None:
    for number in range(times):
        asked(another(site, f"203.{number}.113.9"))
    later(site, timedelta(minutes=minutes))
    owner = another(site, HOME)
    asked(owner)
    path = newest_letter(site)["path"]
    assert post_form(owner, path, "").status_code == 303
    assert owner.get("/en/requests").status_code == 200
    assert len(letters(site, LetterKind.SIGN_IN)) <= 5


def test_the_code_of_the_newest_letter_signs_in_whoever_asked_after_the_last_letter(site: FlaskClient) -> None:
    pages = [asked(another(site, f"203.{number}.113.9")) for number in range(5)]
    owner = another(site, HOME)
    page = asked(owner)
    code = newest_letter(site)["digits"]
    for number, each in enumerate(pages * 10):
        use_code(another(site, f"203.{number}.113.9"), each, "12")
    assert use_code(owner, page, code).status_code == 303


def test_fifty_wrong_codes_of_a_stranger_do_not_kill_the_right_one(site: FlaskClient) -> None:
    owner = another(site, HOME)
    page = asked(owner)
    code = newest_letter(site)["digits"]
    for number in range(10):
        stranger = another(site, HOME)
        strangers_page = asked(stranger)
        for _ in range(5):
            assert use_code(stranger, strangers_page, f"{number:06}").status_code in (422, 429)
    assert use_code(owner, page, code).status_code == 303


def test_after_signing_in_strangers_have_not_used_up_the_letters(site: FlaskClient) -> None:
    for number in range(5):
        asked(another(site, f"203.{number}.113.9"))
    assert post_form(another(site, HOME), newest_letter(site)["path"], "").status_code == 303
    before = len(letters(site, LetterKind.SIGN_IN))
    owner = another(site, HOME)
    page = asked(owner)
    assert len(letters(site, LetterKind.SIGN_IN)) == before + 1
    assert use_code(owner, page, newest_letter(site)["digits"]).status_code == 303


def test_a_device_that_a_customer_signed_in_with_always_gets_its_letter(site: FlaskClient) -> None:
    device = another(site, HOME)
    assert use_code(device, asked(device), newest_letter(site)["digits"]).status_code == 303
    device.delete_cookie("customer")
    for number in range(8):
        asked(another(site, f"203.{number}.113.9"))
    before = len(letters(site, LetterKind.SIGN_IN))
    page = asked(device)
    assert len(letters(site, LetterKind.SIGN_IN)) == before + 1
    assert use_code(device, page, newest_letter(site)["digits"]).status_code == 303
    device.delete_cookie("customer")
    for _ in range(20):
        asked(device)
    assert len(letters(site, LetterKind.SIGN_IN)) <= before + 6, "its own allowance has an end too"


def test_a_known_and_an_unknown_address_are_answered_alike_at_every_step(site: FlaskClient) -> None:
    def story(email: str) -> list[tuple[int, str]]:
        said = []
        for number in range(7):
            client = another(site, f"203.{number}.113.9")
            page = asked(client, email)
            answers = [client.get(page), *(use_code(client, page, "12") for _ in range(7))]
            said += [(each.status_code, shown(each.text, email)) for each in answers]
        return said

    def shown(text: str, email: str) -> str:
        page = parse(text)
        for each in ("token", "asked"):
            (value,) = {found.attributes["value"] for found in page.all("input", name=each)}
            text = text.replace(value, "")
        for node in page.one("head").all("link") + page.all("a"):
            address = node.attributes.get("href", "")
            text = text.replace(address.replace("&", "&amp;"), "").replace(address, "")
        return text.replace(email, "")

    assert story(JANA) == story("jane@example.sk")


def send_request(client: FlaskClient, number: int, email: str = JANA) -> int:
    """Send a request in a form that is a minute old."""
    with client.application.app_context():
        token = sign(f"token {before_you_submit.views.PURPOSE}", str(int(time.time()) - 60))
    typed = {"email": email, "name": "Jana", "subject": f"Question {number}", "description": "Where is it?"}
    fields = {"submission": f"submission-{number}", "token": token, "visit": "a-visit-of-mine"}
    return client.post("/en/contact", data=typed | fields).status_code


def test_requests_that_strangers_send_under_an_address_do_not_have_those_of_its_owner_held(site: FlaskClient) -> None:
    for number in range(20):
        assert send_request(another(site, f"203.{number}.113.9"), number) == 303
    owner = sits_at(browser(site, email=JANA), HOME)
    assert send_request(owner, 100) == 303
    newest = rows(site, RequestRow)[-1]
    assert (newest.subject, newest.is_held, newest.held_because) == ("Question 100", False, "")


def test_whoever_is_signed_in_is_told_that_their_request_is_here_whatever_strangers_sent(site: FlaskClient) -> None:
    for number in range(5):
        send_request(another(site, f"203.{number}.113.9"), number)
    before = len(letters(site, LetterKind.RECEIVED))
    send_request(sits_at(browser(site, email=JANA), HOME), 100)
    assert len(letters(site, LetterKind.RECEIVED)) == before + 1


def test_a_form_of_one_page_is_of_no_use_on_another(site: FlaskClient) -> None:
    owner, stranger = another(site, HOME), another(site, STRANGER)
    page, strangers_page = asked(owner), asked(stranger)
    fields = hidden(parse(owner.get(page).text), "/sign-in/code")
    theirs = hidden(parse(stranger.get(strangers_page).text), "/sign-in/code")
    assert fields["asked"] != theirs["asked"]
    code = letters(site, LetterKind.SIGN_IN)[0].values["digits"]
    assert stranger.post("/en/sign-in/code", data=theirs | {"code": code}).status_code == 422
    assert owner.post("/en/sign-in/code", data=fields | {"code": code}).status_code == 303
