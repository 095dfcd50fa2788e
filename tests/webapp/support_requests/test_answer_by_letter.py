"""Letters that want an answer lead to a page that takes it without signing in, and does nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from tests.webapp.parsing import parse
from tests.webapp.people import JANA, PETRA, ask, bring, hidden, request_row, resolve, rows
from webapp.database.kinds import Stage
from webapp.database.models import EventRow, MessageRow
from webapp.http.letter_links import ANSWER_DAYS, answer_ticket, rating_ticket


def link(site: FlaskClient, code: str, email: str = JANA, days_ago: int = 0, language: str = "en") -> str:
    """Return the path that a letter to ``email`` about ``code`` holds."""
    written_on: date = datetime.now(UTC).date() - timedelta(days_ago)
    with site.application.app_context():
        return f"/{language}/requests/{code}/answer/{answer_ticket(code, email, written_on)}"


@pytest.fixture
def resolved(site: FlaskClient) -> str:
    """Return the code of a request of Jana's that is resolved."""
    code = ask(site)
    resolve(site, code)
    return code


def texts(site: FlaskClient) -> list[str]:
    return [each.text for each in rows(site, MessageRow)]


def test_whoever_has_the_letter_opens_the_request_again(site: FlaskClient, resolved: str, clock: list[float]) -> None:
    address = link(site, resolved)
    fields = hidden(parse(site.get(address).text), address)
    clock[0] += 10
    answer = site.post(address, data=fields | {"text": "It is still missing."})
    assert (answer.status_code, answer.location) == (303, f"{address}?done=reopened")
    page = parse(site.get(answer.location).text)
    assert "the request is open again" in page.one("p", role="status").text
    assert page.all("textarea") == []
    assert (texts(site)[-1], request_row(site, resolved).stage) == ("It is still missing.", Stage.INVESTIGATING)


def test_a_request_that_waits_for_an_answer_goes_on(site: FlaskClient, clock: list[float]) -> None:
    code = ask(site)
    bring(site, code, Stage.ASSIGNED, Stage.WAITING)
    address = link(site, code)
    fields = hidden(parse(site.get(address).text), address)
    clock[0] += 10
    for _ in range(2):
        assert site.post(address, data=fields | {"text": "Here"}).status_code == 303
    assert (texts(site).count("Here"), request_row(site, code).stage) == (1, Stage.INVESTIGATING)


def test_programs_that_look_at_letters_change_nothing(site: FlaskClient, resolved: str, clock: list[float]) -> None:
    address = link(site, resolved)
    before = (len(rows(site, EventRow)), texts(site), request_row(site, resolved).version)
    for method in (site.get, site.head, site.options):
        method(address)
    assert site.post(address).status_code == 403
    fields = hidden(parse(site.get(address).text), address)
    pressed = site.post(address, data=fields | {"text": "filled in by a program"})
    assert pressed.status_code == 422
    assert "filled in by a program" in parse(pressed.text).one("textarea").text
    assert (len(rows(site, EventRow)), texts(site), request_row(site, resolved).version) == before


@pytest.mark.parametrize("language", ["es", "sk", "en"])
def test_the_page_shows_nothing_that_was_written(site: FlaskClient, resolved: str, language: str) -> None:
    answer = site.get(link(site, resolved, language=language))
    assert answer.status_code == 200
    assert resolved in answer.text
    assert JANA not in answer.text
    assert "Where is my money" not in answer.text
    assert "since Monday" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("email", [PETRA, "", "jana@example.com"])
def test_a_ticket_for_another_address_leads_to_the_sign_in(site: FlaskClient, resolved: str, email: str) -> None:
    answer = site.get(link(site, resolved, email))
    assert (answer.status_code, answer.location) == (303, f"/en/requests/{resolved}#reply")


def test_an_old_letter_leads_to_the_sign_in_and_gives_the_text_back(site: FlaskClient, resolved: str) -> None:
    assert site.get(link(site, resolved, days_ago=ANSWER_DAYS)).status_code == 200
    old = link(site, resolved, days_ago=ANSWER_DAYS + 1)
    assert site.get(old).location == f"/en/requests/{resolved}#reply"
    answer = site.post(old, data={"text": "A long story"})
    assert answer.status_code == 401
    assert "A long story" in answer.text
    assert "A long story" not in texts(site)


def test_a_ticket_is_for_one_request_and_one_purpose(site: FlaskClient, resolved: str) -> None:
    other = ask(site, subject="Another")
    ticket = link(site, other).rpartition("/")[2]
    with site.application.app_context():
        rating = rating_ticket(resolved, JANA)
    for each in (ticket, rating, "x"):
        assert site.get(f"/en/requests/{resolved}/answer/{each}").status_code == 303
        assert site.get(f"/en/requests/{other}/rate/{ticket}").status_code == 303


def test_a_page_that_was_open_for_too_long_keeps_the_text(site: FlaskClient, resolved: str, clock: list[float]) -> None:
    address = link(site, resolved)
    fields = hidden(parse(site.get(address).text), address)
    clock[0] += 90_000
    answer = site.post(address, data=fields | {"text": "A long story"})
    page = parse(answer.text)
    assert (answer.status_code, page.one("textarea").text) == (422, "A long story")
    assert "too long" in page.one("p", role="alert").text
    clock[0] += 10
    assert site.post(address, data=hidden(page, address) | {"text": "A long story"}).status_code == 303
    assert texts(site)[-1] == "A long story"


def test_an_empty_answer_is_asked_for(site: FlaskClient, resolved: str, clock: list[float]) -> None:
    address = link(site, resolved)
    fields = hidden(parse(site.get(address).text), address)
    clock[0] += 10
    answer = site.post(address, data=fields)
    assert answer.status_code == 422
    assert parse(answer.text).one("p", id="text-error").text == "Write what you want to add."


def test_another_site_cannot_answer(site: FlaskClient, resolved: str, clock: list[float]) -> None:
    address = link(site, resolved)
    fields = hidden(parse(site.get(address).text), address)
    clock[0] += 10
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert site.post(address, data=fields | {"text": "x"}, headers=headers).status_code == 403
    assert "x" not in texts(site)
