"""The one shape of errors below ``/api/``: {"error": {"code": "bad_language", "message": "where: what. remedy."}}"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

import webapp
from search import Article
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from webapp.config import Config
from webapp.database import DatabaseUnavailable, votes_store

MESSAGE = re.compile(r"[a-z_]+: [^.].*\. [A-Z].*\.")


def code_of(response: TestResponse) -> str:
    """Return the code of an error; anything but the one shape fails."""
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json is not None
    assert response.json.keys() == {"error"}
    error = response.json["error"]
    assert error.keys() == {"code", "message"}
    assert MESSAGE.fullmatch(error["message"])
    return str(error["code"])


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/api/v1/gone", 404, "not_found"),
        ("GET", "/api/", 404, "not_found"),
        ("GET", "/api/v2/suggest", 404, "not_found"),
        ("POST", "/api/v1/suggest", 405, "method_not_allowed"),
        ("GET", "/api/v1/votes", 405, "method_not_allowed"),
        ("GET", "/api/v1/suggest", 400, "bad_language"),
        ("GET", "/api/v1/articles/en/gone", 404, "not_found"),
        ("POST", "/api/v1/votes", 415, "unsupported_media_type"),
    ],
)
def test_every_refusal_has_the_shape(open_site: OpenSite, method: str, address: str, status: int, code: str) -> None:
    response = open_site(FakeSearcher()).open(address, method=method)
    assert (response.status_code, code_of(response)) == (status, code)


def test_a_method_that_is_not_allowed_says_which_are(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher()).post("/api/v1/suggest")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json == {
        "error": {"code": "method_not_allowed", "message": "method: not allowed here. Use GET, HEAD, OPTIONS."}
    }


def test_without_an_index_the_answer_is_that_it_is_not_available(tmp_path: Path) -> None:
    client = webapp.create_app(Config(index=tmp_path / "index", instance=tmp_path)).test_client()
    for address in ("/api/v1/suggest?q=x&language=en", "/api/v1/articles/en/fees"):
        response = client.get(address)
        assert (response.status_code, code_of(response)) == (503, "service_unavailable")
        assert response.headers["Retry-After"] == "30"
        assert str(tmp_path) not in response.text


def test_without_a_database_what_needs_it_is_not_available(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise DatabaseUnavailable("postgresql://host: it is away. Look at the database.")

    monkeypatch.setattr(votes_store, "vote", away)
    response = open_site(FakeSearcher((article("en/fees"),))).post(
        "/api/v1/votes", json={"article": "en/fees", "is_helpful": True}
    )
    assert (response.status_code, code_of(response)) == (503, "service_unavailable")
    assert "postgresql" not in response.text


def test_a_fault_of_ours_is_admitted_without_a_stack_trace(open_site: OpenSite) -> None:
    class Broken(FakeSearcher):
        def article(self, article_id: str) -> Article:
            raise ZeroDivisionError(article_id)

    response = open_site(Broken((article("en/fees"),))).get("/api/v1/articles/en/fees")
    assert (response.status_code, code_of(response)) == (500, "internal_server_error")
    assert "ZeroDivisionError" not in response.text
