"""The migrations make the tables that the models describe."""

from __future__ import annotations

from contextlib import closing

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from webapp.config import Config
from webapp.database import Database
from webapp.database.engine import MIGRATIONS, url_of
from webapp.database.models import Table


def test_migrations_and_models_agree(database_url: str) -> None:
    with closing(Database(url_of(Config(database_url=database_url)))) as database:
        database.upgrade()
    engine = create_engine(make_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_the_tables_can_be_removed_again(database_url: str) -> None:
    with closing(Database(url_of(Config(database_url=database_url)))) as database:
        database.upgrade()
    engine = create_engine(make_url(database_url))
    with engine.begin() as connection:
        command.downgrade(settings_for(connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_requests_of_an_earlier_release_are_found_by_their_words_and_keep_their_chain(database_url: str) -> None:
    engine = create_engine(url_of(Config(database_url=database_url)))
    with engine.begin() as connection:
        settings = settings_for(connection)
        command.upgrade(settings, "0001")
        connection.execute(text(REQUEST), {"id": 7, "code": "VT-7K3M9-QPX2A-B4CDE", "into": None})
        for number, chain in ((1, "first"), (2, "second")):
            connection.execute(text(EVENT), {"number": number, "chain": chain})
        command.upgrade(settings, "head")
        chain = connection.scalar(text("SELECT chain FROM requests WHERE id = 7"))
        events = connection.scalar(text("SELECT count(*) FROM events"))
        words = words_of_requests(connection)
    engine.dispose()
    codes = {"#vt7k3m9qpx2ab4cde", "#7k3m9qpx2ab4cde", "#qpx2ab4cde", "#b4cde"}
    assert (words, chain, events) == ({7: {"2fa", "ucet", "zablokovany"} | codes}, "second", 2)


@pytest.mark.parametrize("is_begun", [False, True])
def test_names_and_messages_of_an_earlier_release_are_found(
    database_url: str, is_begun: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(url_of(Config(database_url=database_url)))
    with engine.begin() as connection:
        settings = settings_for(connection)
        command.upgrade(settings, "0002")
        for number, into in ((7, None), (8, 7), (9, None)):
            connection.execute(text(REQUEST), {"id": number, "code": f"VT-{number}", "into": into})
        connection.execute(text(PARTICIPANT))
        for number, said in ((7, "Moje peniaze."), (8, "Kde sú?"), (9, "Nič.")):
            connection.execute(text(MESSAGE), {"id": number, "said": said})
        if is_begun:
            command.upgrade(settings, "head")
            connection.execute(text("DELETE FROM request_words WHERE request_id = 9"))
            command.stamp(settings, "0002")
        monkeypatch.setattr(f"{WORDS}.AT_ONCE", 2)
        command.upgrade(settings, "head")
        words = {
            number: each - {"2fa", "ucet", "zablokovany"} for number, each in words_of_requests(connection).items()
        }
        tables = inspect(connection).get_table_names()
    engine.dispose()
    address = {"jana", "example", "sk", "jana@example.sk", "@example.sk"}
    assert words[7] == {"#vt7", "#7", "#vt8", "#8", "moje", "peniaze", "kde", "su", "novakova"} | address
    assert (words[8], words[9]) == ({"#vt8", "#8", "kde", "su"}, {"#vt9", "#9", "nic"})
    assert "subject_words" not in tables


def settings_for(connection: Connection) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings


def words_of_requests(connection: Connection) -> dict[int, set[str]]:
    words: dict[int, set[str]] = {}
    for number, word in connection.execute(text("SELECT request_id, word FROM request_words")):
        words.setdefault(number, set()).add(word)
    return words


WORDS = "webapp.database.migrations.versions.0004_words_of_requests"
REQUEST = """
INSERT INTO requests (id, code, submission, fingerprint, language, category, subject, stage, is_urgent, is_held,
    held_because, searched, visitor, network, received_at, changed_at, rating_text, version, merged_into_id)
VALUES (:id, :code, :code, '', 'sk', '', 'Účet zablokovaný 2FA', 'received', false, false, '', '', '', '',
    '2026-11-21 10:00:00', '2026-11-21 10:00:00', '', 1, :into)
"""
PARTICIPANT = """
INSERT INTO participants (id, request_id, email, name, role)
VALUES (1, 7, 'jana@example.sk', 'Jana Nováková', 'requester')
"""
MESSAGE = """
INSERT INTO messages (id, request_id, actor, is_internal, text, written_at)
VALUES (:id, :id, 'customer', false, :said, '2026-11-21 10:00:00')
"""
EVENT = """
INSERT INTO events (request_id, number, kind, happened_at, actor, details, chain)
VALUES (7, :number, 'received', '2026-11-21 10:00:00', 'customer', '{}', :chain)
"""
