"""The migrations make the tables that the models describe."""

from __future__ import annotations

from contextlib import closing

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

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
        settings = AlembicConfig()
        settings.set_main_option("script_location", str(MIGRATIONS))
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_requests_of_an_earlier_release_are_found_by_their_words_and_keep_their_chain(database_url: str) -> None:
    engine = create_engine(url_of(Config(database_url=database_url)))
    with engine.begin() as connection:
        settings = AlembicConfig()
        settings.set_main_option("script_location", str(MIGRATIONS))
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        connection.execute(text(REQUEST))
        for number, chain in ((1, "first"), (2, "second")):
            connection.execute(text(EVENT), {"number": number, "chain": chain})
        command.upgrade(settings, "head")
        words = connection.scalars(text("SELECT word FROM subject_words WHERE request_id = 7 ORDER BY word")).all()
        chain = connection.scalar(text("SELECT chain FROM requests WHERE id = 7"))
        events = connection.scalar(text("SELECT count(*) FROM events"))
    engine.dispose()
    assert (words, chain, events) == (["2fa", "ucet", "zablokovany"], "second", 2)


REQUEST = """
INSERT INTO requests (id, code, submission, fingerprint, language, category, subject, stage, is_urgent, is_held,
    held_because, searched, visitor, network, received_at, changed_at, rating_text, version)
VALUES (7, 'VT-1', 'form', '', 'sk', '', 'Účet zablokovaný 2FA', 'received', false, false, '', '', '', '',
    '2026-11-21 10:00:00', '2026-11-21 10:00:00', '', 1)
"""
EVENT = """
INSERT INTO events (request_id, number, kind, happened_at, actor, details, chain)
VALUES (7, :number, 'received', '2026-11-21 10:00:00', 'customer', '{}', :chain)
"""
