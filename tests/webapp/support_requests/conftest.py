"""A site without articles, and the browser of a customer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.people import JANA, browser


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time that tokens tell, in seconds; it goes only when told to."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("webapp.http.form_tokens.time", lambda: now[0])
    return now


@pytest.fixture
def site(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher())


@pytest.fixture
def jana(site: FlaskClient) -> FlaskClient:
    return browser(site, email=JANA)
