"""The first version of the API; its answers only ever grow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from search import ArticleHead, Band
from webapp.api.shapes import ArticleShape, HeadShapes, SuggestShape, suggest_shape
from webapp.articles.cited import REFERENCE_LETTERS, reference_in
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url
from webapp.articles.passages import passage
from webapp.database import deflection_store, votes_store
from webapp.database.kinds import Action
from webapp.http.api_errors import ApiRefusal
from webapp.http.form_tokens import require_same_origin
from webapp.http.incoming import JSON_BYTES
from webapp.http.visitors import address_key, network_key
from webapp.i18n import LANGUAGES, answer_in, long_date
from webapp.texts.questions import asked_text, question

HITS = 5
MOST_HITS = 20
"""Suggestions in one answer."""

WORD_LETTERS = 200
"""Longest value that is no text, in characters: a visit, an article."""

TEXT_LETTERS = 5000
"""Longest text of an event, in characters; the store keeps less of it."""

TAG_BYTES = 12
"""Length of the hash that tells one answer from another."""

EXTENSION = "api"

Value = TypeVar("Value")

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.record
def keep_heads(state: BlueprintSetupState) -> None:
    """Give the site a place for what hits show of articles."""
    state.app.extensions[EXTENSION] = HeadShapes()


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Return what answers ``?q=``, and whether it may answer."""
    language = asked_language()
    limit = asked_limit()
    text = asked_text()
    answer_in(language)
    tag = tag_of(knowledge_base().state(), language, str(limit), text)
    if request.if_none_match.contains_weak(tag):
        return not_modified(tag)
    suggestion = knowledge_base().suggest(text, language, limit)
    heads = current_app.extensions[EXTENSION]
    assert isinstance(heads, HeadShapes)
    return kept_answer(suggest_shape(suggestion, language, heads), tag)


@blueprint.get("/articles/<language>/<slug>")
def article(language: str, slug: str) -> ResponseReturnValue:
    """Return the section of an article at ``?anchor=``, all of it where there is none; a former slug redirects."""
    if language not in LANGUAGES:
        raise bad_language(language)
    answer_in(language)
    anchor = request.args.get("anchor", "")
    catalogue = knowledge_base().catalogue(language)
    if slug not in catalogue.by_slug and slug in catalogue.by_alias:
        present = catalogue.by_alias[slug].slug
        return redirect(url_for("api.article", language=language, slug=present, anchor=anchor or None), 301)
    if slug not in catalogue.by_slug:
        raise no_article(slug)
    head = catalogue.by_slug[slug]
    tag = tag_of(knowledge_base().state(), head.article_id, anchor)
    if request.if_none_match.contains_weak(tag):
        return not_modified(tag)
    return kept_answer(article_shape(head, anchor), tag)


@blueprint.post("/deflection")
def deflection() -> ResponseReturnValue:
    """Keep what a visitor did with the suggestions."""
    require_same_origin()
    body = asked_body()
    deflection_store.record(
        visit=body_text(body, "visit", WORD_LETTERS),
        action=one_of(body, "action", tuple(Action)),
        language=one_of(body, "language", tuple(LANGUAGES)),
        article_id=known_article(body_text(body, "article", WORD_LETTERS)),
        text=question(body_text(body, "text", TEXT_LETTERS)),
        band=one_of(body, "band", ("", *Band)),
        answer=reference_in(body_text(body, "answer", REFERENCE_LETTERS)),
        visitor=address_key(),
        network=network_key(),
    )
    return "", HTTPStatus.NO_CONTENT


@blueprint.post("/votes")
def vote() -> ResponseReturnValue:
    """Count whether an article helped."""
    require_same_origin()
    body = asked_body()
    article_id = known_article(body_text(body, "article", WORD_LETTERS))
    is_helpful = body.get("is_helpful")
    if not article_id:
        raise ApiRefusal("bad_article", "article: there is none. Name one as hits do in 'id'.")
    if not isinstance(is_helpful, bool):
        raise ApiRefusal("bad_is_helpful", f"is_helpful: {is_helpful!r} is no answer. Use true or false.")
    votes_store.vote(article_id, address_key(), is_helpful, network_key())
    return "", HTTPStatus.NO_CONTENT


def article_shape(head: ArticleHead, anchor: str) -> ArticleShape:
    """Return the article of ``head``, or its section at ``anchor``."""
    try:
        whole = knowledge_base().searcher().article(head.article_id)
    except KeyError:  # removed since the catalogue was made
        raise no_article(head.slug) from None
    part = passage(whole, anchor)
    return {
        "id": head.article_id,
        "title": whole.title,
        "url": article_url(head) + ("" if part.is_whole else f"#{anchor}"),
        "updated_text": long_date(whole.updated) if whole.updated else "",
        "heading": part.heading,
        "html": str(part.body),
        "is_whole": part.is_whole,
    }


def asked_language() -> str:
    """Return ``?language=``."""
    language = request.args.get("language", "")
    if language not in LANGUAGES:
        raise bad_language(language)
    return language


def asked_limit() -> int:
    """Return ``?limit=``."""
    asked = request.args.get("limit", str(HITS))
    if not (asked.isascii() and asked.isdigit() and len(asked) < WORD_LETTERS and 0 < int(asked) <= MOST_HITS):
        raise ApiRefusal("bad_limit", f"limit: {asked[:WORD_LETTERS]!r} is no number of hits. Use 1 to {MOST_HITS}.")
    return int(asked)


def asked_body() -> Mapping[str, object]:
    """Return the JSON object that was sent."""
    request.max_content_length = JSON_BYTES
    try:
        body = request.get_json()
    except RecursionError:
        body = None
    if not isinstance(body, dict):
        raise ApiRefusal("bad_body", "body: not a JSON object. Send one, as the README shows.")
    return body


def body_text(body: Mapping[str, object], name: str, letters: int) -> str:
    """Return a text of ``body``, empty where it has none."""
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > letters:
        raise ApiRefusal(f"bad_{name}", f"{name}: this is no text of at most {letters} characters. Send a shorter one.")
    return value


def one_of(body: Mapping[str, object], name: str, values: tuple[Value, ...]) -> Value:
    """Return the one of ``values`` that ``body`` names."""
    value = body.get(name, "")
    for each in values:
        if each == value:
            return each
    allowed = ", ".join(str(each) or "nothing" for each in values)
    raise ApiRefusal(f"bad_{name}", f"{name}: {value!r} is not one of {allowed}. Use one of these.")


def known_article(article_id: str) -> str:
    """Return ``article_id`` where it is empty or that of an article."""
    if article_id and knowledge_base().head(article_id) is None:
        raise ApiRefusal("bad_article", f"article: there is no {article_id!r}. Name one as hits do in 'id'.")
    return article_id


def bad_language(language: str) -> ApiRefusal:
    """Return the refusal of a language that the site does not have."""
    return ApiRefusal(
        "bad_language", f"language: {language[:WORD_LETTERS]!r} is not one of {', '.join(LANGUAGES)}. Use one of these."
    )


def no_article(slug: str) -> ApiRefusal:
    """Return the refusal of an address without article."""
    return ApiRefusal(
        "not_found",
        f"slug: there is no article {slug[:WORD_LETTERS]!r}. Use an address that suggestions give.",
        HTTPStatus.NOT_FOUND,
    )


def tag_of(*parts: str) -> str:
    """Return a name for the answer that is made from ``parts``."""
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=TAG_BYTES).hexdigest()


def not_modified(tag: str) -> Response:
    """Return that the answer the browser has is still right."""
    return tagged(Response(status=HTTPStatus.NOT_MODIFIED), tag)


def kept_answer(shape: SuggestShape | ArticleShape, tag: str) -> Response:
    """Return ``shape`` so that the browser keeps it, and asks before showing it again."""
    body = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    return tagged(Response(body, mimetype="application/json"), tag)


def tagged(response: Response, tag: str) -> Response:
    """Return ``response`` with what browsers need to keep it."""
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
