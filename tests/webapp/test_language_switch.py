"""The links to the other languages, on every page."""

from __future__ import annotations

import pytest

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import parse

ARTICLES = (
    article("en/fees", slug="fees", aliases=("costs",)),
    article("es/fees", slug="comisiones"),
    article("sk/fees", slug="poplatky"),
    article("en/english-only", category="security"),
    article("sk/phishing", category="security"),
    article("en/no-category", category="gardening"),
)
PAGES = (
    "/en/",
    "/en/search",
    "/en/search?q=fees",
    "/en/category/withdrawals",
    "/en/category/security",
    "/en/articles/fees",
    "/en/articles/english-only",
    "/en/articles/no-category",
    "/en/articles/nothing",
    "/sk/articles/english-only",
    "/es/articles/phishing",
    "/en/contact",
    "/en/contact?q=where+is+it",
    "/es/nothing/at/all",
    "/fr/",
)


def switch(open_site: OpenSite, address: str) -> dict[str, str]:
    """Return the language switch of a page as language -> address."""
    page = parse(open_site(FakeSearcher(ARTICLES)).get(address).text)
    links = page.one("nav", class_="languages").all("a")
    return {each.attributes["lang"]: each.attributes["href"] for each in links}


@pytest.mark.parametrize("address", PAGES)
def test_every_target_of_the_switch_is_a_page(open_site: OpenSite, address: str) -> None:
    client = open_site(FakeSearcher(ARTICLES))
    targets = switch(open_site, address)
    assert list(targets) == ["es", "sk", "en"]
    for language, target in targets.items():
        if target != address:
            response = client.get(target)
            assert response.status_code == 200
            assert parse(response.text).one("html").attributes["lang"] == language


def test_an_article_leads_to_its_translation(open_site: OpenSite) -> None:
    assert switch(open_site, "/en/articles/fees") == {
        "es": "/es/articles/comisiones",
        "sk": "/sk/articles/poplatky",
        "en": "/en/articles/fees",
    }


def test_an_article_without_translation_stays_with_a_page_in_the_other_language_around_it(open_site: OpenSite) -> None:
    here = {code: f"/{code}/articles/english-only" for code in ("es", "sk", "en")}
    assert switch(open_site, "/en/articles/english-only") == here
    assert switch(open_site, "/sk/articles/english-only") == here


def test_where_the_slug_means_another_article_the_switch_leads_to_the_category_else_home(open_site: OpenSite) -> None:
    searcher = FakeSearcher(
        (
            article("en/costs", slug="naklady"),
            article("sk/loads", slug="naklady"),
            article("es/loads", slug="naklady", category="gardening"),
        )
    )
    page = parse(open_site(searcher).get("/en/articles/naklady").text)
    assert page.one("nav", class_="languages").links == ["/es/", "/sk/category/withdrawals", "/en/articles/naklady"]


def test_a_search_is_repeated_in_the_other_language(open_site: OpenSite) -> None:
    assert switch(open_site, "/en/search?q=a%26b+%C4%8Dc")["sk"] == "/sk/search?q=a%26b+%C4%8Dc"


def test_the_present_language_is_marked(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher(ARTICLES)).get("/sk/").text)
    (current,) = page.one("nav", class_="languages").all("a", **{"aria-current": "true"})
    assert current.text == "Slovenčina SK"
