"""The environment: what is read, and how a bad value is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import SettingsError
from webapp.config import Config


def test_without_variables_the_defaults_hold() -> None:
    config = Config.from_environment({})
    assert (config.articles, config.index) == (Path("kb_articles"), Path("instance/index"))
    assert config.brand == "Ventanilla"


def test_every_variable_is_read(tmp_path: Path) -> None:
    config = Config.from_environment(
        {
            "VENTANILLA_ARTICLES": str(tmp_path),
            "VENTANILLA_INDEX": str(tmp_path / "index"),
            "VENTANILLA_SECRET_KEY": "a key of some length",
            "VENTANILLA_BRAND": " Taquilla ",
        }
    )
    assert config == Config(tmp_path, tmp_path / "index", "a key of some length", "Taquilla")
    assert (config.settings.articles, config.settings.index) == (tmp_path, tmp_path / "index")


def test_without_a_secret_key_each_start_has_its_own() -> None:
    assert Config.from_environment({}).secret_key != Config.from_environment({}).secret_key


def test_the_secret_key_is_not_shown() -> None:
    assert "a key of some length" not in repr(Config(secret_key="a key of some length"))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "VENTANILLA_ARTICLES",
            "no/such/folder",
            "VENTANILLA_ARTICLES: there is no 'no/such/folder'. Give the folder of articles or a JSON Lines file.",
        ),
        (
            "VENTANILLA_ARTICLES",
            " ",
            "VENTANILLA_ARTICLES: ' ' is not a path. Give a path, or leave the variable out.",
        ),
        (
            "VENTANILLA_INDEX",
            "",
            "VENTANILLA_INDEX: '' is not a path. Give a path, or leave the variable out.",
        ),
        (
            "VENTANILLA_SECRET_KEY",
            "short",
            "VENTANILLA_SECRET_KEY: the key has 5 characters. Use at least 16, "
            "for example from: python -c 'import secrets; print(secrets.token_hex(32))'.",
        ),
        (
            "VENTANILLA_BRAND",
            "two\nlines",
            "VENTANILLA_BRAND: 'two\\nlines' cannot be shown as a name. Use 1 to 60 letters in one line.",
        ),
    ],
)
def test_a_bad_value_is_named_with_its_variable(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Config.from_environment({name: value})
    assert str(caught.value) == message


def test_a_file_cannot_be_the_index(tmp_path: Path) -> None:
    file = tmp_path / "index"
    file.write_text("")
    with pytest.raises(SettingsError, match="is not a folder"):
        Config.from_environment({"VENTANILLA_INDEX": str(file)})
