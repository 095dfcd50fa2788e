"""What a request says of itself is checked before it is used."""

from __future__ import annotations

import io
from datetime import date

import pytest

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from webapp.http.envelope import is_host

SEARCHER = FakeSearcher(
    (article("en/fees", updated=date(2026, 10, 21)), article("sk/fees", updated=date(2026, 10, 21)))
)
PAGES = (
    *(
        "/en/",
        "/en/articles/fees",
        "/en/category/withdrawals",
        "/en/search?q=x",
        "/en/contact",
        "/en/sign-in",
        "/nowhere",
    ),
    *("/robots.txt", "/sitemap.xml", "/en/sitemap-1.xml", "/en/feed.xml", "/en/opensearch.xml", "/desk/sign-in", "/en"),
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_the_name_that_a_stranger_wrote(open_site: OpenSite, path: str) -> None:
    client = open_site(SEARCHER, address="https://help.example")
    response = client.get(path, base_url="http://evil.example")
    assert "evil.example" not in response.text + str(response.headers)


def test_pages_are_where_the_operator_says(open_site: OpenSite) -> None:
    feed = open_site(SEARCHER, address="https://help.example").get("/en/feed.xml", base_url="http://evil.example")
    assert "https://help.example/en/articles/fees" in feed.text


def test_without_an_address_pages_are_where_they_were_asked_for(open_site: OpenSite) -> None:
    feed = open_site(SEARCHER).get("/en/feed.xml", base_url="http://192.0.2.1:8000")
    assert "http://192.0.2.1:8000/en/articles/fees" in feed.text


def test_a_redirect_to_the_same_page_names_no_host(open_site: OpenSite) -> None:
    response = open_site(SEARCHER).get("/en?a=1", base_url="http://evil.example")
    assert (response.status_code, response.headers["Location"], response.data) == (308, "/en/?a=1", b"")
    twice = open_site(SEARCHER).get("http://evil.example//en//articles")
    assert not twice.headers.get("Location", "/").startswith(("http", "//"))


def test_a_body_that_cannot_be_read_is_the_senders_fault(open_site: OpenSite) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ValueError("invalid chunk size")

    response = open_site(SEARCHER).post(
        "/api/v1/votes", input_stream=Broken(b"x"), content_type="application/json", content_length=10
    )
    assert (response.status_code, response.json) == (
        400,
        {"error": {"code": "bad_request", "message": "request: bad request. Mend it as the README describes."}},
    )


@pytest.mark.parametrize(
    "host", ["", "x", "help.example", "help.example.", "x:8000", "[::1]:80", "xn--mnchen-3ya.de", "a_b"]
)
def test_a_name_is_a_name(host: str) -> None:
    assert is_host(host)


@pytest.mark.parametrize(
    "host", ["a" * 64, ".", "a..b", "x:", "x:70000", "[::g]", "[::1", "straße.de", "x y", "u@x", "xn--a"]
)
def test_what_is_no_name_is_known(host: str) -> None:
    assert not is_host(host)


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_an_address_that_is_none_is_nowhere(open_site: OpenSite, header: str) -> None:
    client = open_site(SEARCHER)
    assert client.get("/en/", headers={header: "http://[::1/sk/"}).status_code == 200
    assert client.post("/en/articles/fees/helpful", headers={header: "http://[::1"}).status_code in (400, 403)
