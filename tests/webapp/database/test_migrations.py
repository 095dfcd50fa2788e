"""The migrations make the tables that the models describe."""

from __future__ import annotations

from contextlib import closing

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url

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
