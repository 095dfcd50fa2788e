"""The headers of every response."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher

ADDRESSES = ("/", "/en/", "/en/search?q=x", "/en/articles/gone", "/static/site.css", "/static/gone.css")


def headers_of(open_site: OpenSite, address: str) -> Headers:
    with open_site(FakeSearcher()).get(address) as response:
        return response.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_may_run_and_nobody_may_frame(open_site: OpenSite, address: str) -> None:
    headers = headers_of(open_site, address)
    policy = dict(each.split(" ", 1) for each in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "script-src" not in policy
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_types_are_not_guessed_and_questions_not_passed_on(open_site: OpenSite, address: str) -> None:
    headers = headers_of(open_site, address)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_cookie_is_set(open_site: OpenSite, address: str) -> None:
    assert "Set-Cookie" not in headers_of(open_site, address)
