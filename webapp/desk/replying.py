"""Articles for a reply: found by searching, named in the language of the customer."""

from __future__ import annotations

import logging

from flask import url_for

from search import ArticleHead, Hit
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url
from webapp.config import config
from webapp.desk.pages import ArticleChoice, Articles
from webapp.i18n import LANGUAGES
from webapp.texts.questions import question

FOUND = 5
"""Articles that are offered."""

FIND_LETTERS = 300
"""What is read of a search, in characters."""

log = logging.getLogger(__name__)


def articles_for(text: str, language: str, code: str, queue: str) -> Articles:
    """Return what ``text`` finds for a reply in ``language``."""
    text = question(text)[:FIND_LETTERS]
    draft_url = url_for("desk.draft", code=code, queue=queue or None)
    if not text:
        return Articles("", (), is_down=False, draft_url=draft_url)
    try:
        hits = knowledge_base().search(text, language, FOUND).hits
        found = tuple(choice(each, language) for each in hits if each.article.language in LANGUAGES)
    except Exception:  # whatever is wrong with the search, the reply is written
        log.exception("The search failed; a reply goes without articles.")
        return Articles(text, (), is_down=True, draft_url=draft_url)
    return Articles(text, found, is_down=False, draft_url=draft_url)


def choice(hit: Hit, language: str) -> ArticleChoice:
    """Return the article of ``hit`` in the language of the customer, where it has been translated."""
    translated = knowledge_base().catalogue(language).by_key.get(hit.article.key)
    article = translated or hit.article
    anchor = hit.anchor if article.language == hit.article.language else ""
    return choice_of(article, anchor)


def choice_of(article: ArticleHead, anchor: str = "") -> ArticleChoice:
    """Return ``article`` as the desk offers it."""
    url = article_url(article) + (f"#{anchor}" if anchor else "")
    return ArticleChoice(
        article_id=article.article_id,
        title=article.title,
        url=url,
        summary=article.summary,
        language=article.language,
        inserted=f"{article.title}\n{config().address}{url}",
    )


def with_article(text: str, article_id: str) -> str:
    """Return ``text`` with the article behind it; ``text`` where there is no such article."""
    try:
        head = knowledge_base().head(article_id)
    except Exception:  # as in ``articles_for``
        log.exception("The articles cannot be read; none was inserted.")
        return text
    return f"{text.rstrip()}\n\n{choice_of(head).inserted}\n".lstrip() if head else text
