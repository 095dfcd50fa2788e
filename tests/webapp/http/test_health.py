"""What the site says to whatever keeps it running."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, event

import webapp
from search import Source, Thresholds, Tuning, build, update
from search.deflection.tuning import write_tuning
from tests.conftest import WriteArticles
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article
from webapp.articles.knowledge_base import knowledge_base
from webapp.config import Config
from webapp.database import Database, database
from webapp.database.models import LetterRow

WORKS = {"index": True, "database": True, "disk": True, "outbox": True, "mail": "files", "decision": {}}


def test_a_ready_site_names_its_generation(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher(generation="8.2")).get("/readyz")
    assert response.status_code == 200
    assert response.json == {"status": "ready", "generation": "8.2", **WORKS}
    assert response.headers["Cache-Control"] == "no-store"


def test_a_ready_site_says_what_its_thresholds_were_set_from(open_site: OpenSite, tmp_path: Path) -> None:
    tuned = Thresholds(source=Source.BOTH, questions=606, traffic=220, judged=0)
    (tmp_path / "index").mkdir()
    write_tuning(tmp_path / "index", Tuning(0.95, {"sk": tuned}))
    found = open_site(FakeSearcher((article("en/fees"), article("sk/fees")))).get("/readyz").json
    assert found is not None
    assert found["decision"] == {
        "en": {"source": "nothing", "questions": 0, "traffic": 0, "judged": 0},
        "sk": {"source": "questions and traffic", "questions": 606, "traffic": 220, "judged": 0},
    }


def test_without_an_index_the_site_lives_but_is_not_ready(tmp_path: Path) -> None:
    client = webapp.create_app(Config(index=tmp_path / "index", instance=tmp_path)).test_client()
    assert (client.get("/healthz").status_code, client.get("/healthz").json) == (200, {"status": "alive"})
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json == {"status": "not ready", "generation": "", **WORKS, "index": False}


def test_without_a_database_the_site_lives_but_is_not_ready(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_site(FakeSearcher())
    monkeypatch.setattr(Database, "is_writable", lambda self: False)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json == {"status": "not ready", "generation": "1.0", **WORKS, "database": False}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_answers_are_kept_by_nobody(open_site: OpenSite, address: str) -> None:
    assert open_site(FakeSearcher()).get(address).headers["Cache-Control"] == "no-store"


def test_an_index_whose_arrays_were_overwritten_is_not_ready_and_says_so_in_one_line(
    kb: WriteArticles, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = kb({"en/fees.md": "---\ntitle: Fees of a withdrawal\ncategory: general\n---\n\nIt costs 1 EUR.\n"})
    build(settings)
    site = webapp.create_app(Config(index=settings.index, instance=tmp_path / "site"))
    client = site.test_client()
    assert client.get("/readyz").status_code == 200
    for path in settings.index.rglob("*_articles.npy"):
        with path.open("r+b") as file:  # in place, as a failing disk does: the arrays are mapped
            file.seek(128)
            file.write(b"\x7f" * (path.stat().st_size - 128))
    capsys.readouterr()
    addresses = ("/readyz", "/api/v1/suggest?q=fees&language=en", "/en/search?q=fees") * 2
    assert {client.get(each).status_code for each in addresses} == {503}
    assert client.get("/en/contact?q=fees").status_code == 200
    written = capsys.readouterr().err
    assert "Traceback" not in written
    assert written.count('"level": "error"') == 1
    update(settings)
    with site.app_context():
        knowledge_base().searcher().refresh()
    assert {client.get(each).status_code for each in addresses} == {200}


def test_thresholds_that_nobody_can_read_stop_nothing(kb: WriteArticles, tmp_path: Path) -> None:
    settings = kb({"en/fees.md": "---\ntitle: Fees\ncategory: general\n---\n\nIt costs 1 EUR.\n"})
    build(settings)
    (settings.index / "decision.toml").write_text("keep = [")
    client = webapp.create_app(Config(index=settings.index, instance=tmp_path / "site")).test_client()
    assert client.get("/api/v1/suggest?q=fees&language=en").status_code == 200


def test_a_full_disk_is_told_before_it_stops_anything(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.http.health.LEAST_FREE_BYTES", 1 << 80)
    response = open_site(FakeSearcher()).get("/readyz")
    assert (response.status_code, response.json) == (
        200,
        {"status": "degraded", "generation": "1.0", **WORKS, "disk": False},
    )


def test_letters_that_nobody_sends_are_told(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    client = open_site(FakeSearcher())
    for age, status in ((timedelta(minutes=14), "ready"), (timedelta(minutes=16), "degraded")):
        with client.application.app_context(), database().session() as session:
            session.execute(delete(LetterRow))
            session.add(letter(datetime.now(UTC) - age))
        assert client.get("/readyz").json == {
            "status": status,
            "generation": "1.0",
            **WORKS,
            "outbox": status == "ready",
        }


def test_a_database_that_takes_nothing_is_not_ready(tmp_path: Path) -> None:
    client = webapp.create_app(Config(index=tmp_path / "index", instance=tmp_path), FakeSearcher()).test_client()
    with closing(sqlite3.connect(tmp_path / "ventanilla.db")) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        assert pages > 0
    with client.application.app_context():
        event.listen(database()._engine, "begin", lambda each: each.exec_driver_sql("PRAGMA query_only = ON"))
    response = client.get("/readyz")
    assert (response.status_code, response.json) == (
        503,
        {"status": "not ready", "generation": "1.0", **WORKS, "database": False},
    )


def letter(due: datetime) -> LetterRow:
    """Return a letter that could be tried since ``due``."""
    return LetterRow(
        mail_id="<a@b>",
        once="a",
        kind="sign_in",
        recipient="a@b.example",
        language="en",
        values={},
        created_at=due,
        next_try_at=due,
        tries=0,
        unsure=0,
    )
