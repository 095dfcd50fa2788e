"""Whether a request cannot wait, whatever topic was chosen for it."""

from __future__ import annotations

import logging
from dataclasses import replace

from search import ArticleHead
from webapp.articles.alarms import Emergency, emergency, emergency_of, urgent_article
from webapp.articles.knowledge_base import Suggestion
from webapp.before_you_submit.asking import Asked, suggest
from webapp.before_you_submit.forms import ContactForm
from webapp.texts.questions import QUESTION_LETTERS
from webapp.texts.typed import one_line

log = logging.getLogger(__name__)


def is_urgent(asked: Asked, form: ContactForm) -> bool:
    """Return whether the article that led here, the question, the subject or what was described is urgent."""
    if article_that_led_here(asked):
        return True
    texts = (asked.text, form.subject.data, form.description.data)
    said = {one_line(text or "")[:QUESTION_LETTERS] for text in texts}
    return any(is_urgent_question(replace(asked, text=text)) for text in sorted(said) if text)


def is_urgent_question(asked: Asked) -> bool:
    """Return whether what was asked cannot wait, as far as the search can tell."""
    suggestion = suggest(asked)
    return suggestion is not None and suggestion.alarm is not None


def alarm_of(asked: Asked, suggestion: Suggestion | None) -> Emergency | None:
    """Return what to do at once: as ``suggestion`` says, else as the article that led here does."""
    if suggestion and suggestion.alarm:
        return emergency(suggestion.alarm, asked.language, asked.text)
    head = article_that_led_here(asked)
    return emergency_of(head, asked.language, asked.text) if head else None


def article_that_led_here(asked: Asked) -> ArticleHead | None:
    """Return the urgent article whose button was pressed; None where it is another, or nobody can tell."""
    try:
        return urgent_article(asked.about, asked.language) if asked.about else None
    except Exception:  # a request is taken whatever is wrong with the search
        log.exception("The articles cannot be read; whether this one is urgent is unknown.")
        return None
