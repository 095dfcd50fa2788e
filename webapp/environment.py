"""The variables that programs of the site are given: those of the process, and below them those of one file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path

from search import SettingsError

PREFIX = "VENTANILLA_"
SETTINGS = f"{PREFIX}SETTINGS"
"""Names the file, where it is not the default one."""

DEFAULT_NAME = "settings.toml"
"""In the instance folder; read where it is there."""


def settings_file(environment: Mapping[str, str], instance: Path) -> Path | None:
    """Return the file that all programs read; None where there is none, SettingsError where a named one is missing."""
    if SETTINGS not in environment:
        default = Path(environment.get(f"{PREFIX}INSTANCE") or instance) / DEFAULT_NAME
        return default if default.is_file() else None
    path = Path(environment[SETTINGS]).expanduser()
    if not path.is_file():
        raise SettingsError(f"{SETTINGS}: there is no file {str(path)!r}. Give a TOML file, or leave the variable out.")
    return path


def variables_of(path: Path, names: Collection[str]) -> Mapping[str, str]:
    """Return what the file says, as variables; its keys are ``names``. SettingsError for any other key or value."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: not a TOML file that can be read ({error}). Mend it.") from error
    for key in table:
        if key not in names:
            raise SettingsError(f"{path}: {key}: unknown key. Use {', '.join(names)}.")
    return {f"{PREFIX}{key.upper()}": written(path, key, value) for key, value in table.items()}


def written(path: Path, key: str, value: object) -> str:
    """Return ``value`` as a variable holds it; no message holds the value, which may be secret."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    raise SettingsError(f"{path}: {key}: neither a text, nor a whole number, nor a list of texts. Write one of these.")
