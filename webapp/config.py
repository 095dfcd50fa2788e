"""What the operator decides, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from search import Settings, SettingsError

SECRET_KEY_LETTERS = 16
"""Shortest secret key that is accepted; ``secrets.token_hex`` gives 64."""

BRAND_LETTERS = 60
"""Longest name that the header has room for."""


def new_secret_key() -> str:
    """Return a key that nobody else has; with it, what was signed does not outlive the process."""
    return secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class Config:
    """One value for each environment variable ``VENTANILLA_<NAME>``."""

    articles: Path = Settings().articles
    """``VENTANILLA_ARTICLES``: folder of articles, or a JSON Lines file."""

    index: Path = Settings().index
    """``VENTANILLA_INDEX``: folder of the index."""

    secret_key: str = field(default_factory=new_secret_key, repr=False)
    """``VENTANILLA_SECRET_KEY``: signs what the site hands out; several processes must share one."""

    brand: str = "Ventanilla"
    """``VENTANILLA_BRAND``: name in the header and in every title."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Return what ``environment``, by default that of the process, says; SettingsError for a bad value."""
        environment = os.environ if environment is None else environment
        default = cls()
        return cls(
            articles=articles_path(environment, default.articles),
            index=index_path(environment, default.index),
            secret_key=secret_key(environment, default.secret_key),
            brand=brand(environment, default.brand),
        )

    @property
    def settings(self) -> Settings:
        """What ``search`` is told: its defaults, and where articles and index lie."""
        return Settings(articles=self.articles, index=self.index)


def articles_path(environment: Mapping[str, str], default: Path) -> Path:
    """Return a path that exists, if one was given."""
    name = "VENTANILLA_ARTICLES"
    if name not in environment:
        return default
    path = path_of(environment, name)
    if not path.exists():
        raise SettingsError(f"{name}: there is no {str(path)!r}. Give the folder of articles or a JSON Lines file.")
    return path


def index_path(environment: Mapping[str, str], default: Path) -> Path:
    """Return a path that is a folder or can become one."""
    name = "VENTANILLA_INDEX"
    if name not in environment:
        return default
    path = path_of(environment, name)
    if path.exists() and not path.is_dir():
        raise SettingsError(f"{name}: {str(path)!r} is not a folder. Give the folder of the index.")
    return path


def secret_key(environment: Mapping[str, str], default: str) -> str:
    """Return a key long enough to sign with; the message names its length, never the key."""
    name = "VENTANILLA_SECRET_KEY"
    value = environment.get(name, default)
    if len(value) < SECRET_KEY_LETTERS:
        raise SettingsError(
            f"{name}: the key has {len(value)} characters. Use at least {SECRET_KEY_LETTERS}, "
            "for example from: python -c 'import secrets; print(secrets.token_hex(32))'."
        )
    return value


def brand(environment: Mapping[str, str], default: str) -> str:
    """Return a name that can be shown in one line."""
    name = "VENTANILLA_BRAND"
    value = environment.get(name, default).strip()
    if not value or len(value) > BRAND_LETTERS or not value.isprintable():
        raise SettingsError(
            f"{name}: {value!r} cannot be shown as a name. Use 1 to {BRAND_LETTERS} letters in one line."
        )
    return value


def path_of(environment: Mapping[str, str], name: str) -> Path:
    """Return the path that variable ``name`` holds."""
    value = environment[name]
    if not value.strip() or "\0" in value:
        raise SettingsError(f"{name}: {value!r} is not a path. Give a path, or leave the variable out.")
    return Path(value).expanduser()
