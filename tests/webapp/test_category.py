"""``/<language>/category/<key>``."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
import webapp
from search import LANGUAGES, Settings
from search.content.categories import ICONS
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


CATEGORY = "cards:\n  icon: {}\n  en: Cards\n"


def folder(tmp_path: Path, categories: str) -> Settings:
    """Return settings of an index of one article in ``cards`` and one without a category, in three languages."""
    for code in LANGUAGES:
        for name, category in (("lost", "category: cards\n"), ("other", "")):
            path = tmp_path / "kb" / code / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\ntitle: T\n{category}updated: 2026-11-30\n---\n\nWords.\n", "utf-8")
    (tmp_path / "kb" / "categories.yml").write_text(categories, "utf-8")
    settings = Settings(tmp_path / "kb", tmp_path / "index")
    search.build(settings)
    return settings


def test_every_icon_is_drawn_and_shown(tmp_path: Path, open_site: OpenSite) -> None:
    drawn = {path.stem for path in (Path(webapp.__file__).parent / "templates" / "icons").iterdir()}
    assert drawn == set(ICONS)
    settings = folder(tmp_path, "".join(f"c-{name}:\n  icon: {name}\n  en: C\n" for name in ICONS))
    client = open_site(None, index=settings.index)
    shown = {
        parse(client.get(f"/en/category/c-{name}").text).one("h1").one("svg").all("path")[0].attributes["d"]
        for name in ICONS
    }
    assert len(shown) == len(ICONS)


@pytest.mark.parametrize(("icon", "element"), [("card", "svg"), ("💳", "span")])
def test_an_icon_stands_beside_the_name_and_is_not_read_out(
    tmp_path: Path, open_site: OpenSite, icon: str, element: str
) -> None:
    client = open_site(None, index=folder(tmp_path, CATEGORY.format(icon)).index)
    card = parse(client.get("/en/").text).all("section", class_="card")[0]
    for heading in (card.one("h2"), parse(client.get("/en/category/cards").text).one("h1")):
        assert heading.one(element, class_="category-icon").attributes["aria-hidden"] == "true"


@pytest.mark.parametrize(("language", "name"), [("en", "General"), ("es", "General"), ("sk", "Všeobecné")])
@pytest.mark.parametrize("categories", ["", "cards: {en: Cards}\n", "general: {}\n"])
def test_articles_without_a_category_stand_in_one_with_a_name(
    tmp_path: Path, open_site: OpenSite, language: str, name: str, categories: str
) -> None:
    client = open_site(None, index=folder(tmp_path, categories).index)
    assert parse(client.get(f"/{language}/category/general").text).one("h1").text == name
    assert name in parse(client.get(f"/{language}/").text).text


def test_a_list_may_name_them_otherwise(tmp_path: Path, open_site: OpenSite) -> None:
    client = open_site(None, index=folder(tmp_path, "general: {es: Otros temas}\n").index)
    assert parse(client.get("/es/category/general").text).one("h1").text == "Otros temas"
    assert parse(client.get("/sk/category/general").text).one("h1").text == "Všeobecné"


def test_an_unknown_category_is_not_found(open_site: OpenSite) -> None:
    assert open_site(FakeSearcher()).get("/en/category/gardening").status_code == 404
