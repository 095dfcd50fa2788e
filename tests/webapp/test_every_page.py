"""What holds for all pages: language, title, one h1, no inline script or style, links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import webapp
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit, section
from tests.webapp.parsing import parse

FEES = {
    code: article(f"{code}/fees", related=("dividends",), sections=(section("", "<p>x</p>"),))
    for code in ("es", "sk", "en")
}
SEARCHER = FakeSearcher(
    (*FEES.values(), *(article(f"{code}/dividends") for code in ("es", "sk", "en"))), {"x": (hit(FEES["es"]),)}
)
PAGES = (
    "",
    "search",
    "search?q=x",
    "search?q=nothing",
    "category/withdrawals",
    "articles/fees",
    "articles/gone",
    "contact",
    "sign-in",
)


@pytest.mark.parametrize("language", ["es", "sk", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole(open_site: OpenSite, language: str, address: str) -> None:
    response = open_site(SEARCHER).get(f"/{language}/{address}")
    assert response.content_type == "text/html; charset=utf-8"
    page = parse(response.text)
    assert page.one("html").attributes["lang"] == language
    assert page.one("title").text.endswith(" · Ventanilla")
    assert page.one("h1").text
    assert page.one("main").attributes["id"] == "main"
    assert page.all("a")[0].attributes["href"] == "#main"
    (script,) = (each for each in page.all("script") if each.attributes["type"] != "application/ld+json")
    assert script.attributes["src"].startswith("/static/site.js")
    assert script.text == ""
    assert page.all("style") == []
    assert "style=" not in response.text


@pytest.mark.parametrize("language", ["es", "sk", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_id_is_there_once(open_site: OpenSite, language: str, address: str) -> None:
    page = parse(open_site(SEARCHER).get(f"/{language}/{address}").text)
    ids = [
        each.attributes["id"]
        for tag in ("main", "input", "textarea", "select", "section", "h2", "h3")
        for each in page.all(tag)
        if "id" in each.attributes
    ]
    assert len(ids) == len(set(ids))
    assert all(each.attributes["for"] in ids for each in page.all("label"))


@pytest.mark.parametrize("language", ["es", "sk", "en"])
def test_every_address_of_the_site_answers(open_site: OpenSite, language: str) -> None:
    client = open_site(SEARCHER)
    seen: set[str] = set()
    waiting = {f"/{language}/", f"/{language}/search?q=x", "/robots.txt", "/sitemap.xml"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        with client.get(address) as response:
            expected = {"/": 302, f"/{address[1:3]}/requests": 303}.get(address, 200)
            assert response.status_code == expected, address
            is_page = response.status_code == 200 and response.mimetype == "text/html"
            page = parse(response.get_data(as_text=True) if is_page else "")
        found = [*page.links, *(each.attributes["href"] for each in page.all("link"))]
        found = [each.removeprefix("http://localhost") for each in found if not each.startswith("data:")]
        waiting |= {each.partition("#")[0] for each in found} - seen - {""}
    assert len(seen) > 15


def test_a_page_that_did_not_change_is_not_sent_again(open_site: OpenSite) -> None:
    client = open_site(SEARCHER)
    first = client.get("/en/")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/en/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")


def test_what_is_only_heard_begins_with_a_word() -> None:
    """Browsers put a blank before it in the name of a button, and "Sign out : Firefox" is read as it stands there."""
    templates = Path(webapp.__file__).parent / "templates"
    assert [
        each.name for each in templates.rglob("*.html") if re.search(r'class="unseen">\W*[:;,.]', each.read_text())
    ] == []
