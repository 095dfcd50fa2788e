"""A customer's own pages, in a browser without script."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.webapp.before_you_submit.conftest import PNG
from tests.webapp.parsing import Node, parse
from tests.webapp.people import JANA, PETRA, ask, bring, browser, hidden, post_form, request_row, resolve, rows, say
from webapp.database import DatabaseUnavailable, customer_store, database
from webapp.database.attachment_quota import NETWORK_DAY_BYTES
from webapp.database.kinds import HeldBecause, Stage
from webapp.database.models import AttachmentRow, MessageRow, RequestRow
from webapp.texts.held_requests import held_reason


def subjects(page: Node) -> list[str]:
    return [each.all("a")[0].text for each in page.all("ul", class_="own-requests") for each in each.all("li")]


def said(page: Node) -> list[str]:
    return [each.text for each in page.all("div", class_="said")]


@pytest.mark.parametrize(("language", "opened"), [("en", "Open 1"), ("es", ""), ("sk", "")])
def test_open_and_closed_requests_are_listed_apart(
    site: FlaskClient, jana: FlaskClient, language: str, opened: str
) -> None:
    ask(site, subject="My money")
    resolve(site, ask(site, subject="My card"))
    ask(site, PETRA, "Not mine")
    page = parse(jana.get(f"/{language}/requests").text)
    assert subjects(page) == ["My money", "My card"]
    if opened:
        assert page.one("h2", id="open-title").text == opened


def test_whoever_asked_nothing_is_told_so(jana: FlaskClient) -> None:
    page = parse(jana.get("/en/requests").text)
    assert page.one("p", class_="lead").text == f"Nothing has come from {JANA} yet."


@pytest.mark.parametrize("typed", ["withdrawals", "Withdrawal", "withdrwal", "VERDE", "withd", "money withdrawal"])
def test_requests_are_found_by_any_form_of_their_words(site: FlaskClient, jana: FlaskClient, typed: str) -> None:
    code = ask(site, subject="My withdrawal", description="My money did not come.")
    ask(site, subject="Card declined")
    say(site, code, "Ask Banco Verde.")
    say(site, code, "A secret note", is_internal=True)
    assert subjects(parse(jana.get(f"/en/requests?q={typed}").text)) == ["My withdrawal"]
    assert subjects(parse(jana.get(f"/en/requests?q={code.lower()}").text)) == ["My withdrawal"]
    for nothing in ("secret", "dividend", "the"):
        page = parse(jana.get(f"/en/requests?q={nothing}").text)
        assert subjects(page) == []
        assert page.one("p", class_="count-row").text.startswith("0 requests found")


@pytest.mark.parametrize(("language", "typed"), [("sk", "vyber"), ("sk", "výberu"), ("es", "retiradas")])
def test_each_request_is_searched_in_its_own_language(
    site: FlaskClient, jana: FlaskClient, language: str, typed: str
) -> None:
    ask(site, subject="Môj výber" if language == "sk" else "Mi retirada", language=language)
    assert len(subjects(parse(jana.get(f"/{language}/requests?q={typed}").text))) == 1


def test_a_request_shows_its_conversation_its_steps_and_the_promised_day(site: FlaskClient, jana: FlaskClient) -> None:
    code = ask(site, description="First.\n\nSecond.")
    bring(site, code, Stage.ASSIGNED, Stage.INVESTIGATING)
    say(site, code, "We look into it. See https://example.com/x")
    page = parse(jana.get(f"/en/requests/{code}").text)
    steps = [each.all("b")[0].text for each in page.one("ol", class_="timeline").all("li")]
    assert steps == ["Received", "Assigned", "Under investigation", "Our answer"]
    assert said(page) == ["First. Second.", "We look into it. See https://example.com/x"]
    assert page.one("a", rel="noopener nofollow ugc").text == "https://example.com/x"
    assert page.one("main").all("time")
    assert not page.all("section", id="rate")


def test_what_was_written_is_shown_as_it_is_and_runs_nowhere(site: FlaskClient, jana: FlaskClient) -> None:
    bait = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ config }} %(name)s"
    code = ask(site, subject=bait, description=bait)
    for address in (f"/en/requests/{code}", "/en/requests"):
        page = parse(jana.get(address).text)
        assert bait in page.one("main").text
        assert len(page.all("script")) == 1
        assert page.one("main").all("img") == []


def test_a_reply_with_a_file_is_kept_and_can_be_downloaded(site: FlaskClient, jana: FlaskClient) -> None:
    code = ask(site)
    fields = hidden(parse(jana.get(f"/en/requests/{code}").text), "/reply")
    data = fields | {"text": "Here it is.", "attachments": (io.BytesIO(PNG), "snímka.png")}
    answer = jana.post(f"/en/requests/{code}/reply", data=data)
    assert answer.status_code == 303
    page = parse(jana.get(answer.location).text)
    assert page.one("p", role="status").text == "Your message is with us."
    assert said(page)[-1] == "Here it is."
    (link,) = page.one("ul", class_="files").links
    with jana.get(link) as file:
        assert file.data == PNG


def test_the_same_reply_sent_twice_is_kept_once_and_leaves_no_file(
    site: FlaskClient, jana: FlaskClient, tmp_path: Path
) -> None:
    code = ask(site)
    fields = hidden(parse(jana.get(f"/en/requests/{code}").text), "/reply")
    for _ in range(2):
        data = fields | {"text": "Once.", "attachments": (io.BytesIO(PNG), "a.png")}
        assert jana.post(f"/en/requests/{code}/reply", data=data).status_code == 303
    assert len(rows(site, MessageRow)) == 2
    assert len(rows(site, AttachmentRow)) == 1
    assert len([each for each in (tmp_path / "attachments").iterdir() if each.is_file()]) == 1


@pytest.mark.parametrize(
    ("typed", "name", "field", "sentence"),
    [
        ("", "", "text", "Write what you want to add."),
        ("x" * 10_001, "", "text", "“Your message” has 10001 characters. Shorten it to 10000."),
        ("Hello", "a.exe", "attachments", "“a.exe” is of a kind that we cannot take."),
    ],
)
def test_what_is_wrong_with_a_reply_is_said_and_what_was_typed_stays(  # noqa: PLR0913 - a table
    site: FlaskClient, jana: FlaskClient, typed: str, name: str, field: str, sentence: str
) -> None:
    code = ask(site)
    fields = hidden(parse(jana.get(f"/en/requests/{code}").text), "/reply")
    files = {"attachments": (io.BytesIO(b"MZ"), name)} if name else {}
    answer = jana.post(f"/en/requests/{code}/reply", data=fields | {"text": typed} | files)
    page = parse(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id=f"{field}-error").text.startswith(sentence)
    assert page.one("textarea", name="text").text == typed
    assert hidden(page, "/reply")["submission"] == fields["submission"]
    assert len(rows(site, MessageRow)) == 1


def test_where_there_is_no_room_for_files_a_reply_can_be_sent_without(
    site: FlaskClient, jana: FlaskClient, tmp_path: Path
) -> None:
    code = ask(site)
    fields = hidden(parse(jana.get(f"/en/requests/{code}").text), "/reply")
    data = fields | {"text": "First.", "attachments": (io.BytesIO(PNG), "a.png")}
    assert jana.post(f"/en/requests/{code}/reply", data=data).status_code == 303
    with site.application.app_context(), database().session() as session:
        session.execute(update(AttachmentRow).values(size_bytes=NETWORK_DAY_BYTES))
    data = fields | {"text": "Second.", "attachments": (io.BytesIO(PNG), "a.png")}
    answer = jana.post(f"/en/requests/{code}/reply", data=data)
    page = parse(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id="attachments-error").text.startswith("We cannot take files at the moment.")
    assert page.one("textarea", name="text").text == "Second."
    assert len([each for each in (tmp_path / "attachments").iterdir() if each.is_file()]) == 1
    answer = jana.post(f"/en/requests/{code}/reply", data=fields | {"text": "Second."})
    assert answer.status_code == 303


def test_a_reply_that_cannot_be_kept_now_comes_back(
    site: FlaskClient, jana: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = ask(site)

    def fail(*_: object) -> None:
        raise DatabaseUnavailable("disk full")

    monkeypatch.setattr(customer_store, "add_reply", fail)
    answer = post_form(jana, f"/en/requests/{code}", "/reply", text="Precious words")
    page = parse(answer.text)
    assert answer.status_code == 503
    assert page.one("textarea", name="text").text == "Precious words"
    assert page.one("p", role="alert").text.startswith("We could not keep your message just now.")


def test_a_message_to_a_resolved_request_opens_it_again(site: FlaskClient, jana: FlaskClient) -> None:
    code = ask(site)
    resolve(site, code)
    answer = post_form(jana, f"/en/requests/{code}", "/reply", text="It is back.")
    page = parse(jana.get(answer.location).text)
    assert page.one("p", role="status").text == "Your message is with us, and the request is open again."
    assert request_row(site, code).stage == Stage.INVESTIGATING
    assert "Opened again" in page.one("ol", class_="timeline").text


def test_a_rating_is_given_once(site: FlaskClient, jana: FlaskClient, clock: list[float]) -> None:
    code = ask(site)
    resolve(site, code)
    fields = hidden(parse(jana.get(f"/en/requests/{code}").text), "/rate")
    clock[0] += 10
    answer = jana.post(f"/en/requests/{code}/rate", data=fields | {"stars": "4", "text": "Fast\n and kind"})
    page = parse(jana.get(answer.location).text)
    assert "4/5 – Good" in page.one("section", id="rate").text
    assert page.one("section", id="rate").all("form") == []
    again = jana.post(f"/en/requests/{code}/rate", data=fields | {"stars": "1", "text": "No"})
    assert "that rating stays" in parse(jana.get(again.location).text).one("p", role="status").text
    row = request_row(site, code)
    assert (row.rating, row.rating_text) == (4, "Fast and kind")


@pytest.mark.parametrize("stars", ["", "0", "6", "five", "1.5", "\u0665"])
def test_a_rating_beyond_the_five_is_asked_for_again(
    site: FlaskClient, jana: FlaskClient, clock: list[float], stars: str
) -> None:
    code = ask(site)
    resolve(site, code)
    fields = hidden(parse(jana.get(f"/en/requests/{code}").text), "/rate")
    clock[0] += 10
    answer = jana.post(f"/en/requests/{code}/rate", data=fields | {"stars": stars, "text": "Because"})
    page = parse(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id="stars-error").text == "Choose one of the five."
    assert page.one("input", id="rating-text").attributes["value"] == "Because"


def test_a_finished_request_is_taken_away_as_a_file(site: FlaskClient, jana: FlaskClient) -> None:
    code = ask(site)
    say(site, code, "Done.")
    say(site, code, "A secret note", is_internal=True)
    resolve(site, code)
    answer = post_form(jana, f"/en/requests/{code}", "/export")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{code}.json"'
    record = json.loads(answer.text)
    assert (record["format"], record["code"], record["stage"]) == ("ventanilla request 1", code, "resolved")
    assert [each["text"] for each in record["messages"]] == ["I wait since Monday.", "Done."]
    assert [each["stage"] for each in record["steps"]] == ["received", "assigned", "resolved"]
    assert "secret" not in answer.text


def test_a_finished_request_can_be_printed(site: FlaskClient, jana: FlaskClient) -> None:
    code = ask(site)
    resolve(site, code)
    page = parse(jana.get(f"/en/requests/{code}/print").text)
    assert code in page.one("dl", class_="record").text
    assert said(page) == ["I wait since Monday."]


def test_a_code_is_read_however_it_is_written(site: FlaskClient, jana: FlaskClient) -> None:
    code = ask(site)
    assert jana.get(f"/en/requests/{code.lower().replace('-', '')}").status_code == 200


SIMILAR = "the withdrawal of 2400 euros to my bank has not arrived"


@pytest.fixture
def withdrawal(site: FlaskClient) -> str:
    """Return the code of an open request of Jana's."""
    return ask(site, subject="Withdrawal has not arrived", description="I withdrew 2,400 euros to my bank on Monday.")


def test_a_customer_is_shown_their_own_similar_request_first_and_adds_to_it(
    jana: FlaskClient, site: FlaskClient, withdrawal: str
) -> None:
    page = parse(jana.get(f"/en/contact?q={SIMILAR}").text)
    section = page.one("section", class_="own-similar")
    assert section.one("p", class_="subject").text == "Withdrawal has not arrived"
    (link,) = section.links
    target = parse(jana.get(link).text)
    assert target.one("textarea", name="text").text == SIMILAR
    assert post_form(jana, link, "/reply", text=SIMILAR).status_code == 303
    assert len(rows(site, MessageRow)) == 2


def test_the_script_gets_the_same_as_a_part_of_the_page(jana: FlaskClient, withdrawal: str) -> None:
    page = parse(jana.get(f"/en/contact?q={SIMILAR}").text)
    root = page.one("div", class_="contact")
    part = parse(jana.get(f"{root.attributes['data-own-url']}?q={SIMILAR}").text)
    assert part.text == page.one("div", **{"data-own": ""}).text


@pytest.mark.parametrize("question", ["How do I close my account?", "", "withdrawal"])
def test_another_question_is_no_reason_to_add(jana: FlaskClient, withdrawal: str, question: str) -> None:
    assert parse(jana.get(f"/en/requests/similar?q={question}").text).all("section") == []


def test_a_closed_request_is_not_offered(site: FlaskClient, jana: FlaskClient, withdrawal: str) -> None:
    resolve(site, withdrawal)
    assert parse(jana.get(f"/en/requests/similar?q={SIMILAR}").text).all("section") == []


def test_without_a_session_nothing_is_offered_and_nothing_asked_for(site: FlaskClient, withdrawal: str) -> None:
    page = site.get(f"/en/contact?q={SIMILAR}").text
    assert "data-own" not in page
    assert site.get(f"/en/requests/similar?q={SIMILAR}").text.strip() == ""


def test_a_signed_in_customer_need_not_type_their_address_and_it_is_proven(
    site: FlaskClient, jana: FlaskClient
) -> None:
    page = parse(jana.get("/en/contact?form=1").text)
    assert page.one("input", name="email").attributes["value"] == JANA


HELD = {
    "en": ("A person will look at it first", "We took this request for spam and closed it."),
    "es": ("Antes la revisará una persona", "Hemos tomado esta solicitud por spam y la hemos cerrado."),
    "sk": ("Najprv si ju pozrie niekto z nás", "Túto žiadosť sme považovali za spam a uzavreli sme ju."),
}


@pytest.mark.parametrize("language", HELD)
def test_whoever_sent_a_request_that_is_held_or_discarded_is_told(site: FlaskClient, language: str) -> None:
    code = ask(site)
    jana = browser(site, email=JANA)
    address = f"/{language}/requests/{code}"
    waits, discarded = HELD[language]
    said = parse(jana.get(address).text).one("main").text
    assert waits not in said and discarded not in said
    put(site, code, is_held=True, held_because="held by an agent")
    page = parse(jana.get(address).text).one("main")
    assert waits in page.text
    with site.application.test_request_context(f"/{language}/"):
        assert held_reason(HeldBecause.AGENT) in page.text
    assert page.all("section", id="reply")
    put(site, code, stage="closed")
    page = parse(jana.get(address).text).one("main")
    assert discarded in page.one("p", class_="notice").text
    assert f"/{language}/contact?form=1" in page.links
    assert page.all("section", id="reply") == page.all("section", id="rate") == []


def put(client: FlaskClient, code: str, **values: object) -> None:
    with client.application.app_context(), database().session() as session:
        session.execute(update(RequestRow).where(RequestRow.code == code).values(**values))
