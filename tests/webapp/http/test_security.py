"""The headers of every response."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher

ADDRESSES = (
    "/",
    "/en/",
    "/en/search?q=x",
    "/en/contact",
    "/en/articles/gone",
    "/static/site.css",
    "/static/gone.css",
    "/api/v1/suggest?q=x&language=en",
    "/api/v1/gone",
    "/healthz",
    "/readyz",
)


def headers_of(open_site: OpenSite, address: str) -> Headers:
    return open_site(FakeSearcher()).get(address).headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_files_of_the_site_may_run_and_nobody_may_frame(open_site: OpenSite, address: str) -> None:
    policy = headers_of(open_site, address)["Content-Security-Policy"]
    assert dict(each.split(" ", 1) for each in policy.split("; ")) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_types_are_not_guessed_questions_not_passed_on_and_other_sites_kept_apart(
    open_site: OpenSite, address: str
) -> None:
    headers = headers_of(open_site, address)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_cookie_is_set(open_site: OpenSite, address: str) -> None:
    assert "Set-Cookie" not in headers_of(open_site, address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_tls_is_insisted_on_once_it_is_there(open_site: OpenSite, address: str) -> None:
    client = open_site(FakeSearcher())
    assert "Strict-Transport-Security" not in client.get(address).headers
    secure = client.get(address, base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_nobody_is_believed_to_be_a_proxy(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher()).get("/en/", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in response.headers


def test_a_proxy_that_was_named_is_believed_what_it_says_of_tls_but_not_the_host(open_site: OpenSite) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Host": "evil.example"}
    response = open_site(FakeSearcher(), proxies=1).get("/en/", headers=headers)
    assert "Strict-Transport-Security" in response.headers
    assert "https://localhost/en/" in response.text
    assert "evil.example" not in response.text


@pytest.mark.parametrize(
    "address", ["/en/", "/en/articles/gone", "/api/v1/suggest?q=x&language=en", "/static/site.css"]
)
def test_a_name_that_is_not_the_site_s_is_refused(open_site: OpenSite, address: str) -> None:
    client = open_site(FakeSearcher(), hosts=("help.example",))
    assert (
        client.get(address, base_url="http://help.example").status_code
        == client.get(address, base_url="http://help.example:8000").status_code
    )
    refused = client.get(address, base_url="http://evil.example")
    assert refused.status_code == 400
    assert "evil.example" not in refused.text


def test_a_page_that_was_compressed_is_told_from_one_that_changed(open_site: OpenSite) -> None:
    client = open_site(FakeSearcher())
    for accepted in ("", "gzip", "br", "zstd"):
        first = client.get("/en/", headers={"Accept-Encoding": accepted})
        assert first.headers.get("Content-Encoding", "") == accepted
        assert "Accept-Encoding" in first.headers["Vary"]
        headers = {"Accept-Encoding": accepted, "If-None-Match": first.headers["ETag"]}
        again = client.get("/en/", headers=headers)
        assert (again.status_code, again.data) == (304, b"")
