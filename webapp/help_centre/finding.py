"""Which article an address means, in the language asked for or in another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import url_for

from search import ArticleHead
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url, category_url, find_category
from webapp.i18n import LANGUAGES, SOURCE_LANGUAGE


@dataclass(frozen=True, slots=True)
class Found:
    """The article that an address means."""

    head: ArticleHead
    is_present_address: bool
    """False for a former slug, and for a slug of another language where there is a translation."""


def find_article(language: str, slug: str) -> Found | None:
    """Return the article that ``slug`` means on a page in ``language``, None where no language has one.

    A present slug wins over a former one, and the language of the page over the others.
    """
    own = knowledge_base().catalogue(language)
    if slug in own.by_slug:
        return Found(own.by_slug[slug], is_present_address=True)
    if slug in own.by_alias:
        return Found(own.by_alias[slug], is_present_address=False)
    for head, is_present in elsewhere(language, slug):
        translation = own.by_key.get(head.key)
        return Found(translation or head, is_present and translation is None)
    return None


def elsewhere(language: str, slug: str) -> Iterator[tuple[ArticleHead, bool]]:
    """Yield the articles of other languages with ``slug``, and whether it is their present one."""
    order = sorted(LANGUAGES, key=lambda code: code != SOURCE_LANGUAGE)
    others = [knowledge_base().catalogue(code) for code in order if code != language]
    yield from ((each.by_slug[slug], True) for each in others if slug in each.by_slug)
    yield from ((each.by_alias[slug], False) for each in others if slug in each.by_alias)


def article_path(head: ArticleHead, language: str) -> str:
    """Return the address of ``head`` on a page in ``language``, which need not be its own."""
    return url_for("help_centre.article", language=language, slug=head.slug)


def translations(key: str) -> Mapping[str, ArticleHead]:
    """Return the article ``key`` in every language that has it."""
    found = ((code, knowledge_base().catalogue(code).by_key.get(key)) for code in LANGUAGES)
    return {code: head for code, head in found if head is not None}


def path_in(language: str, head: ArticleHead) -> str:
    """Return where somebody who reads ``head`` goes on in ``language``.

    To the translation; else to the same text with a page in ``language`` around it; where the slug means another
    article there, to the category or home.
    """
    catalogue = knowledge_base().catalogue(language)
    if head.key in catalogue.by_key:
        return article_url(catalogue.by_key[head.key])
    found = find_article(language, head.slug)
    if found and found.head == head:
        return article_path(head, language)
    if head.category in catalogue.by_category and find_category(head.category):
        return category_url(head.category, language)
    return url_for("help_centre.home", language=language)
