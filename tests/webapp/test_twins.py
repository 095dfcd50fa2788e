"""Articles that say the same for several products are one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search import Hit
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit
from tests.webapp.parsing import parse
from webapp.articles.twins import folded

STEPS = "Unpack the device, switch it on and follow the steps on its screen."


def installation(place: str, summary: str = STEPS, title: str = "Installation") -> Hit:
    language, _, folder = place.partition("/")
    named = article(f"{language}/{folder}--installation", title=title, slug=f"{folder}-installation")
    return hit(replace(named, summary=summary))


def shown(*found: Hit) -> list[list[str]]:
    return [[each.article.key for each in (fold.hit, *fold.twins)] for fold in folded(found)]


def test_one_title_with_one_beginning_is_one_line_in_the_order_found() -> None:
    other = installation("en/router", "Call the technician, who brings it along.")
    found = (installation("en/camera"), other, installation("en/plug", STEPS.replace("device", "plug")))
    assert shown(*found) == [["camera--installation", "plug--installation"], ["router--installation"]]


@pytest.mark.parametrize(
    "other", [installation("en/plug", title="Removal"), installation("es/plug"), installation("en/plug", "")]
)
def test_another_title_language_or_beginning_is_a_line_of_its_own(other: Hit) -> None:
    assert len(shown(installation("en/camera"), other)) == 2


def test_articles_without_a_summary_are_alike_by_their_title() -> None:
    assert len(shown(installation("en/camera", ""), installation("en/plug", ""))) == 1


@pytest.mark.parametrize("address", ["/en/search?q=x", "/en/contact?q=x"])
def test_a_page_names_where_the_others_stand(open_site: OpenSite, address: str) -> None:
    found = (installation("en/camera"), installation("en/plug"), installation("en/door_bell"))
    page = parse(open_site(FakeSearcher((), {"x": found})).get(address).text)
    twins = [each for each in page.all("a") if each.text in ("Withdrawals › Plug", "Withdrawals › Door bell")]
    assert [each.attributes["href"] for each in twins] == [
        "/en/articles/plug-installation",
        "/en/articles/door_bell-installation",
    ]


@pytest.mark.parametrize("category", ["door-bell", "door_bell"])
def test_a_folder_that_is_the_category_is_named_once(open_site: OpenSite, category: str) -> None:
    bell = installation("en/door_bell--first-steps")
    bell = replace(bell, article=replace(bell.article, category=category))
    answer = open_site(FakeSearcher((), {"x": (bell,)})).get("/api/v1/suggest?q=x&language=en").json
    assert answer is not None
    assert answer["hits"][0]["folders"] == ["First steps"]


def test_other_programs_are_told_too(open_site: OpenSite) -> None:
    found = (installation("en/camera"), installation("en/plug"))
    answer = open_site(FakeSearcher((), {"x": found})).get("/api/v1/suggest?q=x&language=en").json
    assert answer is not None
    (only,) = answer["hits"]
    assert only["folders"] == ["Camera"]
    assert only["twins"] == [{"place": "Withdrawals › Plug", "url": "/en/articles/plug-installation"}]
    assert answer["announcement"] == "1 article found"
