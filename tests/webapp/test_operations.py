"""The commands of docs/operations.md, run as they stand there: what is backed up comes back whole."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, select, text

from tests.webapp.database.conftest import VARIABLE
from tests.webapp.database.test_requests_store import request
from webapp import database
from webapp.config import Config, keep_config, make_private
from webapp.database.chain_check import is_whole
from webapp.database.models import AttachmentRow, LetterRow, RequestRow
from webapp.database.requests_store import NewAttachment, submit
from webapp.database.sealing import is_key_right

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
SCREENSHOT = NewAttachment("0a1b", "snímka.png", "image/png", 7, "ab" * 32)


def commands(heading: str, kind: str) -> str:
    """Return the commands under ``heading`` for a kind of database, but for building the index."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    (found,) = re.findall(rf"With {kind}:\n\n```sh\n(.+?)```", section, re.DOTALL)
    return re.sub(r"^\.venv/bin/python indexer.py update\n", "", str(found), flags=re.MULTILINE)


def run(script: str, folder: Path, database_url: str = "") -> None:
    """Run commands in ``folder`` as an operator would, with the Python of these tests."""
    script = script.replace(".venv/bin/python", shlex.quote(sys.executable))
    environment = os.environ | {"VENTANILLA_DATABASE_URL": database_url}
    subprocess.run(["sh", "-euc", script], cwd=folder, env=environment, check=True, timeout=60)


@contextmanager
def opened(folder: Path, database_url: str = "") -> Iterator[None]:
    """Give the database of a site with its data in ``folder/instance``."""
    app = Flask(__name__)
    config = Config(instance=folder / "instance", database_url=database_url)
    keep_config(app, config)
    database.init_app(app, config)
    with app.app_context():
        yield
        database.database().close()


def fill(folder: Path) -> None:
    """Write what a site keeps, in the database that is open and beside it."""
    attachments = folder / "instance" / "attachments"
    make_private(folder / "instance")
    attachments.mkdir()
    (attachments / SCREENSHOT.stored_name).write_bytes(b"\x89PNG...")
    (folder / "instance" / "secret_key").write_text("a secret")
    (folder / "instance" / "index").mkdir()
    (folder / "instance" / "index" / "CURRENT").write_text("1.0")
    submit(request(attachments=(SCREENSHOT,)))


def require_all(folder: Path) -> None:
    """Assert that everything is there that was written."""
    with database.database().reading() as session:
        kept = session.scalars(select(RequestRow)).one()
        attachment = session.scalars(select(AttachmentRow)).one()
        assert (kept.subject, kept.messages[0].text) == ("Výber neprišiel", "Čakám už týždeň.\nProsím o pomoc.")
        assert is_whole(session, kept.id)
        assert is_key_right(session)
        assert session.scalars(select(LetterRow.recipient)).all() == ["jana@example.sk"]
    instance = folder / "instance"
    assert (instance / "attachments" / attachment.stored_name).read_bytes() == b"\x89PNG..."
    assert (instance / "secret_key").read_text() == "a secret"
    assert not (instance / "index").exists()
    assert instance.stat().st_mode & 0o777 == 0o700


def test_a_folder_with_sqlite_comes_back_from_its_backup(tmp_path: Path) -> None:
    with opened(tmp_path):
        fill(tmp_path)
        run(commands("Backup", "SQLite"), tmp_path)  # while the site runs: the newest request is only in the log yet
    shutil.rmtree(tmp_path / "instance")
    run(commands("Restore", "SQLite"), tmp_path)
    with opened(tmp_path):
        require_all(tmp_path)
        assert submit(request("form-2")).code


@pytest.fixture
def empty_databases() -> Iterator[tuple[str, str]]:
    """Yield the addresses of two databases without tables."""
    if VARIABLE not in os.environ:
        pytest.skip(f"{VARIABLE} names no database")
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    url = make_url(os.environ[VARIABLE]).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    names = [f"test_backup_{os.getpid()}_{number}" for number in (1, 2)]
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    plain = url.set(drivername="postgresql")
    yield tuple(plain.set(database=name).render_as_string(hide_password=False) for name in names)  # type: ignore[misc]
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def test_postgresql_and_its_files_come_back_from_their_backup(empty_databases: tuple[str, str], tmp_path: Path) -> None:
    before, after = empty_databases
    with opened(tmp_path, before):
        fill(tmp_path)
        run(commands("Backup", "PostgreSQL"), tmp_path, before)
    shutil.rmtree(tmp_path / "instance")
    run(commands("Restore", "PostgreSQL"), tmp_path, after)
    with opened(tmp_path, after):
        require_all(tmp_path)
        assert submit(request("form-2")).code
