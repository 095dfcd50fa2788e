"""A database of every state that the tables ever had opens, is brought up to date, and keeps what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from webapp.config import Config
from webapp.database import Database
from webapp.database.chains import hash_of
from webapp.database.engine import MIGRATIONS, url_of
from webapp.database.models import Table

OUTBOX = """
CREATE TABLE outbox (id {serial} NOT NULL, mail_id VARCHAR(200) NOT NULL, once VARCHAR(200), kind VARCHAR(20) NOT NULL,
    recipient VARCHAR(254) NOT NULL, language VARCHAR(8) NOT NULL, request_id INTEGER, "values" JSON NOT NULL,
    created_at {time} NOT NULL, next_try_at {time} NOT NULL, tries INTEGER NOT NULL, sent_at {time}, dead_at {time},
    last_error TEXT NOT NULL, CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT fk_outbox_request_id FOREIGN KEY(request_id) REFERENCES requests (id) ON DELETE CASCADE,
    CONSTRAINT uq_outbox_mail_id UNIQUE (mail_id), CONSTRAINT uq_outbox_once UNIQUE (once))
"""
"""Before a try could be unsure, and while what tells two letters apart was no hash."""

WORDS = """
CREATE TABLE subject_words (word VARCHAR(50) {sorted} NOT NULL, request_id INTEGER NOT NULL,
    CONSTRAINT pk_subject_words PRIMARY KEY (word, request_id),
    CONSTRAINT fk_subject_words_request_id FOREIGN KEY(request_id) REFERENCES requests (id) ON DELETE CASCADE) {rowless}
"""

NO_URGENT_INDEX = (
    "DROP INDEX ix_requests_changed_at",
    "DROP INDEX ix_requests_is_held_stage_is_urgent_due_on",
    "CREATE INDEX ix_requests_is_held_stage_due_on ON requests (is_held, stage, due_on)",
)
NO_TEAM = (
    "DROP TABLE team_events",
    "DROP TABLE outbox",
    OUTBOX,
    "CREATE INDEX ix_outbox_recipient_created_at ON outbox (recipient, created_at)",
    "CREATE INDEX ix_outbox_request_id ON outbox (request_id)",
    "CREATE INDEX ix_outbox_sent_at_dead_at_next_try_at ON outbox (sent_at, dead_at, next_try_at)",
)
QUOTAS = (
    "ALTER TABLE attachments ADD COLUMN network VARCHAR(64) NOT NULL{filled}",
    "CREATE INDEX ix_attachments_network ON attachments (network)",
    "CREATE INDEX ix_outbox_kind_created_at ON outbox (kind, created_at)",
)
CHAINS = (
    "ALTER TABLE requests ADD COLUMN chain VARCHAR(64) NOT NULL{filled}",
    WORDS,
    "CREATE INDEX ix_subject_words_request_id ON subject_words (request_id)",
)
STATES: Mapping[str, tuple[str, ...]] = {
    "the contact page": (*NO_TEAM, *NO_URGENT_INDEX),
    "accounts and the desk": NO_URGENT_INDEX,
    "the queue by urgency": (),
    "quotas alone": QUOTAS,
    "words and chains alone": CHAINS,
    "quotas, words and chains": (*QUOTAS, *CHAINS),
}
"""What the first migration was, by what was new to it -> how it differed from what it is now."""

REQUEST = """
INSERT INTO requests (id, code, submission, fingerprint, language, category, subject, stage, is_urgent, is_held,
    held_because, searched, visitor, network, received_at, changed_at, rating_text, version)
VALUES (7, 'VT-1', 'form', '', 'sk', '', 'Účet zablokovaný 2FA', 'received', false, false, '', '', '', '',
    '2026-11-21 10:00:00', '2026-11-21 10:00:00', '', 1)
"""
EVENT = """
INSERT INTO events (request_id, number, kind, happened_at, actor, details, chain)
VALUES (7, 1, 'received', '2026-11-21 10:00:00', 'customer', '{}', :chain)
"""
CHAIN = hash_of(["", 7, 1, "received", "2026-11-21T10:00:00.000000+00:00", "customer", None, None, {}])
MESSAGE = """
INSERT INTO messages (id, request_id, actor, is_internal, text, written_at)
VALUES (3, 7, 'customer', false, 'Prosím o pomoc.', '2026-11-21 10:00:00')
"""
LETTER = """
INSERT INTO outbox (mail_id, once, kind, recipient, language, request_id, "values", created_at, next_try_at, tries,
    last_error{more})
VALUES ('a', 'received 7', 'received', 'jana@example.sk', 'sk', 7, '{{}}', '2026-11-21 10:00:00', '2026-11-21 10:00:00',
    0, ''{values})
"""


@contextmanager
def connected(database_url: str) -> Iterator[Connection]:
    """Give a connection that commits."""
    engine = create_engine(url_of(Config(database_url=database_url)))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def migrated(connection: Connection, revision: str) -> None:
    """Run the migrations up to ``revision``."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    command.upgrade(settings, revision)


def make(connection: Connection, state: str) -> None:
    """Make the tables as they were in ``state``, with a request in them."""
    migrated(connection, "0001")
    is_sqlite = connection.dialect.name == "sqlite"
    words = {
        "serial": "INTEGER" if is_sqlite else "SERIAL",
        "time": "DATETIME" if is_sqlite else "TIMESTAMP WITH TIME ZONE",
        "sorted": "" if is_sqlite else 'COLLATE "C"',
        "rowless": "WITHOUT ROWID" if is_sqlite else "",
        "filled": " DEFAULT ''" if is_sqlite else "",  # it adds no other column to a table that is there
    }
    for each in STATES[state]:
        connection.execute(text(each.format(**words)))
    has_unsure = OUTBOX not in STATES[state]
    connection.execute(text(REQUEST if "chain VARCHAR" not in "".join(STATES[state]) else with_chain(REQUEST)))
    connection.execute(text(EVENT), {"chain": CHAIN})
    connection.execute(text(MESSAGE))
    connection.execute(text(LETTER.format(more=", unsure" if has_unsure else "", values=", 0" if has_unsure else "")))
    if WORDS in STATES[state]:
        connection.execute(text("INSERT INTO subject_words VALUES ('ucet', 7)"))


def with_chain(statement: str) -> str:
    """Return ``statement``, which writes a request, with the end of its chain."""
    return statement.replace("version)", "version, chain)").replace("'', 1)", f"'', 1, '{CHAIN}')")


@pytest.mark.parametrize("released", [True, False], ids=["by way of the last release", "at once"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_opens_and_keeps_what_is_in_it(database_url: str, state: str, *, released: bool) -> None:
    with connected(database_url) as connection:
        make(connection, state)
        if released:
            migrated(connection, "0002")
    with closing(Database(url_of(Config(database_url=database_url)))) as database:
        database.upgrade()
        with database.reading() as session:
            words = session.scalars(text("SELECT DISTINCT word FROM request_words ORDER BY word")).all()
            assert list(words) == ["#1", "#vt1", "2fa", "o", "pomoc", "prosim", "ucet", "zablokovany"]
            kinds = session.scalars(text("SELECT kind FROM events ORDER BY number")).all()
            assert list(kinds) == ["received", "sealed"]
            assert session.scalar(text("SELECT text FROM messages")) == "Prosím o pomoc."
            letter = session.execute(text("SELECT once, unsure, recipient FROM outbox")).one()
            assert tuple(letter) == ("received 7", 0, "jana@example.sk")
            assert session.scalar(text("SELECT kind FROM team_events")) == "sealed"
    with connected(database_url) as connection:
        compare = {"compare_server_default": connection.dialect.name != "sqlite"}  # which can change none
        assert compare_metadata(MigrationContext.configure(connection, opts=compare), Table.metadata) == []


def test_what_is_up_to_date_stays_as_it_is(database_url: str) -> None:
    for _ in range(2):
        with closing(Database(url_of(Config(database_url=database_url, event_key="k" * 16)), "k" * 16)) as database:
            database.upgrade()
            with database.reading() as session:
                assert session.scalar(text("SELECT count(*) FROM team_events")) == 0
                assert session.scalar(text("SELECT count(*) FROM seals")) == 2
