"""Why the form of a request is open: one rule and one set of sentences, for the page, its script and the API."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext

from search import Band, Cause
from webapp.articles.knowledge_base import Suggestion
from webapp.articles.twins import Fold


class Opening(StrEnum):
    """What opens the form; ``NOTHING`` leaves it as it is."""

    NOTHING = ""
    URGENT = "urgent"
    NONE = "none"
    """No article answers."""

    UNSURE = "unsure"
    """Those that are listed may not answer; the form opens under them."""

    FAILURE = "failure"
    """Nobody could look."""

    SLOW = "slow"
    OFFLINE = "offline"
    NOT_SOLVED = "not-solved"
    REWORDED = "reworded"


SENTENCES: Mapping[str, Any] = {
    Opening.URGENT: lazy_gettext("This cannot wait. Do what the article says first, then write to us at once."),
    Opening.NONE: lazy_gettext("We found no article that answers this. Tell us more and a person will answer you."),
    Opening.UNSURE: lazy_gettext("We are not sure that these answer it. Write to us if they do not."),
    Opening.FAILURE: lazy_gettext(
        "The search is not working at the moment. There is no need to wait for it: write to us."
    ),
    Opening.SLOW: lazy_gettext("The search is slow at the moment. There is no need to wait for it: write to us."),
    Opening.OFFLINE: lazy_gettext("You are offline. Carry on writing: you can send it when you are back online."),
    Opening.NOT_SOLVED: lazy_gettext("We are sorry that it did not help. Tell us more and a person will answer you."),
    Opening.REWORDED: lazy_gettext("You have asked in several ways. If nothing helps, write to us."),
}
"""What the page says above the form."""

OPENING_OF: Mapping[Band, Opening] = {Band.NONE: Opening.NONE, Band.UNSURE: Opening.UNSURE}

SEEN_BY_SCRIPT = (Opening.FAILURE, Opening.SLOW, Opening.OFFLINE, Opening.NOT_SOLVED, Opening.REWORDED)
"""What only the page itself can notice; the API answers the others."""


def opens(suggestion: Suggestion | None) -> Opening:
    """Return what ``suggestion`` opens the form for; None says that nobody could look."""
    if suggestion is None:
        return Opening.FAILURE
    if suggestion.alarm:
        return Opening.URGENT
    opening = OPENING_OF.get(suggestion.decision.band, Opening.NOTHING)
    return opening if suggestion.decision.has_enough_words else Opening.NOTHING


def has_list(suggestion: Suggestion) -> bool:
    """Return whether articles may be shown: not to a greeting, nor to what none answers and none holds a word of."""
    is_gibberish = suggestion.decision.band is Band.NONE and suggestion.results.is_gibberish
    return not is_gibberish and suggestion.decision.reason.cause is not Cause.GREETING


def listed(suggestion: Suggestion | None) -> tuple[Fold, ...]:
    """Return the lines that may be shown."""
    return suggestion.folds if suggestion and has_list(suggestion) else ()


def why_open(opening: Opening) -> str:
    """Return why the form is open, in the language of the page; empty where nothing opened it."""
    return str(SENTENCES.get(opening, ""))
