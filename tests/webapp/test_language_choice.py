"""Which language a visitor gets: path, stored choice, browser; and when a choice is stored.

1. The path always wins.
2. Only following the language switch stores a choice; nothing else sets a cookie.
3. The cookie is kept from scripts and other sites, and over TLS from other protocols.
"""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import parse

ARTICLES = FakeSearcher((article("en/fees"), article("es/fees", slug="comisiones"), article("sk/fees")))


def switched(open_site: OpenSite, target: str, referrer: str, **headers: str) -> TestResponse:
    return open_site(ARTICLES).get(target, headers={"Referer": f"http://localhost{referrer}", **headers})


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("sk", "es", "sk"),
        ("", "es", "es"),
        ("xx", "es-MX, en;q=0.1", "es"),
        ("", "sk;q=0.5, es_419;q=0.8, en;q=0.1", "es"),
        ("", "es;q=0, sk;q=0.1", "sk"),
        ("", "fr", "en"),
        ("", "", "en"),
    ],
)
def test_without_a_path_the_choice_comes_before_the_browser(
    open_site: OpenSite, chosen: str, accepted: str, language: str
) -> None:
    client = open_site(FakeSearcher())
    if chosen:
        client.set_cookie("language", chosen)
    response = client.get("/", headers={"Accept-Language": accepted})
    assert response.location == f"/{language}/"
    assert {"Accept-Language", "Cookie"} <= {each.strip() for each in response.headers["Vary"].split(",")}
    missing = client.get("/nothing", headers={"Accept-Language": accepted})
    assert parse(missing.text).one("html").attributes["lang"] == language


def test_the_path_comes_before_the_choice(open_site: OpenSite) -> None:
    client = open_site(FakeSearcher())
    client.set_cookie("language", "sk")
    assert parse(client.get("/es/").text).one("html").attributes["lang"] == "es"


@pytest.mark.parametrize(
    ("target", "referrer"),
    [
        ("/es/", "/en/"),
        ("/es/search?q=x", "/en/search?q=x"),
        ("/es/articles/comisiones", "/en/articles/fees"),
        ("/es/category/security", "/en/articles/english-only"),
        ("/es/", "/en/articles/english-only"),
        ("/es/contact", "/en/contact"),
    ],
)
def test_following_the_switch_stores_the_choice(open_site: OpenSite, target: str, referrer: str) -> None:
    response = switched(open_site, target, referrer, **{"Sec-Fetch-Mode": "navigate"})
    assert response.status_code == 200
    name, *attributes = response.headers["Set-Cookie"].split("; ")
    assert name == "language=es"
    assert set(attributes) >= {"HttpOnly", "SameSite=Lax", "Max-Age=31536000", "Path=/"}
    assert "Secure" not in attributes


@pytest.mark.parametrize(
    ("target", "referrer"),
    [
        ("/es/", ""),
        ("/es/", "/es/search"),
        ("/es/", "/"),
        ("/es/", "/sitemap.xml"),
        ("/es/articles/comisiones", "/en/search?q=fees"),
        ("/es/articles/comisiones", "/en/contact?q=fees"),
        ("/es/articles/comisiones", "/en/"),
        ("/es/articles/nada", "/en/articles/fees"),
    ],
)
def test_nothing_else_stores_one(open_site: OpenSite, target: str, referrer: str) -> None:
    assert "Set-Cookie" not in switched(open_site, target, referrer).headers


def test_a_link_on_another_site_stores_none(open_site: OpenSite) -> None:
    response = open_site(ARTICLES).get("/es/", headers={"Referer": "http://other.example/en/"})
    assert "Set-Cookie" not in response.headers


def test_what_a_script_fetches_stores_none(open_site: OpenSite) -> None:
    assert "Set-Cookie" not in switched(open_site, "/es/", "/en/", **{"Sec-Fetch-Mode": "cors"}).headers


def test_over_tls_the_choice_travels_over_tls_only(open_site: OpenSite) -> None:
    response = open_site(ARTICLES).get(
        "/es/", base_url="https://localhost", headers={"Referer": "https://localhost/en/"}
    )
    assert "; Secure;" in response.headers["Set-Cookie"]


def test_a_choice_that_is_stored_already_is_not_stored_again(open_site: OpenSite) -> None:
    client = open_site(ARTICLES)
    for target, referrer, is_stored in (("/es/", "/en/", True), ("/es/", "/sk/", False), ("/sk/", "/es/", True)):
        response = client.get(target, headers={"Referer": f"http://localhost{referrer}"})
        assert ("Set-Cookie" in response.headers) == is_stored
    assert client.get("/").location == "/sk/"


def test_a_page_that_the_browser_has_already_stores_the_choice_too(open_site: OpenSite) -> None:
    tag = open_site(ARTICLES).get("/es/").headers["ETag"]
    response = switched(open_site, "/es/", "/en/", **{"If-None-Match": tag})
    assert response.status_code == 304
    assert response.headers["Set-Cookie"].startswith("language=es;")
