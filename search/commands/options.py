"""What every command takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from search import SearchError, Settings

Command = Callable[..., None]


def common_options(command: Command) -> Command:
    """Add ``--articles``, ``--index`` and ``--json``, and hand the command Settings; errors end with exit code 2."""

    @click.option(
        "--articles",
        type=click.Path(path_type=Path),
        default=Settings().articles,
        show_default=True,
        help="Folder of <language>/<key>.md, or a JSON Lines file of articles.",
    )
    @click.option(
        "--index",
        type=click.Path(path_type=Path),
        default=Settings().index,
        show_default=True,
        help="Folder of the index.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @wraps(command)
    def with_settings(articles: Path, index: Path, **options: Any) -> None:
        try:
            command(Settings(articles=articles, index=index), **options)
        except SearchError as error:
            raise click.UsageError(str(error)) from error

    return with_settings


def language_option(command: Command) -> Command:
    """Add ``--language``, the language of all files that name none."""

    @click.option("--language", default="", help="Language of all files that stand in no folder of a language.")
    @wraps(command)
    def with_language(settings: Settings, language: str, **options: Any) -> None:
        command(replace(settings, content=replace(settings.content, language=language)), **options)

    return with_language
