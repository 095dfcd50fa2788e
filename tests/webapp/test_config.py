"""The environment: what is read, and how a bad value is named."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask_babel import format_datetime

import webapp
from search import SettingsError
from tests.webapp.fakes import FakeSearcher
from webapp import create_app
from webapp.config import Config, ContactMode, day_of, kept_secret_key

KEY = "a key of some length"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("zone", "day"), [("Europe/Madrid", 23), ("Europe/Bratislava", 23), ("Atlantic/Canary", 22)])
def test_a_day_begins_at_midnight_of_the_site(zone: str, day: int, tmp_path: Path) -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    site = create_app(Config(instance=tmp_path, index=tmp_path / "index", time_zone=ZoneInfo(zone)), FakeSearcher())
    with site.test_request_context("/en/"):
        assert day_of(late) == date(2026, 11, day)
        assert format_datetime(late, "d").startswith(str(day))


def test_without_variables_the_defaults_hold() -> None:
    config = Config.from_environment({})
    assert replace(config, secret_key=KEY) == Config(secret_key=KEY)
    assert (config.articles, config.index) == (Path("kb_articles"), Path("instance/index"))


def test_every_variable_is_read(tmp_path: Path) -> None:
    (tmp_path / "site.toml").touch()
    config = Config.from_environment(
        {
            "VENTANILLA_ARTICLES": str(tmp_path),
            "VENTANILLA_INDEX": str(tmp_path / "index"),
            "VENTANILLA_SECRET_KEY": KEY,
            "VENTANILLA_BRAND": " Taquilla ",
            "VENTANILLA_INSTANCE": str(tmp_path / "data"),
            "VENTANILLA_DATABASE_URL": "postgresql://host/name",
            "VENTANILLA_CONTACT_MODE": "beside",
            "VENTANILLA_SITE": str(tmp_path / "site.toml"),
            "VENTANILLA_PROXIES": "2",
            "VENTANILLA_HOSTS": "help.example, www.example",
            "VENTANILLA_ADDRESS": "https://www.example/",
            "VENTANILLA_SMTP": "smtp://me:password@mail.example:587",
            "VENTANILLA_MAIL_FROM": "help@mail.example",
            "VENTANILLA_TIME_ZONE": "Atlantic/Canary",
            "VENTANILLA_RATE_STORAGE": "redis://host",
            "VENTANILLA_HELD_EMAIL": "0",
            "VENTANILLA_HELD_VISITOR": "7",
            "VENTANILLA_HELD_NETWORK": "1000000",
            "VENTANILLA_HELD_EVERYBODY": "9",
            "VENTANILLA_LOG_LEVEL": "warning",
        }
    )
    assert config == Config(
        articles=tmp_path,
        index=tmp_path / "index",
        secret_key=KEY,
        brand="Taquilla",
        instance=tmp_path / "data",
        database_url="postgresql://host/name",
        contact_mode=ContactMode.BESIDE,
        site=tmp_path / "site.toml",
        proxies=2,
        hosts=("help.example", "www.example"),
        address="https://www.example",
        smtp="smtp://me:password@mail.example:587",
        mail_from="help@mail.example",
        time_zone=ZoneInfo("Atlantic/Canary"),
        rate_storage="redis://host",
        held_email=0,
        held_visitor=7,
        held_network=1_000_000,
        held_everybody=9,
        log_level="warning",
    )
    assert (config.settings.articles, config.settings.index) == (tmp_path, tmp_path / "index")


def test_the_database_may_be_named_as_hosts_name_it() -> None:
    assert Config.from_environment({"DATABASE_URL": "postgresql://a/b"}).database_url == "postgresql://a/b"


def test_without_a_variable_one_secret_key_is_kept_that_only_its_user_may_read(tmp_path: Path) -> None:
    key = Config.from_environment({}).secret_key
    assert Config.from_environment({}).secret_key == key == kept_secret_key(Path("instance"))
    assert len(key) == 64
    assert [path.name for path in Path("instance").iterdir()] == ["secret_key"]
    assert Path("instance/secret_key").stat().st_mode & 0o777 == 0o600


def test_of_several_processes_that_start_at_once_all_use_the_key_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    key = kept_secret_key(Path("instance"))
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert kept_secret_key(Path("instance")) == key


def test_a_key_that_was_cut_off_is_named_but_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("cut")
    with pytest.raises(SettingsError) as caught:
        kept_secret_key(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'secret_key'}: the key has 3 characters. Remove the file; a new key will be made."
    )


def test_where_no_key_can_be_kept_one_must_be_given(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(SettingsError, match=r"no key can be kept .* Set VENTANILLA_SECRET_KEY"):
        kept_secret_key(tmp_path)


def test_the_folder_of_the_data_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o755)
    create_app(Config(index=tmp_path / "index", instance=folder), FakeSearcher())
    assert folder.stat().st_mode & 0o777 == 0o700


def test_where_no_folder_can_be_made_another_one_must_be_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"no folder for the site's data .* Set VENTANILLA_INSTANCE"):
        create_app(Config(index=tmp_path / "index", instance=tmp_path / "file" / "instance"), FakeSearcher())


def test_every_variable_is_in_the_readme() -> None:
    readme = (Path(webapp.__file__).parent.parent / "README.md").read_text("utf-8")
    assert [each.name for each in fields(Config) if f"`VENTANILLA_{each.name.upper()}`" not in readme] == []


@pytest.mark.parametrize(
    "config",
    [Config(secret_key=KEY), Config(database_url=KEY), Config(rate_storage=KEY), Config(smtp=KEY)],
    ids=["key", "url", "store", "mail"],
)
def test_what_is_secret_is_not_shown(config: Config) -> None:
    assert KEY not in repr(config)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "VENTANILLA_ARTICLES",
            "no/such/folder",
            "VENTANILLA_ARTICLES: there is no 'no/such/folder'. Give the folder of articles or a JSON Lines file.",
        ),
        (
            "VENTANILLA_ARTICLES",
            " ",
            "VENTANILLA_ARTICLES: ' ' is not a path. Give a path, or leave the variable out.",
        ),
        (
            "VENTANILLA_INDEX",
            "",
            "VENTANILLA_INDEX: '' is not a path. Give a path, or leave the variable out.",
        ),
        (
            "VENTANILLA_SECRET_KEY",
            "short",
            "VENTANILLA_SECRET_KEY: the key has 5 characters. Use at least 16, "
            "for example from: python -c 'import secrets; print(secrets.token_hex(32))'.",
        ),
        (
            "VENTANILLA_BRAND",
            "two\nlines",
            "VENTANILLA_BRAND: 'two\\nlines' cannot be shown as a name. Use 1 to 60 letters in one line.",
        ),
        (
            "VENTANILLA_BRAND",
            "",
            "VENTANILLA_BRAND: '' cannot be shown as a name. Use 1 to 60 letters in one line.",
        ),
        (
            "VENTANILLA_CONTACT_MODE",
            "wall",
            "VENTANILLA_CONTACT_MODE: 'wall' is not one of gate, beside. Use one of these.",
        ),
        (
            "VENTANILLA_SITE",
            "no/site.toml",
            "VENTANILLA_SITE: there is no file 'no/site.toml'. Give a TOML file, or leave the variable out.",
        ),
        (
            "VENTANILLA_PROXIES",
            "-1",
            "VENTANILLA_PROXIES: '-1' is no number of proxies. Use 0 to 9.",
        ),
        *(
            (
                f"VENTANILLA_HELD_{name}",
                value,
                f"VENTANILLA_HELD_{name}: {value!r} is no number of requests. Use 0 (any number) to 1000000.",
            )
            for name, value in (
                ("EMAIL", ""),
                ("VISITOR", "-1"),
                ("NETWORK", "1000001"),
                ("EVERYBODY", "9" * 5000),
                ("EMAIL", "٣"),
            )
        ),
        (
            "VENTANILLA_ADDRESS",
            "help.example",
            "VENTANILLA_ADDRESS: 'help.example' is no address of a site. Write it like https://help.example.org.",
        ),
        (
            "VENTANILLA_ADDRESS",
            "https://help.example/site",
            "VENTANILLA_ADDRESS: 'https://help.example/site' is no address of a site. "
            "Write it like https://help.example.org.",
        ),
        (
            "VENTANILLA_SMTP",
            "http://me:password@mail.example",
            "VENTANILLA_SMTP: this is no address of a mail server. Use smtp://user:password@host:587.",
        ),
        (
            "VENTANILLA_SMTP",
            "smtp://mail.example:none",
            "VENTANILLA_SMTP: this is no address of a mail server. Use smtp://user:password@host:587.",
        ),
        (
            "VENTANILLA_SMTP",
            "smtp://mail.example",
            "VENTANILLA_MAIL_FROM: letters need an address that they come from. Give one.",
        ),
        (
            "VENTANILLA_MAIL_FROM",
            "help@example.org\nBcc: everybody@example.org",
            "VENTANILLA_MAIL_FROM: 'help@example.org\\nBcc: everybody@example.org' is no e-mail address. "
            "Write it like help@example.org.",
        ),
        (
            "VENTANILLA_TIME_ZONE",
            "Europe/Zilina",
            "VENTANILLA_TIME_ZONE: 'Europe/Zilina' is no time zone. Write it like Europe/Madrid.",
        ),
        (
            "VENTANILLA_TIME_ZONE",
            "../etc/passwd",
            "VENTANILLA_TIME_ZONE: '../etc/passwd' is no time zone. Write it like Europe/Madrid.",
        ),
        (
            "VENTANILLA_LOG_LEVEL",
            "loud",
            "VENTANILLA_LOG_LEVEL: 'loud' is not one of debug, info, warning, error. Use one of these.",
        ),
    ],
)
def test_a_bad_value_is_named_with_its_variable(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Config.from_environment({name: value})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("hosts", "address"),
    [
        ("", "http://127.0.0.1:8000"),
        ("help.example,127.0.0.1", "https://help.example"),
        (".example", "https://example"),
    ],
)
def test_without_an_address_links_lead_to_the_first_name_of_the_site(hosts: str, address: str) -> None:
    assert Config.from_environment({"VENTANILLA_HOSTS": hosts}).address == address


@pytest.mark.parametrize(
    ("host", "is_one_of_them"),
    [("help.example", True), ("a.shop.example", True), ("shop.example", True), ("other.example", False)],
)
def test_links_never_lead_to_a_name_that_the_site_does_not_answer_to(host: str, is_one_of_them: bool) -> None:
    environment = {"VENTANILLA_HOSTS": "help.example,.shop.example", "VENTANILLA_ADDRESS": f"https://{host}:8443"}
    if is_one_of_them:
        assert Config.from_environment(environment).address == f"https://{host}:8443"
        return
    with pytest.raises(SettingsError) as caught:
        Config.from_environment(environment)
    assert str(caught.value) == (
        f"VENTANILLA_ADDRESS: VENTANILLA_HOSTS lacks {host!r}. Add it there, or links lead nowhere."
    )


@pytest.mark.parametrize(
    ("name", "what"),
    [("VENTANILLA_INDEX", "the folder of the index"), ("VENTANILLA_INSTANCE", "the folder of the site's data")],
)
def test_a_file_cannot_be_a_folder(tmp_path: Path, name: str, what: str) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(SettingsError) as caught:
        Config.from_environment({name: str(file)})
    assert str(caught.value) == f"{name}: {str(file)!r} is not a folder. Give {what}."
