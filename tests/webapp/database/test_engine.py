"""The database: where it is, how it is set up, what happens where it fails."""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from search import SettingsError
from webapp import database
from webapp.config import Config
from webapp.database import Database, DatabaseUnavailable, engine
from webapp.database.engine import url_of, write_ahead
from webapp.database.models import AttachmentRow, VoteRow

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


def vote(visitor: str = "v", voted_at: datetime = NOON) -> VoteRow:
    return VoteRow(article_id="en/fees", visitor=visitor, is_helpful=True, voted_at=voted_at)


def test_without_an_address_the_database_lies_in_the_instance_folder(tmp_path: Path) -> None:
    with closing(Database(url_of(Config(instance=tmp_path / "new")))) as found:
        found.upgrade()
    assert (tmp_path / "new" / "ventanilla.db").exists()


@pytest.mark.parametrize("address", ["postgres://u:p@h/n", "postgresql://u:p@h/n", "postgresql+psycopg://u:p@h/n"])
def test_postgresql_is_reached_with_psycopg(address: str) -> None:
    assert url_of(Config(database_url=address)).drivername == "postgresql+psycopg"


@pytest.mark.parametrize("address", ["no address", "oracle+none://user:secret@host/name", "://secret"])
def test_a_bad_address_is_refused_without_showing_it(address: str) -> None:
    with pytest.raises(SettingsError, match="VENTANILLA_DATABASE_URL: this is no address of a database") as caught:
        url_of(Config(database_url=address))
    assert "secret" not in str(caught.value)


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    with closing(Database(url_of(Config(instance=tmp_path)))) as found, found.session() as session:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        assert [session.scalar(text(f"PRAGMA {name}")) for name in names] == ["wal", 2, 1, 10_000]


def test_a_foreign_key_must_lead_somewhere(app: Flask) -> None:
    row = AttachmentRow(
        request_id=7,
        message_id=7,
        stored_name="x",
        original_name="x.png",
        media_type="image/png",
        size_bytes=1,
        sha256="x",
        received_at=NOON,
    )
    with pytest.raises(IntegrityError), database.database().session() as session:
        session.add(row)


def test_what_an_exception_interrupts_is_not_kept(app: Flask) -> None:
    with pytest.raises(KeyError), database.database().session() as session:
        session.add(vote())
        session.flush()
        raise KeyError
    with database.database().reading() as session:
        assert session.scalars(select(VoteRow)).all() == []


def test_a_time_comes_back_with_its_zone(app: Flask) -> None:
    with database.database().session() as session:
        session.add(vote(voted_at=NOON.astimezone(timezone(timedelta(hours=5)))))
    with database.database().reading() as session:
        found = session.scalars(select(VoteRow.voted_at)).one()
    assert (found, found.tzinfo) == (NOON, UTC)


def test_a_time_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises((StatementError, DatabaseUnavailable)), database.database().session() as session:
        session.add(vote(voted_at=NOON.replace(tzinfo=None)))


def test_writers_wait_for_one_another(app: Flask) -> None:
    found = database.database()

    def write(number: int) -> None:
        with found.session() as session:
            session.scalars(select(VoteRow)).all()  # a reader that becomes a writer is what SQLite refuses
            session.add(vote(str(number)))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with found.reading() as session:
        assert len(session.scalars(select(VoteRow)).all()) == 12


def test_a_reader_does_not_wait_for_a_writer(app: Flask) -> None:
    with database.database().session() as writer:
        writer.add(vote())
        writer.flush()
        with database.database().reading() as reader:
            assert reader.scalars(select(VoteRow)).all() == []


def test_several_processes_may_upgrade_at_once(database_url: str) -> None:
    databases = [Database(url_of(Config(database_url=database_url))) for _ in range(4)]
    failures = []

    def upgrade(each: Database) -> None:
        try:
            each.upgrade()
        except DatabaseUnavailable as error:
            failures.append(error)

    threads = [threading.Thread(target=upgrade, args=(each,)) for each in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert all(each.is_ready() for each in databases)
    for each in databases:
        each.close()


def test_a_database_that_is_not_there_is_named_without_its_password(caplog: pytest.LogCaptureFixture) -> None:
    app = Flask(__name__)
    with caplog.at_level(logging.ERROR):
        database.init_app(app, Config(database_url="postgresql://user:secret@127.0.0.1:9/name"))
    (message,) = caplog.messages
    assert message.startswith("postgresql+psycopg://user:***@127.0.0.1:9/name: OperationalError: ")
    assert "secret" not in message
    with app.app_context():
        assert not database.database().is_ready()
        with pytest.raises(DatabaseUnavailable), database.database().session():
            pass


def test_a_database_that_comes_back_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(engine, "monotonic", lambda: now[0])
    (tmp_path / "file").write_text("in the way")
    with closing(Database(url_of(Config(instance=tmp_path / "file" / "instance")))) as found:
        assert not found.is_ready()
        (tmp_path / "file").unlink()
        now[0] += engine.DOWN_S
        assert found.is_ready()


@pytest.mark.parametrize("damage", ["a folder", "no database", "a folder for its log"])
def test_a_database_that_cannot_be_opened_is_tried_once_and_then_left_alone_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    now = [100.0]
    monkeypatch.setattr(engine, "monotonic", lambda: now[0])
    monkeypatch.setattr(engine, "sleep", lambda _: pytest.fail("it was tried again"))
    path = tmp_path / engine.FILE
    if damage == "no database":
        path.write_text("This is a text and no database. " * 100)
    elif damage == "a folder":
        path.mkdir()
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE old (id)")
        path.with_name(f"{engine.FILE}-wal").mkdir()
    with closing(Database(url_of(Config(instance=tmp_path)))) as found:
        messages = []
        for now_s in (100.0, 101.9, 102.1):
            now[0] = now_s
            with pytest.raises(DatabaseUnavailable) as caught, found.reading():
                pass
            messages.append(str(caught.value).partition(": ")[2])
        said = (
            "DatabaseError: file is not a database" if damage == "no database" else "OperationalError: unable to open"
        )
        assert [message.startswith(said) for message in messages] == [True, False, True]
        assert messages[1] == "it did not answer a moment ago. Look at the database."


def test_after_waiting_in_vain_for_another_writer_nobody_waits_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(engine, "monotonic", lambda: now[0])
    monkeypatch.setattr(engine, "BUSY_MS", 1)
    with closing(Database(url_of(Config(instance=tmp_path)))) as found:
        found.upgrade()
        with closing(sqlite3.connect(tmp_path / engine.FILE)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseUnavailable, match="database is locked"), found.session() as session:
                session.execute(text("SELECT 1"))
            with pytest.raises(DatabaseUnavailable, match="a moment ago"), found.session():
                pass
            with found.reading() as session:
                assert session.scalar(text("SELECT 1")) == 1
        now[0] += engine.DOWN_S
        with found.session() as session:
            assert session.scalar(text("SELECT 1")) == 1


def test_no_statement_of_postgresql_waits_or_works_for_ever(database_url: str) -> None:
    with closing(Database(url_of(Config(database_url=database_url)))) as found, found.session() as session:
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("SQLite has its own bound, see above")
        names = ("statement_timeout", "lock_timeout")
        assert [session.scalar(text(f"SHOW {name}")) for name in names] == ["30s", "10s"]


def test_nobody_waits_for_a_server_that_has_just_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(engine, "monotonic", lambda: now[0])
    with closing(Database(url_of(Config(database_url="postgresql://127.0.0.1:9/name")))) as found:
        messages = []
        for now_s in (100.0, 101.9, 102.1):
            now[0] = now_s
            with pytest.raises(DatabaseUnavailable) as caught, found.session():
                pass
            messages.append(str(caught.value))
    assert "connection failed" in messages[0]
    assert messages[1] == "postgresql+psycopg://127.0.0.1:9/name: it did not answer a moment ago. Look at the database."
    assert "connection failed" in messages[2]


def test_a_switch_to_the_write_ahead_log_waits_for_another_at_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = sqlite3.OperationalError("database is locked")
    locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
    tries = iter([locked, None])

    class Busy:
        def execute(self, _: str) -> None:
            if error := next(tries):
                raise error

    monkeypatch.setattr("webapp.database.engine.sleep", lambda _: None)
    write_ahead(Busy())
    assert next(tries, "all were made") == "all were made"


def test_a_switch_that_cannot_succeed_is_not_tried_again() -> None:
    class ReadOnly:
        tries = 0

        def execute(self, _: str) -> None:
            self.tries += 1
            error = sqlite3.OperationalError("attempt to write a readonly database")
            error.sqlite_errorcode = sqlite3.SQLITE_READONLY_DIRECTORY
            raise error

    connection = ReadOnly()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        write_ahead(connection)
    assert connection.tries == 1
