"""Former addresses, of other systems too, that lead to the article of today."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from search import ArticleHead, SearchError, path_key
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url
from webapp.i18n import LANGUAGES, preferred_language

blueprint = Blueprint("former", __name__)

Asked = tuple[tuple[str, str], ...]
"""Names and values behind the ``?`` of an address."""

MOST_ASKED = 12
"""Names and values that are looked at; what comes with a link from elsewhere is among them."""


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
    found = heads_at(path, tuple(request.args.items(multi=True)))
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


def heads_at(path: str, asked: Asked) -> dict[str, ArticleHead]:
    """Return language -> the article that says it stood at ``path``; below a language, only of that one."""
    keys = {code: list(keys_of(path, asked)) for code in LANGUAGES}
    language, _, rest = path.lstrip("/").partition("/")
    if language in LANGUAGES and rest:
        keys[language] += keys_of(rest, asked)
    found = {code: former(code, each) for code, each in keys.items()}
    return {code: head for code, head in found.items() if head}


def keys_of(path: str, asked: Asked) -> Iterator[str]:
    """Yield the former addresses that a visit may mean: with all that it asks for, with one of it, with nothing."""
    few = asked[:MOST_ASKED]
    for part in (few, *((each,) for each in few)) if few else ():
        yield path_key(f"{quote(path)}?{urlencode(part)}")
    yield path_key(quote(path))


def former(language: str, keys: list[str]) -> ArticleHead | None:
    """Return the article of ``language`` that has one of ``keys`` as a former address."""
    by_address = knowledge_base().catalogue(language).by_address
    return next((by_address[key] for key in keys if key in by_address), None)
