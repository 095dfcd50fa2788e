"""Why articles are offered, or none: sentences in the language of the page."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from search import Band, Cause, Decision, Reason


def reason_text(decision: Decision) -> str:
    """Return why ``decision`` was taken, as the page says it."""
    reason = decision.reason
    match reason.cause:
        case Cause.GREETING:
            return str(gettext("We are here to help. What happened? One sentence is enough."))
        case Cause.NO_WORDS:
            return str(gettext("Describe what you need in a few words."))
        case Cause.UNKNOWN_WORD:
            return str(gettext("No article mentions “%(word)s”.", word=reason.word))
        case Cause.NOTHING_FOUND:
            return str(gettext("No article mentions any of these words."))
        case Cause.SIMILAR if decision.band is Band.UNSURE:
            return str(gettext("The nearest in meaning is “%(title)s”.", title=reason.title))
        case Cause.SIMILAR:
            return str(gettext("Similar in meaning to “%(title)s”.", title=reason.title))
        case Cause.MATCHED if decision.band is Band.NONE:
            return nearest_text(reason) if decision.has_enough_words else few_words_text()
        case Cause.MATCHED if decision.band is Band.UNSURE and 0 < reason.matched < reason.asked:
            return nearest_text(reason)
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


def nearest_text(reason: Reason) -> str:
    """Return what the first hit of ``reason`` has of a question that it does not answer."""
    if 0 < reason.matched < reason.asked:
        return str(
            ngettext(
                "The nearest one, “%(title)s”, contains only %(matched)s of the %(num)s word that matters.",
                "The nearest one, “%(title)s”, contains only %(matched)s of the %(num)s words that matter.",
                reason.asked,
                title=reason.title,
                matched=reason.matched,
            )
        )
    return str(gettext("The nearest one, “%(title)s”, is probably about something else.", title=reason.title))


def few_words_text() -> str:
    """Return what is said to a text that is no question yet."""
    return str(gettext("A few more words help us to find the right answer."))


def heading(decision: Decision) -> str:
    """Return what stands above the articles that ``decision`` lists."""
    if decision.band is Band.UNSURE and decision.reason.cause is Cause.UNKNOWN_WORD:
        word = decision.reason.word
        return str(gettext("No article mentions “%(word)s”. The nearest are these:", word=word))
    if decision.band is Band.NONE:
        return str(gettext("The nearest articles"))
    return str(gettext("Maybe one of these helps"))


def count_text(articles: int) -> str:
    """Return how many articles were found."""
    if not articles:
        return str(gettext("No article found"))
    return str(ngettext("%(num)s article found", "%(num)s articles found", articles))
