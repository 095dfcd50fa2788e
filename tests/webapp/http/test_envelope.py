"""Whatever a request is wrapped in, it is answered with 400 or a page, and the log does not hold what was asked."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import webapp
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from webapp.config import Config
from webapp.http.envelope import is_host
from webapp.http.logs import JsonLines

SECRET = "nejde mi vybrať peniaze"


@pytest.mark.parametrize(
    "host",
    [
        *(
            "a" * 64 + ".example",
            "a" * 300,
            "exa mple.org",
            "example.org/x",
            "user@example.org",
            "[::1",
            "example..org",
        ),
        *("-a.example", "example.org:123456", "ščť.example", "a.\x00.example", ".example.org"),
    ],
)
@pytest.mark.parametrize("path", ["/en/", "/feed.xml", "/sitemap.xml", "/api/v1/suggest?q=x&language=en", "/nowhere"])
def test_a_name_that_is_none_of_a_host_is_refused(open_site: OpenSite, host: str, path: str) -> None:
    response = open_site(FakeSearcher()).get(path, environ_overrides={"HTTP_HOST": host})
    assert response.status_code == 400
    assert "Use its own address." in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "host", ["example.org", "EXAMPLE.org:8000", "127.0.0.1:80", "[::1]:8000", "a_b.example", "a.b."]
)
def test_a_name_of_a_host_is_one(host: str) -> None:
    assert is_host(host)


@pytest.mark.parametrize("path", ["/en/", "/feed/en.xml", "/sitemap.xml", "/en/articles/fees", "/robots.txt"])
def test_the_name_it_was_asked_by_is_not_repeated_where_the_address_is_known(open_site: OpenSite, path: str) -> None:
    searcher = FakeSearcher((article("en/fees"),))
    client = open_site(searcher, address="https://help.example.org")
    response = client.get(path, environ_overrides={"HTTP_HOST": "evil.example"})
    assert "evil.example" not in response.get_data(as_text=True) + str(response.headers)


class Broken(io.BytesIO):
    """A body that ends in the middle of a chunk, as gunicorn tells of it."""

    def read(self, size: int | None = -1) -> bytes:
        raise RuntimeError(f"Invalid chunk size: {SECRET!r}")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v1/votes", "application/json"),
        ("/api/v1/deflection", "application/json"),
        ("/en/contact", "application/x-www-form-urlencoded"),
        ("/en/contact", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_cannot_be_read_is_the_fault_of_whoever_sent_it(
    open_site: OpenSite, path: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    wrapped = {"wsgi.input": Broken(), "CONTENT_LENGTH": "20", "wsgi.input_terminated": True}
    response = open_site(FakeSearcher()).post(path, content_type=kind, environ_overrides=wrapped)
    assert response.status_code == 400
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cookie", "language=\xff\xfe; session=%; =;;;" + "a" * 5000),
        ("Accept-Language", "\xff" * 500 + ";q=nan, en;q=inf, es;q=1e400"),
        ("If-None-Match", '"' * 999),
        ("If-Modified-Since", "Sun, 99 Foo 99999 99:99:99 GMT"),
        ("Range", "bytes=5-1,-,99999999999999999999-"),
        ("Referer", "http://[::1"),
        ("Origin", "http://[/"),
        ("Content-Type", "text/html; charset=\xff; boundary="),
        ("Content-Length", "many"),
        ("X-Forwarded-For", "\xff, ,,[::"),
        ("User-Agent", "\x01\xff" * 999),
    ],
)
def test_no_head_of_a_request_is_a_fault_of_ours(open_site: OpenSite, name: str, value: str) -> None:
    client = open_site(FakeSearcher((article("en/fees"),)), proxies=1)
    key = name.upper().replace("-", "_")
    environ = {key if key.startswith("CONTENT") else f"HTTP_{key}": value}
    for path in (
        "/",
        "/en/",
        "/en/articles/fees",
        "/en/contact?q=x",
        "/api/v1/suggest?q=x&language=en",
        "/en/requests",
    ):
        assert client.get(path, environ_overrides=environ).status_code < 500
    for path in ("/api/v1/votes", "/en/contact"):
        assert client.post(path, environ_overrides=environ).status_code < 500


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%", "q=%00", "q=%ed%a0%80", "language=%ff", "q[]=x&q=", "limit=1e9", "&&=&"]
)
def test_no_address_is_a_fault_of_ours(open_site: OpenSite, query: str) -> None:
    client = open_site(FakeSearcher((article("en/fees"),)))
    for path in ("/en/", "/en/search", "/en/contact", "/api/v1/suggest", "/en/articles/%ff", "/%ed%a0%80/%00"):
        assert client.get(f"{path}?{query}").status_code < 500


def test_a_fault_outside_of_the_site_is_answered_and_logged_without_what_was_asked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, open_site: OpenSite
) -> None:
    client = open_site(FakeSearcher())

    def fail(*_: object) -> None:
        raise ValueError(SECRET)

    app = client.application
    app.request_class = fail  # type: ignore[assignment]  # what is outermost of all that can fail
    response = client.get(f"/en/search?q={SECRET}")
    assert (response.status_code, response.get_data(as_text=True)) == (
        500,
        "server: something failed on our side. Try again.\n",
    )
    assert_silent(caplog)


def test_a_fault_of_ours_is_logged_by_its_rule_and_place_only(
    open_site: OpenSite, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(FakeSearcher):
        def article(self, article_id: str) -> object:  # type: ignore[override]
            try:
                raise KeyError(SECRET)
            except KeyError as error:
                raise RuntimeError(f"{SECRET} again") from error

    client = open_site(Failing((article("en/fees"),)))
    assert client.get(f"/en/articles/fees?q={SECRET}").status_code == 500
    line = assert_silent(caplog)
    assert line["message"] == "Fault at GET /<any(es, sk, en):language>/articles/<slug>"
    assert line["trace"][0] == "RuntimeError"
    assert "KeyError" in line["trace"]


def assert_silent(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    lines = [JsonLines().format(record) for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(lines) == 1
    assert "nejde" not in lines[0]
    found: dict[str, Any] = json.loads(lines[0])
    return found


def test_a_site_without_a_given_address_is_known_by_the_name_it_was_asked_by(tmp_path: Path) -> None:
    app = webapp.create_app(Config(instance=tmp_path, index=tmp_path / "index"), FakeSearcher())
    assert isinstance(app, Flask)
    page = app.test_client().get("/en/", base_url="http://help.example.com")
    assert "http://help.example.com/en/" in page.get_data(as_text=True)
    with app.app_context():
        webapp.database.database().close()
