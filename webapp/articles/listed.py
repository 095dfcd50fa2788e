"""Articles, hits and categories as any page shows them, and their addresses."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import force_locale, gettext

from search import DEFAULT_CATEGORY, ArticleHead, Category, Snippet, folder_names, readable
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.twins import Fold
from webapp.i18n import LANGUAGES, SOURCE_LANGUAGE, language_name

PLACES = " › "
"""Between a category and a folder, and between two folders."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """An article in a list."""

    title: str
    summary: str
    url: str


@dataclass(frozen=True, slots=True)
class CategoryLink:
    """A category by name."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a snippet."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """An article that says the same as the one it is shown with."""

    place: str
    """What tells it apart: its category and folders."""

    url: str


@dataclass(frozen=True, slots=True)
class HitRow:
    """An article found."""

    title: str
    url: str
    language: str
    """Of title and snippet."""

    language_name: str
    """In the language of the page; empty where article and page are in the same one."""

    found_in_name: str
    """What the page calls the language that matched; empty where it is the one shown."""

    category: CategoryLink | None
    folders: tuple[str, ...]
    """Within the category, from the outermost: what tells articles of one title apart."""

    updated: date | None
    pieces: tuple[Piece, ...]
    twins: tuple[Twin, ...]
    """Articles that say the same elsewhere."""


def category_url(key: str, language: str) -> str:
    """Return the address of a category."""
    return url_for("help_centre.category", language=language, key=key)


def article_url(head: ArticleHead) -> str:
    """Return the address of an article in its own language."""
    return url_for("help_centre.article", language=head.language, slug=head.slug)


def linked_url(target: str, article_id: str, language: str) -> str | None:
    """Return where a link to ``target`` in ``article_id`` leads on a page in ``language``; None where to nothing."""
    head = knowledge_base().linked(target, article_id, language)
    return article_url(head) if head else None


def categories_in_use() -> tuple[Category, ...]:
    """Return all categories in the order to show them: those of the list, then by name those that only articles use."""
    listed = knowledge_base().searcher().categories
    used = {key for code in LANGUAGES for key in knowledge_base().catalogue(code).by_category}
    unlisted = map(unlisted_category, used.difference(each.key for each in listed))
    return (*listed, *sorted(unlisted, key=lambda each: (each.names[SOURCE_LANGUAGE].casefold(), each.key)))


def unlisted_category(key: str) -> Category:
    """Return the category ``key``, named and described by the page of its folder, else by the key itself."""
    firsts = {code: knowledge_base().catalogue(code).by_category.get(key, ())[:1] for code in LANGUAGES}
    pages = {code: head for code, heads in firsts.items() for head in heads if head.is_index}
    names = {code: general_name(code) if key == DEFAULT_CATEGORY else readable(key) for code in LANGUAGES}
    names |= {code: page.title for code, page in pages.items()}
    return Category(key, names, {code: page.summary for code, page in pages.items()})


def general_name(language: str) -> str:
    """Return what the category of articles that name none is called."""
    with force_locale(LANGUAGES[language].locale):
        return str(gettext("General"))


def find_category(key: str) -> Category | None:
    """Return the category ``key``, None where neither the list nor an article names it."""
    listed = next((each for each in knowledge_base().searcher().categories if each.key == key), None)
    is_used = any(key in knowledge_base().catalogue(code).by_category for code in LANGUAGES)
    return listed or (unlisted_category(key) if is_used else None)


def category_name(key: str, language: str) -> str:
    """Return what category ``key`` is called, its key where it has no name and is not that of articles without."""
    found = find_category(key)
    return (in_language(found.names, language) if found else "") or (
        general_name(language) if key == DEFAULT_CATEGORY else key
    )


def topic(key: str, language: str) -> str:
    """Return what the category of a request is called, nothing where it has none or nobody can look."""
    try:
        return category_name(key, language) if key else ""
    except Exception:  # the request is to be seen, whatever is wrong with the articles
        log.exception("The topics cannot be read; none is shown.")
        return ""


def category_link(key: str, language: str) -> CategoryLink | None:
    """Return the category ``key`` by name, None where it has no page."""
    return CategoryLink(category_name(key, language), category_url(key, language)) if find_category(key) else None


def folders_within(article: ArticleHead) -> tuple[str, ...]:
    """Return the folders that ``article`` stands in, without one that is the category itself."""
    folders = folder_names(article.key)
    return folders[1:] if folders[:1] == (readable(article.category),) else folders


def article_links(heads: Iterable[ArticleHead]) -> tuple[ArticleLink, ...]:
    """Return ``heads`` as a list shows them."""
    return tuple(ArticleLink(head.title, head.summary, article_url(head)) for head in heads)


def fold_row(fold: Fold, language: str) -> HitRow:
    """Return the hits of ``fold`` as a page in ``language`` shows them: the first one, and where the others stand."""
    hit = fold.hit
    article = hit.article
    return HitRow(
        title=article.title,
        url=article_url(article) + (f"#{hit.anchor}" if hit.anchor else ""),
        language=article.language,
        language_name=language_name(article.language) if article.language != language else "",
        found_in_name=language_name(hit.found_in) if hit.found_in != article.language else "",
        category=category_link(article.category, language),
        folders=folders_within(article),
        updated=article.updated,
        pieces=tuple(pieces(hit.snippet)),
        twins=twins_of(fold, language),
    )


def twins_of(fold: Fold, language: str) -> tuple[Twin, ...]:
    """Return where the articles stand that say the same as the first of ``fold``."""
    heads = [hit.article for hit in fold.twins]
    return tuple(Twin(place_of(each, language), article_url(each)) for each in heads)


def place_of(article: ArticleHead, language: str) -> str:
    """Return category and folders of ``article`` in one line."""
    return PLACES.join(filter(None, (category_name(article.category, language), *folders_within(article))))


def pieces(snippet: Snippet) -> Iterable[Piece]:
    """Yield the parts of ``snippet`` in order, marked ones apart."""
    end = 0
    for start, stop in snippet.marks:
        if start > end:
            yield Piece(snippet.text[end:start], is_marked=False)
        yield Piece(snippet.text[start:stop], is_marked=True)
        end = stop
    if end < len(snippet.text):
        yield Piece(snippet.text[end:], is_marked=False)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text for ``language``, else the one in ``SOURCE_LANGUAGE``, else nothing."""
    return texts.get(language) or texts.get(SOURCE_LANGUAGE, "")
