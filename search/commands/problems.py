"""Problems as people, programs and GitHub read them; which of them, and how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

import search
from search import Problem, ProblemKind, Row, Severity

SITE = Path("site.toml")
"""Read where it lies in the folder the command is called in and no other is named."""

KINDS = click.Choice([str(kind) for kind in ProblemKind])
GITHUB = "github"
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
"""What stands in a message to GitHub for signs that would end it."""

IN_PROPERTIES = {**ESCAPES, ":": "%3A", ",": "%2C"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which problems are shown, and how."""

    only: tuple[str, ...]
    ignored: tuple[str, ...]
    form: str
    """``text``, ``json`` or ``github``."""

    show_all: bool

    def of(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return those of ``problems`` that were asked for."""
        return search.chosen(problems, self.only, self.ignored)

    @property
    def rows(self) -> int | None:
        """How many rows are shown; None for one a problem."""
        if self.show_all:
            return None
        return ALL_ROWS if self.only else search.ROWS


ALL_ROWS = 1_000_000
"""Rows of kinds that were asked for by name: all, and still one for what several files share."""


def problem_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what chooses problems and their form, and hand the command a Selection in place of ``as_json``."""

    @click.option(
        "--only", type=KINDS, metavar="KIND", multiple=True, help="Problems of this kind; may be given again."
    )
    @click.option("--ignore", type=KINDS, metavar="KIND", multiple=True, help="No problems of this kind; likewise.")
    @click.option("--all", "show_all", is_flag=True, help="A line for every problem, also where many files share one.")
    @click.option("--format", "form", type=click.Choice(["text", "json", GITHUB]), help="[default: text]")
    @click.option(
        "--site",
        type=click.Path(path_type=Path),
        envvar="VENTANILLA_SITE",
        help=f"Site file whose [check] names kinds to ignore.  [default: {SITE}, where there is one]",
    )
    @wraps(command)
    def with_selection(  # noqa: PLR0913 - an argument an option
        *arguments: Any,
        only: tuple[str, ...],
        ignore: tuple[str, ...],
        show_all: bool,
        form: str | None,
        site: Path | None,
        as_json: bool,
        **options: Any,
    ) -> None:
        if site is None and SITE.is_file():
            site = SITE
        ignored = (*ignore, *(search.ignored_kinds(site) if site else ()))
        selection = Selection(only, ignored, form or ("json" if as_json else "text"), show_all)
        command(*arguments, selection=selection, **options)

    return with_selection


def print_problems(problems: tuple[Problem, ...], selection: Selection, to_stderr: bool = False) -> None:
    """Print ``problems`` in rows, and how many rows of which kinds were left out."""
    digest = search.digest(problems, selection.rows)
    for row in digest.rows:
        click.echo(annotation(row) if selection.form == GITHUB else row, err=to_stderr)
    for kind, rows in digest.unshown.items():
        click.echo(f"... and {rows:,} more of {kind}; '--only {kind}' lists them", err=True)


def print_kinds(problems: tuple[Problem, ...]) -> None:
    """Print how many problems there are of each kind to stderr, where there are several."""
    if len(problems) < 2:
        return
    for kind, count in search.problems_by_kind(problems).items():
        click.echo(f"{count:>8,}  {kind:<20} {kind.description}", err=True)


def annotation(row: Row) -> str:
    """Return ``row`` as a command of GitHub's workflows, which shows it at its line."""
    name = "error" if row.first.severity is Severity.ERROR else "warning"
    places = {"file": row.first.path, "line": str(row.first.line), "title": str(row.first.kind)}
    properties = ",".join(f"{key}={escaped(value, IN_PROPERTIES)}" for key, value in places.items())
    return f"::{name} {properties}::{escaped(row.message, ESCAPES)}"


def escaped(text: str, escapes: dict[str, str]) -> str:
    """Return ``text`` with ``escapes`` for single signs."""
    return "".join(escapes.get(sign, sign) for sign in text)
