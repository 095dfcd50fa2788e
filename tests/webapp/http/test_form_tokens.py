"""Tokens: of this site, for this purpose, neither too young nor too old; and forms of ours only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.exceptions import Forbidden

from webapp.http.form_tokens import (
    TokenState,
    is_same_origin,
    new_token,
    require_same_origin,
    sign,
    token_state,
    unsign,
)


@pytest.fixture(autouse=True)
def app() -> Iterator[Flask]:
    app = Flask(__name__)
    app.secret_key = "a key of some length"
    with app.app_context():
        yield app


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [1_800_000_000.0]
    monkeypatch.setattr("webapp.http.form_tokens.time", lambda: now[0])
    yield now


@pytest.mark.parametrize(
    ("age_s", "state"),
    [
        (0, TokenState.EARLY),
        (1, TokenState.EARLY),
        (2, TokenState.FRESH),
        (24 * 3600, TokenState.FRESH),
        (24 * 3600 + 1, TokenState.EXPIRED),
    ],
)
def test_a_token_knows_its_age(pass_time: list[float], age_s: int, state: TokenState) -> None:
    token = new_token("contact")
    pass_time[0] += age_s
    assert token_state(token, "contact") is state


@pytest.mark.parametrize("change", [lambda token: "", lambda token: token[:-1], lambda token: "x" + token, str.upper])
def test_a_changed_token_is_none(change: object) -> None:
    assert callable(change)
    assert token_state(change(new_token("contact")), "contact") is TokenState.INVALID


def test_a_token_serves_one_purpose() -> None:
    assert token_state(new_token("vote"), "contact") is TokenState.INVALID
    assert token_state(sign("contact", "1800000000"), "contact") is TokenState.INVALID


def test_a_token_of_another_site_is_none(app: Flask) -> None:
    token = new_token("contact")
    app.secret_key = "another key of some length"
    assert token_state(token, "contact") is TokenState.INVALID


def test_a_signed_value_comes_back_for_its_purpose_only() -> None:
    assert unsign("sent", sign("sent", "VT-1")) == "VT-1"
    assert unsign("other", sign("sent", "VT-1")) is None
    assert unsign("sent", "VT-1") is None


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://localhost"}, False),
        ({"Origin": "http://localhost:81"}, False),
        ({"Origin": "http://localhost.example.com"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "::::"}, False),
        ({}, True),
    ],
)
def test_a_form_must_be_ours(app: Flask, headers: dict[str, str], is_ours: bool) -> None:
    with app.test_request_context("/", method="POST", headers=headers):
        assert is_same_origin() is is_ours
        if is_ours:
            require_same_origin()
        else:
            with pytest.raises(Forbidden):
                require_same_origin()
