"""What pages say of themselves to other programs: canonical, alternates, preview, schema.org."""

from __future__ import annotations

import json
from datetime import date

import pytest

from search import Article, Section
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import Node, parse
from webapp.help_centre.head import ANSWER_LETTERS

ARTICLES = (
    article("en/fees", "What does it cost?", slug="fees", summary="Nothing.", updated=date(2026, 5, 1)),
    article("es/fees", "Comisiones", slug="comisiones"),
    article("sk/fees", "Poplatky", slug="poplatky"),
    article("sk/phishing", "Podvod", category="security"),
    article("es/phishing", "Fraude", category="security", slug="fraude"),
)
LISTED = (
    "/en/",
    "/sk/",
    "/es/category/withdrawals",
    "/es/category/security",
    "/en/articles/fees",
    "/sk/articles/phishing",
)


def page_of(open_site: OpenSite, address: str, articles: tuple[Article, ...] = ARTICLES) -> Node:
    response = open_site(FakeSearcher(articles)).get(address)
    assert response.status_code == 200
    return parse(response.text)


def alternates(page: Node) -> dict[str, str]:
    found = [each.attributes for each in page.all("link", rel="alternate") if "hreflang" in each.attributes]
    return {each["hreflang"]: each["href"] for each in found}


def data(page: Node) -> dict[str, object]:
    (script,) = page.all("script", type="application/ld+json")
    loaded: dict[str, object] = json.loads(script.text)
    assert loaded["@context"] == "https://schema.org"
    return loaded


def things(page: Node) -> list[dict[str, object]]:
    found = data(page)["@graph"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("address", LISTED)
def test_a_page_is_its_own_canonical_without_arguments(open_site: OpenSite, address: str) -> None:
    page = page_of(open_site, f"{address}?utm_source=x")
    assert page.one("link", rel="canonical").attributes["href"] == f"http://localhost{address}"
    assert page.all("meta", name="robots") == []


@pytest.mark.parametrize("address", LISTED)
def test_alternates_name_one_another_and_themselves(open_site: OpenSite, address: str) -> None:
    client = open_site(FakeSearcher(ARTICLES))
    found = alternates(parse(client.get(address).text))
    assert f"http://localhost{address}" in found.values()
    assert "x-default" in found
    for code, url in found.items():
        response = client.get(url)
        if code != "x-default":
            assert response.status_code == 200
            assert alternates(parse(response.text)) == found


def test_the_alternate_for_other_languages_is_english_where_there_is_one(open_site: OpenSite) -> None:
    assert alternates(page_of(open_site, "/sk/articles/poplatky"))["x-default"] == "http://localhost/en/articles/fees"
    assert alternates(page_of(open_site, "/sk/articles/phishing"))["x-default"] == "http://localhost/es/articles/fraude"
    assert alternates(page_of(open_site, "/sk/"))["x-default"] == "http://localhost/"


def test_a_category_without_articles_is_not_listed(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/category/security")
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert alternates(page) == {}
    assert "en" not in alternates(page_of(open_site, "/es/category/security"))


@pytest.mark.parametrize("name", ["title", "type", "url", "site_name"])
def test_a_preview_has_what_it_needs(open_site: OpenSite, name: str) -> None:
    page = page_of(open_site, "/en/articles/fees")
    expected = {
        "title": "What does it cost?",
        "type": "article",
        "url": "http://localhost/en/articles/fees",
        "site_name": "Ventanilla",
    }
    assert page.one("meta", property=f"og:{name}").attributes["content"] == expected[name]
    assert page.one("meta", property="og:description").attributes["content"] == "Nothing."
    assert page.one("meta", name="description").attributes["content"] == "Nothing."
    assert page.one("meta", property="article:modified_time").attributes["content"] == "2026-05-01"


def test_an_article_whose_title_is_a_question_is_a_faq(open_site: OpenSite) -> None:
    faq, trail = things(page_of(open_site, "/en/articles/fees"))
    assert faq["@type"] == "FAQPage"
    assert (faq["inLanguage"], faq["dateModified"]) == ("en", "2026-05-01")
    assert faq["mainEntity"] == [
        {
            "@type": "Question",
            "name": "What does it cost?",
            "acceptedAnswer": {"@type": "Answer", "text": "Nothing.", "inLanguage": "en"},
        }
    ]
    assert trail["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Help centre", "item": "http://localhost/en/"},
        {"@type": "ListItem", "position": 2, "name": "Withdrawals", "item": "http://localhost/en/category/withdrawals"},
        {
            "@type": "ListItem",
            "position": 3,
            "name": "What does it cost?",
            "item": "http://localhost/en/articles/fees",
        },
    ]


def test_any_other_article_is_an_article(open_site: OpenSite) -> None:
    thing, _ = things(page_of(open_site, "/es/articles/comisiones"))
    assert (thing["@type"], thing["headline"]) == ("Article", "Comisiones")
    assert thing["mainEntityOfPage"] == "http://localhost/es/articles/comisiones"
    assert "dateModified" not in thing


def test_a_long_answer_is_cut(open_site: OpenSite) -> None:
    long = Section(anchor="", heading="", level=0, text="word " * ANSWER_LETTERS, html="<p>x</p>")
    asked = article("en/long", "Long?", sections=(long,))
    faq, _ = things(page_of(open_site, "/en/articles/long", (asked,)))
    assert isinstance(faq["mainEntity"], list)
    text = faq["mainEntity"][0]["acceptedAnswer"]["text"]
    assert ANSWER_LETTERS - 10 < len(text) <= ANSWER_LETTERS
    assert text.endswith("word…")


def test_the_home_page_says_how_to_search(open_site: OpenSite) -> None:
    thing = data(page_of(open_site, "/sk/"))
    assert (thing["@type"], thing["url"]) == ("WebSite", "http://localhost/sk/")
    action = thing["potentialAction"]
    assert isinstance(action, dict)
    assert action["target"]["urlTemplate"] == "http://localhost/sk/search?q={text}"


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]></script >",
        '"}],"@type":"Evil',
        "\u2028\u2029\\u003c/script>",
        "' onload='x",
        "&lt;/script&gt;",
    ],
)
def test_no_text_breaks_out_of_the_data(open_site: OpenSite, text: str) -> None:
    evil = article("en/evil", f"{text}?", summary=text, updated=date(2026, 1, 1))
    response = open_site(FakeSearcher((evil,))).get("/en/articles/evil")
    page = parse(response.text)
    assert [each.attributes["type"] for each in page.all("script")] == ["application/ld+json", "module"]
    written = response.text.partition('application/ld+json">')[2].partition("</script>")[0]
    assert not set("<>&") & set(written)
    faq = json.loads(written)["@graph"][0]
    assert (faq["name"], faq["description"]) == (f"{text}?", text)


@pytest.mark.parametrize("host", ["evil.example", 'a"b', "x<y>"])
def test_a_host_that_is_not_ours_is_refused_where_ours_are_known(open_site: OpenSite, host: str) -> None:
    client = open_site(FakeSearcher(ARTICLES), hosts=("help.example.org",))
    assert client.get("/en/", headers={"Host": host}).status_code == 400
    page = parse(client.get("/en/", headers={"Host": "help.example.org"}).text)
    assert page.one("link", rel="canonical").attributes["href"] == "http://help.example.org/en/"
