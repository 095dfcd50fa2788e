"""The key of events: kept apart, missed when it is lost, and in force over what was kept before it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask.testing import FlaskClient
from sqlalchemy import text

from search import SettingsError
from tests.webapp.conftest import OpenSite
from tests.webapp.database.team import join
from tests.webapp.database.test_earlier_schemas import connected, make
from tests.webapp.database.test_requests_store import request
from tests.webapp.fakes import FakeSearcher
from webapp.config import Config, event_key
from webapp.database import database, retention_store
from webapp.database.contents import HASHED, NOT_HASHED
from webapp.database.engine import OTHER_KEY
from webapp.database.models import Table
from webapp.database.requests_store import submit

KEY = "a key of the tests"

OpenAgain = Callable[..., FlaskClient]
"""More values of ``Config`` by name -> a site on the same data."""


@pytest.fixture
def open_again(open_site: OpenSite, database_url: str) -> OpenAgain:
    def open_one(**values: str) -> FlaskClient:
        return open_site(FakeSearcher(), database_url=database_url, **values)

    return open_one


def run(site: FlaskClient, command: str = "check-events") -> Result:
    return site.application.test_cli_runner().invoke(args=[command])


def write(site: FlaskClient, submission: str = "form-1") -> str:
    with site.application.app_context():
        return submit(request(submission)).code


def by_hand(site: FlaskClient, statement: str) -> None:
    with site.application.app_context(), database().session() as session:
        session.execute(text(statement))


def test_the_key_lies_in_a_file_of_its_own_that_only_its_user_may_read(open_again: OpenAgain, tmp_path: Path) -> None:
    open_again(secret_key=KEY)
    path = tmp_path / "event_key"
    assert path.stat().st_mode & 0o777 == 0o600
    key = path.read_text("ascii")
    assert (len(key), key == KEY) == (64, False)
    assert event_key(Config(instance=tmp_path)) == key
    assert event_key(Config(instance=tmp_path, event_key=KEY)) == KEY


def test_a_key_from_the_environment_is_used_and_a_short_one_refused(tmp_path: Path) -> None:
    variables = {"VENTANILLA_INSTANCE": str(tmp_path), "VENTANILLA_EVENT_KEY": KEY}
    assert Config.from_environment(variables).event_key == KEY
    assert event_key(Config.from_environment(variables)) == KEY
    assert not (tmp_path / "event_key").exists()
    with pytest.raises(SettingsError, match="VENTANILLA_EVENT_KEY: the key has 5 characters"):
        Config.from_environment(variables | {"VENTANILLA_EVENT_KEY": "short"})


@pytest.mark.parametrize("what", ["lost", "another"])
def test_a_key_that_is_not_the_right_one_is_said(
    open_again: OpenAgain, tmp_path: Path, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    write(open_again())
    right = (tmp_path / "event_key").read_text("ascii")
    if what == "lost":
        (tmp_path / "event_key").unlink()
    site = open_again(event_key=KEY if what == "another" else "")
    assert [each.message for each in caplog.records if each.levelno == logging.ERROR] == [OTHER_KEY]
    result = run(site)
    assert (result.exit_code, result.stdout) == (1, f"{OTHER_KEY}\n")
    by_hand(site, "UPDATE messages SET text = 'Nothing.'")
    assert "a message or a file is not what was sent" in run(site).stdout
    by_hand(site, "UPDATE messages SET text = 'Čakám už týždeň.\nProsím o pomoc.'")
    (tmp_path / "event_key").write_text(right, "ascii")
    assert run(open_again()).exit_code == 0


def test_after_its_loss_everything_is_sealed_with_another_key(open_again: OpenAgain) -> None:
    site = open_again(event_key="the key that is lost")
    with site.application.app_context():
        join()
    first = write(site)
    result = run(site, "seal-events")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: event key: everything is sealed with it. Nothing needs to be done.\n",
    )
    site = open_again(event_key=KEY)
    between = write(site, "form-2")
    assert run(site, "seal-events").stderr == "Sealed: 2 requests, as they are now.\n"
    result = run(site)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("Sealed on ")
    last = write(site, "form-3")
    assert run(site).exit_code == 0
    for statement, where in (
        ("UPDATE events SET actor = 'system' WHERE request_id = 1 AND number = 1", f"request {first}: its events"),
        ("UPDATE messages SET text = '' WHERE request_id = 2", f"request {between}: a message"),
        ("UPDATE requests SET is_urgent = true WHERE id = 3", f"request {last}: its stage"),
        ("UPDATE team_events SET agent_id = NULL WHERE number = 1", "team: its events"),
    ):
        by_hand(site, statement)
        assert any(line.startswith(where) for line in run(site).stdout.splitlines())


@pytest.fixture
def earlier(open_again: OpenAgain, database_url: str) -> OpenAgain:
    """Return how to open a site on what an earlier release kept, after a change of it by hand."""

    def open_one(change: str = "") -> FlaskClient:
        with connected(database_url) as connection:
            make(connection, "quotas, words and chains")
            if change:
                connection.execute(text(change))
        return open_again()

    return open_one


def test_what_an_earlier_release_kept_is_sealed_once(earlier: OpenAgain, open_again: OpenAgain) -> None:
    for site in (earlier(), open_again()):
        result = run(site)
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.count("Sealed on ") == 1
    write(site)
    assert run(site).exit_code == 0


def test_what_was_changed_before_it_was_sealed_is_found_by_the_old_rule(earlier: OpenAgain) -> None:
    site = earlier("UPDATE events SET actor = 'system'")
    assert run(site).stdout == "request VT-1: its events are not as they were written. Compare with a backup.\n"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE messages SET text = 'Nothing.'",
        "UPDATE requests SET stage = 'closed'",
        "UPDATE events SET actor = 'system' WHERE number = 1",
        "UPDATE events SET details = '{}' WHERE kind = 'sealed'",
        "UPDATE events SET kind = 'noted' WHERE kind = 'sealed'",
        "DELETE FROM events WHERE number = 1",
        "DELETE FROM events WHERE kind = 'sealed'",
        "DELETE FROM events",
        "DELETE FROM requests",
    ],
)
def test_what_is_changed_after_it_was_sealed_is_found(earlier: OpenAgain, statement: str) -> None:
    site = earlier()
    by_hand(site, statement)
    assert "request VT-1: " in run(site).stdout


def test_an_old_chain_without_its_seal_is_none(earlier: OpenAgain) -> None:
    site = earlier()
    by_hand(site, "DELETE FROM events WHERE kind = 'sealed'")
    by_hand(site, "UPDATE requests SET chain = (SELECT chain FROM events)")
    by_hand(site, "UPDATE events SET message_hash = '', request_hash = ''")
    assert "request VT-1: its events are not as they were written." in run(site).stdout


def test_what_was_sealed_and_is_too_old_goes(earlier: OpenAgain) -> None:
    site = earlier("UPDATE requests SET stage = 'closed', closed_at = '2026-11-21 10:00:00'")
    assert run(site).exit_code == 0
    with site.application.app_context():
        assert retention_store.forget(365, now=datetime.now(UTC) + timedelta(400)).requests == 1
    assert run(site).exit_code == 0


@pytest.mark.parametrize("table", HASHED)
def test_every_column_is_hashed_or_left_out_for_a_reason(table: type[Table]) -> None:
    names = sorted([*HASHED[table], *NOT_HASHED[table]])
    assert names == sorted(each.key for each in table.__table__.columns)
    assert all(NOT_HASHED[table].values())
