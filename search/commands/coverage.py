"""Sentences on how many articles have questions."""

from __future__ import annotations

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
    remedy = f"'{search.index_command('questions --missing')}' lists them."
    return f"{without} of {counted(articles, 'article')} {have(without)} no question. {remedy}"


def have(number: int) -> str:
    """Return the verb for ``number`` of things."""
    return "has" if number == 1 else "have"
