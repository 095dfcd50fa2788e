"""What programs read: site maps, feeds of changes, ``robots.txt`` and the description of the search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flask import Blueprint, Response, abort, render_template, url_for
from flask_babel import gettext

from search import ArticleHead
from webapp.articles.addresses import Alternate, absolute, alternates
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url, categories_in_use, category_url
from webapp.help_centre.finding import translations
from webapp.i18n import IN_PATH, LANGUAGES
from webapp.site import site

SITEMAP_PAGES = 5_000
"""Pages in one site map; search engines take ten times as many."""

FEED_ENTRIES = 30
"""Articles in a feed, the latest change first."""

SHORT_NAME_LETTERS = 16
"""Longest name of a search in a browser. OpenSearch 1.1, ShortName."""

NEVER = date(1970, 1, 1)
"""When a feed without entries was changed."""

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold. XML 1.0, section 2.2."""

blueprint = Blueprint("listings", __name__)


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page in a site map."""

    url: str
    updated: date | None
    alternates: tuple[Alternate, ...]


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A changed article."""

    title: str
    url: str
    summary: str
    updated: date


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say what search engines should leave alone."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {url_for('help_centre.search', language=code)}" for code in LANGUAGES]
    lines += ["Disallow: /api/", "", f"Sitemap: {absolute(url_for('help_centre.listings.sitemaps'))}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def sitemaps() -> Response:
    """List the site maps of all languages."""
    parts = (
        absolute(url_for("help_centre.listings.sitemap", language=code, part=part))
        for code in LANGUAGES
        for part in range(1, sitemap_parts(code) + 1)
    )
    return xml("help_centre/sitemaps.xml", "application/xml", parts=parts)


@blueprint.get(f"/{IN_PATH}/sitemap-<int:part>.xml")
def sitemap(language: str, part: int) -> Response:
    """List one part of the pages in ``language`` with their other languages."""
    if not 1 <= part <= sitemap_parts(language):
        abort(404)
    pages = islice(listed_pages(language), (part - 1) * SITEMAP_PAGES, part * SITEMAP_PAGES)
    return xml("help_centre/sitemap.xml", "application/xml", pages=pages)


@blueprint.get(f"/{IN_PATH}/feed.xml")
def feed(language: str) -> Response:
    """List the articles in ``language`` that changed last."""
    heads = knowledge_base().catalogue(language).by_update[:FEED_ENTRIES]
    entries = [
        FeedEntry(head.title, absolute(article_url(head)), head.summary, head.updated) for head in heads if head.updated
    ]
    return xml(
        "help_centre/feed.xml",
        "application/atom+xml",
        language=language,
        title=gettext("Changed articles"),
        entries=entries,
        updated=entries[0].updated if entries else NEVER,
        url=absolute(url_for("help_centre.listings.feed", language=language)),
        home=absolute(url_for("help_centre.home", language=language)),
    )


@blueprint.get(f"/{IN_PATH}/opensearch.xml")
def opensearch(language: str) -> Response:
    """Describe the search in ``language`` to browsers."""
    return xml(
        "help_centre/opensearch.xml",
        "application/opensearchdescription+xml",
        language=language,
        description=gettext("Search the help centre"),
        short_name=site().name[:SHORT_NAME_LETTERS].strip(),
        search=absolute(url_for("help_centre.search", language=language)),
    )


def xml(template: str, mimetype: str, **context: object) -> Response:
    """Return ``template`` as a document that every parser accepts, whatever the articles hold."""
    return Response(NOT_XML.sub("", render_template(template, **context)), mimetype=mimetype)


def sitemap_parts(language: str) -> int:
    """Return how many site maps the pages in ``language`` need."""
    catalogue = knowledge_base().catalogue(language)
    return -(-(1 + len(listed_categories(language)) + len(catalogue.by_key)) // SITEMAP_PAGES)


def listed_categories(language: str) -> list[str]:
    """Return the categories that have articles in ``language``."""
    filled = knowledge_base().catalogue(language).by_category
    return [each.key for each in categories_in_use() if each.key in filled]


def listed_pages(language: str) -> Iterator[ListedPage]:
    """Yield home, categories and articles in ``language``."""
    homes = {code: url_for("help_centre.home", language=code) for code in LANGUAGES}
    yield ListedPage(absolute(homes[language]), None, alternates(homes, x_default=url_for("help_centre.root")))
    filled = {code: set(listed_categories(code)) for code in LANGUAGES}
    for key in listed_categories(language):
        paths = {code: category_url(key, code) for code in LANGUAGES if key in filled[code]}
        yield ListedPage(absolute(paths[language]), None, alternates(paths))
    for head in knowledge_base().catalogue(language).by_key.values():
        yield listed_article(head)


def listed_article(head: ArticleHead) -> ListedPage:
    """Return an article with its translations."""
    paths = {code: article_url(each) for code, each in translations(head.key).items()}
    return ListedPage(absolute(article_url(head)), head.updated, alternates(paths))
