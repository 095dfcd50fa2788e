"""``POST /<language>/contact``: stored once, or shown again with all that was typed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.webapp.before_you_submit.conftest import PNG, TYPED, fields, open_form, post
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit
from tests.webapp.parsing import Node, parse
from webapp.database import DatabaseUnavailable, database, engine
from webapp.database.attachment_quota import NETWORK_DAY_BYTES
from webapp.database.kinds import HeldBecause
from webapp.database.models import AttachmentRow, DeflectionEventRow, MessageRow, ParticipantRow, RequestRow
from webapp.files import attachments
from webapp.texts.held_requests import held_reason

Kept = Callable[[FlaskClient, type[Any]], list[Any]]


@pytest.fixture
def client(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher())


def errors(page: Node) -> dict[str, str]:
    """Return what the summary says of each field."""
    return {each.attributes["href"][1:]: each.text for each in page.one("div", class_="errors").all("a")}


def files(folder: Path) -> list[Path]:
    return [path for path in (folder / "attachments").rglob("*") if path.is_file()]


def test_a_request_is_stored_and_its_code_shown(client: FlaskClient, clock: list[float], kept: Kept) -> None:
    response = post(client, open_form(client, clock) | TYPED)
    assert response.status_code == 303
    page = parse(client.get(response.location).text)
    (request,), (participant,), (message,) = (kept(client, each) for each in (RequestRow, ParticipantRow, MessageRow))
    assert page.one("output").text == request.code
    assert (request.language, request.category, request.subject) == ("en", "withdrawals", "Where is my money?")
    assert (participant.name, participant.email) == ("Jana Nováková", "jana@example.sk")
    assert message.text == "I wait since Monday.\nPlease help."
    assert not request.is_held
    assert request.visitor and request.network


def test_the_journey_without_script(open_site: OpenSite, clock: list[float], kept: Kept) -> None:
    client = open_site(FakeSearcher())
    client.get("/sk/contact")
    sent = open_form(client, clock, "/sk/contact?q=kde+s%C3%BA+moje+peniaze")
    assert sent["subject"] == "kde sú moje peniaze"
    response = post(client, sent | {"email": "jana@example.sk", "consent": "yes"}, ("snímka.png", PNG), language="sk")
    page = parse(client.get(response.location).text)
    assert page.one("html").attributes["lang"] == "sk"
    (request,) = kept(client, RequestRow)
    assert page.one("output").text == request.code
    assert request.language == "sk"
    assert "kde sú moje peniaze" in request.searched
    assert [each.original_name for each in kept(client, AttachmentRow)] == ["snímka.png"]
    assert [each.action for each in kept(client, DeflectionEventRow)] == ["shown", "sent"]


def test_without_consent_nothing_of_the_search_goes_along(client: FlaskClient, clock: list[float], kept: Kept) -> None:
    post(client, open_form(client, clock) | TYPED | {"searched": "Searched: money"})
    assert [each.searched for each in kept(client, RequestRow)] == [""]


def test_a_request_from_an_urgent_article_is_urgent(open_site: OpenSite, clock: list[float], kept: Kept) -> None:
    client = open_site(urgent_searcher())
    for about in ("alarm", "no-such"):
        post(client, open_form(client, clock) | TYPED | {"category": "withdrawals", "about": about})
    assert [each.is_urgent for each in kept(client, RequestRow)] == [True, False]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"email": ""}, "email", "Enter your e-mail address, so that we can answer you."),
        ({"email": "jana"}, "email", "This is not a complete e-mail address. Write it like name@example.com."),
        ({"email": "jana@example"}, "email", "This is not a complete e-mail address. Write it like name@example.com."),
        ({"subject": " \u200b "}, "subject", "Say in a few words what it is about."),
        ({"subject": "x" * 151}, "subject", "“Subject” has 151 characters. Shorten it to 150."),
        ({"description": "\n\0"}, "description", "Describe what happened."),
        ({"description": "x" * 10_001}, "description", "“Description” has 10001 characters. Shorten it to 10000."),
        ({"name": "x" * 101}, "name", "“Name” has 101 characters. Shorten it to 100."),
        ({"category": "made-up"}, "category", "Choose one of the topics."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_all_that_was_typed_stays(  # noqa: PLR0913 - a table
    client: FlaskClient, clock: list[float], kept: Kept, changes: dict[str, str], field: str, sentence: str
) -> None:
    sent = open_form(client, clock) | TYPED | changes
    response = post(client, sent)
    page = parse(response.text)
    assert response.status_code == 422
    assert errors(page) == {field: sentence}
    assert page.one("p", id=f"{field}-error").text == sentence
    shown = fields(page)
    for name in TYPED:
        if name != field:
            assert shown[name] == sent[name]
    if len(changes[field]) > 5 and field != "category":
        assert shown[field] == changes[field]
    assert (shown["token"], shown["submission"]) == (sent["token"], sent["submission"])
    assert kept(client, RequestRow) == []


def test_all_that_is_wrong_is_said_at_once(client: FlaskClient, clock: list[float]) -> None:
    page = parse(post(client, open_form(client, clock), ("a.exe", b"MZ")).text)
    assert list(errors(page)) == ["email", "subject", "description", "attachments"]


@pytest.mark.parametrize("mark", ["\0", "\u202e", "\u2028", "\u200b"])
def test_unseen_characters_are_left_out(client: FlaskClient, clock: list[float], kept: Kept, mark: str) -> None:
    typed = {"subject": f"My{mark}money", "name": f"Ja{mark}na", "description": f"Ple{mark}ase"}
    assert post(client, open_form(client, clock) | TYPED | typed).status_code == 303
    assert mark not in kept(client, RequestRow)[0].subject + kept(client, ParticipantRow)[0].name
    assert mark not in kept(client, MessageRow)[0].text


@pytest.mark.parametrize(
    "email",
    [
        "a@b@example.com",
        "jana@example.com\r\nBcc: x@example.com",
        "Jana <jana@example.com>",
        "jana,petra@example.com",
        "@example.com",
        "jana@.com",
        "jana@-example.com",
        "jana@exa mple.com",
        "jana@example..com",
        "jana@127.0.0.1",
        "jana@xn--.com\ufffd",
        "jana@" + "x" * 250 + ".com",
        "x" * 65 + "@example.com",
        ".jana@example.com",
        "ján@example.com",
        "=?utf-8?q?jana=40example.com?=@example.com",
        "jana=?x@example.com",
    ],
)
def test_what_is_no_address_is_refused(client: FlaskClient, clock: list[float], kept: Kept, email: str) -> None:
    response = post(client, open_form(client, clock) | TYPED | {"email": email})
    assert response.status_code == 422
    assert list(errors(parse(response.text))) == ["email"]
    assert kept(client, RequestRow) == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Jana.Novakova+help@Example.SK ", "jana.novakova+help@example.sk"),
        ("jana@žltý.sk", "jana@xn--lt-1ka72c.sk"),
        ("o'neil@sub.example.co.uk", "o'neil@sub.example.co.uk"),
    ],
)
def test_an_address_is_stored_as_letters_find_it(
    client: FlaskClient, clock: list[float], kept: Kept, typed: str, stored: str
) -> None:
    assert post(client, open_form(client, clock) | TYPED | {"email": typed}).status_code == 303
    assert [each.email for each in kept(client, ParticipantRow)] == [stored]


@pytest.mark.parametrize("field", ["subject", "description", "email", "searched", "q", "token", "submission"])
@pytest.mark.parametrize("megabytes", [1, 10])
def test_a_huge_value_is_never_a_fault_of_ours(
    client: FlaskClient, clock: list[float], kept: Kept, field: str, megabytes: int
) -> None:
    response = post(client, open_form(client, clock) | TYPED | {field: "x" * (megabytes * 1024 * 1024)})
    assert response.status_code < 500
    assert megabytes == 1 or response.status_code == 413
    assert all(len(each.subject) <= 150 for each in kept(client, RequestRow))


def test_what_is_too_large_to_be_read_is_said_in_the_page(client: FlaskClient, clock: list[float]) -> None:
    response = post(client, open_form(client, clock) | TYPED | {"description": "x" * (5 * 1024 * 1024)})
    assert response.status_code == 413
    assert "too large to be read" in parse(response.text).one("div", class_="errors").text


def test_the_same_form_sent_twice_gives_the_same_code(
    client: FlaskClient, clock: list[float], kept: Kept, tmp_path: Path
) -> None:
    sent = open_form(client, clock) | TYPED
    codes = [parse(client.get(post(client, sent, ("a.png", PNG)).location).text).one("output").text for _ in range(2)]
    assert codes[0] == codes[1]
    assert len(kept(client, RequestRow)) == len(kept(client, AttachmentRow)) == len(files(tmp_path)) == 1


def test_a_form_sent_by_several_at_once_is_one_request(
    client: FlaskClient, clock: list[float], kept: Kept, tmp_path: Path
) -> None:
    sent, locations = open_form(client, clock) | TYPED, []

    def send() -> None:
        locations.append(post(client.application.test_client(), sent, ("a.png", PNG)).location)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(locations) == 6
    assert len(set(locations)) == 1
    assert len(kept(client, RequestRow)) == len(files(tmp_path)) == 1


def test_another_request_from_the_same_page_is_asked_about(client: FlaskClient, clock: list[float], kept: Kept) -> None:
    sent = open_form(client, clock) | TYPED
    post(client, sent)
    response = post(client, sent | {"subject": "Something else"})
    page = parse(response.text)
    assert response.status_code == 409
    assert kept(client, RequestRow)[0].code in page.one("div", class_="errors").text
    again = fields(page)
    assert again["subject"] == "Something else"
    assert post(client, again).status_code == 303
    assert [each.subject for each in kept(client, RequestRow)] == ["Where is my money?", "Something else"]


HELD = {
    "en": ("A person will look at it first", "So somebody makes sure that it is no spam", "you need not send it again"),
    "es": ("Antes la revisará una persona", "comprueba que no es spam", "no hace falta que la envíes otra vez"),
    "sk": ("Najprv si ju pozrie niekto z nás", "najprv overíme, že nejde o spam", "nemusíte ju posielať znova"),
}


@pytest.mark.parametrize("language", HELD)
@pytest.mark.parametrize(
    ("age_s", "changes", "because"),
    [(1, {}, HeldBecause.TOO_FAST), (10, {"website": "http://example.com"}, HeldBecause.TRAP)],
)
def test_what_looks_like_a_program_is_held_and_whoever_sent_it_is_told(  # noqa: PLR0913 - a table
    client: FlaskClient,
    clock: list[float],
    kept: Kept,
    age_s: int,
    changes: dict[str, str],
    because: HeldBecause,
    language: str,
) -> None:
    sent = fields(parse(client.get(f"/{language}/contact?form=1").text)) | TYPED | changes
    clock[0] += age_s
    response = post(client, sent, language=language)
    assert response.status_code == 303
    (request,) = kept(client, RequestRow)
    assert (request.is_held, request.held_because) == (True, because)
    page = parse(client.get(response.location).text)
    assert page.one("output").text == request.code
    for sentence in HELD[language]:
        assert sentence in page.one("main").text
    with client.application.test_request_context(f"/{language}/"):
        assert held_reason(because) in page.one("main").text


def test_nobody_is_told_of_a_look_that_is_not_needed(client: FlaskClient, clock: list[float]) -> None:
    response = post(client, open_form(client, clock) | TYPED)
    text = parse(client.get(response.location).text).one("main").text
    assert "A person will read it and answer you in the language of this page." in text
    assert "spam" not in text


def test_the_sent_page_says_what_is_so_now(client: FlaskClient, clock: list[float]) -> None:
    for number in range(6):
        response = post(client, open_form(client, clock) | TYPED | {"email": f"jana{number}@example.sk"})
    assert "came within an hour from your internet connection" in client.get(response.location).text
    with client.application.app_context(), database().session() as session:
        session.execute(update(RequestRow).values(is_held=False))
    assert "internet connection" not in client.get(response.location).text


def test_the_code_is_shown_while_nobody_can_tell_whether_a_request_is_held(
    client: FlaskClient, clock: list[float], kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = post(client, open_form(client, clock) | TYPED)

    def fail(code: str) -> None:
        raise DatabaseUnavailable("no answer")

    monkeypatch.setattr("webapp.before_you_submit.views.waits_because", fail)
    assert parse(client.get(response.location).text).one("output").text == kept(client, RequestRow)[0].code


def urgent_searcher() -> FakeSearcher:
    """Return a searcher that finds an urgent article for one question."""
    alarm = article("en/alarm", "Somebody is in my account", category="security", urgent="Block it.")
    answers = {text: (hit(alarm),) for text in ("somebody is in my account", "Somebody is in my account")}
    return FakeSearcher((alarm, article("en/late", "My money is late")), answers)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("q", {"q": "somebody is in my account"}), ("subject", {"subject": "Somebody is in my account"})],
)
@pytest.mark.parametrize("category", ["", "withdrawals"])
def test_what_cannot_wait_is_urgent_whatever_topic_is_chosen(  # noqa: PLR0913 - a table
    open_site: OpenSite, clock: list[float], kept: Kept, name: str, typed: dict[str, str], category: str
) -> None:
    client = open_site(urgent_searcher())
    post(client, open_form(client, clock) | TYPED | {"category": category} | typed)
    post(client, open_form(client, clock) | TYPED | {"category": category})
    assert [each.is_urgent for each in kept(client, RequestRow)] == [True, False], name


def test_a_request_is_kept_while_nobody_can_tell_whether_it_is_urgent(
    open_site: OpenSite, clock: list[float], kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_site(urgent_searcher())
    sent = open_form(client, clock)

    def fail(*arguments: object) -> None:
        raise RuntimeError("no index")

    monkeypatch.setattr("webapp.articles.knowledge_base.KnowledgeBase.suggest", fail)
    post(client, sent | TYPED | {"subject": "Somebody is in my account"})
    assert [each.is_urgent for each in kept(client, RequestRow)] == [False]


@pytest.mark.parametrize(("most", "held"), [(1, [False, True, True]), (0, [False] * 3)])
@pytest.mark.parametrize("name", ["held_email", "held_visitor", "held_network", "held_everybody"])
def test_the_operator_says_how_many_requests_count(  # noqa: PLR0913 - a table
    open_site: OpenSite, clock: list[float], kept: Kept, name: str, most: int, held: list[bool]
) -> None:
    client = open_site(FakeSearcher(), **{name: most})
    for _ in range(3):
        post(client, open_form(client, clock) | TYPED)
    assert [each.is_held for each in kept(client, RequestRow)] == held


def test_many_requests_of_one_visitor_are_held_not_dropped(client: FlaskClient, clock: list[float], kept: Kept) -> None:
    for number in range(6):
        post(client, open_form(client, clock) | TYPED | {"email": f"jana{number}@example.sk"})
    assert [each.is_held for each in kept(client, RequestRow)] == [False] * 5 + [True]


@pytest.mark.parametrize("token", ["", "made up"])
def test_a_form_without_our_token_comes_back_whole(
    client: FlaskClient, clock: list[float], kept: Kept, token: str
) -> None:
    response = post(client, open_form(client, clock) | TYPED | {"token": token}, ("a.png", PNG))
    page = parse(response.text)
    assert response.status_code == 403
    assert "please send your request again" in page.one("div", class_="errors").text
    assert "Please choose your files again" in page.one("div", class_="errors").text
    again = fields(page)
    assert {name: again[name] for name in TYPED} == TYPED
    assert kept(client, RequestRow) == []
    clock[0] += 10
    assert post(client, again).status_code == 303


def test_a_page_that_was_open_for_days_comes_back_whole(client: FlaskClient, clock: list[float], kept: Kept) -> None:
    sent = open_form(client, clock) | TYPED
    clock[0] += 3 * 24 * 3600
    response = post(client, sent)
    assert response.status_code == 403
    again = fields(parse(response.text))
    clock[0] += 10
    assert post(client, again).status_code == 303
    assert [each.is_held for each in kept(client, RequestRow)] == [False]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.com"}])
def test_a_form_of_another_site_is_refused(
    client: FlaskClient, clock: list[float], kept: Kept, headers: dict[str, str]
) -> None:
    response = client.post("/en/contact", data=open_form(client, clock) | TYPED, headers=headers)
    assert response.status_code == 403
    assert kept(client, RequestRow) == []


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["a.exe"], "We cannot accept “a.exe”."),
        (["../../a.png.html"], "We cannot accept “a.png.html”."),
        (["a.pdf"], "The contents of “a.pdf” do not match its file type."),
        ([f"{number}.png" for number in range(6)], "You chose 6 files. Send at most 5 files."),
    ],
)
def test_a_file_that_is_refused_leaves_the_rest(  # noqa: PLR0913 - a table
    client: FlaskClient, clock: list[float], kept: Kept, tmp_path: Path, names: list[str], sentence: str
) -> None:
    response = post(client, open_form(client, clock) | TYPED, *((name, PNG) for name in names))
    page = parse(response.text)
    assert response.status_code == 422
    assert errors(page)["attachments"].startswith(sentence)
    assert {name: fields(page)[name] for name in TYPED} == TYPED
    assert kept(client, RequestRow) == files(tmp_path) == []


def test_files_are_kept_under_names_of_ours(
    client: FlaskClient, clock: list[float], kept: Kept, tmp_path: Path
) -> None:
    post(client, open_form(client, clock) | TYPED, ("../../x.png", PNG), ("ľ" * 300 + ".png", PNG))
    rows = kept(client, AttachmentRow)
    assert [each.original_name for each in rows] == ["x.png", "ľ" * 96 + ".png"]
    assert {path.name for path in files(tmp_path)} == {each.stored_name for each in rows}
    assert [each.media_type for each in rows] == ["image/png"] * 2


def test_where_there_is_no_room_for_files_the_request_can_be_sent_without(
    client: FlaskClient, clock: list[float], kept: Kept, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert post(client, open_form(client, clock) | TYPED, ("a.png", PNG)).status_code == 303
    with client.application.app_context(), database().session() as session:
        session.execute(update(AttachmentRow).values(size_bytes=NETWORK_DAY_BYTES))
    response = post(client, open_form(client, clock) | TYPED, ("b.png", PNG))
    page = parse(response.text)
    assert response.status_code == 422
    assert errors(page)["attachments"].startswith(
        "We cannot accept files at the moment. Please send your message without them."
    )
    assert "choose your files again" not in response.text
    assert {name: fields(page)[name] for name in TYPED} == TYPED
    assert "attachments: more than 200 MB came from one network today." in caplog.text
    assert len(files(tmp_path)) == len(kept(client, RequestRow)) == 1
    clock[0] += 10
    assert post(client, fields(page)).status_code == 303
    assert len(kept(client, RequestRow)) == 2


def test_where_the_disk_is_nearly_full_the_request_can_be_sent_without_files(
    client: FlaskClient, clock: list[float], kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.files.attachments.shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    page = parse(post(client, open_form(client, clock) | TYPED, ("a.png", PNG)).text)
    assert errors(page)["attachments"].startswith("We cannot accept files at the moment.")
    clock[0] += 10
    assert post(client, fields(page)).status_code == 303
    assert len(kept(client, RequestRow)) == 1


def test_files_must_be_chosen_again_and_that_is_said(client: FlaskClient, clock: list[float]) -> None:
    page = parse(post(client, open_form(client, clock) | TYPED | {"email": ""}, ("a.png", PNG)).text)
    assert "Please choose your files again" in page.one("div", class_="errors").text


@pytest.mark.parametrize("error", [DatabaseUnavailable("down"), OSError("no space left on device")])
def test_without_the_database_the_customer_is_told_and_loses_nothing(
    client: FlaskClient, clock: list[float], kept: Kept, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*arguments: object) -> None:
        raise error

    sent = open_form(client, clock) | TYPED
    with monkeypatch.context() as broken:
        broken.setattr("webapp.before_you_submit.views.submit", fail)
        response = post(client, sent, ("a.png", PNG))
    page = parse(response.text)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "could not save your request" in page.one("div", class_="errors").text
    again = fields(page)
    assert {name: again[name] for name in TYPED} == TYPED
    assert again["submission"] == sent["submission"]
    assert kept(client, RequestRow) == []
    assert post(client, again).status_code == 303


def test_a_full_disk_is_told_too(
    client: FlaskClient, clock: list[float], kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(attachments, "write_durably", fail)
    assert post(client, open_form(client, clock) | TYPED, ("a.png", PNG)).status_code == 503
    assert kept(client, RequestRow) == []


def test_a_site_whose_database_is_down_shows_the_form_and_says_so(
    open_site: OpenSite, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_site(FakeSearcher(), database_url="postgresql://user:secret@127.0.0.1:9/name")
    monkeypatch.setattr(engine, "CONNECT_S", 1)
    assert client.get("/en/contact?q=late+money").status_code == 200
    response = post(client, open_form(client, clock) | TYPED)
    assert response.status_code == 503
    assert fields(parse(response.text))["subject"] == TYPED["subject"]
    assert "secret" not in response.text


def test_a_site_without_an_index_takes_requests(open_site: OpenSite, clock: list[float], kept: Kept) -> None:
    client = open_site(None)
    assert post(client, open_form(client, clock) | TYPED).status_code == 303
    assert len(kept(client, RequestRow)) == 1


def test_what_a_customer_may_not_decide_is_ignored(client: FlaskClient, clock: list[float], kept: Kept) -> None:
    extra = {"stage": "closed", "assignee_id": "1", "is_held": "", "code": "VT-1", "held_because": "", "id": "77"}
    post(client, open_form(client, clock) | TYPED | extra)
    (request,) = kept(client, RequestRow)
    assert (request.stage, request.assignee_id, request.id) == ("received", None, 1)
    assert request.code != "VT-1"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '" autofocus onfocus="alert(1)',
        "</textarea><svg onload=alert(1)>",
        "{{ 7 * 7 }} %(x)s",
    ],
)
def test_markup_that_comes_back_is_only_text(client: FlaskClient, clock: list[float], text: str) -> None:
    page = parse(post(client, open_form(client, clock) | dict.fromkeys(TYPED, text)).text)
    shown = fields(page)
    assert (shown["name"], shown["email"], shown["subject"], shown["description"]) == (text, text, text, text)
    assert [each for each in page.all("script") if "src" not in each.attributes] == []
    assert not any(name.startswith("on") for each in page.all("input") for name in each.attributes)


@pytest.mark.parametrize("query", ["", "?code=VT-7K3M9-QPX2A-B4CDE", "?code=", "?code=IlZUIg.x"])
def test_only_a_code_that_we_signed_is_shown(client: FlaskClient, query: str) -> None:
    assert client.get(f"/en/contact/sent{query}").status_code == 404


def test_the_page_after_sending_may_be_loaded_again_and_in_other_languages(
    client: FlaskClient, clock: list[float], kept: Kept
) -> None:
    location = post(client, open_form(client, clock) | TYPED).location
    pages = [parse(client.get(location).text) for _ in range(2)]
    assert pages[0].one("output").text == pages[1].one("output").text
    assert client.get(location.replace("/en/", "/sk/")).status_code == 200
    assert len(kept(client, RequestRow)) == 1


QUESTIONS = {
    "es": "¿Querías decir jana@gmail.com? Si jana@gmial.com es correcta, vuelve a enviar el formulario.",
    "sk": "Mysleli ste jana@gmail.com? Ak je jana@gmial.com správne, odošlite formulár ešte raz.",
    "en": "Did you mean jana@gmail.com? If jana@gmial.com is right, just send it again.",
}


@pytest.mark.parametrize("language", QUESTIONS)
@pytest.mark.parametrize("is_taken", [True, False])
def test_a_mistyped_address_is_asked_about_once(
    client: FlaskClient, clock: list[float], kept: Kept, language: str, is_taken: bool
) -> None:
    sent = open_form(client, clock, f"/{language}/contact?form=1") | TYPED | {"email": "jana@gmial.com"}
    response = post(client, sent, language=language)
    page = parse(response.text)
    assert response.status_code == 422
    assert errors(page) == {"email": QUESTIONS[language]}
    assert kept(client, RequestRow) == []
    shown = fields(page)
    assert shown["email"] == "jana@gmial.com"
    chosen = {"meant": page.one("button", name="meant").attributes["value"]} if is_taken else {}
    assert post(client, shown | TYPED | {"email": "jana@gmial.com"} | chosen, language=language).status_code == 303
    assert [each.email for each in kept(client, ParticipantRow)] == ["jana@gmail.com" if is_taken else "jana@gmial.com"]


def test_whoever_presses_enter_keeps_what_was_typed(client: FlaskClient, clock: list[float]) -> None:
    page = parse(post(client, open_form(client, clock) | TYPED | {"email": "jana@gmial.com"}).text)
    (form,) = [each for each in page.all("form") if each.attributes.get("enctype")]
    first, second = form.all("button")[:2]
    assert "name" not in first.attributes
    assert second.attributes["name"] == "meant"


def test_another_slip_is_asked_about_again(client: FlaskClient, clock: list[float]) -> None:
    page = parse(post(client, open_form(client, clock) | TYPED | {"email": "jana@gmial.com"}).text)
    again = post(client, fields(page) | TYPED | {"email": "jana@gmail.con"})
    assert (again.status_code, parse(again.text).one("button", name="meant").attributes["value"]) == (
        422,
        "jana@gmail.com",
    )


def test_an_incomplete_address_is_asked_about_until_it_is_one(client: FlaskClient, clock: list[float]) -> None:
    sent = open_form(client, clock) | TYPED | {"email": "jana@gmail"}
    for _ in range(2):
        response = post(client, sent)
        page = parse(response.text)
        assert errors(page) == {"email": "This is not a complete e-mail address. Did you mean jana@gmail.com?"}
        sent = fields(page) | TYPED | {"email": "jana@gmail"}
    assert post(client, sent | {"meant": "jana@gmail.com"}).status_code == 303
