"""What the customer asked, what is found, and whether the form is open."""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass

from flask import request
from flask_babel import gettext
from markupsafe import Markup

from search import Band, Hit, IndexUnavailable
from webapp.articles.knowledge_base import Suggestion, knowledge_base
from webapp.articles.listed import in_language
from webapp.articles.passages import passage
from webapp.before_you_submit.pages import CategoryChoice
from webapp.config import ContactMode
from webapp.database import Action, DatabaseUnavailable, deflection_store
from webapp.http.visitors import address_key
from webapp.i18n import LANGUAGES

HITS = 5
"""Articles that are offered."""

NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
NONCE_BYTES = 16

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address or the form says."""

    language: str
    text: str
    visit: str
    is_form_wanted: bool = False
    is_solved: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the form is open, and why."""

    is_open: bool
    why: str = ""


def nonce(given: str = "") -> str:
    """Return ``given`` where it can be a name of ours, else a new random one."""
    return given if NONCE.fullmatch(given) else secrets.token_urlsafe(NONCE_BYTES)


def suggest(asked: Asked) -> Suggestion | None:
    """Return what is found, None where nobody can look."""
    try:
        return knowledge_base().suggest(asked.text, asked.language, HITS)
    except IndexUnavailable as error:
        log.warning("%s The form is open.", error, extra={"repeats": True})
        return None
    except Exception:  # whatever is wrong with the search, the customer reaches us
        log.exception("The search failed; the form is open.")
        return None


def hits_of(suggestion: Suggestion | None) -> tuple[Hit, ...]:
    """Return the hits that have a page here."""
    found = suggestion.results.hits if suggestion else ()
    return tuple(hit for hit in found if hit.article.language in LANGUAGES)


def details(hit: Hit) -> Markup:
    """Return what a hit opens in place: the matching section, else the whole article; nothing if it has just gone."""
    try:
        return passage(knowledge_base().searcher().article(hit.article.article_id), hit.anchor).body
    except KeyError:
        return Markup("")


def opening(asked: Asked, suggestion: Suggestion | None, mode: ContactMode) -> Opening:
    """Return whether the form is open for a question that ``suggestion`` answers; None says that nobody could look."""
    if asked.is_form_wanted:
        return Opening(is_open=True)
    if asked.text and suggestion is None:
        return Opening(
            True, gettext("The search does not answer at the moment. You need not wait for it: write to us.")
        )
    if suggestion and suggestion.is_urgent:
        return Opening(True, gettext("This should not wait. Do what the article says first, and write to us at once."))
    if suggestion and suggestion.decision.band is Band.NONE and suggestion.decision.has_enough_words:
        why = gettext("We found no article that answers this. Tell us more and a person will answer you.")
        return Opening(True, why)
    return Opening(is_open=mode is ContactMode.BESIDE)


def category_choices(language: str) -> tuple[CategoryChoice, ...]:
    """Return what a request may be about, by name; nothing where nobody can look."""
    try:
        categories = knowledge_base().searcher().categories
    except Exception:  # as in ``suggest``
        log.exception("The topics cannot be read; none is asked for.")
        return ()
    return tuple(
        CategoryChoice(each.key, in_language(each.names, language) or each.key, each.is_urgent) for each in categories
    )


def note(asked: Asked, action: Action, *, article_id: str = "", band: str = "") -> None:
    """Record what was done, if that can be done; no customer waits for statistics, or fails for want of them."""
    if request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return
    try:
        deflection_store.record(
            asked.visit, action, asked.language, article_id, asked.text, band, visitor=address_key()
        )
    except DatabaseUnavailable as error:
        log.warning("%s %r was not recorded.", error, str(action))
