"""Why articles are offered, or none: a sentence in the language of the page."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from search import Cause, Reason


def reason_text(reason: Reason) -> str:
    """Return ``reason`` as the page says it."""
    match reason.cause:
        case Cause.NO_WORDS:
            return str(gettext("Describe what you need in a few words."))
        case Cause.UNKNOWN_WORD:
            return str(gettext("No article mentions “%(word)s”.", word=reason.word))
        case Cause.NOTHING_FOUND:
            return str(gettext("No article mentions any of these words."))
        case Cause.SIMILAR:
            return str(gettext("Similar in meaning to “%(title)s”.", title=reason.title))
        case Cause.MATCHED:
            return str(
                ngettext(
                    "“%(title)s” contains %(matched)s of the %(num)s word that matters in your question.",
                    "“%(title)s” contains %(matched)s of the %(num)s words that matter in your question.",
                    reason.asked,
                    title=reason.title,
                    matched=reason.matched,
                )
            )


def count_text(articles: int) -> str:
    """Return how many articles were found."""
    if not articles:
        return str(gettext("No article found"))
    return str(ngettext("%(num)s article found", "%(num)s articles found", articles))
