"""``/<language>/articles/<slug>``."""

from __future__ import annotations

from datetime import date

import pytest

from search import Article
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, section
from tests.webapp.parsing import Node, parse


def shown(open_site: OpenSite, *articles: Article) -> Node:
    """Return the page of the first of ``articles``."""
    first = articles[0]
    response = open_site(FakeSearcher(articles)).get(f"/{first.language}/articles/{first.slug}")
    assert response.status_code == 200
    return parse(response.text)


def with_body(html: str) -> Article:
    return article("en/fees", sections=(section("", html),))


def test_an_article_has_title_date_text_and_category(open_site: OpenSite) -> None:
    page = shown(
        open_site,
        article(
            "sk/withdrawal-delayed",
            "Kde je môj výber?",
            slug="vyber-nedosiel",
            sections=(section("", "<p>Trvá <strong>dva dni</strong>.</p>"),),
            updated=date(2026, 11, 18),
        ),
    )
    assert page.one("h1").text == "Kde je môj výber?"
    assert page.one("title").text == "Kde je môj výber? · Ventanilla"
    assert page.one("p", class_="facts").text == "Aktualizované 18. novembra 2026"
    assert page.one("article").one("strong").text == "dva dni"
    assert "/sk/category/withdrawals" in page.one("nav", class_="trail").links
    assert page.one("p", class_="back").links == ["/sk/category/withdrawals"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Updated 1 May 2026"),
        ("es", "Actualizado el 1 de mayo de 2026"),
        ("sk", "Aktualizované 1. mája 2026"),
    ],
)
def test_the_date_is_written_as_the_language_does(open_site: OpenSite, language: str, words: str) -> None:
    page = shown(open_site, article(f"{language}/fees", updated=date(2026, 5, 1)))
    assert page.one("p", class_="facts").text == words


def test_contents_lead_to_the_second_level_headings(open_site: OpenSite) -> None:
    page = shown(
        open_site,
        article(
            "en/fees",
            sections=(
                section("", "<p>Free.</p>"),
                section("Cards", '<h2 id="s-cards">Cards</h2>', "s-cards"),
                section("Limits", '<h3 id="s-limits">Limits</h3>', "s-limits", level=3),
                section("Banks & co", '<h2 id="s-banks-co">Banks &amp; co</h2>', "s-banks-co"),
            ),
        ),
    )
    contents = page.one("nav", class_="contents")
    assert contents.links == ["#s-cards", "#s-banks-co"]
    assert [each.text for each in contents.all("li")] == ["Cards", "Banks & co"]
    assert [each.attributes["id"] for each in page.one("article").all("h2")] == ["s-cards", "s-banks-co"]


def test_a_single_heading_needs_no_contents(open_site: OpenSite) -> None:
    page = shown(open_site, article("en/fees", sections=(section("Cards", '<h2 id="s-cards">Cards</h2>', "s-cards"),)))
    assert page.all("nav", class_="contents") == []


def test_a_link_to_an_article_leads_to_its_address_in_this_language(open_site: OpenSite) -> None:
    page = shown(
        open_site,
        article(
            "es/fees",
            sections=(section("", '<p>Lee <a href="article:reset-password#s-pasos">cómo <em>cambiarla</em></a>.</p>'),),
        ),
        article("es/reset-password", slug="cambiar-contrasena"),
        article("en/reset-password", slug="reset-password"),
    )
    (link,) = page.one("article").all("a")
    assert link.attributes == {"href": "/es/articles/cambiar-contrasena#s-pasos"}
    assert link.text == "cómo cambiarla"


def test_a_link_to_no_article_becomes_plain_text(open_site: OpenSite) -> None:
    page = shown(
        open_site, with_body('<p>See <a href="article:gone">the <em>other</em> one</a> &amp; wait &#8364;1.</p>')
    )
    assert page.one("article").all("a") == []
    assert page.one("article").text == "See the other one & wait €1."


def test_a_key_cannot_leave_its_attribute(open_site: OpenSite) -> None:
    page = shown(
        open_site,
        with_body('<a href="article:fees#&quot;onclick=&quot;alert(1)">x</a>'),
    )
    (link,) = page.one("article").all("a")
    assert link.attributes == {"href": '/en/articles/fees#"onclick="alert(1)'}


def test_a_link_elsewhere_stays_as_it_was(open_site: OpenSite) -> None:
    page = shown(open_site, with_body('<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">out</a></p>'))
    (link,) = page.one("article").all("a")
    assert link.attributes == {"href": "https://example.org/?a=1&b=2", "rel": "noopener"}


def test_a_first_level_heading_in_the_text_becomes_second_level(open_site: OpenSite) -> None:
    page = shown(open_site, with_body('<h1 id="s-top">Top</h1><p>text</p>'))
    assert page.one("h1").text == "fees"
    assert page.one("article").one("h2").attributes == {"id": "s-top"}


def test_a_table_scrolls_in_a_frame_the_keyboard_reaches(open_site: OpenSite) -> None:
    page = shown(open_site, with_body("<table><tbody><tr><td>1</td></tr></tbody></table>"))
    frame = page.one("article").one("div", class_="table")
    assert frame.one("td").text == "1"
    assert (frame.attributes["tabindex"], frame.attributes["aria-label"]) == ("0", "Table")


def test_related_articles_are_those_that_exist_in_this_language(open_site: OpenSite) -> None:
    page = shown(
        open_site,
        article("es/fees", related=("dividends", "only-english", "gone")),
        article("es/dividends", "Dividendos", slug="dividendos"),
        article("en/only-english"),
    )
    related = page.one("section", class_="related")
    assert related.one("h2").text == "Artículos relacionados"
    assert related.links == ["/es/articles/dividendos"]


def test_without_related_articles_there_is_no_such_heading(open_site: OpenSite) -> None:
    assert shown(open_site, article("en/fees")).all("section", class_="related") == []


def test_an_article_of_an_unlisted_category_is_shown_under_its_readable_name(open_site: OpenSite) -> None:
    page = shown(open_site, article("en/fees", category="house-and-garden"))
    assert page.one("nav", class_="trail").links == ["/en/", "/en/category/house-and-garden"]
    assert "House and garden" in page.one("nav", class_="trail").text


def test_a_former_slug_leads_to_the_present_one_for_good(open_site: OpenSite) -> None:
    searcher = FakeSearcher((article("es/fees", slug="comisiones", aliases=("tarifas",)),))
    response = open_site(searcher).get("/es/articles/tarifas")
    assert (response.status_code, response.location) == (301, "/es/articles/comisiones")


def test_the_present_slug_of_one_article_wins_over_the_former_slug_of_another(open_site: OpenSite) -> None:
    searcher = FakeSearcher((article("en/fees", slug="costs"), article("en/prices", aliases=("costs",))))
    assert open_site(searcher).get("/en/articles/costs").status_code == 200


def test_an_unknown_slug_is_not_found(open_site: OpenSite) -> None:
    assert open_site(FakeSearcher((article("en/fees"),))).get("/en/articles/nothing").status_code == 404


def test_a_heading_is_followed_by_a_link_to_it(open_site: OpenSite) -> None:
    page = shown(open_site, with_body('<h2 id="s-a">Cards <em>&amp;</em> banks</h2><h3>No anchor</h3>'))
    (frame,) = page.one("article").all("div", class_="heading")
    assert frame.one("h2").text == "Cards & banks"
    assert frame.one("a").attributes == {
        "class": "permalink",
        "href": "#s-a",
        "aria-label": "Link to “Cards & banks”",
    }


def test_translations_are_linked_under_their_own_names(open_site: OpenSite) -> None:
    page = shown(
        open_site, article("sk/fees", slug="poplatky"), article("en/fees"), article("es/fees", slug="comisiones")
    )
    links = page.one("p", class_="translations").all("a")
    assert [(each.text, each.attributes["lang"], each.attributes["href"]) for each in links] == [
        ("Español", "es", "/es/articles/comisiones"),
        ("English", "en", "/en/articles/fees"),
    ]


def test_an_article_in_one_language_lists_no_translations(open_site: OpenSite) -> None:
    assert shown(open_site, article("en/fees")).all("p", class_="translations") == []
