"""What a page says of itself to other programs: addresses, preview and schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for

from search import Article, shortened
from webapp.articles.addresses import Alternate, absolute
from webapp.articles.listed import CategoryLink
from webapp.site import site

ANSWER_LETTERS = 1_500
"""Longest answer in a ``FAQPage``; the article itself stands on the same page."""

HEADLINE_LETTERS = 110
"""Longest headline of an ``Article`` that search engines take."""

Data = Mapping[str, object]
"""A schema.org thing as JSON-LD."""


@dataclass(frozen=True, slots=True)
class PageHead:
    """Everything that the macro ``page_head`` writes."""

    title: str
    description: str
    canonical: str
    """The only absolute address under which search engines should list the page."""

    alternates: tuple[Alternate, ...] = ()
    """The page in every language that has it; empty where this one is a stand-in for the canonical."""

    kind: str = "website"
    """``og:type``: website or article."""

    updated: str = ""
    """ISO date; empty where there is none."""

    data: Data | None = None
    is_listed: bool = True
    """Whether search engines may list the page."""


def website(language: str) -> Data:
    """Return the site, and how to search it."""
    template = f"{absolute(url_for('help_centre.search', language=language))}?q={{text}}"
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site().name,
        "url": absolute(url_for("help_centre.home", language=language)),
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": template},
            "query-input": "required name=text",
        },
    }


def breadcrumb(steps: Iterable[tuple[str, str]]) -> Data:
    """Return the way from the home page to this one, ``steps`` being (name, path)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
            for position, (name, path) in enumerate(steps, 1)
        ],
    }


def graph(*things: Data) -> Data:
    """Return several things of one page."""
    return {"@context": "https://schema.org", "@graph": list(things)}


def article_graph(article: Article, path: str, home: tuple[str, str], category: CategoryLink | None) -> Data:
    """Return ``article`` at ``path`` as schema.org knows it, and the way there from ``home``, (name, path)."""
    steps = [home, *([(category.name, category.url)] if category else []), (article.title, path)]
    return graph(article_data(article, absolute(path)), breadcrumb(steps))


def article_data(article: Article, url: str) -> Data:
    """Return ``article`` as a ``FAQPage`` where its title is a question, else as an ``Article``."""
    publisher = {"@type": "Organization", "name": site().name}
    common: dict[str, object] = {"url": url, "inLanguage": article.language, "publisher": publisher}
    if article.summary:
        common["description"] = article.summary
    if article.updated:
        common["dateModified"] = article.updated.isoformat()
    answer = answer_text(article)
    if article.title.endswith("?") and answer:
        question = {
            "@type": "Question",
            "name": article.title,
            "acceptedAnswer": {"@type": "Answer", "text": answer, "inLanguage": article.language},
        }
        return {"@type": "FAQPage", "name": article.title, "mainEntity": [question], **common}
    return {
        "@type": "Article",
        "headline": shortened(article.title, HEADLINE_LETTERS),
        "mainEntityOfPage": url,
        "author": publisher,
        **common,
    }


def answer_text(article: Article) -> str:
    """Return the text of ``article`` in one line, cut after a word; its summary where it has no text."""
    text = " ".join(" ".join(part for part in (section.heading, section.text) if part) for section in article.sections)
    return shortened(" ".join(text.split()) or article.summary, ANSWER_LETTERS)
