"""A form as a browser without script fills it in, and what was stored."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.webapp.parsing import Node, parse
from webapp.database import database

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"
TYPED = {
    "name": "Jana Nováková",
    "email": "jana@example.sk",
    "category": "withdrawals",
    "subject": "Where is my money?",
    "description": "I wait since Monday.\nPlease help.",
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time that tokens tell, in seconds; it goes only when told to."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("webapp.http.form_tokens.time", lambda: now[0])
    return now


@pytest.fixture
def kept(clock: list[float]) -> Callable[[FlaskClient, type[Any]], list[Any]]:
    """Return a function from a browser and a table to its rows."""

    def rows(client: FlaskClient, table: type[Any]) -> list[Any]:
        with client.application.app_context(), database().reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    return rows


def fields(page: Node) -> dict[str, str]:
    """Return what the request form of ``page`` would send, as it is."""
    form = page.one("form", class_="request-form")
    sent = {
        each.attributes["name"]: each.attributes.get("value", "")
        for each in form.all("input")
        if each.attributes.get("type") not in ("file", "checkbox") or "checked" in each.attributes
    }
    sent |= {each.attributes["name"]: each.raw_text.removeprefix("\n") for each in form.all("textarea")}
    for choice in form.all("select"):
        chosen = [each for each in choice.all("option") if "selected" in each.attributes]
        sent[choice.attributes["name"]] = chosen[0].attributes["value"] if chosen else ""
    return sent


def open_form(client: FlaskClient, clock: list[float], address: str = "/en/contact?form=1") -> dict[str, str]:
    """Return the fields of the open form, ten seconds after it came."""
    sent = fields(parse(client.get(address).text))
    clock[0] += 10
    return sent


def post(client: FlaskClient, sent: dict[str, Any], *files: tuple[str, bytes], language: str = "en") -> TestResponse:
    """Send the form."""
    attached = [(io.BytesIO(content), name) for name, content in files]
    data = {**sent, "attachments": attached}
    response = client.post(f"/{language}/contact", data=data, content_type="multipart/form-data")
    response.request.environ["wsgi.input"].close()  # a large body lies in a file of the test client's
    return response
