"""What all commands of the site share, be they called as ``ventanilla COMMAND`` or ``flask --app webapp COMMAND``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click
from flask.cli import with_appcontext

from search import is_checkout
from webapp.database import DatabaseUnavailable

P = ParamSpec("P")

VENTANILLA = "ventanilla"
FLASK = "flask"


def site_command(name: str) -> str:
    """Return how command ``name`` of the site is called: by the program that was used, else by the one that is here."""
    used = Path(sys.argv[0])
    is_flask = FLASK in (used.stem, used.parent.name) or (used.stem != VENTANILLA and is_checkout())
    return f"flask --app webapp {name}" if is_flask else f"{VENTANILLA} {name}"


def with_database(command: Callable[P, None]) -> Callable[P, None]:
    """Run ``command`` with the site at hand; where its database is not, say so and end with exit code 1."""

    @with_appcontext
    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except DatabaseUnavailable as error:
            raise click.ClickException(str(error)) from error

    return run
