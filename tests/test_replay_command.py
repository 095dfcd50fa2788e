"""``indexer.py replay``: exit codes, what is printed for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
from click.testing import CliRunner, Result

from indexer import main
from search import Settings, build
from tests.articles import markdown

TABLE = """\
subject,body,language,resolved_by
Reset the password,,en,en/password
mortgage for a house,,en,
mortgage for a flat,write to jana@example.com,en,
mortgage rates,,en,
broken
"""


@pytest.fixture
def settings(kb: Callable[[Mapping[str, str]], Settings]) -> Settings:
    """Return settings over a small knowledge base beside the table ``old.csv``."""
    settings = kb({"en/password.md": markdown("Reset the password", "Choose a new password.")})
    settings.index.with_name("old.csv").write_text(TABLE)
    return settings


def replay(settings: Settings, *options: str) -> Result:
    arguments = ["--articles", str(settings.articles), "--index", str(settings.index), *options]
    return CliRunner().invoke(main, ["replay", str(settings.index.with_name("old.csv")), *arguments])


def test_replay_tells_what_would_have_become_of_old_requests(settings: Settings) -> None:
    build(settings)
    result = replay(settings)
    assert result.exit_code == 0
    assert "Of 4 requests, 25% would have seen suggestions." in result.stdout
    assert "1 of 1 (100%)" in result.stdout
    assert "3 requests (en): mortgage" in result.stdout
    assert "[email]" in result.stdout and "jana" not in result.output
    assert "old.csv:6: 1 columns where the header names 4." in result.stderr
    assert "1 row left out, 0 rows with replaced characters" in result.stderr


def test_replay_prints_json(settings: Settings) -> None:
    build(settings)
    record = json.loads(replay(settings, "--json", "--groups", "0").stdout)
    assert record["overall"]["requests"] == 4
    assert record["bad_rows"] == 1
    assert record["groups"] == []
    assert [band["band"] for band in record["languages"][0]["bands"]] == ["strong", "possible", "unsure", "none"]


def test_replay_without_an_index_says_how_to_build_one(settings: Settings) -> None:
    result = replay(settings)
    assert result.exit_code == 2
    assert "Run 'python indexer.py build'." in result.stderr


def test_replay_of_a_table_without_a_column_says_which(settings: Settings) -> None:
    build(settings)
    settings.index.with_name("old.csv").write_text("subject,text\na,b\n")
    result = replay(settings)
    assert result.exit_code == 2
    assert "old.csv:1: there is no column 'body'." in result.stderr
