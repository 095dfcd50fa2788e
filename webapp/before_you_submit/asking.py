"""What the customer asked, what is found, and whether the form is open."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import request
from markupsafe import Markup

from search import Hit, IndexUnavailable
from webapp.articles.knowledge_base import Suggestion, knowledge_base
from webapp.articles.listed import categories_in_use, in_language
from webapp.articles.passages import passage
from webapp.before_you_submit.pages import CategoryChoice
from webapp.database import Action, DatabaseUnavailable, deflection_store
from webapp.http.visitors import address_key, network_key

HITS = 5
"""Articles that are offered."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address or the form says."""

    language: str
    text: str
    visit: str
    about: str = ""
    """Key of the article whose button led here."""

    is_form_wanted: bool = False
    is_solved: bool = False
    answer: str = ""
    """Reference of the answer that was shown."""


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


def details(hit: Hit) -> Markup:
    """Return what a hit opens in place: the matching section, else the whole article; nothing if it has just gone."""
    try:
        return passage(knowledge_base().searcher().article(hit.article.article_id), hit.anchor).body
    except KeyError:
        return Markup("")


def category_choices(language: str) -> tuple[CategoryChoice, ...]:
    """Return what a request may be about, by name; nothing where nobody can look."""
    try:
        categories = categories_in_use()
    except Exception:  # as in ``suggest``
        log.exception("The topics cannot be read; none is asked for.")
        return ()
    return tuple(CategoryChoice(each.key, in_language(each.names, language) or each.key) for each in categories)


def note(asked: Asked, action: Action, *, article_id: str = "", band: str = "") -> None:
    """Record what was done, if that can be done; no customer waits for statistics, or fails for want of them."""
    if request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return
    try:
        deflection_store.record(
            asked.visit,
            action,
            asked.language,
            article_id,
            asked.text,
            band,
            visitor=address_key(),
            network=network_key(),
            answer=asked.answer,
        )
    except DatabaseUnavailable as error:
        log.warning("%s %r was not recorded.", error, str(action))
