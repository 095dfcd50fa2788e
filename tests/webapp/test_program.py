"""``ventanilla``: which site it serves, what it says where there is none, and how it names itself.

tests/installed runs it as a whole.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from webapp import command_line, program
from webapp.command_line import site_command
from webapp.config import Config
from webapp.shipped import ARTICLES, CHECKOUT, GUNICORN, SITE, shipped

Run = Callable[..., Result]
NOWHERE: Mapping[str, str] = {}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled_translations: None) -> Iterator[Path]:
    """Work in an empty folder, and give the variables back that the program sets."""
    for name in os.environ:
        if name.startswith("VENTANILLA_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    before = dict(os.environ)
    folder = tmp_path / "a site"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def run() -> Run:
    def invoke(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(program.main, words, input=typed, prog_name="ventanilla")

    return invoke


def test_the_commands_are_those_of_flask() -> None:
    names = set(program.main.commands)
    assert names == {
        *("serve", "agents", "outcomes", "tune", "forget", "check-events", "seal-events"),
        *("send-mail", "mail-status", "test-letter", "dead-letters"),
    }
    agents = program.main.commands["agents"]
    assert isinstance(agents, click.Group)
    assert set(agents.commands) == {"add", "set-password"}


def test_a_command_works_on_the_site_of_the_present_folder(run: Run, here: Path) -> None:
    (here / SITE).write_text('name = "Taquilla"\n')
    added = run("agents", "add", "ana@example.org", "--password-stdin", typed="correct horse battery\n")
    assert (added.exit_code, added.stderr) == (0, "ana@example.org: added as agent. Sign in at /desk.\n")
    assert (here / "instance" / "ventanilla.db").is_file()
    assert os.environ["VENTANILLA_SITE"] == SITE


def test_a_command_works_on_the_folder_that_is_named(run: Run, here: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "instance").mkdir(parents=True)
    assert run("--folder", str(other), "check-events").exit_code == 0
    assert (other / "instance" / "ventanilla.db").is_file()
    assert list(here.iterdir()) == []


def test_no_site_is_made_by_mistake(run: Run, here: Path) -> None:
    result = run("forget")
    assert result.exit_code == 2
    assert result.stderr.endswith(
        f"Error: {here}: there is no site here, neither kb_articles, site.toml nor instance. "
        "Go to its folder, or name it: ventanilla --folder FOLDER ...\n"
    )
    assert list(here.iterdir()) == []


def test_a_bad_value_is_named_without_a_stack_trace(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "instance").mkdir()
    monkeypatch.setenv("VENTANILLA_PROXIES", "many")
    for words in (["forget"], ["serve"]):
        result = run(*words)
        assert result.exit_code == 2
        assert result.stderr.endswith("Error: VENTANILLA_PROXIES: 'many' is no number of proxies. Use 0 to 9.\n")


def test_an_empty_folder_shows_the_demonstration(capsys: pytest.CaptureFixture[str]) -> None:
    found = program.variables_for(NOWHERE, is_named=False, host="127.0.0.1", port=8123)
    assert found == {
        "VENTANILLA_ARTICLES": str(shipped(ARTICLES)),
        "VENTANILLA_SITE": str(shipped(SITE)),
        "VENTANILLA_ADDRESS": "http://127.0.0.1:8123",
        "VENTANILLA_LOG_LEVEL": "warning",
    }
    assert capsys.readouterr().out == f"{program.DEMONSTRATION}\n"


def test_a_folder_that_is_named_must_be_a_site(run: Run, here: Path) -> None:
    result = run("serve", str(here))
    assert result.exit_code == 2
    assert result.stderr.endswith(
        f"Error: {here}: it has neither kb_articles nor site.toml. Name the folder that holds them, "
        "or make a site there: python indexer.py init FOLDER.\n"
    )
    missing = run("serve", "nowhere")
    assert "Directory 'nowhere' does not exist." in missing.stderr


@pytest.mark.parametrize("is_named", [True, False])
def test_a_folder_with_articles_is_its_own_site(is_named: bool, here: Path) -> None:
    (here / ARTICLES).mkdir()
    found = program.variables_for(NOWHERE, is_named, "127.0.0.1", 8000)
    assert "VENTANILLA_ARTICLES" not in found
    assert "VENTANILLA_SITE" not in found
    (here / SITE).touch()
    assert program.variables_for(NOWHERE, is_named, "127.0.0.1", 8000)["VENTANILLA_SITE"] == SITE


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"VENTANILLA_ADDRESS": "https://help.example.org"}, "VENTANILLA_ADDRESS"),
        ({"VENTANILLA_HOSTS": "help.example.org"}, "VENTANILLA_ADDRESS"),
        ({"VENTANILLA_SITE": "other.toml"}, "VENTANILLA_SITE"),
        ({"VENTANILLA_ARTICLES": "other"}, "VENTANILLA_ARTICLES"),
    ],
)
def test_what_somebody_said_stays(given: Mapping[str, str], name: str, here: Path) -> None:
    (here / SITE).touch()
    assert name not in program.variables_for(given, is_named=False, host="127.0.0.1", port=8000)


def test_what_the_settings_file_says_stays(here: Path) -> None:
    (here / SITE).touch()
    (here / "other.toml").touch()
    (here / "instance").mkdir()
    (here / "instance" / "settings.toml").write_text('site = "other.toml"\nlog_level = "error"\n')
    found = program.variables_for(program.said(), is_named=False, host="::1", port=8000)
    assert found == {"VENTANILLA_ADDRESS": "http://[::1]:8000", "VENTANILLA_LOG_LEVEL": "error"}


def test_a_port_that_is_taken_is_named_with_another(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 2
    message = f"Error: --port: {port} cannot be used at 127.0.0.1 (Address already in use). Choose another: "
    assert f"{message}ventanilla serve --port {port % 65535 + 1}\n" in result.stderr


@pytest.mark.parametrize("host", ["nowhere.invalid", "203.0.113.7", "not a name"])
def test_an_address_of_another_machine_is_refused(run: Run, host: str) -> None:
    result = run("serve", "--host", host)
    assert result.exit_code == 2
    assert host in result.stderr


def test_articles_that_cannot_be_read_end_the_program_where_there_is_no_index(here: Path) -> None:
    config = Config(articles=here / "nowhere", index=here / "index")
    with pytest.raises(SystemExit) as ended:
        program.index(config)
    assert ended.value.code == 2


def test_an_index_that_is_there_is_served_though_the_articles_have_gone(
    here: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (here / "index").mkdir(mode=0o700)
    (here / "index" / "CURRENT").write_text("damaged")
    program.index(Config(articles=here / "nowhere", index=here / "index"))
    assert capfd.readouterr().err.endswith("Serving the index as it was before.\n")


def test_what_comes_with_the_site_is_found_in_a_checkout_and_in_a_wheel(tmp_path: Path) -> None:
    assert shipped(GUNICORN) == CHECKOUT / GUNICORN
    assert all(shipped(name).exists() for name in (GUNICORN, ARTICLES, SITE))
    assert shipped(SITE, packed=tmp_path) == tmp_path / SITE


@pytest.mark.parametrize(
    ("used", "in_checkout", "expected"),
    [
        ("/srv/bin/ventanilla", True, "ventanilla agents add"),
        ("/srv/bin/flask", False, "flask --app webapp agents add"),
        ("/srv/lib/flask/__main__.py", False, "flask --app webapp agents add"),
        ("/srv/lib/gunicorn/__main__.py", True, "flask --app webapp agents add"),
        ("/srv/lib/webapp/server/starting.py", False, "ventanilla agents add"),
    ],
)
def test_a_hint_names_the_program_that_was_used(
    used: str, in_checkout: bool, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [used])
    monkeypatch.setattr(command_line, "is_checkout", lambda: in_checkout)
    assert site_command("agents add") == expected


def test_the_program_runs_in_a_checkout(here: Path) -> None:
    command = [sys.executable, "-m", "webapp.program", "--version"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ventanilla, version ")
