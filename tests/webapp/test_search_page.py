"""``/<language>/search``."""

from __future__ import annotations

from datetime import date

import pytest

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit
from tests.webapp.parsing import Node, parse

DELAYED = article("es/withdrawal-delayed", "Mi retiro no llega", slug="retiro-no-llega", updated=date(2026, 11, 18))


def results(page: Node) -> list[Node]:
    return page.one("ol", class_="hits").all("li")


def test_a_hit_shows_title_passage_category_and_date(open_site: OpenSite) -> None:
    found = hit(DELAYED, "Tu retiro tarda dos días.", ((3, 9),), anchor="s-plazos")
    page = parse(open_site(FakeSearcher((DELAYED,), {"retiro": (found,)})).get("/es/search?q=retiro").text)
    (row,) = results(page)
    assert row.one("h2").one("a").text == "Mi retiro no llega"
    assert row.one("h2").links == ["/es/articles/retiro-no-llega#s-plazos"]
    assert row.all("p")[0].text == "Tu retiro tarda dos días."
    assert [each.text for each in row.all("mark")] == ["retiro"]
    facts = row.one("p", class_="facts")
    assert facts.one("a").text == "Retiros"
    assert facts.one("time").text == "18 de noviembre de 2026"
    assert facts.one("time").attributes["datetime"] == "2026-11-18"
    assert row.all("span", class_="badge") == []


def test_the_question_stands_in_title_heading_and_box(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher()).get("/en/search?q=late+money").text)
    assert page.one("title").text == "late money · Search · Ventanilla"
    assert page.one("h1").text == "Results for “late money”"
    assert page.one("input", name="q").attributes["value"] == "late money"


def test_blanks_around_the_question_do_not_count(open_site: OpenSite) -> None:
    searcher = FakeSearcher()
    open_site(searcher).get("/en/search?q=++late%0A+money%20")
    assert searcher.asked == [("late money", "en")]


@pytest.mark.parametrize("query", ["", "?q=", "?q=+++"])
def test_without_a_question_there_is_the_box_only(open_site: OpenSite, query: str) -> None:
    searcher = FakeSearcher((DELAYED,))
    page = parse(open_site(searcher).get(f"/es/search{query}").text)
    assert page.one("h1").text == "Buscar en el centro de ayuda"
    assert len(page.all("form")) == 1
    assert page.all("ol", class_="hits") == page.all("div", class_="empty") == []
    assert page.one("section", class_="topics").links == ["/es/category/withdrawals"]
    assert searcher.asked == []


def test_nothing_found_is_said_with_a_way_on(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher((DELAYED,))).get("/es/search?q=pl%C3%A1tanos+%26+m%C3%A1s").text)
    assert len(page.one("div", class_="empty").all("li")) == 2
    assert page.one("p", class_="onward").links == ["/es/contact?q=pl%C3%A1tanos+%26+m%C3%A1s"]
    assert page.one("section", class_="topics").links == ["/es/category/withdrawals"]


def asked(open_site: OpenSite, text: str, evidence: float, unknown: tuple[str, ...] = (), language: str = "en") -> Node:
    articles = tuple(article(f"en/a{number}") for number in range(8))
    searcher = FakeSearcher(articles, {text: tuple(map(hit, articles))}, evidence=evidence, unknown=unknown)
    return parse(open_site(searcher).get(f"/{language}/search", query_string={"q": text}).text)


def test_where_no_article_answers_the_nearest_few_stand_below_the_way_to_us(open_site: OpenSite) -> None:
    page = asked(open_site, "late money", 0.1, ("money",))
    said = page.one("div", class_="outcome")
    assert said.text.startswith("We found no article that answers this.")
    assert "No article mentions “money”." in said.text
    assert said.links == ["/en/contact?q=late+money"]
    assert page.one("h2", class_="nearest").text == "The nearest articles"
    assert len(results(page)) == 5


def test_where_articles_may_not_answer_all_are_listed_and_the_way_to_us_too(open_site: OpenSite) -> None:
    page = asked(open_site, "late money", 0.3)
    said = page.one("div", class_="outcome")
    assert said.text.startswith("We are not sure that these answer it. Write to us if they do not.")
    assert said.links == ["/en/contact?q=late+money"]
    assert len(results(page)) == 8


def test_a_word_that_no_article_mentions_stands_above_the_list(open_site: OpenSite) -> None:
    page = asked(open_site, "late money", 0.3, ("money",))
    assert page.one("h2", class_="nearest").text == "No article mentions “money”. The nearest are these:"
    assert "mentions" not in page.one("div", class_="outcome").text


def test_articles_that_answer_are_listed_with_the_reason(open_site: OpenSite) -> None:
    page = asked(open_site, "late money", 0.9)
    assert page.all("div", class_="outcome") == page.all("h2", class_="nearest") == []
    assert page.one("p", class_="reason").text == "“a0” contains 2 of the 2 words that matter in your question."


@pytest.mark.parametrize("evidence", [0.1, 0.3])
def test_gibberish_is_shown_no_list(open_site: OpenSite, evidence: float) -> None:
    page = asked(open_site, "qwrtz zzyqx", evidence, ("qwrtz", "zzyqx"))
    assert page.all("ol", class_="hits") == []
    assert page.one("div", class_="empty").text.startswith(
        "We found no article about this. No article mentions “qwrtz”"
    )
    assert page.one("p", class_="onward").links == ["/en/contact?q=qwrtz+zzyqx"]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "hello", "We are here to help. What happened? One sentence is enough."),
        ("es", "hola", "Estamos aquí para ayudarte. ¿Qué ha pasado? Basta con una frase."),
        ("sk", "ahoj", "Radi vám pomôžeme. Čo sa stalo? Stačí jedna veta."),
    ],
)
def test_a_greeting_is_asked_what_happened(open_site: OpenSite, language: str, text: str, said: str) -> None:
    page = asked(open_site, text, 0.9, language=language)
    assert page.one("div", class_="empty").text == said
    assert page.all("ol", class_="hits") == page.all("p", class_="onward") == []


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("sk", 1, "1 článok"),
        ("sk", 2, "2 články"),
        ("sk", 4, "4 články"),
        ("sk", 5, "5 článkov"),
        ("es", 1, "1 artículo"),
        ("es", 2, "2 artículos"),
        ("en", 1, "1 article"),
        ("en", 5, "5 articles"),
    ],
)
def test_the_count_has_the_plural_of_the_language(open_site: OpenSite, language: str, count: int, words: str) -> None:
    articles = tuple(article(f"{language}/a{number}") for number in range(count))
    searcher = FakeSearcher(articles, {"x": tuple(map(hit, articles))})
    page = parse(open_site(searcher).get(f"/{language}/search?q=x").text)
    assert page.one("p", class_="count").text == words


def test_an_article_in_another_language_is_labelled(open_site: OpenSite) -> None:
    searcher = FakeSearcher((DELAYED,), {"retiro": (hit(DELAYED, "Tu retiro tarda."),)})
    (row,) = results(parse(open_site(searcher).get("/sk/search?q=retiro").text))
    assert row.one("span", class_="badge").text == "Jazyk: španielčina"
    assert row.one("h2").attributes["lang"] == "es"
    assert row.all("p")[0].attributes["lang"] == "es"
    assert row.one("h2").links == ["/es/articles/retiro-no-llega"]
    assert "lang" not in row.one("p", class_="facts").attributes
    assert row.one("p", class_="facts").one("time").text == "18. novembra 2026"


def test_a_translation_says_in_which_language_it_was_found(open_site: OpenSite) -> None:
    shown = article("en/withdrawal-delayed", "Why is my withdrawal late?")
    searcher = FakeSearcher((shown,), {"mi retiro": (hit(shown, "Two days.", found_in="es"),)})
    (row,) = results(parse(open_site(searcher).get("/en/search?q=mi+retiro").text))
    assert row.one("span", class_="badge").text == "Found in: Spanish"
    assert "lang" not in row.one("h2").attributes
    assert "lang" not in row.all("p")[0].attributes


def test_a_hit_in_a_language_without_pages_is_left_out(open_site: OpenSite) -> None:
    german = article("de/geld", "Wo ist mein Geld?")
    response = open_site(FakeSearcher((german,), {"geld": (hit(german),)})).get("/en/search?q=geld")
    assert response.status_code == 200
    assert "Wo ist mein Geld?" not in response.text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onfocus='alert(1)' autofocus='",
        "</title><svg onload=alert(1)>",
        "{{ 7 * 7 }}",
        "javascript:alert(1)",
        "%(text)s %s %",
    ],
)
def test_markup_in_the_question_is_only_text(open_site: OpenSite, text: str) -> None:
    response = open_site(FakeSearcher()).get("/en/search", query_string={"q": text})
    page = parse(response.text)
    assert page.one("h1").text == f"Results for “{text}”"
    assert page.one("input", name="q").attributes["value"] == text
    assert [each.attributes.get("type") for each in page.all("script")] == ["module"]
    assert page.all("img") == []
    assert not any(name.startswith("on") for each in page.all("input") for name in each.attributes)
    assert all(each.attributes["href"].startswith("/") or each.attributes["href"] == "#main" for each in page.all("a"))


def test_markup_in_a_passage_is_only_text(open_site: OpenSite) -> None:
    text = "Press <b>Send & wait</b> now"
    found = hit(DELAYED, text, ((6, 13), (16, 20)))
    response = open_site(FakeSearcher((DELAYED,), {"send": (found,)})).get("/en/search?q=send")
    passage = results(parse(response.text))[0].all("p")[0]
    assert passage.text == text
    assert [each.text for each in passage.all("mark")] == ["<b>Send", "wait"]
    assert passage.all("b") == []


def test_a_results_page_is_not_for_search_engines(open_site: OpenSite) -> None:
    page = parse(open_site(FakeSearcher()).get("/en/search?q=x").text)
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
