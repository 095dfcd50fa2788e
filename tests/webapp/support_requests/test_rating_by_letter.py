"""The letter about a resolved request leads to a page that rates it without signing in, and does nothing else."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webapp.parsing import parse
from tests.webapp.people import JANA, PETRA, ask, bring, hidden, request_row, resolve
from webapp.database.kinds import Stage
from webapp.http.letter_links import rating_ticket


def link(site: FlaskClient, code: str, email: str = JANA) -> str:
    """Return the path that a letter to ``email`` about ``code`` holds."""
    with site.application.app_context():
        return f"/en/requests/{code}/rate/{rating_ticket(code, email)}"


@pytest.fixture
def resolved(site: FlaskClient) -> str:
    """Return the code of a request of Jana's that is resolved."""
    code = ask(site)
    resolve(site, code)
    return code


def test_whoever_has_the_letter_rates_once(site: FlaskClient, resolved: str, clock: list[float]) -> None:
    address = link(site, resolved)
    fields = hidden(parse(site.get(address).text), address)
    clock[0] += 10
    first = site.post(address, data=fields | {"stars": "2", "text": "Slow"})
    assert "will read this" in parse(site.get(first.location).text).one("p", role="status").text
    again = site.post(address, data=fields | {"stars": "5"})
    page = parse(site.get(again.location).text)
    assert "that rating stands" in page.one("p", role="status").text
    assert "2/5" in page.one("main").text
    assert (request_row(site, resolved).rating, request_row(site, resolved).rating_text) == (2, "Slow")


def test_the_page_shows_nothing_that_was_written(site: FlaskClient, resolved: str) -> None:
    answer = site.get(link(site, resolved))
    assert resolved in answer.text
    assert JANA not in answer.text
    assert "Where is my money" not in answer.text
    assert "since Monday" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Jana" not in link(site, resolved)


@pytest.mark.parametrize("email", [PETRA, "", "jana@example.com"])
def test_a_ticket_for_another_address_leads_to_the_sign_in(site: FlaskClient, resolved: str, email: str) -> None:
    address = link(site, resolved, email)
    for answer in (site.get(address), site.post(address, data={"stars": "1"})):
        assert (answer.status_code, answer.location) == (303, f"/en/requests/{resolved}#rate")
    assert request_row(site, resolved).rating is None


def test_a_ticket_for_another_request_rates_none(site: FlaskClient, resolved: str) -> None:
    other = ask(site, subject="Another")
    resolve(site, other)
    ticket = link(site, other).rpartition("/")[2]
    assert site.get(f"/en/requests/{resolved}/rate/{ticket}").status_code == 303


def test_an_open_request_is_not_rated(site: FlaskClient, resolved: str, clock: list[float]) -> None:
    address = link(site, resolved)
    fields = hidden(parse(site.get(address).text), address)
    bring(site, resolved, Stage.INVESTIGATING)
    clock[0] += 10
    page = parse(site.get(address).text)
    assert "open again" in page.one("p", class_="notice").text
    assert page.all("input", name="stars") == []
    site.post(address, data=fields | {"stars": "1"})
    assert request_row(site, resolved).rating is None


@pytest.mark.parametrize(
    ("seconds", "error"),
    [(0, "very quick"), (90_000, "too long")],
)
def test_a_form_that_is_not_fresh_is_asked_for_again(
    site: FlaskClient, resolved: str, clock: list[float], seconds: int, error: str
) -> None:
    address = link(site, resolved)
    fields = hidden(parse(site.get(address).text), address)
    clock[0] += seconds
    answer = site.post(address, data=fields | {"stars": "4"})
    assert answer.status_code == 422
    assert error in parse(answer.text).one("p", id="stars-error").text
    assert request_row(site, resolved).rating is None


def test_another_site_cannot_rate(site: FlaskClient, resolved: str, clock: list[float]) -> None:
    address = link(site, resolved)
    fields = hidden(parse(site.get(address).text), address)
    clock[0] += 10
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert site.post(address, data=fields | {"stars": "1"}, headers=headers).status_code == 403
    assert request_row(site, resolved).rating is None
