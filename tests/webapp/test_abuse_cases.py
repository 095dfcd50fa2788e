"""What people do to support desks, case by case; each test is named by the number of its case."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update
from werkzeug.datastructures import FileStorage

from tests.webapp import test_permissions
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.parsing import parse
from tests.webapp.people import (
    JANA,
    PETRA,
    add_agent,
    ask,
    browser,
    hidden,
    letters,
    post_form,
    resolve,
    rows,
    say,
)
from webapp import accounts, before_you_submit
from webapp.database import agents_store, database
from webapp.database.agents_store import NewAgent
from webapp.database.kinds import AgentRole, HeldBecause, LetterKind
from webapp.database.models import (
    AttachmentRow,
    EventRow,
    LetterRow,
    MessageRow,
    ParticipantRow,
    RequestRow,
    SessionRow,
    SignInRow,
    TeamEventRow,
)
from webapp.database.requests_store import NewRequest, submit
from webapp.files import attachments
from webapp.http.form_tokens import sign
from webapp.mail.worker import send_due

VICTIM = "victim@example.sk"
BAIT = "Free Nitro http://evil.example"
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}
LINE_ENDS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "%0d%0a")

SendForm = Callable[..., int]


def old_token(app: Flask, purpose: str) -> str:
    """Return a token of a form that a person could have filled in meanwhile."""
    with app.app_context():
        return sign(f"token {purpose}", str(int(time.time()) - 60))


@pytest.fixture
def client(open_site: OpenSite) -> FlaskClient:
    """Return a browser behind a proxy, so that a test can say where it sits."""
    return open_site(FakeSearcher(), proxies=1, smtp="files")


def send_form(client: FlaskClient, number: int, address: str = "", agent: str = "Browser", **typed: str) -> int:
    """Send a request from a place and a browser of its own; return the status."""
    fields = {"email": VICTIM, "name": BAIT, "subject": BAIT, "description": BAIT, "submission": f"submission-{number}"}
    hidden = {"token": old_token(client.application, before_you_submit.views.PURPOSE), "visit": "a-visit-of-mine"}
    place = address or f"10.{number // 250}.{number % 250}.7"
    headers = {"X-Forwarded-For": place, "User-Agent": f"{agent} {number}"}
    return client.post("/en/contact", data=fields | hidden | typed, headers=headers).status_code


def ask_to_sign_in(client: FlaskClient, number: int, language: str = "en", email: str = VICTIM, **typed: str) -> int:
    """Ask for a letter that signs in, from a place of its own; return the status."""
    hidden = {"token": old_token(client.application, accounts.views.PURPOSE)}
    headers = {"X-Forwarded-For": f"10.9.{number}.7"}
    data = {"email": email} | hidden | typed
    return client.post(f"/{language}/sign-in", data=data, headers=headers).status_code


def sent_letters(client: FlaskClient, instance: Path) -> list[EmailMessage]:
    """Send what is due and return all letters there are."""
    send_due(client.application)
    messages = []
    for path in sorted((instance / "mail").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        messages.append(message)
    return messages


def whole_text(message: EmailMessage) -> str:
    """Return everything that stands in a letter, decoded."""
    parts = [str(part.get_content()) for part in message.iter_parts() if isinstance(part, EmailMessage)]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *parts])


def count(client: FlaskClient, *conditions: Any) -> int:
    with client.application.app_context(), database().reading() as session:
        return session.scalar(select(func.count()).select_from(RequestRow).where(*conditions)) or 0


def stored_request(number: int) -> RequestRow:
    """Return a request of somebody, received just now."""
    now = datetime.now(UTC)
    words = {"language": "en", "category": "", "subject": "", "fingerprint": ""}
    return RequestRow(code=f"VT-{number}", submission=f"before-{number}", received_at=now, changed_at=now, **words)


def test_case_1_the_first_letter_to_an_address_carries_no_word_of_the_visitor(
    client: FlaskClient, tmp_path: Path
) -> None:
    assert send_form(client, 1, searched=BAIT, consent="y") == 303
    (letter,) = sent_letters(client, tmp_path)
    text = whole_text(letter).lower()
    assert letter["To"] == VICTIM
    assert not [word for word in BAIT.lower().split() if word in text]
    assert letter["Subject"].startswith("We have your request VT-")
    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-replied", "All")


def test_case_2_two_hundred_requests_for_one_address_bring_it_one_letter_a_day(
    client: FlaskClient, tmp_path: Path
) -> None:
    assert {send_form(client, number) for number in range(200)} == {303}
    assert count(client) == 200
    assert count(client, RequestRow.is_held.is_(False)) == 5
    assert count(client, RequestRow.held_because == HeldBecause.EMAIL) == 195
    assert len(sent_letters(client, tmp_path)) == 1


def test_case_2_one_place_that_sends_too_much_is_told_to_come_back(client: FlaskClient, tmp_path: Path) -> None:
    statuses = [send_form(client, number, "10.0.0.7", email=f"victim{number}@example.sk") for number in range(25)]
    assert statuses == [303] * 20 + [429] * 5
    assert count(client) == 20


def test_case_2_one_network_that_sends_too_much_waits_for_a_person(client: FlaskClient, tmp_path: Path) -> None:
    statuses = {
        send_form(client, number, f"10.0.0.{number}", email=f"victim{number}@example.sk") for number in range(30)
    }
    assert statuses == {303}
    assert count(client, RequestRow.held_because == HeldBecause.NETWORK) == 10
    assert len(sent_letters(client, tmp_path)) == 20


def test_case_2_a_flood_from_everywhere_waits_for_a_person_and_nothing_is_dropped(
    client: FlaskClient, tmp_path: Path
) -> None:
    with client.application.app_context(), database().session() as session:
        session.add_all(stored_request(number) for number in range(295))
    for number in range(8):
        assert send_form(client, number, email=f"victim{number}@example.sk") == 303
    assert count(client) == 295 + 8
    assert count(client, RequestRow.held_because == HeldBecause.EVERYBODY) == 3
    assert len(sent_letters(client, tmp_path)) == 5


def test_case_3_letters_to_sign_in_cannot_be_used_to_flood_or_to_bait(client: FlaskClient, tmp_path: Path) -> None:
    assert {ask_to_sign_in(client, number) for number in range(3)} == {303}
    assert sent_letters(client, tmp_path) == []  # nobody has written from this address
    send_form(client, 1)
    bait = f"/en/search?q={BAIT}"
    asked = [
        ask_to_sign_in(client, number, language, next=bait) for number, language in enumerate(("en", "sk", "es") * 4)
    ]
    assert set(asked) == {303}
    letters = sent_letters(client, tmp_path)
    assert len(letters) == 1 + 3
    for letter in letters:
        assert letter["To"] == VICTIM
        assert not [word for word in ("nitro", "evil") if word in whole_text(letter).lower()]


def test_case_3_the_other_ways_send_no_letter_at_all(client: FlaskClient, tmp_path: Path) -> None:
    client.post("/api/v1/deflection", json={"visit": "v" * 10, "action": "sent", "language": "en", "text": VICTIM})
    client.post("/api/v1/requests", json={"email": VICTIM, "subject": BAIT})
    assert sent_letters(client, tmp_path) == []


def test_case_3_the_same_form_sent_again_and_again_is_one_letter(client: FlaskClient, tmp_path: Path) -> None:
    for place in ("10.1.1.1", "10.2.2.2", "10.3.3.3"):
        assert send_form(client, 1, place) == 303
    assert (count(client), len(sent_letters(client, tmp_path))) == (1, 1)


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
@pytest.mark.parametrize("field", ["name", "subject", "email"])
def test_case_4_no_field_of_the_form_reaches_the_head_of_a_letter(
    client: FlaskClient, tmp_path: Path, field: str, end: str
) -> None:
    typed = {"email": VICTIM, "name": "Jana", "subject": "Help"} | {field: f"{VICTIM}{end}Bcc: everybody@example.sk"}
    status = send_form(client, 1, **typed)
    assert status == (422 if field == "email" else 303)
    for letter in sent_letters(client, tmp_path):
        assert set(letter.keys()) == HEADERS
        assert letter["To"] == VICTIM
        assert "everybody" not in whole_text(letter)


@pytest.mark.parametrize("name", ["<ceo@bank.example>", '"Support" <help@bank.example>', "a@b.example, c@d.example"])
def test_case_4_the_name_of_a_visitor_is_in_no_letter(client: FlaskClient, tmp_path: Path, name: str) -> None:
    send_form(client, 1, name=name)
    (letter,) = sent_letters(client, tmp_path)
    assert "bank.example" not in whole_text(letter)
    assert len(letter["To"].addresses) == len(letter["From"].addresses) == 1


def test_case_4_an_address_that_looks_like_another_is_kept_and_written_to_in_ascii(
    client: FlaskClient, tmp_path: Path
) -> None:
    send_form(client, 1, email="jana@b\u0430nk.example")  # a Cyrillic a
    with client.application.app_context(), database().reading() as session:
        assert session.scalars(select(ParticipantRow.email)).all() == ["jana@xn--bnk-6cd.example"]
    (letter,) = sent_letters(client, tmp_path)
    assert letter["To"] == "jana@xn--bnk-6cd.example"


@pytest.mark.parametrize("end", LINE_ENDS[:-1], ids=ascii)
def test_case_4_an_address_with_a_line_end_in_it_is_never_sent_to(
    client: FlaskClient, tmp_path: Path, end: str
) -> None:
    send_form(client, 1)
    with client.application.app_context(), database().session() as session:
        session.execute(update(LetterRow).values(recipient=f"a@b.example{end}Bcc: c@d.example"))
    assert sent_letters(client, tmp_path) == []
    with client.application.app_context(), database().reading() as session:
        row = session.scalars(select(LetterRow).where(LetterRow.kind == LetterKind.RECEIVED)).one()
        assert row.dead_at is not None


SIGN_IN = "/en/sign-in"


def fill(client: FlaskClient, address: str, action: str, **typed: Any) -> Any:
    """Open a page and send its form; return the answer."""
    return post_form(client, address, action, **typed)


@pytest.fixture
def house(open_site: OpenSite) -> FlaskClient:
    """Return a browser of a site to which Jana has sent something."""
    client = open_site(FakeSearcher())
    ask(client)
    return client


def first_code(client: FlaskClient) -> str:
    return rows(client, RequestRow)[0].code


@pytest.mark.parametrize("token", ["", "made.up", "other page", "expired"])
def test_case_5_a_form_without_a_good_token_changes_nothing(house: FlaskClient, token: str) -> None:
    with house.application.app_context():
        token = sign("token another form", "1800000000") if token == "other page" else token
        token = sign("token contact", str(int(time.time()) - 25 * 3600)) if token == "expired" else token
    fields = {"email": VICTIM, "subject": BAIT, "description": BAIT, "submission": "submission-1", "token": token}
    assert house.post("/en/contact", data=fields).status_code == 403
    assert house.post(SIGN_IN, data=fields).status_code == 403
    signed_in = browser(house, email=JANA)
    address = f"/en/requests/{first_code(house)}/reply"
    assert signed_in.post(address, data=fields | {"text": BAIT}).status_code == 403
    assert (len(rows(house, RequestRow)), len(rows(house, MessageRow)), len(rows(house, SignInRow))) == (1, 1, 0)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_case_5_another_site_changes_nothing_with_a_good_token(house: FlaskClient, headers: dict[str, str]) -> None:
    hidden_fields = {
        "token": old_token(house.application, before_you_submit.views.PURPOSE),
        "submission": "submission-1",
    }
    fields = {"email": VICTIM, "subject": BAIT, "description": BAIT} | hidden_fields
    assert house.post("/en/contact", data=fields, headers=headers).status_code == 403
    assert len(rows(house, RequestRow)) == 1


def test_case_5_a_form_sent_again_is_the_same_request(house: FlaskClient) -> None:
    fields = {"email": VICTIM, "subject": "Help", "description": "Please", "submission": "submission-1"}
    fields["token"] = old_token(house.application, before_you_submit.views.PURPOSE)
    assert {house.post("/en/contact", data=fields).status_code for _ in range(3)} == {303}
    assert len(rows(house, RequestRow)) == 2


WEIRD = {
    "a subject of a megabyte": {"subject": "x" * 1_048_576},
    "a text of ten megabytes": {"description": "x" * 10_485_760},
    "ten thousand lines": {"description": "x\n" * 4_999},
    "nothing but line ends": {"description": "\n" * 10_000},
    "NUL": {"subject": "a\0b", "description": "a\0b", "name": "a\0b"},
    "turned around": {"subject": "\u202egnp.exe", "description": "\u2066x", "name": "\u202eanaJ"},
    "without width": {"subject": "\u200b\u2060\ufeff", "description": "\u200b"},
    "half a pair": {"subject": "\ud800x", "description": "\udfffx"},
    "stacked marks": {"subject": "e" + "\u0301" * 140, "description": "e" + "\u0301" * 5_000},
}


@pytest.mark.parametrize("typed", WEIRD.values(), ids=WEIRD.keys())
def test_case_6_whatever_is_typed_is_kept_in_bounds_or_refused(house: FlaskClient, typed: dict[str, str]) -> None:
    typed = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in typed.items()}
    fields = {"email": VICTIM, "name": "x", "subject": "x", "description": "x", "submission": "submission-1"}
    fields["token"] = old_token(house.application, before_you_submit.views.PURPOSE)
    assert house.post("/en/contact", data=fields | typed).status_code in (303, 413, 422)
    signed_in = browser(house, email=JANA)
    text = {"text": typed.get("description", typed.get("subject", ""))}
    address = f"/en/requests/{first_code(house)}"
    token = hidden(parse(signed_in.get(address).text), "/reply")
    assert signed_in.post(f"{address}/reply", data=token | text).status_code in (303, 413, 422)
    assert signed_in.get(address).status_code == 200
    for row in rows(house, RequestRow):
        assert len(row.subject) <= 150
    for message in rows(house, MessageRow):
        assert len(message.text) <= 10_000
        assert not set("\0\u202e\u2066\u200b\ufeff") & set(message.text)


def test_case_16_a_right_code_opens_nothing_and_looks_like_a_wrong_one(house: FlaskClient) -> None:
    codes = (first_code(house), "VT-00000-00000-00000", "nonsense")
    for client, status in ((house, 303), (browser(house, email=PETRA), 404)):
        answers = [client.get(f"/en/requests/{code}") for code in codes]
        assert {each.status_code for each in answers} == {status}
        assert len({each.text.replace(code, "") for each, code in zip(answers, codes, strict=True)}) == 1


def test_case_16_a_known_address_an_unknown_one_and_one_with_too_many_letters_are_answered_alike(
    house: FlaskClient,
) -> None:
    def answer(email: str) -> tuple[int, int, int]:
        asked = fill(house, SIGN_IN, "/sign-in", email=email)
        page = house.get(asked.location)
        return asked.status_code, page.status_code, len(page.text.replace(email, ""))

    emails = (JANA, "jane@example.sk", JANA, JANA, JANA, JANA, "jane@example.sk")
    assert len({answer(email) for email in emails}) == 1


def test_case_16_ten_thousand_guesses_of_a_code_are_stopped_after_a_few(house: FlaskClient) -> None:
    page = fill(house, SIGN_IN, "/sign-in", email=JANA).location
    fields = hidden(parse(house.get(page).text), "/sign-in/code")
    statuses = [
        house.post("/en/sign-in/code", data=fields | {"code": f"{guess:06}"}).status_code for guess in range(40)
    ]
    assert statuses.count(422) <= 5
    assert set(statuses[5:]) == {429}
    digits = letters(house, LetterKind.SIGN_IN)[0].values["digits"]
    assert house.post("/en/sign-in/code", data=fields | {"code": digits}).status_code == 429


def test_case_16_codes_of_requests_do_not_follow_one_another(house: FlaskClient) -> None:
    codes = [ask(house, VICTIM, f"Subject {number}") for number in range(20)]
    assert len({code[:8] for code in codes}) >= 19


def test_case_17_my_requests_by_mail_answers_everybody_alike_and_writes_only_to_customers(house: FlaskClient) -> None:
    for _ in range(5):
        for email in (JANA, "nobody@example.sk"):
            assert fill(house, SIGN_IN, "/sign-in", email=email).status_code == 303
    recipients = [each.recipient for each in letters(house, LetterKind.SIGN_IN)]
    assert set(recipients) == {JANA}
    assert len(recipients) <= 3


def test_case_18_a_scanner_that_opens_every_link_changes_nothing(house: FlaskClient) -> None:
    fill(house, SIGN_IN, "/sign-in", email=JANA)
    path = letters(house, LetterKind.SIGN_IN)[0].values["path"]
    scanner = browser(house)
    for _ in range(3):
        answer = scanner.get(path, headers={"User-Agent": "scanner"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert scanner.head(path).status_code == 200
    assert fill(house, path, "").status_code == 303
    assert house.get("/en/requests").status_code == 200


def test_case_18_no_address_that_reads_changes_anything(house: FlaskClient) -> None:
    code = first_code(house)
    for client in (browser(house, email=JANA), browser(house, agent_id=add_agent(house))):
        for action in ("reply", "rate", "export"):
            assert client.get(f"/en/requests/{code}/{action}").status_code == 405
        for action in ("reply", "note", "assign", "stage", "merge", "hold", "release", "discard"):
            assert client.get(f"/desk/requests/{code}/{action}").status_code == 405
    assert house.get("/en/sign-out").status_code == 405
    assert rows(house, RequestRow)[0].version == 1


def test_case_18_no_key_is_written_to_the_log(house: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    fill(house, SIGN_IN, "/sign-in", email=JANA)
    said = letters(house, LetterKind.SIGN_IN)[0].values
    house.get(said["path"])
    lines = "\n".join(f"{each.getMessage()} {each.__dict__.get('request_fields')}" for each in caplog.records)
    for secret in (said["path"].rpartition("/")[2], JANA, said["digits"]):
        assert secret not in lines


def test_case_19_what_one_customer_wrote_is_answered_to_nobody_else_whatever_they_ask_for(house: FlaskClient) -> None:
    secret = "the blue elephant in the vault"
    code, done = ask(house, JANA, secret, secret), ask(house, JANA, f"Another: {secret}")
    say(house, code, f"Between us: {secret}", is_internal=True)
    resolve(house, done)
    stands_for = {"CODE": code, "DONE": done, "SESSION": "1", "DESK": "1"}
    for client in (browser(house), browser(house, email=PETRA)):
        for case in test_permissions.CASES:  # a test of theirs wants every route in the table
            address = re.sub("CODE|DONE|SESSION|DESK", lambda name: stands_for[name[0]], case.path)
            with client.open(address, method=case.method, data=case.data) as answer:
                assert secret not in answer.get_data(as_text=True), case
    assert secret in browser(house, email=JANA).get(f"/en/requests/{code}").text


def test_case_20_own_requests_are_offered_to_nobody_else_and_the_search_is_the_same_for_all(
    house: FlaskClient,
) -> None:
    ask(house, JANA, "Withdrawal of 2400 euros missing", "It has not reached my bank account.")
    question = "withdrawal of 2400 euros has not reached my bank account"
    clients = (browser(house, email=JANA), browser(house, email=PETRA), browser(house))
    offered = ["2400" in client.get(f"/en/requests/similar?q={question}").text for client in clients]
    assert offered == [True, False, False]
    answers = [client.get(f"/api/v1/suggest?q={question}&language=en").text for client in clients]
    assert len(set(answers)) == 1


def test_case_21_fields_that_are_not_on_the_form_are_passed_over(house: FlaskClient) -> None:
    extra = {
        "status": "closed", "stage": "closed", "assignee": "1", "assignee_id": "1", "is_internal": "1", "role": "admin",
        "links[]": "1", "is_urgent": "1", "is_held": "0", "actor": "agent", "agent_id": "1", "code": "VT-1",
    }  # fmt: skip
    fields = {"email": VICTIM, "subject": "Help", "description": "Please", "submission": "submission-1"}
    fields["token"] = old_token(house.application, before_you_submit.views.PURPOSE)
    assert house.post("/en/contact", data=fields | extra).status_code == 303
    code = first_code(house)
    answer = fill(browser(house, email=JANA), f"/en/requests/{code}", "/reply", text="More", **extra)
    assert answer.status_code == 303
    for row in rows(house, RequestRow):
        assert (row.stage, row.assignee_id, row.is_urgent, row.is_held) == ("received", None, False, False)
    for message in rows(house, MessageRow):
        assert (message.actor, message.agent_id, message.is_internal) == ("customer", None, False)


@pytest.mark.parametrize("header", ["X-Remote-User", "Remote-User", "X-Forwarded-User", "X-Forwarded-Email"])
def test_case_21_nobody_is_who_a_header_says(house: FlaskClient, header: str) -> None:
    headers = {header: JANA, "X-Forwarded-For": "127.0.0.1"}
    assert house.get("/en/requests", headers=headers).status_code == 303
    assert house.get("/desk/", headers=headers).status_code == 303


def test_case_22_keys_are_hashed_expire_and_work_once_and_the_session_is_a_new_one(house: FlaskClient) -> None:
    page = fill(house, SIGN_IN, "/sign-in", email=JANA).location
    said = letters(house, LetterKind.SIGN_IN)[0].values
    (kept,) = rows(house, SignInRow)
    assert said["path"].rpartition("/")[2] not in (kept.link_hash, kept.code_hash)
    house.set_cookie("customer", "chosen-by-somebody-else")
    assert fill(house, page, "/sign-in/code", code=said["digits"]).status_code == 303
    cookie = house.get_cookie("customer")
    assert cookie
    assert cookie.value != "chosen-by-somebody-else"
    assert cookie.value not in [each.key_hash for each in rows(house, SessionRow)]
    assert fill(browser(house), page, "/sign-in/code", code=said["digits"]).status_code == 422


def test_case_22_signing_in_at_the_desk_is_slowed_down(house: FlaskClient) -> None:
    token = hidden(parse(house.get("/desk/sign-in").text), "/desk/sign-in")
    typed = {"email": "eva@example.com", "password": "wrong password"}
    statuses = [house.post("/desk/sign-in", data=token | typed).status_code for _ in range(8)]
    assert statuses[-1] == 429
    assert 303 not in statuses


HARMFUL = {
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page.html": b"<script>alert(1)</script>",
    "page.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
    "data.xml": b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><x/>",
    "both.pdf": b"<html><script>alert(1)</script>%PDF-1.4",
    "photo.png": b"<script>alert(1)</script>",
    "notes.txt": b"MZ\x90\0\x03\0\0\0",
    "bomb.zip": b"PK\x03\x04" + b"\0" * 100,
}


@pytest.mark.parametrize("name", HARMFUL)
def test_case_28_what_a_browser_could_run_is_not_taken(house: FlaskClient, name: str) -> None:
    address = f"/en/requests/{first_code(house)}"
    files = {"attachments": (io.BytesIO(HARMFUL[name]), name)}
    assert fill(browser(house, email=JANA), address, "/reply", text="See the file", **files).status_code == 422
    assert rows(house, AttachmentRow) == []


def test_case_28_a_file_is_only_ever_downloaded_and_could_do_nothing(house: FlaskClient, tmp_path: Path) -> None:
    address = f"/en/requests/{first_code(house)}"
    content = b"%PDF-1.4\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\n%%EOF"
    jana = browser(house, email=JANA)
    files = {"attachments": (io.BytesIO(content), "form.pdf")}
    assert fill(jana, address, "/reply", text="See the file", **files).status_code == 303
    (stored,) = [each for each in (tmp_path / "attachments").iterdir() if each.is_file()]
    assert re.fullmatch("[0-9a-f]{32}", stored.name)
    with jana.get(f"{address}/files/1") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.data == content
    for path in (f"/attachments/{stored.name}", f"/static/../attachments/{stored.name}", f"/static/{stored.name}"):
        assert house.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("CON.txt", "_CON.txt"),
        ("a\u202etxt.png.txt", "atxt.png.txt"),
        (f"{'n' * 300}.txt", f"{'n' * 96}.txt"),
        ('a"\r\nX-Evil: 1.txt', "a_ X-Evil_ 1.txt"),
    ],
)
def test_case_29_the_name_of_a_file_leads_nowhere_and_stays_in_its_header(
    house: FlaskClient, name: str, kept: str
) -> None:
    address = f"/en/requests/{first_code(house)}"
    jana = browser(house, email=JANA)
    token = hidden(parse(jana.get(address).text), "/reply")
    file = FileStorage(io.BytesIO(b"abc"), filename=name, name="attachments")
    with house.application.test_request_context():
        (upload,) = attachments.check([file])
    assert upload.name == kept
    data = token | {"text": "See the file", "attachments": (io.BytesIO(b"abc"), upload.name)}
    assert jana.post(f"{address}/reply", data=data).status_code == 303
    with jana.get(f"{address}/files/1") as answer:
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers


def test_case_29_too_many_and_too_large_files_are_refused(house: FlaskClient) -> None:
    address = f"/en/requests/{first_code(house)}"
    jana = browser(house, email=JANA)
    many = [(io.BytesIO(b"abc"), f"{number}.txt") for number in range(6)]
    assert fill(jana, address, "/reply", text="Files", attachments=many).status_code == 422
    large = (io.BytesIO(b"a" * (10 * 1024 * 1024 + 1)), "large.txt")
    answer = fill(jana, address, "/reply", text="Files", attachments=large)
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 422
    assert rows(house, AttachmentRow) == []


def test_case_37_a_rating_is_a_form_that_is_sent_by_a_person_once(
    house: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_800_000_000.0]
    monkeypatch.setattr("webapp.http.form_tokens.time", lambda: now[0])
    code = first_code(house)
    resolve(house, code)
    jana = browser(house, email=JANA)
    address = f"/en/requests/{code}"
    fields = hidden(parse(jana.get(f"{address}?rating=1&stars=1").text), "/rate") | {"stars": "1"}
    assert jana.get(f"{address}/rate?stars=1").status_code == 405
    now[0] += 1
    assert jana.post(f"{address}/rate", data=fields).status_code == 422
    assert rows(house, RequestRow)[0].rating is None
    now[0] += 10
    assert jana.post(f"{address}/rate", data=fields | {"stars": "5"}).status_code == 303
    assert jana.post(f"{address}/rate", data=fields).status_code == 303
    assert rows(house, RequestRow)[0].rating == 5


HOSTILE = '<img src="https://evil.example/a.gif"><script>alert(1)</script> javascript:alert(1) https://x.example/a'


@pytest.fixture
def desk(house: FlaskClient) -> FlaskClient:
    """Return the browser of an admin of that site."""
    return browser(house, agent_id=add_agent(house, AgentRole.ADMIN))


def test_case_25_what_people_wrote_is_text_and_its_links_vouch_for_nothing(desk: FlaskClient) -> None:
    code = ask(desk, subject=HOSTILE, description=HOSTILE)
    page = parse(desk.get(f"/desk/requests/{code}").text)
    assert page.all("img") == []
    assert [each.attributes.get("src", "").partition("?")[0] for each in page.all("script")] == ["/static/desk.js"]
    written = page.one("div", class_="word-text")
    assert written.raw_text == HOSTILE
    assert written.links == ["https://evil.example/a.gif", "https://x.example/a"]
    assert {each.attributes["rel"] for each in written.all("a")} == {"noopener nofollow ugc"}
    assert page.one("h1").text == HOSTILE
    queue = parse(desk.get("/desk/").text)
    assert queue.all("img") == []
    assert HOSTILE in [each.text for each in queue.all("h2")]


TEMPLATES = ("{{ config }}", "{% for x in y %}", "{0.__class__}", "%(code)s %s %d", "${7*7}", "#{7*7}")
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\uff1d1", "  =1", "|calc", "%0A=1")


@pytest.mark.parametrize("text", TEMPLATES)
def test_case_26_what_an_agent_writes_is_no_template(desk: FlaskClient, tmp_path: Path, text: str) -> None:
    code = first_code(desk)
    address = f"/desk/requests/{code}"
    assert fill(desk, address, f"{code}/reply", text=text, to="waiting").status_code == 303
    assert fill(desk, address, f"{code}/note", note=text).status_code == 303
    page = parse(desk.get(address).text)
    assert [each.raw_text for each in page.all("div", class_="word-text")][1:] == [text, text]
    assert [each.values["text"] for each in letters(desk, "replied")] == [text]
    (letter,) = [each for each in sent_letters(desk, tmp_path) if text in whole_text(each)]
    assert all(text not in value for value in letter.values())


@pytest.mark.parametrize("text", FORMULAS)
def test_case_27_no_cell_of_an_export_is_a_formula(desk: FlaskClient, text: str) -> None:
    with desk.application.app_context():
        submit(NewRequest("form", "en", text, PETRA, text, text, "Hello"))
    answer = desk.get("/desk/export.csv")
    table = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    row = next(each for each in table if PETRA in each)
    assert row.count(f"'{text}") == 3
    assert all(cell.lstrip(" ")[:1] not in tuple("=+-@\t\r|%") for each in table for cell in each if cell)
    assert all(line.startswith('"') for line in answer.get_data().decode("utf-8-sig").splitlines())


@pytest.mark.parametrize("table", [EventRow, TeamEventRow])
@pytest.mark.parametrize("change", ["changed", "removed", "added"])
def test_case_39_whoever_changes_the_record_of_what_was_done_is_found_out(
    desk: FlaskClient, table: type[EventRow | TeamEventRow], change: str
) -> None:
    code = first_code(desk)
    fill(desk, f"/desk/requests/{code}", f"{code}/reply", text="Hello", to="waiting")
    with desk.application.app_context():
        for name in ("Ana", "Peter"):
            agents_store.add(NewAgent(f"{name}@example.com", name, AgentRole.AGENT, "en", "correct horse battery"))
        agents_store.set_role(2, AgentRole.ADMIN, 1)
    desk.get("/desk/export.csv")
    assert {"added", "role changed", "exported"} <= {each.kind for each in rows(desk, TeamEventRow)}
    assert {"received", "assigned", "stage changed", "replied"} <= {each.kind for each in rows(desk, EventRow)}
    runner = desk.application.test_cli_runner()
    assert runner.invoke(args=["check-events"]).exit_code == 0
    with desk.application.app_context(), database().session() as session:
        second = session.scalars(select(table).where(table.number == 2)).one()
        if change == "changed":
            session.execute(update(table).where(table.number == 2).values(details={"to": "nobody"}))
        elif change == "removed":
            session.execute(delete(table).where(table.number == 2))
        else:
            values = {each.key: getattr(second, each.key) for each in table.__table__.columns if each.key != "id"}
            session.add(table(**values | {"number": 99}))
    assert runner.invoke(args=["check-events"]).exit_code == 1
