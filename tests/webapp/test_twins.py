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


INSTALLATIONS = tuple(installation(f"en/device-{number}") for number in range(7))
OTHERS = tuple(hit(article(f"en/other-{number}", title=f"Other {number}")) for number in range(6))
MANY = FakeSearcher((), {"x": (*INSTALLATIONS[:3], OTHERS[0], *INSTALLATIONS[3:], *OTHERS[1:])})
FIRST_FIVE = ["Installation", "Other 0", "Other 1", "Other 2", "Other 3"]


def test_suggestions_go_on_with_further_articles_in_the_place_of_those_that_say_the_same(open_site: OpenSite) -> None:
    answer = open_site(MANY).get("/api/v1/suggest?q=x&language=en").json
    assert answer is not None
    assert [each["title"] for each in answer["hits"]] == FIRST_FIVE
    assert len(answer["hits"][0]["twins"]) == 6
    assert answer["announcement"] == "5 articles found"


@pytest.mark.parametrize(
    ("address", "lines"), [("/en/contact?q=x", FIRST_FIVE), ("/en/search?q=x", [*FIRST_FIVE, "Other 4", "Other 5"])]
)
def test_a_page_goes_on_with_further_articles_too(open_site: OpenSite, address: str, lines: list[str]) -> None:
    page = parse(open_site(MANY).get(address).text)
    titles = [each.text for each in page.all("a") if "data-title" in each.attributes]
    assert [title for title in titles if title] == lines


@pytest.mark.parametrize(
    "found", [(*INSTALLATIONS[:2], OTHERS[0]), OTHERS, (*OTHERS, *INSTALLATIONS)], ids=["few", "all differ", "below"]
)
def test_nothing_is_searched_twice_where_the_first_hits_are_enough_or_all(
    open_site: OpenSite, found: tuple[Hit, ...]
) -> None:
    searcher = FakeSearcher((), {"x": found})
    answer = open_site(searcher).get("/api/v1/suggest?q=x&language=en").json
    assert answer is not None
    assert searcher.asked == [("x", "en")]
    assert len(answer["hits"]) == min(5, len({each.article.title for each in found}))


def test_the_results_page_counts_lines(open_site: OpenSite) -> None:
    elsewhere = replace(OTHERS[0], article=replace(OTHERS[0].article, category="security"))
    page = parse(open_site(FakeSearcher((), {"x": (*INSTALLATIONS, elsewhere)})).get("/en/search?q=x").text)
    assert page.one("p", class_="count").text == "2 articles"
    facet = page.one("nav", class_="facets")
    assert [each.text for each in facet.all("span", **{"aria-hidden": "true"})] == ["1", "1"]
