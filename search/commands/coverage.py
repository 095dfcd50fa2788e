"""Sentences on how many articles have questions, and the name of the program they speak of."""

from __future__ import annotations

import click

import search
from search.commands.printing import counted


def coverage_line(articles: tuple[search.Article, ...]) -> str:
    """Return how many of ``articles`` have no question, and how many drafted ones, in sentences; may be empty."""
    found = search.coverage(articles)
    drafted = f"{counted(found.drafted, 'article')} {have(found.drafted)} drafted questions." if found.drafted else ""
    return " ".join(filter(None, (missing_line(len(found.without), found.articles), drafted)))


def missing_line(without: int, articles: int) -> str:
    """Return how many of ``articles`` have no question, and what to do; empty where all have some."""
    if not without:
        return ""
    remedy = f"'{command_name()} questions --missing' lists them."
    return f"{without} of {counted(articles, 'article')} {have(without)} no question. {remedy}"


def have(number: int) -> str:
    """Return the verb for ``number`` of things."""
    return "has" if number == 1 else "have"


def command_name() -> str:
    """Return what the user typed to get here."""
    return click.get_current_context().find_root().info_name or "reindex"
