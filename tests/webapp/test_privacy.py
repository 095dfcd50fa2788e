"""What somebody who is signed in is shown stays with them: every page that can be opened, walked through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit
from tests.webapp.people import JANA, add_agent, ask, browser, resolve, say

LATE = article("en/late-money", "Where is my money?")
QUESTION = "Where is my money?"
RANDOM = re.compile(r'data-visit="[^"]*"|name="(?:token|submission|visit)" value="[^"]*"')


@pytest.fixture
def client(open_site: OpenSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr("webapp.http.form_tokens.time", lambda: 1_800_000_000.0)
    return open_site(FakeSearcher((LATE,), {QUESTION: (hit(LATE),)}))


def addresses(client: FlaskClient, code: str) -> Iterator[str]:
    """Yield an address of every route that can be opened."""
    values = {"language": "en", "code": code, "number": "1", "slug": "late-money", "category": "withdrawals"}
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield filled(rule, values)
            yield f"{filled(rule, values)}?q={QUESTION}"


def filled(rule: Rule, values: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda name: values.get(name[1], "1"), rule.rule)


def shown(client: FlaskClient, address: str) -> tuple[int, str, str]:
    """Return status, what may be kept, and the page without what is another one each time."""
    with client.get(address) as answer:
        body = RANDOM.sub("", answer.get_data().decode("utf-8", "replace"))
        return answer.status_code, answer.headers["Cache-Control"], body


@pytest.mark.parametrize("who", ["customer", "agent"])
def test_what_differs_for_somebody_signed_in_is_kept_nowhere(client: FlaskClient, tmp_path: Path, who: str) -> None:
    code = ask(client, subject=QUESTION)
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "shown").write_bytes(b"abc")
    say(client, code, "See the file.", stored_name="shown")
    resolve(client, code)
    ask(client, subject=QUESTION, description="Again.")
    signed_in = browser(client, email=JANA) if who == "customer" else browser(client, agent_id=add_agent(client))
    private = set()
    for address in addresses(client, code):
        (status, keeping, page), (status_of_all, _, page_of_all) = shown(signed_in, address), shown(client, address)
        if (status, page) != (status_of_all, page_of_all):
            assert keeping == "private, no-store", address
            private.add(address)
        assert JANA not in page_of_all
    own = {"/en/contact", f"/en/requests/{code}", f"/en/requests/{code}/files/1", "/en/account", "/en/sign-in"}
    assert own <= private if who == "customer" else {"/desk/", "/desk/sign-in", f"/desk/requests/{code}"} <= private
