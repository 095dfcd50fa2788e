"""``/<language>/category/<key>``."""

from __future__ import annotations

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import parse


def test_a_category_lists_all_its_articles_with_summaries(open_site: OpenSite) -> None:
    searcher = FakeSearcher(
        (
            article("es/withdraw-money", "Retirar euros", slug="retirar-euros", summary="Por SEPA."),
            article("es/fees", "Comisiones", category="security"),
        )
    )
    page = parse(open_site(searcher).get("/es/category/withdrawals").text)
    assert page.one("h1").text == "Retiros"
    assert page.one("p", class_="lead").text == "Sacar dinero."
    row = page.one("ul", class_="articles").one("li")
    assert (row.links, row.one("p").text) == (["/es/articles/retirar-euros"], "Por SEPA.")


def test_a_category_without_articles_in_this_language_says_so(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher((article("en/fees"),))).get("/sk/category/security")
    assert response.status_code == 200
    assert "zatiaľ nie sú žiadne články" in parse(response.text).one("p", class_="empty").text


def test_an_unknown_category_is_not_found(open_site: OpenSite) -> None:
    assert open_site(FakeSearcher()).get("/en/category/gardening").status_code == 404
