"""Former addresses, of other systems too, that lead to the article of today."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from search import ArticleHead, SearchError, path_key
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url
from webapp.i18n import LANGUAGES, preferred_language

blueprint = Blueprint("former", __name__)


@blueprint.before_app_request
def lead_on() -> ResponseReturnValue | None:
    """Redirect where the address is no page but was that of an article; the present one is always one of ours."""
    if not isinstance(request.routing_exception, NotFound) or request.method not in ("GET", "HEAD"):
        return None
    try:
        return to_article(request.path)
    except SearchError:  # nobody can look, and the address is no page of ours
        return None


def to_article(path: str) -> ResponseReturnValue | None:
    """Return a redirect to the article that once stood at ``path``, None where none did.

    The language is the one that the path names, else the one that alone has the article, else the visitor's.
    """
    found = heads_at(path)
    if not found:
        return None
    named = path.split("/")[1:2]
    if named and named[0] in found:
        return redirect(article_url(found[named[0]]), 301)
    if len(found) == 1:
        return redirect(article_url(next(iter(found.values()))), 301)
    language = preferred_language()
    response = redirect(article_url(found.get(language) or next(iter(found.values()))))
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def heads_at(path: str) -> dict[str, ArticleHead]:
    """Return language -> the article that says it stood at ``path``; below a language, only of that one."""
    keys = {code: [path_key(path)] for code in LANGUAGES}
    language, _, rest = path.lstrip("/").partition("/")
    if language in LANGUAGES and rest:
        keys[language].append(path_key(rest))
    found = {code: former(code, each) for code, each in keys.items()}
    return {code: head for code, head in found.items() if head}


def former(language: str, keys: list[str]) -> ArticleHead | None:
    """Return the article of ``language`` that has one of ``keys`` as a former address."""
    by_address = knowledge_base().catalogue(language).by_address
    return next((by_address[key] for key in keys if key in by_address), None)
