"""The requests that the help centre answers."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from search import Article, ArticleHead, Category, Hit
from webapp.articles import (
    article_links,
    article_url,
    category_link,
    category_url,
    find_category,
    hit_row,
    in_language,
)
from webapp.help_centre.pages import ArticlePage, CategoryCard, CategoryPage, ContentsEntry, HomePage, SearchPage
from webapp.i18n import (
    IN_PATH,
    LANGUAGES,
    LanguageLink,
    browser_language,
    language_links,
)
from webapp.knowledge_base import knowledge_base
from webapp.prose import article_body

CARD_ARTICLES = 6
"""Titles listed under a category on the home page; the category page has all."""

SEARCH_HITS = 20
"""Articles on a results page."""

CONTENTS_HEADINGS = 2
"""An article with fewer headings needs no contents."""

blueprint = Blueprint("help_centre", __name__)


@blueprint.get("/")
def root() -> ResponseReturnValue:
    """Send to the home page in the language of the browser."""
    response = redirect(url_for("help_centre.home", language=browser_language()))
    response.vary.add("Accept-Language")
    return response


@blueprint.get(f"/{IN_PATH}/")
def home(language: str) -> ResponseReturnValue:
    """Show every category with its first articles."""
    by_category = knowledge_base().catalogue(language).by_category
    cards = (
        category_card(category, by_category[category.key], language)
        for category in knowledge_base().searcher().categories
        if category.key in by_category
    )
    switch = language_links(language, {code: home_url(code) for code in LANGUAGES})
    return render_template("help_centre/home.html", page=HomePage(language, switch, tuple(cards)))


@blueprint.get(f"/{IN_PATH}/search")
def search(language: str) -> ResponseReturnValue:
    """Show what answers ``?q=``; the box alone where nothing is asked."""
    text = " ".join(request.args.get("q", "").split())
    page = SearchPage(
        language=language,
        switch=search_switch(language, text),
        text=text,
        hits=tuple(hit_row(hit, language) for hit in find(text, language)),
    )
    return render_template("help_centre/search.html", page=page)


@blueprint.get(f"/{IN_PATH}/category/<key>")
def category(language: str, key: str) -> ResponseReturnValue:
    """Show all articles of a category."""
    found = find_category(key)
    if found is None:
        abort(404)
    heads = knowledge_base().catalogue(language).by_category.get(key, ())
    page = CategoryPage(
        language=language,
        switch=language_links(language, {code: category_url(key, code) for code in LANGUAGES}),
        name=in_language(found.names, language) or key,
        description=in_language(found.descriptions, language),
        articles=article_links(heads),
    )
    return render_template("help_centre/category.html", page=page)


@blueprint.get(f"/{IN_PATH}/articles/<slug>")
def article(language: str, slug: str) -> ResponseReturnValue:
    """Show an article; a former slug leads to the present one."""
    catalogue = knowledge_base().catalogue(language)
    head = catalogue.by_slug.get(slug)
    if head is None and slug in catalogue.by_alias:
        return redirect(article_url(catalogue.by_alias[slug]), 301)
    if head is None:
        abort(404)
    try:
        whole = knowledge_base().searcher().article(head.article_id)
    except KeyError:  # removed since the catalogue was made
        abort(404)
    return render_template("help_centre/article.html", page=article_page(whole))


def home_url(language: str) -> str:
    """Return the address of the home page."""
    return url_for("help_centre.home", language=language)


def search_switch(language: str, text: str) -> tuple[LanguageLink, ...]:
    """Return the switch that asks the same in another language."""
    q = text or None
    return language_links(language, {code: url_for("help_centre.search", language=code, q=q) for code in LANGUAGES})


def article_switch(article: Article) -> tuple[LanguageLink, ...]:
    """Return the switch that leads to the translation, else to the category, else home."""
    return language_links(article.language, {code: translation_url(article, code) for code in LANGUAGES})


def translation_url(article: Article, language: str) -> str:
    """Return where somebody who reads ``article`` goes on in ``language``."""
    catalogue = knowledge_base().catalogue(language)
    if article.key in catalogue.by_key:
        return article_url(catalogue.by_key[article.key])
    if article.category in catalogue.by_category and find_category(article.category):
        return category_url(article.category, language)
    return home_url(language)


def find(text: str, language: str) -> list[Hit]:
    """Return the hits that have a page here; none where nothing was asked."""
    hits = knowledge_base().searcher().search(text, language, limit=SEARCH_HITS).hits if text else ()
    return [hit for hit in hits if hit.article.language in LANGUAGES]


def category_card(category: Category, heads: tuple[ArticleHead, ...], language: str) -> CategoryCard:
    """Return ``category`` with the first of its articles."""
    return CategoryCard(
        key=category.key,
        name=in_language(category.names, language) or category.key,
        description=in_language(category.descriptions, language),
        url=category_url(category.key, language),
        articles=article_links(heads[:CARD_ARTICLES]),
        total=len(heads),
    )


def article_page(article: Article) -> ArticlePage:
    """Return ``article`` as its page shows it."""
    by_key = knowledge_base().catalogue(article.language).by_key
    headings = tuple(
        ContentsEntry(each.anchor, each.heading) for each in article.sections if each.level == 2 and each.anchor
    )
    return ArticlePage(
        language=article.language,
        switch=article_switch(article),
        title=article.title,
        summary=article.summary,
        category=category_link(article.category, article.language),
        updated=article.updated,
        contents=headings if len(headings) >= CONTENTS_HEADINGS else (),
        body=article_body(
            (section.html for section in article.sections),
            lambda key: article_url(by_key[key]) if key in by_key else None,
            gettext("Table"),
        ),
        related=article_links(by_key[key] for key in article.related if key in by_key),
    )
