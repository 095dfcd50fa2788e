"""Exports of Help Scout Docs: JSON of the Docs API, one file or a folder of answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from search.errors import ExportError
from search.importing.export import (
    Export,
    Losses,
    Record,
    Version,
    day_of,
    line_of,
    number_of,
    records_of,
    text_of,
    texts_of,
)
from search.importing.opening import Source

ID = re.compile(r"/article/(\d+)")
SECOND_CATEGORY = "further categories of an article"
HIDDEN = "published articles with changes that were not published (the published text is taken)"


def read_helpscout(source: Source, language: str, losses: Losses) -> Export:
    """Return the articles of ``source``, all in ``language``: a Docs site has one."""
    export = Export(losses, id_in_path=ID, most=source.settings.articles)
    found: list[tuple[Record, str]] = []
    for name in source.names(".json"):
        page, where = source.json(name), source.where(name)
        if not isinstance(page, dict | list):
            raise ExportError(f"{where}: this is no answer of the Docs API. Name the JSON that it answers.")
        for kind, prefix in (("collections", "collection"), ("categories", "category")):
            for record in records_in(page, kind, prefix):
                read_group(export, prefix, record, language, where)
        found += ((record, where) for record in records_in(page, "articles", "article"))
    for record, where in found:
        read_article(export, record, language, where)
    return export


def records_in(page: Any, many: str, one: str) -> Iterator[Record]:
    """Yield the records of a kind in an answer: a list of them under ``items``, one alone, or a bare list."""
    if isinstance(page, list):
        yield from records_of(page if many == "articles" else [])
        return
    listed = page.get(many)
    yield from records_of(listed.get("items") if isinstance(listed, dict) else listed)
    yield from records_of([page.get(one)])


def read_group(export: Export, kind: str, record: Record, language: str, where: str) -> None:
    """Take in a collection or a category."""
    group = export.group(f"{kind} {line_of(record, 'id', where)}")
    group.names[language] = line_of(record, "name", where)
    group.descriptions[language] = line_of(record, "description", where)
    group.position = number_of(record, "order")
    collection = line_of(record, "collectionId", where)
    group.parent = f"collection {collection}" if kind == "category" and collection else ""
    group.is_restricted = line_of(record, "visibility", where) == "private"


def read_article(export: Export, record: Record, language: str, where: str) -> None:
    """Take in an article."""
    source_id = line_of(record, "id", where)
    where = f"{where}: article {source_id or '?'}"
    if "text" not in record and source_id in export.articles:
        return  # a list holds no texts; the article itself came from another file
    article = export.article(source_id)
    categories, collection = texts_of(record, "categories"), line_of(record, "collectionId", where)
    article.group = f"category {categories[0]}" if categories else f"collection {collection}" if collection else ""
    if len(categories) > 1:
        export.losses.note(SECOND_CATEGORY, where)
    if record.get("hasDraft") is True and line_of(record, "status", where) == "published":
        export.losses.note(HIDDEN, where)
    home = export.groups.get(f"collection {collection}")
    article.is_restricted = bool(home and home.is_restricted)
    article.keywords = texts_of(record, "keywords")
    article.related = texts_of(record, "related")
    article.position = number_of(record, "order") or number_of(record, "number")
    number = line_of(record, "number", where)
    if number:
        export.ids_of_numbers[number] = source_id
    address = line_of(record, "publicUrl", where)
    article.versions[language] = Version(
        locale=language,
        title=line_of(record, "name", where),
        body=text_of(record, "text", where),
        is_draft=line_of(record, "status", where) not in ("published", ""),
        updated=day_of(record, "lastPublishedAt", "updatedAt", "createdAt"),
        addresses=(address,) if address else (),
        where=where,
    )
