"""``/desk/requests/<code>``: read, answered, moved on, joined; the second of two agents is told and loses nothing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.webapp.desk.conftest import do, fields
from tests.webapp.parsing import Node, parse
from tests.webapp.people import JANA, PETRA, add_agent, ask, bring, browser, letters, request_row, rows, say
from webapp.database import database
from webapp.database.kinds import AgentRole, Stage
from webapp.database.models import EventRow, LetterRow, MessageRow
from webapp.database.requests_store import NewAttachment, NewRequest, submit
from webapp.database.stages import NEXT
from webapp.files.attachments import folder


def case(client: FlaskClient, code: str, query: str = "") -> Node:
    response = client.get(f"/desk/requests/{code}{query}")
    assert response.status_code == 200
    return parse(response.text)


SENDING = ("data-send", "data-send-shifted")


def said(client: FlaskClient) -> list[str]:
    return [each.text for each in rows(client, MessageRow)]


def test_a_request_is_answered_and_resolved(agent: FlaskClient, code: str) -> None:
    response = do(agent, code, "reply", text="It is on its way.", to="resolved")
    assert (response.status_code, response.location) == (303, f"/desk/requests/{code}?done=replied")
    page = parse(agent.get(response.location).text)
    assert page.one("p", role="status").text == "Your reply is on its way."
    assert [each.text for each in page.all("div", class_="word-text")] == ["I wait since Monday.", "It is on its way."]
    assert request_row(agent, code).stage == Stage.RESOLVED
    assert [each.values["text"] for each in letters(agent, "resolved")] == ["It is on its way."]


@pytest.mark.parametrize(
    ("button", "stage", "kind"),
    [
        ("Send and wait for the customer", Stage.WAITING, "replied"),
        ("Send and resolve", Stage.RESOLVED, "resolved"),
        ("Only send", Stage.ASSIGNED, "replied"),
    ],
)
def test_what_nobody_has_is_taken_answered_and_moved_on_by_one_button(
    agent: FlaskClient, code: str, button: str, stage: Stage, kind: str
) -> None:
    page = case(agent, code)
    (form,) = [each for each in page.all("form") if each.attributes["action"].endswith("/reply")]
    assert "Nobody has this request yet; sending makes it yours." in form.text
    (pressed,) = [each for each in form.all("button", **{"name": "to"}) if each.text == button]
    do(agent, code, "reply", text="It is on its way.", to=pressed.attributes["value"])
    row = request_row(agent, code)
    assert (row.assignee_id, row.stage) == (1, stage)
    assert [each.kind for each in rows(agent, LetterRow)] == ["received", kind]
    assert "Nobody has this request yet" not in case(agent, code).text


def test_a_colleagues_request_is_answered_and_stays_theirs(site: FlaskClient, agent: FlaskClient, code: str) -> None:
    do(agent, code, "assign", whom="me")
    other = browser(site, agent_id=add_agent(site, AgentRole.ADMIN))
    assert "sending makes it yours" not in case(other, code).text
    do(other, code, "reply", text="I answer for Eva.", to="waiting")
    assert (request_row(site, code).assignee_id, request_row(site, code).stage) == (1, Stage.WAITING)


def test_both_ways_of_sending_have_keys(agent: FlaskClient, code: str) -> None:
    (form,) = [each for each in case(agent, code).all("form") if each.attributes["action"].endswith("/reply")]
    keys = {name: [each.text for each in form.all("button") if name in each.attributes] for name in SENDING}
    assert keys == {
        "data-send": ["Send and wait for the customer"],
        "data-send-shifted": ["Send and resolve"],
    }


def test_an_empty_reply_is_not_sent(agent: FlaskClient, code: str) -> None:
    response = do(agent, code, "reply", text=" \n ")
    assert response.status_code == 422
    assert "Write a reply first." in parse(response.text).one("div", role="alert").text
    assert len(said(agent)) == 1


def test_a_reply_that_is_too_long_comes_back_whole(agent: FlaskClient, code: str) -> None:
    response = do(agent, code, "reply", text="x" * 20_001)
    page = parse(response.text)
    assert response.status_code == 422
    assert "The text has 20001 characters. Shorten it to 20000." in page.one("div", role="alert").text
    assert page.one("textarea", id="text").raw_text == "x" * 20_001


def test_the_second_agent_is_told_and_sends_again(site: FlaskClient, agent: FlaskClient, admin: FlaskClient) -> None:
    code = ask(site)
    seen = fields(case(admin, code), f"{code}/reply")
    do(agent, code, "reply", text="Hello from the first", to="waiting")
    response = admin.post(f"/desk/requests/{code}/reply", data=seen | {"text": "Hello from the second"})
    assert response.status_code == 409
    page = parse(response.text)
    alert = page.one("div", role="alert")
    assert "Somebody was faster" in alert.text
    assert "Eva agent replied" in alert.text
    assert "sent the request" not in alert.text
    assert page.one("textarea", id="text").raw_text == "Hello from the second"
    again = fields(page, f"{code}/reply")
    assert again["submission"] == seen["submission"]
    assert admin.post(f"/desk/requests/{code}/reply", data=again | {"text": "Hello from the second"}).status_code == 303
    assert said(site)[1:] == ["Hello from the first", "Hello from the second"]


def test_the_same_form_sent_twice_is_one_reply(agent: FlaskClient, code: str) -> None:
    sent = fields(case(agent, code), f"{code}/reply") | {"text": "Hello"}
    assert agent.post(f"/desk/requests/{code}/reply", data=sent).location.endswith("done=replied")
    assert agent.post(f"/desk/requests/{code}/reply", data=sent).location.endswith("done=repeated")
    assert said(agent).count("Hello") == 1


def test_a_note_is_for_the_team(agent: FlaskClient, code: str) -> None:
    assert do(agent, code, "note", note="The bank knows.").location.endswith("done=noted")
    page = case(agent, code)
    assert page.one("li", class_="is-note").one("div").text == "The bank knows."
    assert letters(agent, "replied") == []
    assert do(agent, code, "note", note="").status_code == 422


@pytest.mark.parametrize("whom", ["me", "least"])
def test_a_request_is_taken_and_given_back(agent: FlaskClient, code: str, whom: str) -> None:
    assert do(agent, code, "assign", whom=whom).location.endswith("done=assigned")
    assert request_row(agent, code).assignee_id == 1
    do(agent, code, "assign", whom="nobody")
    assert request_row(agent, code).assignee_id is None


def test_a_request_is_given_to_a_colleague_only(agent: FlaskClient, admin: FlaskClient, code: str) -> None:
    do(agent, code, "assign", whom="agent", agent="2")
    assert request_row(agent, code).assignee_id == 2
    for nobody in ("9", "x", ""):
        response = do(agent, code, "assign", whom="agent", agent=nobody)
        assert response.status_code == 409
        assert "Choose somebody who works here." in parse(response.text).one("div", role="alert").text


@pytest.mark.parametrize(
    ("before", "buttons"),
    [
        ((), ["Start investigating", "Wait for the customer", "Mark as resolved"]),
        ((Stage.ASSIGNED, Stage.INVESTIGATING), ["Wait for the customer", "Mark as resolved"]),
        ((Stage.ASSIGNED, Stage.RESOLVED), ["Close the request", "Reopen"]),
        ((Stage.ASSIGNED, Stage.RESOLVED, Stage.CLOSED), ["Reopen"]),
    ],
)
def test_only_stages_that_may_follow_are_offered(
    agent: FlaskClient, code: str, before: tuple[Stage, ...], buttons: list[str]
) -> None:
    bring(agent, code, *before)
    (form,) = [each for each in case(agent, code).all("form") if each.attributes["action"].endswith("/stage")]
    assert [each.text.rpartition(" ")[0] or each.text for each in form.all("button")] == buttons
    following = NEXT[before[-1] if before else Stage.ASSIGNED]
    assert all(Stage(button.attributes["value"]) in following for button in form.all("button"))


def test_a_stage_that_may_not_follow_is_refused(agent: FlaskClient, code: str) -> None:
    assert do(agent, code, "stage", to="closed").status_code == 409
    assert do(agent, code, "stage", to="received").status_code == 400
    assert request_row(agent, code).stage == Stage.RECEIVED
    assert do(agent, code, "stage", to="waiting").status_code == 303


def test_an_article_is_inserted_in_the_language_of_the_customer_at_the_address_of_the_site(agent: FlaskClient) -> None:
    code = ask(agent, language="sk")
    page = case(agent, code, "?find=money")
    (button,) = [each for each in page.all("button") if "data-insert" in each.attributes]
    assert button.attributes["data-insert"] == "Kde je môj výber?\nhttp://127.0.0.1:8000/sk/articles/vybery"
    sent = fields(page, f"{code}/reply") | {"text": "Dobrý deň", "insert": button.attributes["value"]}
    page = parse(agent.post(button.attributes["formaction"], data=sent).text)
    text = page.one("textarea", id="text").raw_text
    assert text.strip() == "Dobrý deň\n\nKde je môj výber?\nhttp://127.0.0.1:8000/sk/articles/vybery"
    assert fields(page, f"{code}/reply")["submission"] == sent["submission"]
    assert len(said(agent)) == 1


def test_the_language_to_answer_in_is_called_as_the_agent_calls_it(agent: FlaskClient) -> None:
    code = ask(agent, language="sk")
    assert "Reply in Slovak" in case(agent, code).one("main").text


def test_looking_for_an_article_keeps_what_was_written(agent: FlaskClient, code: str) -> None:
    sent = fields(case(agent, code), f"{code}/reply") | {"text": "Hello", "find": "money"}
    page = parse(agent.post(f"/desk/requests/{code}/draft", data=sent).text)
    assert page.one("textarea", id="text").raw_text.strip() == "Hello"
    assert page.one("ul", class_="insertable").links == ["/en/articles/withdrawals#s-late"]
    part = parse(agent.get(f"/desk/requests/{code}/articles?find=money").text)
    assert part.one("ul", class_="insertable").links == ["/en/articles/withdrawals#s-late"]
    part = parse(agent.get(f"/desk/requests/{code}/articles?find=moon").text)
    assert part.text == "No article found. Try different words."


def test_requests_of_one_customer_are_joined_and_taken_apart(agent: FlaskClient) -> None:
    first = ask(agent, subject="Withdrawal of 1250 EUR missing", description="The withdrawal of 1250 EUR is missing.")
    second = ask(agent, subject="Missing withdrawal 1250 EUR", description="My withdrawal of 1250 EUR is missing.")
    page = case(agent, first)
    assert "Probably about the same" in [each.text for each in page.all("h2")]
    response = agent.post(f"/desk/requests/{second}/merge", data=fields(page, f"{second}/merge"))
    assert response.location == f"/desk/requests/{first}?done=merged"
    page = case(agent, first)
    texts = [each.text for each in page.all("div", class_="word-text")]
    assert texts == ["The withdrawal of 1250 EUR is missing.", "My withdrawal of 1250 EUR is missing."]
    joined = case(agent, second)
    assert f"/desk/requests/{first}" in joined.links
    assert not [each for each in joined.all("form") if each.attributes["action"].endswith("/reply")]
    agent.post(f"/desk/requests/{second}/unmerge", data=fields(page, f"{second}/unmerge"))
    assert request_row(agent, second).stage == Stage.RECEIVED


def test_requests_of_different_customers_are_not_joined(agent: FlaskClient) -> None:
    one, other = ask(agent, JANA), ask(agent, PETRA)
    response = do(agent, one, "merge", into=other)
    assert response.status_code == 409
    assert "different customers" in parse(response.text).one("div", role="alert").text
    assert do(agent, one, "merge", into="nonsense").status_code == 409


def test_what_the_customer_searched_and_read_is_shown(agent: FlaskClient) -> None:
    with agent.application.app_context():
        searched = "Searched: money\nRead: Fees"
        code = submit(NewRequest("form", "en", "", JANA, "", "Money", "Where?", searched=searched)).code
    assert [each.text for each in case(agent, code).one("ul", class_="trace").all("li")] == [
        "Searched: money",
        "Read: Fees",
    ]


def test_a_file_is_only_ever_a_download(agent: FlaskClient) -> None:
    code = ask(agent, files=(NewAttachment("0a1b", "note.txt", "text/plain", 5, "ab"),))
    with agent.application.app_context():
        folder().mkdir(parents=True, exist_ok=True)
        (folder() / "0a1b").write_text("hello")
    (link,) = [each for each in case(agent, code).links if "/attachments/" in each]
    with agent.get(link) as response:
        assert response.get_data() == b"hello"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]
    other = ask(agent, PETRA)
    assert agent.get(link.replace(code, other)).status_code == 404
    assert agent.get(f"/desk/requests/{code}/attachments/99999999999999999999").status_code == 404


def test_a_code_is_read_as_people_write_it(agent: FlaskClient, code: str) -> None:
    response = agent.get(f"/desk/requests/{code.lower()}")
    assert (response.status_code, response.location) == (301, f"/desk/requests/{code}")
    for nothing in ("VT-00000-00000-00000", "x", "%00", "1"):
        assert agent.get(f"/desk/requests/{nothing}").status_code == 404
        assert agent.post(f"/desk/requests/{nothing}/stage", data=token(agent, code)).status_code in (400, 404)


def token(client: FlaskClient, code: str) -> dict[str, str]:
    return fields(case(client, code), f"{code}/stage") | {"to": "waiting"}


def test_neighbours_in_the_queue_are_one_step_away(agent: FlaskClient) -> None:
    codes = [ask(agent, subject=f"Question {number}") for number in range(3)]
    page = case(agent, codes[1], "?queue=order%3Doldest")
    (before,) = [each.attributes["href"] for each in page.all("a", rel="prev")]
    (after,) = [each.attributes["href"] for each in page.all("a", rel="next")]
    assert (codes[0] in before, codes[2] in after) == (True, True)
    assert "order%3Doldest" in after


@pytest.mark.parametrize(
    "action", ["reply", "note", "assign", "stage", "merge", "unmerge", "hold", "release", "discard", "draft"]
)
def test_every_change_needs_an_agent_and_a_form_of_their_session(site: FlaskClient, code: str, action: str) -> None:
    eva, other = browser(site, agent_id=add_agent(site)), browser(site, agent_id=add_agent(site, AgentRole.ADMIN))
    address = f"/desk/requests/{code}/{action}"
    foreign = token(other, code)
    assert site.post(address, data=foreign).location.startswith("/desk/sign-in")
    assert browser(site, email=JANA).post(address, data=foreign).location.startswith("/desk/sign-in")
    assert eva.post(address, data=foreign).status_code == 403
    assert eva.post(address, data={}).status_code == 403
    assert eva.post(address, data=token(eva, code), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert eva.get(address).status_code == 405
    assert request_row(site, code).version == 1


def test_a_conversation_shows_who_wrote(agent: FlaskClient, code: str) -> None:
    say(agent, code, "Automatic word", is_internal=False)
    heads = [each.text for each in case(agent, code).all("p", class_="word-head")]
    assert heads[0].startswith("Jana ")
    assert heads[1].startswith("The site Support ")


def test_a_tampered_history_is_pointed_out(agent: FlaskClient, code: str) -> None:
    assert "was changed after it was written" not in case(agent, code).text
    with agent.application.app_context(), database().session() as session:
        session.execute(update(EventRow).values(actor="agent"))
    assert "was changed after it was written" in case(agent, code).text


def test_a_held_request_is_released_by_its_answer_and_a_discarded_one_by_hand_only(
    agent: FlaskClient, code: str
) -> None:
    do(agent, code, "hold")
    page = case(agent, code)
    assert "Sending releases the request." in page.one("main").text
    assert page.all("form", **{"data-write": "reply"})
    do(agent, code, "discard")
    assert case(agent, code).all("form", **{"data-write": "reply"}) == []
    do(agent, code, "release")
    do(agent, code, "hold")
    do(agent, code, "reply", text="It is on its way.", to="waiting")
    row = request_row(agent, code)
    assert (row.is_held, row.stage) == (False, Stage.WAITING)
    assert "Eva agent released the request" in case(agent, code).text
    assert "Sending releases the request." not in case(agent, code).one("main").text
