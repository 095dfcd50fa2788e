"""The database of this process: SQLite in the instance folder, or PostgreSQL by URL; migrated before it is used."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, monotonic_ns, sleep
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask, current_app
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from search import SettingsError
from webapp.config import Config, event_key, new_secret_key
from webapp.database.chains import KEY
from webapp.database.models import SealRow
from webapp.database.sealing import is_key_right, seal

FILE = "ventanilla.db"
"""The SQLite database, in the instance folder."""

BUSY_MS = 10_000
"""How long SQLite waits for another writer."""

BETWEEN_TRIES_S = 0.05
"""Pause before a switch that another process kept us from is tried again, in seconds."""

CONNECTIONS = 10
"""Connections that are kept open to PostgreSQL by one process."""

CONNECT_S = 3
"""How long PostgreSQL may take to answer at all."""

POOL_S = 3
"""How long a request waits for one of them, in seconds."""

STATEMENT_S = 30
"""How long PostgreSQL may take over one statement of a page or program; migrations take as long as they need."""

LOCK_S = 10
"""How long a statement waits for the lock of another transaction."""

SILENCE_S = 10
"""How long PostgreSQL's machine may leave what was sent to it unacknowledged."""

DOWN_S = 2.0
"""How long nobody waits for a database that has just let nobody in."""

SHUT = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOTADB)
"""Codes with which SQLite lets nobody in, neither to read nor to write."""

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""Codes that pass by themselves, so that waiting helps."""

LARGEST_MARK = 1 << 31
"""SQLite keeps a number for whoever uses the file; nothing here reads it, so it is what is written to try."""

PRIMARY = 0xFF
"""The part of SQLite's code that says what happened; the rest says where."""

UPGRADE_LOCK = 0x76656E74
"""PostgreSQL's advisory lock that lets one process migrate at a time."""

MIGRATIONS = Path(__file__).parent / "migrations"

OTHER_KEY = (
    "event key: everything was sealed with another one, so nobody can say that it is as it was written. Bring back "
    "instance/event_key, or VENTANILLA_EVENT_KEY, from the backup; where it is lost, see docs/operations.md."
)

EXTENSION = "database"

log = logging.getLogger(__name__)


class DatabaseUnavailable(Exception):
    """The database cannot be read or written now; nothing of what was begun has been kept."""


class Database:
    """Hands out sessions; may be used by several threads."""

    def __init__(self, url: URL, event_key: str = "") -> None:
        """Open nothing yet; without ``event_key`` events are vouched for by a key that nobody has afterwards."""
        self._engine = open_engine(url)
        self._info = {KEY: event_key or new_secret_key()}
        self._is_current = False
        self._upgrading = threading.Lock()
        self._down_until = float("-inf")
        self._busy_until = float("-inf")

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session that writes; committed at the end, rolled back by an exception.

        DatabaseUnavailable where the database fails; an IntegrityError is the caller's to understand.
        """
        with self._translated():
            self._ask_only_if_up(writes=True)
            self.upgrade()
            with Session(self._engine, expire_on_commit=False, info=self._info) as session, session.begin():
                yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads and waits for no writer; DatabaseUnavailable where the database fails."""
        with self._translated():
            self._ask_only_if_up()
            self.upgrade()
            engine = self._engine.execution_options(is_reading=True)
            with Session(engine, expire_on_commit=False, info=self._info) as session:
                yield session

    def upgrade(self) -> None:
        """Bring the tables up to date, once in a process; any number of processes may do so at once."""
        if self._is_current:
            return
        with self._upgrading, self._translated():
            self._ask_only_if_up()  # whoever held the lock may have found out
            if not self._is_current:
                self._make_folder()
                with self._engine.begin() as connection:
                    self._bring_up_to_date(connection)
                self._is_current = True

    def is_ready(self) -> bool:
        """Return whether the database answers and its tables are up to date."""
        try:
            with self.reading() as session:
                session.execute(text("SELECT 1"))
        except DatabaseUnavailable as error:
            log.warning("%s", error)
            return False
        return True

    def is_writable(self) -> bool:
        """Return whether something can be written: a full disk and a server that only follows another say no."""
        try:
            with self.session() as session:
                if self._engine.dialect.name == "sqlite":
                    session.execute(text(f"PRAGMA user_version = {monotonic_ns() % LARGEST_MARK}"))
                else:
                    session.execute(text("SELECT pg_current_xact_id()"))
        except DatabaseUnavailable as error:
            log.warning("%s", error)
            return False
        return True

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _make_folder(self) -> None:
        if not self._engine.url.database or self._engine.dialect.name != "sqlite":
            return
        try:
            Path(self._engine.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            self._down_until = monotonic() + DOWN_S
            raise

    def _bring_up_to_date(self, connection: Connection) -> None:
        is_unsealed = migrate(connection)
        with Session(connection, info=self._info) as session:
            if is_unsealed:
                if sealed := seal(session, is_keyless=True):
                    log.warning("events: sealed with a key for the first time, those of %d requests.", sealed)
                session.flush()
            elif not is_key_right(session):
                log.error("%s", OTHER_KEY)

    def _ask_only_if_up(self, *, writes: bool = False) -> None:
        now = monotonic()
        if now < self._down_until or (writes and now < self._busy_until):
            where = self._engine.url.render_as_string(hide_password=True)
            raise DatabaseUnavailable(f"{where}: it did not answer a moment ago. Look at the database.")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except (SQLAlchemyError, OSError) as error:
            self._remember(error)
            cause = getattr(error, "orig", None) or error
            said = "a value cannot be kept" if isinstance(error, DataError) else cause  # the text would hold the value
            where = self._engine.url.render_as_string(hide_password=True)
            raise DatabaseUnavailable(f"{where}: {type(cause).__name__}: {said}. Look at the database.") from error

    def _remember(self, error: SQLAlchemyError | OSError) -> None:
        if lets_nobody_in(error):
            self._down_until = monotonic() + DOWN_S
        elif sqlite_code(getattr(error, "orig", None)) in BUSY:  # who waits next would wait as long
            self._busy_until = monotonic() + DOWN_S


def lets_nobody_in(error: SQLAlchemyError | OSError) -> bool:
    """Return whether a database cannot be had at all: no server, no file that SQLite can open."""
    if isinstance(error, PoolTimeoutError):
        return True
    if isinstance(error, OSError):  # somebody else's, raised while the database was in use
        return False
    code = sqlite_code(getattr(error, "orig", None))
    return code in SHUT if code is not None else isinstance(error, OperationalError) and is_unreachable(error)


def sqlite_code(error: BaseException | None) -> int | None:
    """Return what SQLite says happened; None where it is not SQLite that speaks."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & PRIMARY if isinstance(code, int) else None


def is_unreachable(error: OperationalError) -> bool:
    """Return whether a server said nothing at all: PostgreSQL names a state."""
    return getattr(error.orig, "sqlstate", None) is None


def open_engine(url: URL) -> Engine:
    """Return the engine for ``url``; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_MS / 1000})
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
        return engine
    timeouts = {"connect_timeout": CONNECT_S, "tcp_user_timeout": SILENCE_S * 1000}
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=CONNECTIONS,
        pool_timeout=POOL_S,
        connect_args=timeouts,
    )
    event.listen(engine, "connect", bound_postgresql)
    return engine


def bound_postgresql(connection: Any, _record: object) -> None:
    """Let no statement of a new connection wait or work for ever."""
    was_autocommit, connection.autocommit = connection.autocommit, True
    for name, seconds in (("statement_timeout", STATEMENT_S), ("lock_timeout", LOCK_S)):
        connection.execute(f"SET {name} = '{seconds}s'")
    connection.autocommit = was_autocommit


def prepare_sqlite(connection: Any, _record: object) -> None:
    """Set up a new connection: begun by us, durable, with foreign keys, readers beside the one writer."""
    connection.isolation_level = None  # sqlite3 would begin a transaction only at the first change
    write_ahead(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", f"busy_timeout = {BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def write_ahead(connection: Any) -> None:
    """Switch to a write-ahead log; SQLite does not wait by itself for a process that does so at the same moment."""
    give_up = monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if sqlite_code(error) not in BUSY or monotonic() > give_up:
                raise
            sleep(BETWEEN_TRIES_S)
        else:
            return


def begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that may write waits for its turn now, since it could not later."""
    is_reading = connection.get_execution_options().get("is_reading", False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def migrate(connection: Connection) -> bool:
    """Run the migrations that are missing, in the transaction of ``connection``; return whether seals are new to it."""
    if connection.dialect.name == "postgresql":
        for name in ("statement_timeout", "lock_timeout"):
            connection.execute(text(f"SET LOCAL {name} = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    had_seals = inspect(connection).has_table(SealRow.__tablename__)
    command.upgrade(settings, "head")
    return not had_seals


def one_at_a_time(session: Session, *names: str) -> None:
    """Wait until no other transaction is at work on any of ``names``, then keep them; SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for name in sorted(names):  # in one order, or two transactions could wait for each other
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def url_of(config: Config) -> URL:
    """Return where the database of ``config`` is; SettingsError for an address that is none, without its password."""
    if not config.database_url:
        return URL.create("sqlite", database=str(config.instance / FILE))
    try:
        url = make_url(config.database_url)
        if url.get_backend_name() in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SettingsError(
            "VENTANILLA_DATABASE_URL: this is no address of a database. Use postgresql://user:password@host/name."
        ) from error
    return url


def init_app(app: Flask, config: Config) -> None:
    """Give ``app`` its database; where it cannot be had now, it is tried again when it is needed."""
    found = Database(url_of(config), event_key(config))
    app.extensions[EXTENSION] = found
    try:
        found.upgrade()
    except DatabaseUnavailable as error:
        log.error("%s", error)


def database() -> Database:
    """Return the database of the site that answers the present request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Database)
    return found
