"""``POST /api/v1/deflection`` and ``POST /api/v1/votes``."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from webapp.database import database, deflection_store, votes_store
from webapp.database.models import DeflectionEventRow

SEARCHER = FakeSearcher((article("sk/fees"),))
EVENT = {
    "visit": "v1",
    "action": "solved",
    "language": "sk",
    "article": "sk/fees",
    "text": "kolko stoji vyber, pisem z ja@example.com",
    "band": "possible",
}
VOTE = {"article": "sk/fees", "is_helpful": True}


def test_an_event_is_kept_without_personal_data(open_site: OpenSite) -> None:
    client = open_site(SEARCHER)
    response = client.post("/api/v1/deflection", json=EVENT)
    assert (response.status_code, response.data) == (204, b"")
    with client.application.test_request_context():
        with database().session() as session:
            (row,) = session.scalars(select(DeflectionEventRow))
        (question,) = deflection_store.solved_questions()
    assert (row.visit, row.action, row.language, row.band) == ("v1", "solved", "sk", "possible")
    assert (row.article_id, question.article_id) == ("sk/fees", "sk/fees")
    assert row.text.startswith("kolko stoji vyber")
    assert "example.com" not in row.text
    assert row.visitor


def test_only_action_and_language_must_be_given(open_site: OpenSite) -> None:
    response = open_site(SEARCHER).post("/api/v1/deflection", json={"action": "shown", "language": "en"})
    assert response.status_code == 204


def test_a_visitor_has_one_vote_and_may_change_it(open_site: OpenSite) -> None:
    client = open_site(SEARCHER)
    shares = []
    for is_helpful in (True, True, False):
        assert client.post("/api/v1/votes", json={**VOTE, "is_helpful": is_helpful}).status_code == 204
        with client.application.test_request_context():
            shares.append(votes_store.helpful_shares()["sk/fees"])
    assert shares[0] == shares[1] > 0.5 > shares[2]


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"action": "danced"}, "bad_action", "action: 'danced' is not one of shown, opened, solved, not_solved, sent."),
        ({"action": ["shown"]}, "bad_action", "action: ['shown'] is not one of"),
        ({"language": "de"}, "bad_language", "language: 'de' is not one of es, sk, en. Use one of these."),
        (
            {"band": "weak"},
            "bad_band",
            "band: 'weak' is not one of nothing, strong, possible, unsure, none. Use one of these.",
        ),
        ({"article": "sk/gone"}, "bad_article", "article: there is no 'sk/gone'. Name one as hits do in 'id'."),
        ({"article": "sk"}, "bad_article", "article: there is no 'sk'. Name one as hits do in 'id'."),
        ({"text": 5}, "bad_text", "text: this is no text of at most 5000 characters. Send a shorter one."),
        ({"text": "x" * 5001}, "bad_text", "text: this is no text of at most 5000 characters. Send a shorter one."),
        ({"visit": "x" * 201}, "bad_visit", "visit: this is no text of at most 200 characters. Send a shorter one."),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    open_site: OpenSite, change: dict[str, object], code: str, message: str
) -> None:
    response = open_site(SEARCHER).post("/api/v1/deflection", json={**EVENT, **change})
    assert response.status_code == 400
    error = (response.json or {})["error"]
    assert (error["code"], error["message"][: len(message)]) == (code, message)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"article": ""}, "bad_article"),
        ({"article": "sk/gone"}, "bad_article"),
        ({"is_helpful": "yes"}, "bad_is_helpful"),
        ({"is_helpful": None}, "bad_is_helpful"),
    ],
)
def test_a_vote_that_cannot_be_is_refused(open_site: OpenSite, change: dict[str, object], code: str) -> None:
    response = open_site(SEARCHER).post("/api/v1/votes", json={**VOTE, **change})
    assert (response.status_code, (response.json or {})["error"]["code"]) == (400, code)


@pytest.mark.parametrize("address", ["/api/v1/deflection", "/api/v1/votes"])
@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "bad_request"),
        (b"[]", "application/json", 400, "bad_body"),
        (b"\xff", "application/json", 400, "bad_request"),
        (b"a=b", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b'"' + b"x" * 20_000 + b'"', "application/json", 413, "request_entity_too_large"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(  # noqa: PLR0913 - one row of the table
    open_site: OpenSite, address: str, body: bytes, content_type: str, status: int, code: str
) -> None:
    response = open_site(SEARCHER).post(address, data=body, content_type=content_type)
    assert (response.status_code, (response.json or {})["error"]["code"]) == (status, code)


@pytest.mark.parametrize(("address", "body"), [("/api/v1/deflection", EVENT), ("/api/v1/votes", VOTE)])
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}]
)
def test_what_another_site_sends_is_refused(
    open_site: OpenSite, address: str, body: dict[str, object], headers: dict[str, str]
) -> None:
    response = open_site(SEARCHER).post(address, json=body, headers=headers)
    assert (response.status_code, (response.json or {})["error"]["code"]) == (403, "forbidden")
