"""A database of its own for each test: SQLite, and PostgreSQL where ``VENTANILLA_TEST_DATABASE_URL`` names one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.schema import CreateSchema, DropSchema

from webapp import database
from webapp.config import Config, keep_config

VARIABLE = "VENTANILLA_TEST_DATABASE_URL"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ventanilla.db'}"
        return
    if VARIABLE not in os.environ:
        pytest.skip(f"{VARIABLE} names no database")
    url = make_url(os.environ[VARIABLE]).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    schema = f"test_{secrets.token_hex(8)}"
    with engine.begin() as connection:
        connection.execute(CreateSchema(schema))
    yield in_schema(url, schema)
    with engine.begin() as connection:
        connection.execute(DropSchema(schema, cascade=True))
    engine.dispose()


def in_schema(url: URL, schema: str) -> str:
    """Return ``url`` with all its tables in ``schema``."""
    inside = url.update_query_dict({"options": f"-csearch_path={schema}"})
    return inside.render_as_string(hide_password=False)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Yield an application that has nothing but the database."""
    app = Flask(__name__)
    config = Config(database_url=database_url, instance=tmp_path)
    keep_config(app, config)
    database.init_app(app, config)
    with app.app_context():
        yield app
        database.database().close()
