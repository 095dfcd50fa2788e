"""``sitemap.xml``, ``robots.txt``, the feeds and ``opensearch.xml``, read by the parsers of the standard library."""

from __future__ import annotations

from datetime import date
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import parse
from webapp.help_centre import listings

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "a": "http://www.w3.org/2005/Atom",
    "o": "http://a9.com/-/spec/opensearch/1.1/",
}
SITE = "http://localhost"
ARTICLES = (
    article("en/fees", "Fees & <costs>", slug="fees", summary="a\x0bb \ufffe <i>", updated=date(2026, 5, 1)),
    article("es/fees", "Comisiones", slug="comisiones", updated=date(2026, 4, 1)),
    article("en/new", "New", updated=date(2026, 6, 1)),
    article("en/undated", "Undated"),
    article("en/odd", "Odd", category="gardening"),
)


@pytest.fixture
def client(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher(ARTICLES))


def tree(client: FlaskClient, address: str, mimetype: str) -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, mimetype)
    return ElementTree.fromstring(response.data)


def texts(node: ElementTree.Element, path: str) -> list[str]:
    return [each.text or "" for each in node.iterfind(path, NAMES)]


def urls(client: FlaskClient, language: str) -> dict[str, ElementTree.Element]:
    root = tree(client, f"/{language}/sitemap-1.xml", "application/xml")
    return {url.findtext("s:loc", "", NAMES): url for url in root.iterfind("s:url", NAMES)}


def test_the_site_map_lists_one_for_each_language(client: FlaskClient) -> None:
    root = tree(client, "/sitemap.xml", "application/xml")
    assert texts(root, "s:sitemap/s:loc") == [f"{SITE}/{code}/sitemap-1.xml" for code in ("es", "sk", "en")]


def test_a_site_map_has_home_categories_and_articles(client: FlaskClient) -> None:
    assert list(urls(client, "en")) == [
        f"{SITE}/en/",
        f"{SITE}/en/category/withdrawals",
        f"{SITE}/en/category/gardening",
        f"{SITE}/en/articles/fees",
        f"{SITE}/en/articles/new",
        f"{SITE}/en/articles/odd",
        f"{SITE}/en/articles/undated",
    ]
    assert list(urls(client, "sk")) == [f"{SITE}/sk/"]


def test_each_address_has_its_translations_and_its_change(client: FlaskClient) -> None:
    fees = urls(client, "en")[f"{SITE}/en/articles/fees"]
    links = {each.attrib["hreflang"]: each.attrib["href"] for each in fees.iterfind("x:link", NAMES)}
    assert links == {
        "es": f"{SITE}/es/articles/comisiones",
        "en": f"{SITE}/en/articles/fees",
        "x-default": f"{SITE}/en/articles/fees",
    }
    assert fees.findtext("s:lastmod", "", NAMES) == "2026-05-01"
    assert urls(client, "en")[f"{SITE}/en/articles/undated"].find("s:lastmod", NAMES) is None


@pytest.mark.parametrize("language", ["es", "sk", "en"])
def test_a_site_map_says_what_the_pages_say(client: FlaskClient, language: str) -> None:
    for url, node in urls(client, language).items():
        page = parse(client.get(url).text)
        alternates = [each.attributes for each in page.all("link", rel="alternate") if "hreflang" in each.attributes]
        assert page.one("link", rel="canonical").attributes["href"] == url
        assert {each["hreflang"]: each["href"] for each in alternates} == {
            each.attrib["hreflang"]: each.attrib["href"] for each in node.iterfind("x:link", NAMES)
        }


def test_a_long_site_map_is_cut_into_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(urls(client, "en"))
    monkeypatch.setattr(listings, "SITEMAP_PAGES", 4)
    root = tree(client, "/sitemap.xml", "application/xml")
    parts = [each for each in texts(root, "s:sitemap/s:loc") if "/en/" in each]
    assert parts == [f"{SITE}/en/sitemap-1.xml", f"{SITE}/en/sitemap-2.xml"]
    found = [texts(tree(client, each, "application/xml"), "s:url/s:loc") for each in parts]
    assert [len(each) for each in found] == [4, 3]
    assert [*found[0], *found[1]] == whole


@pytest.mark.parametrize("part", ["0", "2", "99999999999999999999", "x"])
def test_a_part_that_is_not_there_is_not_found(client: FlaskClient, part: str) -> None:
    assert client.get(f"/en/sitemap-{part}.xml").status_code == 404


def test_results_are_not_for_robots_but_articles_are(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    rules = RobotFileParser()
    rules.parse(response.text.splitlines())
    for code in ("es", "sk", "en"):
        assert not rules.can_fetch("any", f"{SITE}/{code}/search?q=x")
        assert rules.can_fetch("any", f"{SITE}/{code}/")
        assert rules.can_fetch("any", f"{SITE}/{code}/articles/search-tips")
    assert not rules.can_fetch("any", f"{SITE}/api/v1/suggest?q=x")
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]


def test_a_feed_has_the_dated_articles_the_latest_first(client: FlaskClient) -> None:
    root = tree(client, "/en/feed.xml", "application/atom+xml")
    assert texts(root, "a:entry/a:title") == ["New", "Fees & <costs>"]
    assert texts(root, "a:entry/a:updated") == ["2026-06-01T00:00:00Z", "2026-05-01T00:00:00Z"]
    assert root.findtext("a:updated", "", NAMES) == "2026-06-01T00:00:00Z"
    assert root.findtext("a:id", "", NAMES) == f"{SITE}/en/feed.xml"
    assert [each.attrib["href"] for each in root.iterfind("a:entry/a:link", NAMES)] == [
        f"{SITE}/en/articles/new",
        f"{SITE}/en/articles/fees",
    ]


def test_what_no_document_may_hold_is_left_out(client: FlaskClient) -> None:
    assert texts(tree(client, "/en/feed.xml", "application/atom+xml"), "a:entry/a:summary") == ["ab  <i>"]


def test_a_feed_without_articles_is_still_a_feed(client: FlaskClient) -> None:
    root = tree(client, "/sk/feed.xml", "application/atom+xml")
    assert root.findall("a:entry", NAMES) == []
    assert root.findtext("a:updated", "", NAMES) == "1970-01-01T00:00:00Z"


def test_a_feed_is_bounded(open_site: OpenSite) -> None:
    many = tuple(article(f"en/a{number}", updated=date(2026, 1, 1)) for number in range(listings.FEED_ENTRIES + 5))
    root = tree(open_site(FakeSearcher(many)), "/en/feed.xml", "application/atom+xml")
    assert len(root.findall("a:entry", NAMES)) == listings.FEED_ENTRIES


@pytest.mark.parametrize("language", ["es", "sk", "en"])
def test_browsers_learn_how_to_search(client: FlaskClient, language: str) -> None:
    root = tree(client, f"/{language}/opensearch.xml", "application/opensearchdescription+xml")
    assert len(root.findtext("o:ShortName", "", NAMES)) in range(1, 17)
    url = root.find("o:Url", NAMES)
    assert url is not None
    assert url.attrib["template"] == f"{SITE}/{language}/search?q={{searchTerms}}"
    assert root.findtext("o:Language", "", NAMES) == language


@pytest.mark.parametrize("address", ["/en/", "/en/search", "/en/articles/fees", "/en/articles/gone", "/en/contact"])
def test_every_page_names_its_feed_and_its_search(client: FlaskClient, address: str) -> None:
    page = parse(client.get(address).text)
    search = page.one("link", rel="search").attributes
    feed = page.one("link", type="application/atom+xml").attributes
    assert (search["href"], search["type"]) == ("/en/opensearch.xml", "application/opensearchdescription+xml")
    assert (feed["href"], feed["rel"]) == ("/en/feed.xml", "alternate")


def test_an_unchanged_feed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/en/feed.xml")
    assert client.get("/en/feed.xml", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ["/sitemap.xml", "/en/sitemap-1.xml", "/en/feed.xml", "/en/opensearch.xml"])
def test_a_name_with_markup_stays_text(open_site: OpenSite, address: str) -> None:
    client = open_site(FakeSearcher(ARTICLES), brand='A & <b> "c"')
    assert ElementTree.fromstring(client.get(address).data) is not None
