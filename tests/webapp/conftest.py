"""A site over a fake searcher, and its translations compiled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import webapp
from tests.webapp.fakes import FakeSearcher
from webapp.config import Config

OpenSite = Callable[[FakeSearcher], FlaskClient]

TRANSLATIONS = Path(webapp.__file__).parent / "translations"


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """Compile each translation that changed since it was compiled last."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as po, target.open("wb") as mo:
                write_mo(mo, read_po(po))


@pytest.fixture
def open_site() -> OpenSite:
    """Return a function from a searcher to a browser of its site."""

    def open_one(searcher: FakeSearcher) -> FlaskClient:
        return webapp.create_app(Config(brand="Ventanilla"), searcher).test_client()

    return open_one
