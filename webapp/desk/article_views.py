"""Which articles have no question: what helps most to be found, the most visited first."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from search import ArticleHead, index_command
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url, place_of
from webapp.database import deflection_store, votes_store
from webapp.desk.blueprint import blueprint
from webapp.desk.frame import frame
from webapp.desk.pages import ArticlesPage, Tab, Unasked
from webapp.i18n import LANGUAGES, page_language
from webapp.sessions import require_agent

LISTED = 100
"""Articles on the page; the command lists all."""

VISITS_DAYS = 90
"""How far back visits count, in days."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The articles of one language, and those without a question."""

    articles: int
    without: tuple[ArticleHead, ...]


@blueprint.get("/articles")
@require_agent()
def unasked() -> ResponseReturnValue:
    """Show which articles have no question, in the language ``written_in``, in all without it."""
    try:
        coverage = coverage_by_language()
    except Exception:  # the desk works without an index
        log.exception("The articles cannot be read; the desk does not say which have no question.")
        coverage = {}
    chosen = request.args.get("written_in", "")
    chosen = chosen if chosen in coverage else ""
    shown = [each for code, each in coverage.items() if chosen in ("", code)]
    without = [head for each in shown for head in each.without]
    language_option = f" --language {chosen}" if chosen else ""
    page = ArticlesPage(
        frame=frame("articles"),
        tabs=tabs_of(coverage, chosen),
        most=sys.maxsize,
        without=len(without),
        articles=sum(each.articles for each in shown),
        rows=rows_of(without),
        days=VISITS_DAYS,
        write=index_command(f"questions --missing{language_option} --write questions.txt"),
        read=index_command("questions --read answers.txt"),
        is_down=not coverage,
    )
    return render_template("desk/articles.html", page=page)


def coverage_by_language() -> dict[str, Coverage]:
    """Return the languages that have articles, as far as the site has pages in them."""
    searcher = knowledge_base().searcher()
    return {
        code: Coverage(len(knowledge_base().catalogue(code).by_key), searcher.heads_without_questions(code))
        for code in LANGUAGES
        if code in searcher.languages
    }


def tabs_of(coverage: Mapping[str, Coverage], chosen: str) -> tuple[Tab, ...]:
    """Return all languages and each of them, with how many articles have no question; nothing where there is one."""
    if len(coverage) < 2:
        return ()
    count = {code: len(each.without) for code, each in coverage.items()}
    views = {"": (gettext("All languages"), sum(count.values()))}
    views |= {code: (LANGUAGES[code].name, count[code]) for code in coverage}
    return tuple(
        Tab(str(number), label, url_for("desk.unasked", written_in=code or None), articles, code == chosen)
        for number, (code, (label, articles)) in enumerate(views.items(), 1)
    )


def rows_of(without: list[ArticleHead]) -> tuple[Unasked, ...]:
    """Return the most visited of ``without``; equal ones by title."""
    visits = visits_of_articles()
    most_visited = sorted(without, key=lambda head: (-visits[head.article_id], head.title.casefold(), head.article_id))
    return tuple(
        Unasked(
            title=head.title,
            url=article_url(head),
            language=head.language,
            language_name=LANGUAGES[head.language].name,
            place=place_of(head, page_language()),
            visits=visits[head.article_id],
        )
        for head in most_visited[:LISTED]
    )


def visits_of_articles() -> Counter[str]:
    """Return article_id -> how often it was opened or voted on lately."""
    return Counter(deflection_store.openings(VISITS_DAYS)) + Counter(votes_store.voters(VISITS_DAYS))
