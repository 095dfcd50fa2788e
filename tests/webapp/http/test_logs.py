"""The lines of the log: enough to find a fault, nothing about a person."""

from __future__ import annotations

import json
import logging

import pytest

from search import Article
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from webapp.http.logs import JsonLines, OwnHandler


class BrokenSearcher(FakeSearcher):
    """Fails at the last moment."""

    def article(self, article_id: str) -> Article:
        raise ZeroDivisionError(article_id)


@pytest.fixture(autouse=True)
def usual_level() -> object:
    yield
    logging.getLogger("webapp").setLevel(logging.NOTSET)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_a_request_is_one_line_without_what_was_asked_or_who_asked(
    open_site: OpenSite, capsys: pytest.CaptureFixture[str]
) -> None:
    client = open_site(FakeSearcher())
    client.get(
        "/api/v1/suggest?q=my+secret&language=en",
        headers={"User-Agent": "Mozilla/5.0", "Referer": "http://localhost/en/search?q=my+secret"},
        environ_base={"REMOTE_ADDR": "192.0.2.1"},
    )
    (line,) = lines(capsys)
    assert line.keys() == {"time", "level", "method", "route", "status", "ms", "bytes", "generation"}
    assert (line["level"], line["method"], line["route"], line["status"]) == ("info", "GET", "/api/v1/suggest", 200)
    assert isinstance(line["ms"], float)
    assert isinstance(line["bytes"], int)
    assert line["generation"] == "1.0"
    assert str(line["time"]).endswith("+00:00")


@pytest.mark.parametrize(
    ("address", "route", "status"),
    [
        ("/en/articles/my-secret", "/<any(es, sk, en):language>/articles/<slug>", 404),
        ("/my/secret", None, 404),
        ("/static/my-secret.css", "/static/<path:filename>", 404),
        ("/", "/", 302),
    ],
)
def test_a_line_names_the_rule_and_not_the_address(
    open_site: OpenSite, capsys: pytest.CaptureFixture[str], address: str, route: str | None, status: int
) -> None:
    open_site(FakeSearcher()).get(address)
    (line,) = lines(capsys)
    assert (line["route"], line["status"]) == (route, status)


def test_the_bytes_are_those_that_were_sent(open_site: OpenSite, capsys: pytest.CaptureFixture[str]) -> None:
    response = open_site(FakeSearcher()).get("/en/", headers={"Accept-Encoding": "br"})
    (line,) = lines(capsys)
    assert line["bytes"] == len(response.data) == response.content_length


def test_a_fault_of_ours_is_a_line_with_its_trace_besides_that_of_the_request(
    open_site: OpenSite, capsys: pytest.CaptureFixture[str]
) -> None:
    open_site(BrokenSearcher((article("en/fees"),))).get("/en/articles/fees?q=my+secret")
    fault, request = lines(capsys)
    rule = "/<any(es, sk, en):language>/articles/<slug>"
    assert (fault["level"], fault["message"]) == ("error", f"Exception on {rule} [GET]")
    assert str(fault["trace"]).splitlines()[-1] == "ZeroDivisionError"
    assert "en/fees" not in str(fault["trace"]), "what an error says may hold what was asked"
    assert request["status"] == 500


def test_at_a_higher_level_requests_are_not_written(open_site: OpenSite, capsys: pytest.CaptureFixture[str]) -> None:
    open_site(FakeSearcher(), log_level="warning").get("/en/")
    assert lines(capsys) == []


def test_two_sites_in_one_process_write_each_line_once(open_site: OpenSite, capsys: pytest.CaptureFixture[str]) -> None:
    open_site(FakeSearcher())
    open_site(FakeSearcher()).get("/healthz")
    assert len(lines(capsys)) == 1
    assert sum(isinstance(each, OwnHandler) for each in logging.getLogger("webapp").handlers) == 1


def test_a_line_stays_one_line_whatever_it_says() -> None:
    record = logging.LogRecord("webapp.x", logging.WARNING, "", 0, "two\nlines %s", ("č",), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "two\nlines č"
