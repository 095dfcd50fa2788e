"""Articles at addresses in a language that they are not written in."""

from __future__ import annotations

import pytest

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, section
from tests.webapp.parsing import Node, parse

ONLY_ES = article(
    "es/fees",
    "Comisiones",
    slug="comisiones",
    aliases=("tarifas",),
    sections=(
        section("", '<p>Lee <a href="article:dividends">esto</a> y <a href="article:only-es">eso</a>.</p>'),
        section("Uno", '<h2 id="s-uno">Uno</h2>', "s-uno"),
        section("Dos", '<h2 id="s-dos">Dos</h2>', "s-dos"),
    ),
    related=("dividends", "only-es"),
)
ARTICLES = (
    ONLY_ES,
    article("es/only-es"),
    article("es/dividends", "Dividendos", slug="dividendos"),
    article("en/dividends", "Dividends", slug="dividends"),
)


def page_of(open_site: OpenSite, address: str) -> Node:
    response = open_site(FakeSearcher(ARTICLES)).get(address)
    assert response.status_code == 200
    return parse(response.text)


def test_an_article_without_translation_is_shown_as_it_is(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/articles/comisiones")
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("h1").text == "Comisiones"
    assert page.one("p", class_="notice").text.endswith("It is shown in: Spanish")


@pytest.mark.parametrize(("tag", "class_"), [("h1", ""), ("article", "prose")])
def test_its_text_says_which_language_it_is_in(open_site: OpenSite, tag: str, class_: str) -> None:
    page = page_of(open_site, "/en/articles/comisiones")
    node = page.one(tag, class_=class_) if class_ else page.one(tag)
    assert node.attributes["lang"] == "es"
    assert page.one("nav", class_="contents").one("ol").attributes["lang"] == "es"
    assert "lang" not in page_of(open_site, "/es/articles/comisiones").one("h1").attributes


def test_search_engines_are_sent_to_its_own_page(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/articles/comisiones")
    assert page.one("link", rel="canonical").attributes["href"] == "http://localhost/es/articles/comisiones"
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert [each for each in page.all("link", rel="alternate") if "hreflang" in each.attributes] == []
    assert page.all("script", type="application/ld+json") == []


def test_its_links_lead_to_the_language_of_the_page_where_they_can(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/articles/comisiones")
    links = [each.attributes["href"] for each in page.one("article").all("a") if each.attributes.get("class") is None]
    assert links == ["/en/articles/dividends", "/es/articles/only-es"]
    assert page.one("section", class_="related").links == ["/en/articles/dividends"]


def test_a_slug_of_another_language_leads_to_the_translation(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher(ARTICLES)).get("/en/articles/dividendos")
    assert (response.status_code, response.location) == (301, "/en/articles/dividends")


def test_a_former_slug_of_another_language_leads_to_the_present_one(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher(ARTICLES)).get("/sk/articles/tarifas")
    assert (response.status_code, response.location) == (301, "/sk/articles/comisiones")


def test_an_article_of_the_language_itself_comes_first(open_site: OpenSite) -> None:
    searcher = FakeSearcher((article("en/a", "English", slug="x"), article("es/b", "Español", slug="x")))
    client = open_site(searcher)
    assert parse(client.get("/en/articles/x").text).one("h1").text == "English"
    assert parse(client.get("/es/articles/x").text).one("h1").text == "Español"
    assert parse(client.get("/sk/articles/x").text).one("h1").text == "English"
