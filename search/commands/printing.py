"""Results for people and for programs, and a bar while they wait."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from search import Problem

PLURALS = {"judged query": "judged queries", "category": "categories"}


def counted(number: int, noun: str) -> str:
    """Return ``1 article`` or ``2 articles``."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {PLURALS.get(noun, f'{noun}s')}"


def as_record(value: Any) -> Any:
    """Return a dataclass as JSON knows it."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def print_json(record: Any) -> None:
    """Print ``record`` for programs."""
    click.echo(json.dumps(record, ensure_ascii=False, default=plain))


def plain(value: Any) -> Any:
    """Return what JSON has no form for."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Problem):
        return asdict(value)
    raise TypeError(f"{value!r} has no JSON form")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal, nothing elsewhere; yields a function of done and all."""
    console = Console(stderr=True)
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
