"""A site over a fake searcher; what every test would make alike is made once in a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

import webapp
from tests.webapp.fakes import FakeSearcher
from webapp.config import Config, event_key
from webapp.database.engine import Database, url_of

OpenSite = Callable[..., FlaskClient]
"""(searcher, more values of ``Config`` by name) -> a browser."""

EVENT_KEY = "event_key"
TRANSLATIONS = Path(webapp.__file__).parent / "translations"


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """Compile each translation that changed since it was compiled last; several programs may do so at once."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            unfinished = target.with_suffix(f".{os.getpid()}")
            with source.open("rb") as po, unfinished.open("wb") as mo:
                write_mo(mo, read_po(po))
            unfinished.replace(target)


class CompiledTemplates(BytecodeCache):
    """Templates as compiled by the first site that showed them; the key holds a hash of their source."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give ``bucket`` what is known of it."""
        if bucket.key + bucket.checksum in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what ``bucket`` holds."""
        self._compiled[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    """Let all sites of the session share their compiled templates: each took a quarter of a test."""
    options, Flask.jinja_options = Flask.jinja_options, {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    yield
    Flask.jinja_options = options


@pytest.fixture(scope="session", autouse=True)
def compiled_rules() -> Iterator[None]:
    """Let all sites of the session share what builds the addresses of their routes: compiling it took 50 ms a site."""
    compile_builder = Rule._compile_builder
    compiled: dict[object, Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.host, rule.subdomain, repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite database with all tables and no row, to be copied with the key that it was sealed with."""
    path = tmp_path_factory.mktemp("database") / "ventanilla.db"
    config = Config(instance=path.parent)
    made = Database(url_of(config), event_key(config))
    made.upgrade()
    made.close()
    return path


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with as little work as argon2 can do."""
    monkeypatch.setattr("webapp.database.agents_store.HASHER", PasswordHasher(1, 8, 1))


@pytest.fixture(autouse=True)
def closed_databases(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what a test opened: Python 3.13 warns of every connection that is only forgotten."""
    opened: list[Database] = []
    open_database = Database.__init__

    def remembered(database: Database, *args: Any) -> None:
        open_database(database, *args)
        opened.append(database)

    monkeypatch.setattr(Database, "__init__", remembered)
    yield
    for each in opened:
        each.close()


@pytest.fixture
def open_site(tmp_path: Path, empty_database: Path) -> OpenSite:
    """Return a function from a searcher to a browser of its site, whose data lie in ``tmp_path``."""

    def open_one(searcher: FakeSearcher, **values: Any) -> FlaskClient:
        config = replace(Config(brand="Ventanilla", index=tmp_path / "index", instance=tmp_path), **values)
        has_own = config.database_url or config.event_key or (config.instance / empty_database.name).exists()
        if not has_own and not (config.instance / EVENT_KEY).exists():
            config.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in (empty_database, empty_database.with_name(EVENT_KEY)):
                shutil.copy(path, config.instance / path.name)
        return webapp.create_app(config, searcher).test_client()

    return open_one
