"""The page of an article, put together."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from search import Article, ArticleHead
from webapp.articles.addresses import absolute, alternates, contact_url
from webapp.articles.alarms import emergency_of
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import ArticleLink, CategoryLink, article_links, article_url, category_link, linked_url
from webapp.articles.prose import article_body
from webapp.help_centre.finding import path_in, translations
from webapp.help_centre.head import PageHead, article_graph
from webapp.help_centre.pages import ArticlePage, ContentsEntry, Translation, VoteBox
from webapp.i18n import LANGUAGES, language_links, language_name

CONTENTS_HEADINGS = 2
"""An article with fewer headings needs no contents."""

ANSWERS = ("yes", "no")
"""What may be said to “Was this helpful?”."""


def article_page(article: Article, head: ArticleHead, language: str, answer: str) -> ArticlePage:
    """Return ``article`` as a page in ``language`` shows it to somebody who just gave ``answer`` to “helpful?”."""
    headings = tuple(
        ContentsEntry(each.anchor, each.heading) for each in article.sections if each.level == 2 and each.anchor
    )
    category = category_link(article.category, language)
    others = {code: each for code, each in translations(article.key).items() if code != article.language}
    return ArticlePage(
        language=language,
        switch=language_links(language, {code: path_in(code, head) for code in LANGUAGES}),
        head=article_head(article, head, language, category),
        text_language=article.language,
        text_language_name=language_name(article.language) if article.language != language else "",
        title=article.title,
        summary=article.summary,
        category=category,
        updated=article.updated,
        translations=tuple(Translation(code, LANGUAGES[code].name, article_url(each)) for code, each in others.items()),
        contents=headings if len(headings) >= CONTENTS_HEADINGS else (),
        body=article_body(
            (section.html for section in article.sections),
            lambda target: linked_url(target, article.article_id, language),
            gettext("Table"),
            lambda heading: gettext("Link to “%(heading)s”", heading=heading),
        ),
        related=related_links(article, language),
        emergency=emergency_of(head, language),
        vote=VoteBox(
            url=url_for("help_centre.vote", language=language, slug=article.slug),
            article_id=article.article_id,
            answer=answer if answer in ANSWERS else "",
            contact_url=contact_url(language, article.title),
        ),
    )


def article_head(article: Article, head: ArticleHead, language: str, category: CategoryLink | None) -> PageHead:
    """Return what the page of ``article`` says of itself; in another language it is a stand-in for its own page."""
    is_own_page = language == article.language
    home = gettext("Help centre"), url_for("help_centre.home", language=language)
    paths = {code: article_url(each) for code, each in translations(article.key).items()}
    path = article_url(head)
    return PageHead(
        title=article.title,
        description=article.summary,
        canonical=absolute(path),
        alternates=alternates(paths) if is_own_page else (),
        kind="article",
        updated=article.updated.isoformat() if article.updated else "",
        data=article_graph(article, path, home, category) if is_own_page else None,
        is_listed=is_own_page,
    )


def related_links(article: Article, language: str) -> tuple[ArticleLink, ...]:
    """Return the related articles that there are in the language of the page."""
    by_key = knowledge_base().catalogue(language).by_key
    return article_links(by_key[key] for key in article.related if key in by_key)
