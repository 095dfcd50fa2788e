"""``/desk/`` and ``/desk/held``: what is to be done, in the order in which it presses."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.webapp.desk.conftest import do, fields
from tests.webapp.parsing import Node, parse
from tests.webapp.people import add_agent, ask, bring, browser, request_row
from webapp.config import day_of
from webapp.database import database
from webapp.database.kinds import Stage
from webapp.database.models import RequestRow
from webapp.database.queue_store import Due, Filters, Order, State
from webapp.database.stages import OPEN
from webapp.desk.filters import filters_of, packed, query_of, unpacked


def queue(client: FlaskClient, address: str = "/desk/") -> Node:
    response = client.get(address)
    assert response.status_code == 200, address
    return parse(response.text)


def subjects(page: Node) -> list[str]:
    return [each.text for each in page.all("h2") if each.all("a")]


def values(page: Node, attribute: str, *tags: str) -> list[str]:
    return [each.attributes[attribute] for tag in tags for each in page.all(tag) if attribute in each.attributes]


def put(client: FlaskClient, code: str, **values: object) -> None:
    with client.application.app_context(), database().session() as session:
        session.execute(update(RequestRow).where(RequestRow.code == code).values(**values))


def test_the_queue_shows_what_is_open(agent: FlaskClient) -> None:
    ask(agent, subject="Where is my money?")
    finished = ask(agent, subject="All well")
    bring(agent, finished, Stage.ASSIGNED, Stage.RESOLVED)
    page = queue(agent)
    assert subjects(page) == ["Where is my money?"]
    tabs = page.one("nav", class_="tabs")
    assert [each.text for each in tabs.all("a")] == [
        "All open 1",
        "Mine 0",
        "Nobody's 1",
        "Overdue 0",
        "Waiting 0",
        "Finished 1",
    ]
    assert tabs.one("a", **{"aria-current": "page"}).text == "All open 1"
    for link in tabs.links:
        queue(agent, link)


def test_what_presses_is_said_in_working_days(agent: FlaskClient) -> None:
    late, urgent = ask(agent, subject="Late"), ask(agent, subject="Urgent")
    with agent.application.app_context():
        today = day_of(datetime.now(UTC))
    put(agent, late, due_on=date(2020, 1, 2))
    put(agent, urgent, is_urgent=True, due_on=today)
    page = queue(agent)
    assert subjects(page) == ["Urgent", "Late"]
    due = [each.text for each in page.all("span", class_="due")]
    assert due[0] == "Due today"
    assert due[1].endswith("working days late")
    assert page.all("li", class_="is-late")


def test_filters_are_in_the_address_and_in_the_form(agent: FlaskClient) -> None:
    ask(agent, subject="Kde sú moje peniaze?", language="sk")
    ask(agent, subject="Where is my money?")
    page = queue(agent, "/desk/?language=sk&order=newest&q=peniaze&who=nobody")
    assert subjects(page) == ["Kde sú moje peniaze?"]
    chosen = {
        each.attributes["name"]: each.one("option", selected="").attributes["value"] for each in page.all("select")
    }
    assert chosen == {
        "state": "open",
        "who": "nobody",
        "due": "",
        "language": "sk",
        "category": "",
        "order": "newest",
    }
    assert page.one("input", id="q").attributes["value"] == "peniaze"
    (link,) = [each for each in page.links if "/desk/requests/" in each]
    case = parse(agent.get(link).text)
    assert "/desk/?who=nobody&language=sk&q=peniaze&order=newest" in case.links


def test_an_address_that_says_nonsense_is_understood_as_far_as_possible(agent: FlaskClient) -> None:
    ask(agent)
    for query in ("state=x", "who=x", "who=99999999999", "language=xx", "due=x", "order=x", "page=-1", "page=0x2"):
        assert len(subjects(queue(agent, f"/desk/?{query}"))) == 1
    for query in ("page=99999999999", "who=-1&page=7", f"q={'x' * 5000}", "q=%00", "category=%22%3E%3Cscript%3E"):
        queue(agent, f"/desk/?{query}")


@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(State.ALL, "me", "sk", "fees", Due.SOON, "a & b=c", Order.NEWEST, 3), Filters(who="12")],
)
def test_filters_survive_the_way_through_an_address(filters: Filters) -> None:
    assert filters_of(query_of(filters)) == filters
    assert unpacked(packed(filters)) == filters


def test_held_requests_are_in_a_room_of_their_own(agent: FlaskClient, code: str) -> None:
    do(agent, code, "hold")
    assert subjects(queue(agent)) == subjects(queue(agent, "/desk/?state=held")) == []
    page = queue(agent, "/desk/held")
    assert subjects(page) == ["Where is my money?"]
    assert page.one("span", class_="is-held").text == "An agent took it for spam"
    response = agent.post(f"/desk/requests/{code}/discard", data=fields(page, "/discard"))
    assert (response.status_code, response.location) == (303, "/desk/held?done=discarded")
    page = queue(agent, "/desk/held?state=discarded")
    assert subjects(page) == ["Where is my money?"]
    agent.post(f"/desk/requests/{code}/release", data=fields(page, "/release"))
    assert request_row(agent, code).stage == Stage.RECEIVED
    assert subjects(queue(agent)) == ["Where is my money?"]


def test_urgent_ones_among_the_held_are_counted_at_the_head_of_the_queue(agent: FlaskClient) -> None:
    codes = [ask(agent, subject=f"Question {number}") for number in range(4)]
    for code in codes:
        do(agent, code, "hold")
    assert "held as possible spam" not in queue(agent).one("main").text
    for number, code in enumerate(codes[1:], 1):
        put(agent, code, is_urgent=True)
        notice = queue(agent).one("p", class_="notice")
        said = "1 urgent request is" if number == 1 else f"{number} urgent requests are"
        assert notice.text.startswith(f"{said} held as possible spam")
        assert notice.links == ["/desk/held"]
    assert subjects(queue(agent, "/desk/held")) == ["Question 1", "Question 2", "Question 3", "Question 0"]
    do(agent, codes[1], "discard")
    do(agent, codes[2], "release")
    assert queue(agent).one("p", class_="notice").text.startswith("1 urgent request is held")


def test_what_is_finished_is_not_due_any_more(agent: FlaskClient, code: str) -> None:
    put(agent, code, due_on=date(2020, 1, 2))
    do(agent, code, "hold")
    assert queue(agent, "/desk/held").all("span", class_="due")
    do(agent, code, "discard")
    assert queue(agent, "/desk/held?state=discarded").all("span", class_="due") == []


@pytest.mark.parametrize("stage", list(Stage))
def test_only_what_is_open_presses(agent: FlaskClient, code: str, stage: Stage) -> None:
    put(agent, code, due_on=date(2020, 1, 2), stage=stage)
    page = queue(agent, "/desk/?state=all")
    assert bool(page.all("li", class_="is-late")) == bool(page.all("span", class_="due")) == (stage in OPEN)


def test_pages_lead_to_one_another(agent: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.database.queue_store.PAGE_ROWS", 2)
    for number in range(3):
        ask(agent, subject=f"Question {number}")
    page = queue(agent)
    assert len(subjects(page)) == 2
    (after,) = [each.attributes["href"] for each in page.all("a", rel="next")]
    page = queue(agent, after)
    assert len(subjects(page)) == 1
    assert [each.attributes["href"] for each in page.all("a", rel="prev")] == ["/desk/"]


def test_the_desk_works_without_an_index_and_says_so_in_the_log(
    site: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(site, agent_id=add_agent(site))
    code = ask(site)

    def fail(*arguments: object) -> None:
        raise RuntimeError("no index")

    monkeypatch.setattr("webapp.articles.knowledge_base.KnowledgeBase.searcher", fail)
    assert subjects(queue(client)) == ["Where is my money?"]
    page = parse(client.get(f"/desk/requests/{code}?find=money").text)
    assert "The search does not answer at the moment." in page.text
    assert "withdrawals" in page.one("main").text
    said = [record.message for record in caplog.records if record.exc_info]
    assert "The topics cannot be read; their keys are shown." in said
    assert "The topics cannot be read; none is shown." in said


@pytest.mark.parametrize("address", ["/desk/", "/desk/held", "/desk/requests/{code}"])
def test_a_page_of_the_desk_is_whole(agent: FlaskClient, code: str, address: str) -> None:
    response = agent.get(address.format(code=code))
    page = parse(response.text)
    assert page.one("title").text.endswith(" · Desk · Ventanilla")
    assert page.one("h1").text
    assert page.one("main").attributes["id"] == "main"
    (script,) = page.all("script")
    assert script.attributes["src"].startswith("/static/desk.js")
    assert page.all("style") == []
    assert "style=" not in response.text
    ids = values(page, "id", "input", "textarea", "select", "h2", "main")
    assert len(ids) == len(set(ids))
    assert all(each in ids for each in values(page, "for", "label"))
    keys = values(page, "data-key", "a", "button", "input", "textarea")
    assert len(keys) == len(set(keys))
