"""Articles as JSON and back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from search.model import Article, ArticleHead, Section

ARTICLE_FIELDS = tuple(each.name for each in fields(Article))
SECTION_FIELDS = tuple(each.name for each in fields(Section))
HEAD_FIELDS = tuple(each.name for each in fields(ArticleHead))


def article_to_json(article: Article) -> bytes:
    """Return all of ``article``."""
    record = {name: getattr(article, name) for name in ARTICLE_FIELDS}
    record["sections"] = [{name: getattr(each, name) for name in SECTION_FIELDS} for each in article.sections]
    return dump(record)


def head_to_json(article: Article) -> bytes:
    """Return what lists show of ``article``, and the anchors of its sections."""
    head = {name: getattr(article, name) for name in HEAD_FIELDS}
    return dump({"head": head, "anchors": [section.anchor for section in article.sections]})


def dump(record: dict[str, Any]) -> bytes:
    """Return ``record`` as compact JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=date.isoformat).encode()


def article_from_json(record: bytes) -> Article:
    """Return the article that ``article_to_json`` wrote."""
    values = with_tuples(json.loads(record))
    values["sections"] = tuple(Section(**section) for section in values["sections"])
    return Article(**values)


def head_from_json(record: bytes) -> tuple[ArticleHead, list[str]]:
    """Return the head and the anchors that ``head_to_json`` wrote."""
    values = json.loads(record)
    return ArticleHead(**with_tuples(values["head"])), values["anchors"]


def with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` with lists as tuples and ``updated`` as a date."""
    frozen: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    frozen["updated"] = frozen["updated"] and date.fromisoformat(frozen["updated"])
    return frozen
