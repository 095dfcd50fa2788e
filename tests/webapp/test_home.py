"""``/`` and ``/<language>/``."""

from __future__ import annotations

from datetime import date

import pytest

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import parse
from webapp.database import DatabaseUnavailable


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("sk-SK,sk;q=0.9,en;q=0.8", "sk"),
        ("es-MX", "es"),
        ("de-DE,de;q=0.9,es;q=0.3", "es"),
        ("de-DE", "en"),
        ("", "en"),
    ],
)
def test_the_root_leads_to_the_language_of_the_browser(open_site: OpenSite, accepted: str, language: str) -> None:
    response = open_site(FakeSearcher()).get("/", headers={"Accept-Language": accepted})
    assert (response.status_code, response.location) == (302, f"/{language}/")
    assert "Accept-Language" in response.vary


def test_an_address_without_its_last_slash_leads_home(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher()).get("/sk")
    assert response.status_code == 308
    assert response.location.endswith("/sk/")


def test_the_home_page_has_a_heading_and_a_search_box(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher()).get("/es/").text)
    assert page.one("h1").text == "¿En qué podemos ayudarte?"
    form = page.one("form")
    assert form.attributes["action"] == "/es/search"
    box = form.one("input", name="q")
    assert form.one("label").attributes["for"] == box.attributes["id"]


def test_categories_stand_in_their_order_with_their_articles(open_site: OpenSite) -> None:
    searcher = FakeSearcher(
        (
            article("sk/phishing", "Je tento e-mail od vás?", category="security", slug="podvodny-e-mail"),
            article("sk/withdrawal-delayed", "Kde je môj výber?", slug="vyber-nedosiel"),
        )
    )
    page = parse(open_site(searcher).get("/sk/").text)
    first, second = page.all("section", class_="card")
    assert first.one("h2").text == "Výbery"
    assert first.all("p")[0].text == "Ako dostať peniaze von."
    assert first.links == ["/sk/category/withdrawals", "/sk/articles/vyber-nedosiel"]
    assert second.one("h2").text == "Bezpečnosť"
    assert second.one("li").text == "Je tento e-mail od vás?"


def test_a_category_without_articles_is_left_out(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher((article("en/fees"),))).get("/en/").text)
    assert [each.text for each in page.all("h2")] == ["Withdrawals"]


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("sk", 7, "Zobraziť všetkých 7 článkov"),
        ("es", 7, "Ver los 7 artículos"),
        ("en", 8, "Show all 8 articles"),
    ],
)
def test_a_long_category_shows_its_first_articles(open_site: OpenSite, language: str, count: int, words: str) -> None:
    searcher = FakeSearcher(tuple(article(f"{language}/a{number}") for number in range(count)))
    card = parse(open_site(searcher).get(f"/{language}/").text).one("section", class_="card")
    assert len(card.all("li")) == 6
    more = card.one("p", class_="more").one("a")
    assert more.text.startswith(words)
    assert more.attributes["href"] == f"/{language}/category/withdrawals"


def test_a_language_without_articles_says_so(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher((article("en/fees"),))).get("/sk/").text)
    assert page.one("p", class_="empty").text == "V tomto jazyku zatiaľ nie sú žiadne články."


def test_the_brand_stands_in_header_and_title(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher()).get("/en/").text)
    assert page.one("a", class_="brand").text == "Ventanilla"
    assert page.one("title").text == "Help centre · Ventanilla"


def test_articles_changed_last_stand_before_the_categories(open_site: OpenSite) -> None:
    days = {"a": 1, "b": 9, "c": 5, "d": 7, "e": 3, "f": 2}
    dated = (article(f"en/{key}", updated=date(2026, 5, day)) for key, day in days.items())
    page = parse(open_site(FakeSearcher((*dated, article("en/undated")))).get("/en/").text)
    recent, *_ = page.one("div", class_="picks").all("section")
    assert recent.one("h2").text == "Recently updated"
    assert [each.text for each in recent.all("a")] == ["b", "d", "c", "e", "f"]


def test_without_dates_and_visitors_there_are_only_categories(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher((article("en/fees"),))).get("/en/").text)
    assert page.all("div", class_="picks") == []


def test_popular_articles_are_shown_once_there_are_any(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def popular(language: str, limit: int) -> tuple[str, ...]:
        asked.append((language, limit))
        return ("en/fees", "en/removed", "es/deposits")

    monkeypatch.setattr("webapp.database.deflection_store.popular", popular)
    searcher = FakeSearcher((article("en/fees", "Fees"), article("en/deposits", "Deposits")))
    page = parse(open_site(searcher).get("/en/").text)
    section = page.one("div", class_="picks").one("section")
    assert section.one("h2").text == "Popular articles"
    assert [each.text for each in section.all("a")] == ["Fees", "Deposits"]
    assert asked == [("en", 5)]


def test_without_a_database_the_home_page_is_shown_all_the_same(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def popular(language: str, limit: int) -> tuple[str, ...]:
        raise DatabaseUnavailable("database: gone.")

    monkeypatch.setattr("webapp.database.deflection_store.popular", popular)
    response = open_site(FakeSearcher((article("en/fees"),))).get("/en/")
    assert response.status_code == 200
    assert "database: gone. The home page is shown without popular articles." in caplog.text
