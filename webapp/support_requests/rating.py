"""How content customers are with an answer, said on the page of the request or straight from the letter about it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from webapp.config import day_of
from webapp.database import customer_store
from webapp.database.customer_store import BEST_RATING, OwnRequest
from webapp.http.form_tokens import TokenState, new_token, unsign
from webapp.http.letter_links import rating_purpose
from webapp.i18n import LANGUAGES, language_links
from webapp.support_requests.pages import Rating, RatingPage
from webapp.texts.typed import one_line

RATING_LETTERS = 500
"""Longest reason for a rating, in characters."""

FORM = "rating from a letter"
"""What the form is for, whoever opened the letter."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as it came, and what is wrong with it."""

    stars: int = 0
    text: str = ""
    error: str = ""


NOT_RATED = Rated()


def read(state: TokenState) -> Rated:
    """Return the rating that the form brings; one that came sooner than a person can read was not theirs."""
    stars, text = request.form.get("stars", ""), one_line(request.form.get("text", ""))
    error = ""
    if stars not in [str(each) for each in range(1, BEST_RATING + 1)]:
        return Rated(0, text, gettext("Choose a rating from 1 to 5."))
    if len(text) > RATING_LETTERS:
        error = gettext("Your reason is too long. Shorten it to %(letters)s characters.", letters=RATING_LETTERS)
    elif state is TokenState.EXPIRED:
        error = gettext("This page was open for too long. Please try again.")
    elif state is TokenState.EARLY:
        error = gettext("That was very quick. Please send it once more.")
    return Rated(int(stars), text, error)


def shown(found: OwnRequest, rated: Rated) -> Rating:
    """Return how content the customer is, or the question."""
    meanings = (gettext("Very poor"), gettext("Poor"), gettext("Fair"), gettext("Good"), gettext("Very good"))
    return Rating(
        stars=found.rating,
        text=rated.text or found.rating_text,
        rated_on=day_of(found.rated_at) if found.rated_at else None,
        error=rated.error,
        choices=tuple(zip(range(1, BEST_RATING + 1), meanings, strict=True)),
        letters=RATING_LETTERS,
    )


def invited(code: str, ticket: str) -> str:
    """Return the address that the letter with ``ticket`` went to; empty where it is not for this request."""
    known = customer_store.addresses_of(code)
    return next((each for each in known if unsign(rating_purpose(each), ticket) == code), "")


def rating_page(found: OwnRequest, language: str, ticket: str, notice: str, rated: Rated) -> RatingPage:
    """Return the page that a letter leads to; it says nothing of what was written."""
    code = found.summary.code
    urls = {
        each: url_for("support_requests.rate_by_letter", language=each, code=code, ticket=ticket) for each in LANGUAGES
    }
    return RatingPage(
        language=language,
        switch=language_links(language, urls),
        code=code,
        notice=notice,
        is_finished=found.is_finished,
        rating=shown(found, rated),
        url=urls[language],
        request_url=url_for("support_requests.show", language=language, code=code),
        token=new_token(FORM),
    )
