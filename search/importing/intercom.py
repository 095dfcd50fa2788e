"""Exports of Intercom Articles: JSON of the REST API, lists of articles and collections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from search.errors import ExportError
from search.importing.export import Export, Losses, Record, Version, day_of, line_of, number_of, records_of, text_of
from search.importing.opening import Source

ID = re.compile(r"/articles/(\d+)")
GROUPS = ("collection", "section")


def read_intercom(source: Source, language: str, losses: Losses) -> Export:
    """Return the articles of ``source``; ``language`` is that of articles without a default locale."""
    export = Export(losses, id_in_path=ID, most=source.settings.articles)
    for name in source.names(".json"):
        page, where = source.json(name), source.where(name)
        if not isinstance(page, dict | list):
            raise ExportError(f"{where}: this is no answer of the Intercom API. Name the JSON that it answers.")
        for record in records_in(page):
            if line_of(record, "type", where) in GROUPS:
                read_group(export, record, language, where)
            elif "body" in record or line_of(record, "type", where) == "article":
                read_article(export, record, language, where)
    return export


def records_in(page: Any) -> Iterator[Record]:
    """Yield the records of an answer: a list under ``data``, under its own name, a bare list, or one alone."""
    if isinstance(page, list):
        yield from records_of(page)
        return
    for name in ("data", "articles", "collections", "sections"):
        listed = page.get(name)
        yield from records_of(listed.get("data") if isinstance(listed, dict) else listed)
    if line_of(page, "type", "") in ("article", *GROUPS):
        yield page


def read_group(export: Export, record: Record, language: str, where: str) -> None:
    """Take in a collection, or a section of the older API."""
    group = export.group(line_of(record, "id", where))
    locale = line_of(record, "default_locale", where) or language
    group.names[locale] = line_of(record, "name", where)
    group.descriptions[locale] = line_of(record, "description", where)
    group.parent = line_of(record, "parent_id", where)
    group.position = number_of(record, "order")
    for other, content in translations(record):
        group.names[other] = line_of(content, "name", where)
        group.descriptions[other] = line_of(content, "description", where)


def read_article(export: Export, record: Record, language: str, where: str) -> None:
    """Take in an article with its translations."""
    source_id = line_of(record, "id", where)
    where = f"{where}: article {source_id or '?'}"
    article = export.article(source_id)
    parents = [each for each in (record.get("parent_ids") or []) if isinstance(each, str | int)]
    article.group = line_of(record, "parent_id", where) or (str(parents[0]) if parents else "")
    if len(parents) > 1:
        export.losses.note("further collections of an article", where)
    article.add(version(record, line_of(record, "default_locale", where) or language, where))
    for locale, content in translations(record):
        if line_of(content, "title", where) or text_of(content, "body", where):
            article.add(version(content, locale, where))


def translations(record: Record) -> Iterator[tuple[str, Record]]:
    """Yield locale and content of each translation."""
    content = record.get("translated_content")
    for locale, each in content.items() if isinstance(content, dict) else ():
        if isinstance(each, dict) and isinstance(locale, str):
            yield locale, each


def version(record: Record, locale: str, where: str) -> Version:
    """Return an article in one language."""
    address = line_of(record, "url", where)
    return Version(
        locale=locale,
        title=line_of(record, "title", where),
        body=text_of(record, "body", where),
        is_draft=line_of(record, "state", where) != "published",
        summary=line_of(record, "description", where),
        updated=day_of(record, "updated_at", "created_at"),
        addresses=(address,) if address else (),
        where=where,
    )
