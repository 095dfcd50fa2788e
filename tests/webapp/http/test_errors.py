"""What is shown when there is no page."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask

import webapp
from search import Article, IndexUnavailable
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from tests.webapp.parsing import parse
from webapp.config import Config


class BrokenSearcher(FakeSearcher):
    """Fails at the last moment."""

    def article(self, article_id: str) -> Article:
        raise ZeroDivisionError(article_id)


class ForgetfulSearcher(FakeSearcher):
    """Lists articles that it no longer has."""

    def article(self, article_id: str) -> Article:
        raise KeyError(article_id)


@pytest.mark.parametrize(
    ("address", "accepted", "language", "title"),
    [
        ("/es/articles/nada", "sk", "es", "No encontramos esta página"),
        ("/sk/articles/nic", "es", "sk", "Túto stránku sme nenašli"),
        ("/en/category/none", "es", "en", "We cannot find this page"),
        ("/sk/what/ever", "es", "sk", "Túto stránku sme nenašli"),
        ("/fr/", "es-ES", "es", "No encontramos esta página"),
        ("/nothing", "", "en", "We cannot find this page"),
    ],
)
def test_a_missing_page_is_explained_in_its_language(
    open_site: OpenSite, address: str, accepted: str, language: str, title: str
) -> None:
    response = open_site(FakeSearcher((article("en/fees"),))).get(address, headers={"Accept-Language": accepted})
    assert response.status_code == 404
    page = parse(response.text)
    assert page.one("html").attributes["lang"] == language
    assert page.one("h1").text == title
    assert page.one("main").one("form").attributes["action"] == f"/{language}/search"


def test_an_article_removed_a_moment_ago_is_missing(open_site: OpenSite) -> None:
    assert open_site(ForgetfulSearcher((article("en/fees"),))).get("/en/articles/fees").status_code == 404


def test_without_an_index_the_site_starts_and_says_that_it_is_not_available(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def no_index(settings: object) -> FakeSearcher:
        raise IndexUnavailable("instance/index: there is no index. Run python indexer.py build.")

    monkeypatch.setattr("webapp.articles.knowledge_base.open_searcher", no_index)
    client = webapp.create_app(Config(index=tmp_path)).test_client()
    with caplog.at_level(logging.ERROR):
        response = client.get("/es/")
    page = parse(response.text)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert page.one("h1").text == "El centro de ayuda no está disponible en este momento"
    assert page.all("form") == []
    assert "instance/index" not in response.text
    assert "Run python indexer.py build." in caplog.text


def test_a_fault_of_ours_is_admitted_without_a_stack_trace(
    open_site: OpenSite, caplog: pytest.LogCaptureFixture
) -> None:
    response = open_site(BrokenSearcher((article("sk/fees"),))).get("/sk/articles/fees")
    assert response.status_code == 500
    assert parse(response.text).one("h1").text == "Na našej strane nastala chyba"
    assert "ZeroDivisionError" not in response.text
    assert "ZeroDivisionError" in caplog.text


def test_a_method_that_is_not_allowed_says_which_are(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher()).post("/en/search")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert parse(response.text).one("h1").text == "That did not work"


def test_an_error_page_is_kept_by_nobody(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher()).get("/en/articles/gone")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "ETag" not in response.headers


def test_the_site_is_a_flask_application_without_debugging() -> None:
    app = webapp.create_app(Config(), FakeSearcher())
    assert isinstance(app, Flask)
    assert not app.debug
