"""``flask --app webapp COMMAND``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import update
from sqlalchemy.orm import Session

import search
import webapp
from search import Settings, read_judgements
from tests.articles import markdown
from tests.conftest import WriteArticles
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.people import ask, rows
from webapp.database import Action, Database, DatabaseUnavailable, agents_store, database, deflection_store
from webapp.database.models import AgentRow, EventRow, RequestRow
from webapp.database.requests_store import NewAttachment
from webapp.files.attachments import folder

PASSWORD = "correct horse battery\n"


@pytest.fixture
def site(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher())


@pytest.fixture
def runner(site: FlaskClient) -> FlaskCliRunner:
    return site.application.test_cli_runner()


def test_an_agent_is_added(site: FlaskClient, runner: FlaskCliRunner) -> None:
    arguments = ["add-agent", "Ana@Example.com", "--name", "Ana", "--role", "admin", "--language", "es"]
    result = runner.invoke(args=[*arguments, "--password-stdin"], input=PASSWORD)
    assert (result.exit_code, result.stderr) == (0, "ana@example.com: added as admin. Sign in at /desk.\n")
    (row,) = rows(site, AgentRow)
    assert (row.email, row.name, row.role, row.language) == ("ana@example.com", "Ana", "admin", "es")


def test_a_password_is_asked_for_twice(site: FlaskClient, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["add-agent", "ana@example.com"], input=PASSWORD * 2)
    assert result.exit_code == 0
    assert "correct horse" not in result.output
    assert [(each.name, each.role, each.language) for each in rows(site, AgentRow)] == [("ana", "agent", "en")]


@pytest.mark.parametrize(
    ("arguments", "typed", "code", "message"),
    [
        (["nobody"], PASSWORD, 2, "email: 'nobody' is no e-mail address. Write it like name@example.com."),
        (["ana@example.com"], "short\n", 2, "password: it has 5 characters. Use at least 12."),
        (["ana@example.com"], "", 2, "password: it has 0 characters. Use at least 12."),
        (["known@example.com"], PASSWORD, 1, "known@example.com: somebody of the team has this address. Use another."),
    ],
)
def test_what_is_wrong_is_said(
    runner: FlaskCliRunner, arguments: list[str], typed: str, code: int, message: str
) -> None:
    runner.invoke(args=["add-agent", "known@example.com", "--password-stdin"], input=PASSWORD)
    result = runner.invoke(args=["add-agent", *arguments, "--password-stdin"], input=typed)
    assert result.exit_code == code
    assert result.stderr.endswith(f"Error: {message}\n")


def test_a_password_is_replaced(site: FlaskClient, runner: FlaskCliRunner) -> None:
    runner.invoke(args=["add-agent", "ana@example.com", "--password-stdin"], input=PASSWORD)
    result = runner.invoke(args=["set-password", "ana@example.com", "--password-stdin"], input="another password\n")
    assert result.exit_code == 0
    with site.application.app_context():
        assert agents_store.check_password("ana@example.com", "another password")
    result = runner.invoke(args=["set-password", "x@example.com", "--password-stdin"], input=PASSWORD)
    assert result.exit_code == 2
    assert "nobody of the team is called 'x@example.com'. Run 'flask --app webapp agents add'." in result.stderr


def test_outcomes_are_what_the_decision_is_tuned_with(
    site: FlaskClient, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    with site.application.app_context():
        deflection_store.record("visit-1", Action.SOLVED, "sk", "sk/vybery", "kde sú peniaze")
        deflection_store.record("visit-2", Action.SENT, "en", "", "the moon")
        deflection_store.record("visit-3", Action.SOLVED, "sk", "en/fees", "what does it cost")
    result = runner.invoke(args=["outcomes"])
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"id": "event-1", "language": "sk", "query": "kde sú peniaze", "answer": ["sk/vybery"]},
        {"id": "event-2", "language": "en", "query": "the moon", "answer": []},
        {"id": "event-3", "language": "sk", "query": "what does it cost", "answer": ["en/fees"]},
    ]
    path = tmp_path / "outcomes.jsonl"
    path.write_text(result.stdout, "utf-8")
    assert [each.answers for each in read_judgements(path)] == [{"sk/vybery"}, set(), {"en/fees"}]


TOPICS = ("card", "password", "phone", "tax", "transfer", "fee")
NOTHING_KNOWN = "nothing is known of these articles yet; the thresholds are those of other help centres"


@pytest.fixture
def plain(kb: WriteArticles) -> Settings:
    """Return settings of six articles without questions, indexed."""
    settings = kb({f"en/{each}.md": markdown(f"About the {each}", f"All that we know of a {each}.") for each in TOPICS})
    search.build(settings)
    return settings


@pytest.fixture
def over_index(open_site: OpenSite, plain: Settings) -> FlaskClient:
    """Return a site over that index."""
    return open_site(FakeSearcher(), index=plain.index, articles=plain.articles)


def ask_often(site: FlaskClient, number: int, network: str = "") -> None:
    """Record so many questions of as many customers, of one network where it is named."""
    with site.application.app_context():
        for place in range(number):
            text = f"{TOPICS[place % 6]} number {TOPICS[place // 6 % 6]}"
            deflection_store.record(
                f"visit-{place}", Action.SHOWN, "en", "", text, visitor=str(place), network=network or f"net-{place}"
            )


def test_thresholds_are_set_from_what_customers_asked(over_index: FlaskClient, plain: Settings) -> None:
    ask_often(over_index, 60)
    result = over_index.application.test_cli_runner().invoke(args=["tune"])
    assert result.exit_code == 0
    assert result.stdout.startswith("en: set from 60 questions of customers (unsure from 0.")
    tuning = search.read_tuning(plain.index)
    assert (tuning.keep, tuning.of("en").source, tuning.of("en").traffic) == (0.95, search.Source.TRAFFIC, 60)


def test_few_of_a_network_set_no_thresholds(over_index: FlaskClient, plain: Settings) -> None:
    ask_often(over_index, 60, network="192.0.2.0/24")
    result = over_index.application.test_cli_runner().invoke(args=["tune"])
    assert (result.exit_code, result.stdout.partition(" (")[0]) == (0, f"en: {NOTHING_KNOWN}")
    assert search.read_tuning(plain.index).traffic == {}


def test_how_questions_ended_moves_thresholds_too(over_index: FlaskClient, plain: Settings) -> None:
    ask_often(over_index, 60)
    with over_index.application.app_context():
        for number in range(40):
            deflection_store.record(
                f"ended-{number}", Action.SOLVED, "en", "en/card", "card we know", visitor=f"v{number}"
            )
    result = over_index.application.test_cli_runner().invoke(args=["tune"])
    assert "60 questions of customers and 40 judged queries" in result.stdout
    assert search.read_tuning(plain.index).of("en").source is search.Source.JUDGED


def test_the_share_to_keep_stays_unless_another_is_given(over_index: FlaskClient, plain: Settings) -> None:
    search.tune(plain, keep=0.9)
    runner = over_index.application.test_cli_runner()
    for arguments, keep in ((["tune"], 0.9), (["tune", "--keep", "0.8"], 0.8), (["tune"], 0.8)):
        assert runner.invoke(args=arguments).exit_code == 0
        assert search.read_tuning(plain.index).keep == keep


def test_few_questions_on_the_site_leave_what_an_old_log_said(over_index: FlaskClient, plain: Settings) -> None:
    search.tune(plain, traffic=search.traffic_of(plain, [("card and tax", "en")] * 80))
    ask_often(over_index, 5)
    result = over_index.application.test_cli_runner().invoke(args=["tune"])
    assert result.stdout.startswith("en: set from 80 questions of customers (")


@pytest.mark.parametrize("keep", ["0.4", "1", "nan"])
def test_no_share_to_keep_is_an_error_without_a_stack_trace(over_index: FlaskClient, keep: str) -> None:
    result = over_index.application.test_cli_runner().invoke(args=["tune", "--keep", keep])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: keep: {float(keep)} is no share to keep. Give a number from 0.5 to 0.999.\n"


def test_thresholds_without_an_index_are_an_error_without_a_stack_trace(open_site: OpenSite, tmp_path: Path) -> None:
    runner = open_site(FakeSearcher(), index=tmp_path / "nowhere").application.test_cli_runner()
    result = runner.invoke(args=["tune"])
    assert result.exit_code == 1
    assert result.stderr == f"Error: {tmp_path}/nowhere: there is no index. Run 'python indexer.py build'.\n"


def test_an_index_that_the_site_may_not_write_is_an_error_without_a_stack_trace(
    over_index: FlaskClient, plain: Settings
) -> None:
    (plain.index / "decision.new").mkdir()
    result = over_index.application.test_cli_runner().invoke(args=["tune"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: {plain.index}/decision.toml: the thresholds cannot be written (Is a directory). "
        "Let whoever runs this write there.\n"
    )


def test_what_is_too_old_goes_with_its_files(site: FlaskClient, runner: FlaskCliRunner) -> None:
    ask(site, files=(NewAttachment("0a1b", "note.txt", "text/plain", 5, "ab"),))
    long_ago = datetime.now(UTC) - timedelta(400)
    with site.application.app_context():
        folder().mkdir(parents=True, exist_ok=True)
        (folder() / "0a1b").write_text("hello")
        with database().session() as session:
            session.execute(update(RequestRow).values(stage="closed", closed_at=long_ago))
    assert runner.invoke(args=["forget"]).exit_code == 0
    assert len(rows(site, RequestRow)) == 1
    result = runner.invoke(args=["forget", "--closed-days", "365"])
    assert result.stderr == ("Removed: 0 deflection events, 1 requests with 1 files, 0 letters, 0 sign-ins.\n")
    assert rows(site, RequestRow) == []
    with site.application.app_context():
        assert not (folder() / "0a1b").exists()


def test_changed_events_are_found(site: FlaskClient, runner: FlaskCliRunner) -> None:
    code = ask(site)
    result = runner.invoke(args=["check-events"])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "Everything is as it was written.\n")
    with site.application.app_context(), database().session() as session:
        session.execute(update(EventRow).values(actor="agent"))
    result = runner.invoke(args=["check-events"])
    assert result.exit_code == 1
    assert result.stdout == f"request {code}: its events are not as they were written. Compare with a backup.\n"
    assert result.stderr == "Not as it was written: 1.\n"


@pytest.mark.parametrize("command", ["outcomes", "tune", "forget", "check-events", "dead-letters", "send-mail --once"])
def test_a_database_that_is_not_there_is_named_without_a_stack_trace(
    runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    @contextmanager
    def failing(_: Database) -> Iterator[Session]:
        raise DatabaseUnavailable("postgresql://host/name: it does not answer. Look at the database.")
        yield

    monkeypatch.setattr(Database, "session", failing)
    monkeypatch.setattr(Database, "reading", failing)
    result = runner.invoke(args=command.split())
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert result.stderr == "Error: postgresql://host/name: it does not answer. Look at the database.\n"


def test_a_bad_value_of_the_environment_is_named_without_a_stack_trace(tmp_path: Path) -> None:
    variables = os.environ | {"VENTANILLA_DATABASE_URL": "nonsense", "VENTANILLA_INSTANCE": str(tmp_path)}
    command = [sys.executable, "-m", "flask", "--app", "webapp", "forget"]
    root = Path(webapp.__file__).parent.parent
    done = subprocess.run(command, cwd=root, env=variables, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: VENTANILLA_DATABASE_URL: this is no address of a database.")
    assert "Traceback" not in done.stderr
