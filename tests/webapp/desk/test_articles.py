"""``/desk/articles``: which articles have no question, the most visited first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import Node, parse
from tests.webapp.people import add_agent, browser
from webapp.articles.knowledge_base import EXTENSION
from webapp.database import Action, deflection_store, votes_store
from webapp.desk.article_views import LISTED

ASKED = replace(article("en/fees", "Fees"), questions=("what does it cost",))
DRAFTED = replace(article("en/cards", "Cards"), drafted_questions=("my card is lost",))
LIMITS = article("en/limits", "Limits")
BANKS = article("en/banks", "Banks")
ADEUDOS = article("es/debits", "Adeudos", slug="adeudos", category="")
EVERYTHING = (ASKED, DRAFTED, LIMITS, BANKS, ADEUDOS)


def desk(open_site: OpenSite, *articles: object) -> FlaskClient:
    """Return the browser of an agent of a site with ``articles``."""
    site = open_site(FakeSearcher(articles))  # type: ignore[arg-type]  # articles of the fakes
    return browser(site, agent_id=add_agent(site))


def page_of(agent: FlaskClient, address: str = "/desk/articles") -> Node:
    return parse(agent.get(address).text)


def titles(page: Node) -> list[str]:
    return [each.text for each in page.one("ol", class_="unasked").all("h2")]


def record(agent: FlaskClient, action: Action, article_id: str, *visitors: str) -> None:
    assert isinstance(agent.application, Flask)
    with agent.application.app_context():
        for visitor in visitors:
            deflection_store.record("visit", action, "en", article_id, visitor=visitor)


def test_articles_without_a_question_are_listed_with_a_link_and_the_commands(open_site: OpenSite) -> None:
    page = page_of(desk(open_site, *EVERYTHING))
    assert page.one("p", class_="lead").text == "3 of 5 articles have no question."
    assert titles(page) == ["Adeudos", "Banks", "Limits"]
    assert page.one("ol", class_="unasked").links == [
        "/es/articles/adeudos",
        "/en/articles/banks",
        "/en/articles/limits",
    ]
    assert page.one("ol", class_="unasked").all("h2")[0].attributes == {"lang": "es"}
    assert [each.text for each in page.all("code")] == [
        "python indexer.py questions --missing --write questions.txt",
        "python indexer.py questions --read answers.txt",
    ]


def test_each_language_is_counted_and_shown_by_itself(open_site: OpenSite) -> None:
    agent = desk(open_site, *EVERYTHING)
    tabs = page_of(agent).one("nav", class_="tabs")
    assert [each.text for each in tabs.all("a")] == ["All languages 3", "Español 1", "English 2"]
    english = page_of(agent, tabs.links[-1])
    assert english.one("p", class_="lead").text == "2 of 4 articles have no question."
    assert titles(english) == ["Banks", "Limits"]
    assert english.one("nav", class_="tabs").one("a", **{"aria-current": "page"}).text == "English 2"
    assert english.all("code")[0].text == "python indexer.py questions --missing --language en --write questions.txt"
    assert titles(page_of(agent, "/desk/articles?written_in=xx")) == titles(page_of(agent))


def test_articles_of_one_title_are_told_apart_by_where_they_stand(open_site: OpenSite) -> None:
    page = page_of(
        desk(open_site, article("en/camera--setup", "Set up"), article("en/plug--setup", "Set up", category=""))
    )
    facts = [[each.text for each in facts.all("span")] for facts in page.all("p", class_="ticket-facts")]
    assert facts == [["Withdrawals › Camera", "English"], ["Plug", "English"]]


def test_one_language_needs_no_views(open_site: OpenSite) -> None:
    assert page_of(desk(open_site, BANKS, LIMITS)).all("nav", class_="tabs") == []


def test_the_most_visited_come_first_each_visitor_once(open_site: OpenSite) -> None:
    agent = desk(open_site, *EVERYTHING)
    record(agent, Action.OPENED, "en/limits", "a", "b", "a")
    record(agent, Action.OPENED, "es/debits", "a", "a", "a")
    record(agent, Action.SHOWN, "en/banks", "a", "b", "c", "d")
    assert isinstance(agent.application, Flask)
    with agent.application.app_context():
        votes_store.vote("en/limits", "reader", is_helpful=False)
    page = page_of(agent)
    assert titles(page) == ["Limits", "Adeudos", "Banks"]
    assert [each.text for each in page.all("p", class_="ticket-time")] == ["3 visits", "1 visit", "0 visits"]


@pytest.mark.parametrize(
    ("language", "articles", "sentence"),
    [
        ("en", (BANKS,), "The only article has no question."),
        ("en", (BANKS, ASKED), "1 of 2 articles has no question."),
        ("en", (ASKED,), "Every article has a question."),
        ("es", (BANKS, ASKED), "1 de 2 artículos no tiene ninguna pregunta."),
        ("es", EVERYTHING, "3 de 5 artículos no tienen ninguna pregunta."),
        ("sk", (BANKS, ASKED), "1 článok zo všetkých 2 nemá žiadnu otázku."),
        ("sk", EVERYTHING, "3 články zo všetkých 5 nemajú žiadnu otázku."),
        ("sk", tuple(article(f"en/a{number}") for number in range(5)), "5 článkov zo všetkých 5 nemá žiadnu otázku."),
    ],
)
def test_the_sentence_counts_in_three_languages(
    open_site: OpenSite, language: str, articles: tuple[object, ...], sentence: str
) -> None:
    agent = desk(open_site, *articles)
    agent.post("/desk/language", data={"token": token(agent), "language": language, "next": "/desk/"})
    assert page_of(agent).one("p", class_="lead").text == sentence


def token(agent: FlaskClient) -> str:
    return page_of(agent, "/desk/").all("input", name="token")[0].attributes["value"]


def test_where_all_have_questions_nothing_is_asked_for(open_site: OpenSite) -> None:
    page = page_of(desk(open_site, ASKED, DRAFTED))
    assert (page.all("code"), page.all("ol", class_="unasked")) == ([], [])


def test_a_long_list_ends_with_how_many_more_there_are(open_site: OpenSite) -> None:
    many = [article(f"en/a{number:03}") for number in range(LISTED + 3)]
    page = page_of(desk(open_site, *many))
    assert len(titles(page)) == LISTED
    assert page.one("main").all("p", class_="hint")[-1].text == "3 more are in the file that the command writes."


def test_the_door_is_in_the_navigation_of_everybody_here(agent: FlaskClient, admin: FlaskClient) -> None:
    for each in (agent, admin):
        assert "/desk/articles" in page_of(each, "/desk/").one("nav", class_="rooms").links
        current = page_of(each).one("nav", class_="rooms").one("a", **{"aria-current": "page"})
        assert current.text == "Articles"


def test_a_desk_whose_articles_cannot_be_read_says_so(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    agent = desk(open_site, *EVERYTHING)

    def fail() -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(agent.application.extensions[EXTENSION], "searcher", fail)
    answer = agent.get("/desk/articles")
    assert answer.status_code == 200
    assert "The articles cannot be read at the moment." in answer.text
    assert "the desk does not say which have no question" in caplog.text
