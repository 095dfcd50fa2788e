"""What all commands of ``flask --app webapp`` share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click
from flask.cli import with_appcontext

from webapp.database import DatabaseUnavailable

P = ParamSpec("P")


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
