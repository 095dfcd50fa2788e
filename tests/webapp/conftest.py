"""A site over a fake searcher, and its translations compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

import webapp
from tests.webapp.fakes import FakeSearcher
from webapp.config import Config
from webapp.database import database

OpenSite = Callable[..., FlaskClient]
"""(searcher, more values of ``Config`` by name) -> a browser."""

TRANSLATIONS = Path(webapp.__file__).parent / "translations"


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """Compile each translation that changed since it was compiled last."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as po, target.open("wb") as mo:
                write_mo(mo, read_po(po))


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with as little work as argon2 can do."""
    monkeypatch.setattr("webapp.database.agents_store.HASHER", PasswordHasher(1, 8, 1))


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[OpenSite]:
    """Yield a function from a searcher to a browser of its site, whose data lie in ``tmp_path``."""

    def open_one(searcher: FakeSearcher, **values: Any) -> FlaskClient:
        config = replace(Config(brand="Ventanilla", index=tmp_path / "index", instance=tmp_path), **values)
        apps.append(webapp.create_app(config, searcher))
        return apps[-1].test_client()

    apps: list[Flask] = []
    yield open_one
    for app in apps:
        with app.app_context():
            database().close()
