"""``GET /api/v1/articles/<language>/<slug>``."""

from __future__ import annotations

from datetime import date

import pytest

from search import Article
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, section

FEES = article(
    "sk/fees",
    "Aké sú poplatky?",
    slug="poplatky",
    aliases=("ceny",),
    updated=date(2026, 10, 21),
    sections=(
        section("", "<p>Žiadne.</p>"),
        section("Výber", '<h2 id="s-vyber">Výber</h2><p>1 €</p>', "s-vyber"),
        section("Výber kartou", '<h3 id="s-kartou">Kartou</h3><p>2 €</p>', "s-kartou", level=3),
        section("Vklad", '<h2 id="s-vklad">Vklad</h2><p><a href="article:limits#s-a">limit</a></p>', "s-vklad"),
    ),
)
SEARCHER = FakeSearcher((FEES, article("sk/limits", slug="limity")))


def test_a_section_is_given_with_those_below_it(open_site: OpenSite) -> None:
    assert open_site(SEARCHER).get("/api/v1/articles/sk/poplatky?anchor=s-vyber").json == {
        "id": "sk/fees",
        "title": "Aké sú poplatky?",
        "url": "/sk/articles/poplatky#s-vyber",
        "updated_text": "21. októbra 2026",
        "heading": "Výber",
        "html": "<h4>Výber</h4><p>1 €</p><h5>Kartou</h5><p>2 €</p>",
        "is_whole": False,
    }


@pytest.mark.parametrize("query", ["", "?anchor=", "?anchor=s-gone"])
def test_without_a_section_the_whole_article_is_given(open_site: OpenSite, query: str) -> None:
    found = open_site(SEARCHER).get(f"/api/v1/articles/sk/poplatky{query}").json
    assert found is not None
    assert (found["is_whole"], found["heading"], found["url"]) == (True, "", "/sk/articles/poplatky")
    assert found["html"].startswith("<p>Žiadne.</p><h4>Výber</h4>")
    assert '<a href="/sk/articles/limity#s-a">limit</a>' in found["html"]


def test_a_former_slug_leads_to_the_present_one(open_site: OpenSite) -> None:
    response = open_site(SEARCHER).get("/api/v1/articles/sk/ceny?anchor=s-vyber")
    assert (response.status_code, response.location) == (301, "/api/v1/articles/sk/poplatky?anchor=s-vyber")


def test_what_the_browser_has_is_not_sent_again(open_site: OpenSite) -> None:
    client = open_site(SEARCHER)
    first = client.get("/api/v1/articles/sk/poplatky")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/articles/sk/poplatky", headers=tag).status_code == 304
    assert client.get("/api/v1/articles/sk/poplatky?anchor=s-vyber", headers=tag).status_code == 200


def test_an_article_that_is_not_there_is_refused(open_site: OpenSite) -> None:
    response = open_site(SEARCHER).get("/api/v1/articles/sk/nic")
    assert response.status_code == 404
    assert response.json == {
        "error": {
            "code": "not_found",
            "message": "slug: there is no article 'nic'. Use an address that suggestions give.",
        }
    }


def test_a_language_that_is_not_there_is_refused(open_site: OpenSite) -> None:
    response = open_site(SEARCHER).get("/api/v1/articles/de/poplatky")
    assert (response.status_code, (response.json or {})["error"]["code"]) == (400, "bad_language")


def test_an_article_removed_a_moment_ago_is_missing(open_site: OpenSite) -> None:
    class Forgetful(FakeSearcher):
        def article(self, article_id: str) -> Article:
            raise KeyError(article_id)

    assert open_site(Forgetful((FEES,))).get("/api/v1/articles/sk/poplatky").status_code == 404
