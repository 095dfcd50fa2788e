"""What the site says to whatever keeps it running."""

from __future__ import annotations

from pathlib import Path

import pytest

import webapp
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from webapp.config import Config
from webapp.database import Database


def test_a_ready_site_names_its_generation(open_site: OpenSite) -> None:
    response = open_site(FakeSearcher(generation="8.2")).get("/readyz")
    assert response.status_code == 200
    assert response.json == {"status": "ready", "generation": "8.2", "database": True, "mail": "files"}
    assert response.headers["Cache-Control"] == "no-store"


def test_without_an_index_the_site_lives_but_is_not_ready(tmp_path: Path) -> None:
    client = webapp.create_app(Config(index=tmp_path / "index", instance=tmp_path)).test_client()
    assert (client.get("/healthz").status_code, client.get("/healthz").json) == (200, {"status": "alive"})
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json == {"status": "not ready", "generation": "", "database": True, "mail": "files"}


def test_without_a_database_the_site_lives_but_is_not_ready(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_site(FakeSearcher())
    monkeypatch.setattr(Database, "is_ready", lambda self: False)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json == {"status": "not ready", "generation": "1.0", "database": False, "mail": "files"}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_answers_are_kept_by_nobody(open_site: OpenSite, address: str) -> None:
    assert open_site(FakeSearcher()).get(address).headers["Cache-Control"] == "no-store"
