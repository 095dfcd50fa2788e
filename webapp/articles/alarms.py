"""What a page says to somebody in an emergency: what to do at once, and how to reach a person."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from search import Alarm, ArticleHead
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url
from webapp.site import Channel, site

PHONE = "tel:"


@dataclass(frozen=True, slots=True)
class Emergency:
    """The box on top of a page."""

    article: str
    """Key of the urgent article: what the form of a request calls ``about``."""

    line: str
    """What to do at once, in the words of the article."""

    title: str
    url: str
    language: str
    """Of line and title."""

    category: str
    """Topic that the request is about, unless the customer chooses another."""

    contact_url: str
    """The form, about this."""

    phones: tuple[Channel, ...]


def emergency(alarm: Alarm | None, language: str, text: str = "") -> Emergency | None:
    """Return what a page in ``language`` says about ``alarm``, which ``text`` raised; None where there is none."""
    return emergency_of(alarm.article, language, text) if alarm else None


def emergency_of(head: ArticleHead, language: str, text: str = "") -> Emergency | None:
    """Return what a page in ``language`` says about ``head``, in that language where it is translated."""
    head = knowledge_base().catalogue(language).by_key.get(head.key, head)
    if head.urgent is None:
        return None
    return Emergency(
        article=head.key,
        line=head.urgent or gettext("This cannot wait. Do what the article says first, then write to us at once."),
        title=head.title,
        url=article_url(head),
        language=head.language if head.urgent else language,
        category=head.category,
        contact_url=url_for(
            "before_you_submit.contact", language=language, q=text or None, form=1, about=head.key, _anchor="request"
        ),
        phones=tuple(each for each in site().channels_in(language) if each.link.startswith(PHONE)),
    )


def urgent_article(key: str, language: str) -> ArticleHead | None:
    """Return the urgent article ``key``, as a page in ``language`` knows it; None for every other."""
    head = knowledge_base().catalogue(language).by_key.get(key)
    return head if head and head.urgent is not None else None
