"""One file for all programs: what the environment does not say, it does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import webapp
from search import SettingsError
from webapp.config import Config

ROOT = Path(webapp.__file__).parent.parent
KEY = "a key of some length"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(text: str, path: Path = Path("instance/settings.toml")) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_file_in_the_instance_folder_is_read() -> None:
    write(
        f'''
        secret_key = "{KEY}"
        hosts = ["help.example", "127.0.0.1"]
        proxies = 1
        smtp = "smtp://me:password@mail.example:587"
        mail_from = "help@mail.example"
        '''
    )
    assert Config.from_environment({}) == Config(
        secret_key=KEY,
        hosts=("help.example", "127.0.0.1"),
        proxies=1,
        address="https://help.example",
        smtp="smtp://me:password@mail.example:587",
        mail_from="help@mail.example",
    )


def test_another_instance_folder_has_another_file(tmp_path: Path) -> None:
    write('brand = "Here"')
    write('brand = "There"', tmp_path / "there" / "settings.toml")
    assert Config.from_environment({"VENTANILLA_INSTANCE": "there"}).brand == "There"


def test_every_setting_may_stand_in_the_file(tmp_path: Path) -> None:
    values = {
        "articles": ".",
        "index": "index",
        "secret_key": KEY,
        "brand": "Taquilla",
        "event_key": KEY,
        "instance": "data",
        "database_url": "postgresql://host/name",
        "contact_mode": "beside",
        "site": "site.toml",
        "proxies": 2,
        "hosts": "help.example",
        "address": "https://help.example",
        "smtp": "files",
        "mail_from": "help@mail.example",
        "time_zone": "Atlantic/Canary",
        "rate_storage": "off",
        "network_votes": 4,
        "held_email": 6,
        "held_visitor": 0,
        "held_network": 21,
        "held_everybody": 301,
        "log_level": "debug",
    }
    assert list(values) == [each.name for each in fields(Config)]
    write("", Path("site.toml"))
    file = write("\n".join(f"{name} = {value!r}" for name, value in values.items()), tmp_path / "all.toml")
    config = Config.from_environment({"VENTANILLA_SETTINGS": str(file)})
    default = Config(secret_key="other")
    assert [each.name for each in fields(Config) if getattr(config, each.name) == getattr(default, each.name)] == []


def test_the_environment_comes_first() -> None:
    write('brand = "File"\ndatabase_url = "postgresql://file/name"')
    config = Config.from_environment({"VENTANILLA_BRAND": "Environment", "DATABASE_URL": "postgresql://own/name"})
    assert (config.brand, config.database_url) == ("Environment", "postgresql://own/name")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("colour = 1", "colour: unknown key. Use articles, index, secret_key,"),
        ("SMTP = ''", "SMTP: unknown key. Use articles,"),
        ("[mail]\nsmtp = ''", "mail: unknown key."),
        ("brand = true", "brand: neither a text, nor a whole number, nor a list of texts. Write one of these."),
        ("hosts = [1]", "hosts: neither a text,"),
        ("secret_key = 1.5", "secret_key: neither a text,"),
        ("brand =", "not a TOML file that can be read ("),
        ("proxies = 99", "VENTANILLA_PROXIES: '99' is no number of proxies. Use 0 to 9."),
        ('smtp = "http://mail"', "VENTANILLA_SMTP: this is no address of a mail server."),
    ],
)
def test_what_is_wrong_is_named_with_its_file(text: str, fault: str) -> None:
    file = write(text)
    with pytest.raises(SettingsError) as caught:
        Config.from_environment({})
    assert str(caught.value).startswith(f"{file}: {fault}")


def test_what_is_wrong_in_the_environment_is_not_the_files_fault() -> None:
    write("proxies = 1")
    with pytest.raises(SettingsError) as caught:
        Config.from_environment({"VENTANILLA_PROXIES": "many"})
    assert str(caught.value) == "VENTANILLA_PROXIES: 'many' is no number of proxies. Use 0 to 9."


def test_a_file_that_is_named_must_be_there() -> None:
    with pytest.raises(SettingsError) as caught:
        Config.from_environment({"VENTANILLA_SETTINGS": "no.toml"})
    assert str(caught.value) == (
        "VENTANILLA_SETTINGS: there is no file 'no.toml'. Give a TOML file, or leave the variable out."
    )


def test_the_command_line_reads_what_the_site_reads(tmp_path: Path) -> None:
    file = write(f'hosts = "help.example"\ninstance = "{tmp_path}/data"', tmp_path / "all.toml")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VENTANILLA_")}
    told = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "webapp", "mail-status"],
        cwd=ROOT,
        env={**environment, "VENTANILLA_SETTINGS": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stdout.startswith("VENTANILLA_SMTP: no mail server is named, though hosts, address or proxies")
    assert (tmp_path / "data" / "secret_key").is_file()


def test_the_file_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "`VENTANILLA_SETTINGS`" in readme
    assert "instance/settings.toml" in readme
