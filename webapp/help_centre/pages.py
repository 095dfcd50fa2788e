"""What the pages of the help centre show; one template each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from webapp.articles import ArticleLink, CategoryLink, HitRow
from webapp.i18n import LanguageLink


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """A category on the home page."""

    key: str
    name: str
    description: str
    url: str
    articles: tuple[ArticleLink, ...]
    """The first ones."""

    total: int


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A heading of an article."""

    anchor: str
    heading: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """``/<language>/``."""

    language: str
    switch: tuple[LanguageLink, ...]
    categories: tuple[CategoryCard, ...]


@dataclass(frozen=True, slots=True)
class CategoryPage:
    """``/<language>/category/<key>``."""

    language: str
    switch: tuple[LanguageLink, ...]
    name: str
    description: str
    articles: tuple[ArticleLink, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``/<language>/search``."""

    language: str
    switch: tuple[LanguageLink, ...]
    text: str
    """What was asked; empty where nothing was."""

    hits: tuple[HitRow, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """``/<language>/articles/<slug>``."""

    language: str
    switch: tuple[LanguageLink, ...]
    title: str
    summary: str
    category: CategoryLink | None
    updated: date | None
    contents: tuple[ContentsEntry, ...]
    body: Markup
    """Sanitised when the article was read; links to other articles resolved."""

    related: tuple[ArticleLink, ...]
