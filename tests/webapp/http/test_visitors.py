"""Keys that count visitors without knowing them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from webapp.http import visitors
from webapp.http.visitors import address_key, network_key, visitor_key


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "a key of some length"
    return app


def key(app: Flask, make: Callable[[], str], address: str | None, browser: str = "Firefox") -> str:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}, headers={"User-Agent": browser}):
        return make()


def test_a_visitor_is_an_address_and_a_browser(app: Flask) -> None:
    first = key(app, visitor_key, "192.0.2.1")
    assert first == key(app, visitor_key, "192.0.2.1")
    assert first != key(app, visitor_key, "192.0.2.2")
    assert first != key(app, visitor_key, "192.0.2.1", "Chrome")
    assert len(first) == 32
    assert "192" not in first


def test_a_key_lasts_a_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2999, 1, 1, tzinfo=UTC)

    today = key(app, visitor_key, "192.0.2.1")
    monkeypatch.setattr(visitors, "datetime", Tomorrow)
    assert key(app, visitor_key, "192.0.2.1") != today


def test_another_site_has_other_keys(app: Flask) -> None:
    here = key(app, visitor_key, "192.0.2.1")
    app.secret_key = "another key of some length"
    assert key(app, visitor_key, "192.0.2.1") != here


def test_kinds_of_keys_are_apart(app: Flask) -> None:
    assert len({key(app, make, "192.0.2.1") for make in (visitor_key, address_key, network_key)}) == 3


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:1:2::3", "2001:db8:1:ffff::1", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("2001:db8:2::1", "2001:db8:3::1", False),
        ("2001:db8:2::1", "2001:db8:2:8000::1", True),
        ("::ffff:192.0.2.1", "192.0.2.7", True),
    ],
)
def test_a_network_is_what_one_person_can_rent(app: Flask, one: str, other: str, is_same: bool) -> None:
    assert (key(app, network_key, one) == key(app, network_key, other)) is is_same


def test_privacy_addresses_of_a_device_are_one(app: Flask) -> None:
    assert key(app, visitor_key, "2001:db8::1") == key(app, visitor_key, "2001:db8::2")
    assert key(app, visitor_key, "2001:db8::1") != key(app, visitor_key, "2001:db8:0:1::1")


@pytest.mark.parametrize("address", [None, "", "unix:", "fe80::1%eth0", "1.2.3"])
def test_any_address_has_a_key(app: Flask, address: str | None) -> None:
    assert len(key(app, network_key, address)) == len(key(app, visitor_key, address)) == 32
