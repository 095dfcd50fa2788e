"""Results narrowed by topic and language, cut into pages, and corrected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search import Hit
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit
from tests.webapp.parsing import Node, parse
from webapp.help_centre.results import FACET_VALUES, NO_CHOICE, PAGE_HITS, RESULT_HITS, Choice, narrow, relevant

MIXED = (
    *(article(f"en/w{number}") for number in range(3)),
    *(article(f"en/s{number}", category="security") for number in range(2)),
    article("es/w9"),
)


def hits(*categories: str) -> tuple[Hit, ...]:
    return tuple(hit(article(f"en/a{number}", category=each)) for number, each in enumerate(categories))


def page_of(open_site: OpenSite, address: str) -> Node:
    """Return a page of results for the articles of ``MIXED``."""
    response = open_site(FakeSearcher(MIXED, {"x": tuple(map(hit, MIXED))})).get(address)
    assert response.status_code == 200
    return parse(response.text)


def values(page: Node, number: int) -> dict[str, str]:
    """Return the values of a facet as text -> address."""
    facet = page.one("nav", class_="facets").all("section")[number]
    return {each.text: each.attributes["href"] for each in facet.all("a")}


def test_each_facet_counts_the_hits_of_its_values(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/search?q=x")
    assert [each.text for each in page.one("nav", class_="facets").all("h2")] == ["Topic", "Language"]
    assert values(page, 0) == {
        "All": "/en/search?q=x",
        "Withdrawals 4 articles4": "/en/search?q=x&category=withdrawals",
        "Security 2 articles2": "/en/search?q=x&category=security",
    }
    assert values(page, 1) == {
        "All": "/en/search?q=x",
        "English 5 articles5": "/en/search?q=x&in=en",
        "Spanish 1 article1": "/en/search?q=x&in=es",
    }


def test_a_chosen_topic_is_marked_named_and_can_be_removed(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/search?q=x&category=security")
    assert page.one("p", class_="count").text == "2 articles"
    assert len(page.one("ol", class_="hits").all("li")) == 2
    chosen = page.one("a", class_="chosen")
    assert (chosen.text, chosen.attributes["href"]) == ("Remove: Security", "/en/search?q=x")
    (marked,) = page.one("nav", class_="facets").all("a", **{"aria-current": "true"})
    assert marked.text.startswith("Security")


def test_a_facet_counts_what_it_would_show_with_the_other_choice(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/search?q=x&category=withdrawals&in=en")
    assert page.one("p", class_="count").text == "3 articles"
    assert list(values(page, 0)) == ["All", "Withdrawals 3 articles3", "Security 2 articles2"]
    assert list(values(page, 1)) == ["All", "English 3 articles3", "Spanish 1 article1"]


@pytest.mark.parametrize(
    "choice", ["category=gardening", "in=xx", "category=%00&in=%F0%9F", "category=security&in=es", "in=../../etc"]
)
def test_a_choice_that_no_hit_has_is_never_a_dead_end(open_site: OpenSite, choice: str) -> None:
    assert page_of(open_site, f"/en/search?q=x&{choice}").one("ol", class_="hits").all("li")


def test_what_all_hits_share_is_no_facet(open_site: OpenSite) -> None:
    searcher = FakeSearcher(MIXED[:2], {"x": tuple(map(hit, MIXED[:2]))})
    page = parse(open_site(searcher).get("/en/search?q=x").text)
    assert page.all("nav", class_="facets") == page.all("a", class_="to-facets") == []


def test_the_switch_asks_the_same_without_the_choice(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/search?q=x&category=security&page=1")
    assert page.one("nav", class_="languages").links == ["/es/search?q=x", "/sk/search?q=x", "/en/search?q=x"]


def test_counting_is_bounded() -> None:
    many = narrow(hits(*(f"category-{number}" for number in range(RESULT_HITS))), NO_CHOICE, 1)
    assert len(many.categories) == FACET_VALUES
    assert len(many.folds) == PAGE_HITS


def test_more_is_never_asked_of_the_search_than_is_counted(open_site: OpenSite) -> None:
    articles = tuple(article(f"en/a{number}") for number in range(RESULT_HITS + 20))
    searcher = FakeSearcher(articles, {"x": tuple(map(hit, articles))})
    page = parse(open_site(searcher).get("/en/search?q=x").text)
    assert page.one("p", class_="count").text == f"{RESULT_HITS} articles"


def test_pages_lead_to_the_previous_and_the_next_one(open_site: OpenSite) -> None:
    articles = tuple(
        article(f"en/a{number:02}", category="security" if number % 2 else "withdrawals") for number in range(46)
    )
    client = open_site(FakeSearcher(articles, {"a b": tuple(map(hit, articles))}))
    page = parse(client.get("/en/search?q=a+b&category=security&page=2").text)
    paging = page.one("nav", class_="paging")
    assert paging.one("p").text == "Page 2 of 3"
    previous, following = "/en/search?q=a+b&category=security", "/en/search?q=a+b&category=security&page=3"
    assert paging.one("a", rel="prev").attributes["href"] == previous
    assert paging.one("a", rel="next").attributes["href"] == following
    assert page.one("link", rel="prev").attributes["href"] == previous
    assert page.one("link", rel="next").attributes["href"] == following
    assert page.one("ol", class_="hits").attributes["start"] == "11"
    assert page.one("ol", class_="hits").all("h2")[0].text == "a21"


@pytest.mark.parametrize(
    ("asked", "shown"), [("0", 1), ("-5", 1), ("abc", 1), ("", 1), ("99", 2), ("9" * 30, 2), ("1e3", 1)]
)
def test_a_page_that_is_not_there_is_the_nearest_one(open_site: OpenSite, asked: str, shown: int) -> None:
    articles = tuple(article(f"en/a{number}") for number in range(PAGE_HITS + 1))
    client = open_site(FakeSearcher(articles, {"x": tuple(map(hit, articles))}))
    page = parse(client.get("/en/search", query_string={"q": "x", "page": asked}).text)
    assert page.one("nav", class_="paging").one("p").text == f"Page {shown} of 2"


def test_one_page_has_no_paging(open_site: OpenSite) -> None:
    page = page_of(open_site, "/en/search?q=x")
    assert page.all("nav", class_="paging") == page.all("link", rel="next") == []


def test_narrowing_keeps_the_order() -> None:
    narrowed = narrow(hits("a", "b", "a", "b"), Choice(category="b"), 1)
    assert [each.hit.article.key for each in narrowed.folds] == ["a1", "a3"]


def test_a_misspelt_question_is_asked_again_in_one_click(open_site: OpenSite) -> None:
    searcher = FakeSearcher(MIXED, {"withdrawl": (hit(MIXED[0]),)}, corrections={"withdrawl": "withdrawal <b>"})
    page = parse(open_site(searcher).get("/en/search?q=withdrawl").text)
    meant = page.one("p", class_="did-you-mean")
    assert meant.text == "Did you mean: withdrawal <b>"
    assert meant.links == ["/en/search?q=withdrawal+%3Cb%3E"]


def test_a_correction_is_offered_where_nothing_was_found(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher(MIXED, corrections={"feees": "fees"})).get("/en/search?q=feees").text)
    assert page.one("p", class_="did-you-mean").links == ["/en/search?q=fees"]


def test_a_question_without_mistakes_is_not_corrected(open_site: OpenSite) -> None:
    assert page_of(open_site, "/en/search?q=x").all("p", class_="did-you-mean") == []


def test_below_the_results_stands_the_way_to_write_with_the_question(open_site: OpenSite) -> None:
    assert page_of(open_site, "/en/search?q=x").one("p", class_="onward").links == ["/en/contact?q=x"]


def test_hits_with_a_small_share_of_the_best_confidence_are_left_out() -> None:
    best, weak, chance = (replace(hit(article("en/a")), confidence=share) for share in (0.8, 0.25, 0.2))
    assert relevant([best, weak, chance]) == [best, weak]
    assert relevant([]) == []
