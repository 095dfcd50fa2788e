"""The pages that the help centre answers with."""

from __future__ import annotations

import logging

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from search import ArticleHead, Category
from webapp.articles.addresses import absolute, alternates, contact_url
from webapp.articles.alarms import emergency
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import (
    CategoryLink,
    article_links,
    categories_in_use,
    category_link,
    category_name,
    category_url,
    find_category,
    fold_row,
    in_language,
)
from webapp.articles.openings import Opening
from webapp.database import DatabaseUnavailable, deflection_store, votes_store
from webapp.help_centre.finding import article_path, find_article
from webapp.help_centre.former import to_article
from webapp.help_centre.head import PageHead, breadcrumb, graph, website
from webapp.help_centre.narrowing import Search, facets, paging
from webapp.help_centre.pages import (
    NOTHING_ASKED,
    CategoryCard,
    CategoryPage,
    HomePage,
    SearchPage,
)
from webapp.help_centre.reading import ANSWERS, article_page
from webapp.help_centre.results import RESULT_HITS, Choice, narrow, outcome_of, worth_showing
from webapp.http.form_tokens import require_same_origin
from webapp.http.visitors import address_key, network_key
from webapp.i18n import IN_PATH, LANGUAGES, language_links, preferred_language
from webapp.texts.questions import asked_text

CARD_ARTICLES = 6
"""Titles listed under a category on the home page; the category page has all."""

NARROW_CARD_ARTICLES = 3
"""Titles of a card that a narrow screen shows; ``.card .titles`` of the style sheet has the same number."""

POPULAR_ARTICLES = 5
"""Titles of popular articles on the home page."""

RECENT_ARTICLES = 5
"""Titles of articles changed last on the home page."""

blueprint = Blueprint("help_centre", __name__)

log = logging.getLogger(__name__)


@blueprint.get("/")
def root() -> ResponseReturnValue:
    """Send to the home page in the language that the visitor prefers."""
    response = redirect(url_for("help_centre.home", language=preferred_language()))
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@blueprint.get(f"/{IN_PATH}/")
def home(language: str) -> ResponseReturnValue:
    """Show every category with its first articles, and what others read."""
    catalogue = knowledge_base().catalogue(language)
    cards = (
        category_card(category, catalogue.by_category[category.key], language)
        for category in categories_in_use()
        if category.key in catalogue.by_category
    )
    homes = {code: home_url(code) for code in LANGUAGES}
    page = HomePage(
        language=language,
        switch=language_links(language, homes),
        head=PageHead(
            title=gettext("Help centre"),
            description=gettext("Answers to the most common questions, and how to reach us."),
            canonical=absolute(homes[language]),
            alternates=alternates(homes, x_default=url_for("help_centre.root")),
            data=website(language),
        ),
        categories=tuple(cards),
        popular=article_links(popular_heads(language)),
        recent=article_links(catalogue.by_update[:RECENT_ARTICLES]),
        narrow_articles=NARROW_CARD_ARTICLES,
    )
    return render_template("help_centre/home.html", page=page)


@blueprint.get(f"/{IN_PATH}/search")
def search(language: str) -> ResponseReturnValue:
    """Show what answers ``?q=``, narrowed by ``category`` and ``in``, from page ``page``; the box alone without it."""
    text = asked_text()
    suggestion = knowledge_base().suggest(text, language, limit=RESULT_HITS) if text else None
    hits = worth_showing(suggestion) if suggestion else []
    outcome = outcome_of(suggestion) if suggestion else NOTHING_ASKED
    asked = Choice(request.args.get("category", ""), request.args.get("in", ""))
    narrowed = narrow(hits, asked, request.args.get("page", 1, type=int))
    did_you_mean = suggestion.results.did_you_mean if suggestion else ""
    searches = {code: Search(code, text).url() for code in LANGUAGES}
    this_search = Search(language, text, narrowed.choice)
    page = SearchPage(
        language=language,
        switch=language_links(language, searches),
        head=PageHead(
            title=f"{text} · {gettext('Search')}" if text else gettext("Search"),
            description="",
            canonical=absolute(searches[language]),
            is_listed=False,
        ),
        text=text,
        outcome=outcome,
        hits=tuple(fold_row(fold, language) for fold in narrowed.folds),
        total=narrowed.total,
        facets=() if outcome.opens == Opening.NONE else facets(narrowed, this_search),
        paging=paging(narrowed, this_search),
        did_you_mean=did_you_mean,
        did_you_mean_url=Search(language, did_you_mean).url() if did_you_mean else "",
        topics=() if hits else topics(language),
        contact_url=contact_url(language, text),
        emergency=emergency(suggestion.alarm, language, text) if suggestion else None,
    )
    return render_template("help_centre/search.html", page=page)


@blueprint.get(f"/{IN_PATH}/category/<path:key>")
def category(language: str, key: str) -> ResponseReturnValue:
    """Show all articles of a category."""
    found = find_category(key)
    if found is None:
        return to_article(request.path) or abort(404)
    heads = knowledge_base().catalogue(language).by_category.get(key, ())
    paths = {code: category_url(key, code) for code in LANGUAGES}
    filled = {code: path for code, path in paths.items() if key in knowledge_base().catalogue(code).by_category}
    name = category_name(key, language)
    page = CategoryPage(
        language=language,
        switch=language_links(language, paths),
        head=PageHead(
            title=name,
            description=in_language(found.descriptions, language),
            canonical=absolute(paths[language]),
            alternates=alternates(filled) if heads else (),
            data=graph(breadcrumb([home_step(language), (name, paths[language])])),
            is_listed=bool(heads),
        ),
        name=name,
        icon=found.icon,
        description=in_language(found.descriptions, language),
        articles=article_links(heads),
    )
    return render_template("help_centre/category.html", page=page)


@blueprint.get(f"/{IN_PATH}/articles/<slug>")
def article(language: str, slug: str) -> ResponseReturnValue:
    """Show an article, in another language where there is no translation; a former slug leads to the present one."""
    found = find_article(language, slug)
    if found is None:
        return to_article(request.path) or abort(404)
    if not found.is_present_address:
        return redirect(article_path(found.head, language), 301)
    try:
        whole = knowledge_base().searcher().article(found.head.article_id)
    except KeyError:  # removed since the catalogue was made
        abort(404)
    page = article_page(whole, found.head, language, request.args.get("helpful", ""))
    return render_template("help_centre/article.html", page=page)


@blueprint.post(f"/{IN_PATH}/articles/<slug>/helpful")
def vote(language: str, slug: str) -> ResponseReturnValue:
    """Count whether the article helped, and show it again with thanks."""
    require_same_origin()
    found = find_article(language, slug)
    if found is None:
        abort(404)
    answer = request.form.get("is_helpful", "")
    if answer not in ANSWERS:
        abort(400)
    votes_store.vote(found.head.article_id, address_key(), answer == "yes", network_key())
    thanks = url_for("help_centre.article", language=language, slug=found.head.slug, helpful=answer, _anchor="helpful")
    return redirect(thanks, 303)


def home_url(language: str) -> str:
    """Return the address of the home page."""
    return url_for("help_centre.home", language=language)


def home_step(language: str) -> tuple[str, str]:
    """Return the first step of every breadcrumb, name and path."""
    return gettext("Help centre"), home_url(language)


def popular_heads(language: str) -> tuple[ArticleHead, ...]:
    """Return the articles read most lately, those that still exist; none while the database is away."""
    try:
        popular = deflection_store.popular(language, POPULAR_ARTICLES)
    except DatabaseUnavailable as error:
        log.warning("%s The home page is shown without popular articles.", error)
        return ()
    by_key = knowledge_base().catalogue(language).by_key
    heads = (by_key.get(article_id.partition("/")[2]) for article_id in popular)
    return tuple(head for head in heads if head)


def topics(language: str) -> tuple[CategoryLink, ...]:
    """Return the categories that have articles in ``language``."""
    filled = knowledge_base().catalogue(language).by_category
    links = (category_link(each.key, language) for each in categories_in_use() if each.key in filled)
    return tuple(link for link in links if link)


def category_card(category: Category, heads: tuple[ArticleHead, ...], language: str) -> CategoryCard:
    """Return ``category`` with the first of its articles."""
    return CategoryCard(
        key="-".join(category.key.split()),
        name=category_name(category.key, language),
        icon=category.icon,
        description=in_language(category.descriptions, language),
        url=category_url(category.key, language),
        articles=article_links(heads[:CARD_ARTICLES]),
        total=len(heads),
    )
