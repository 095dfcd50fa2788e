"""Exports of Freshdesk solutions: JSON of the API or of an account's export, and tables (CSV)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

from search.content.fields import tidy
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

ID = re.compile(r"/solutions/articles/(\d+)")
DRAFT = (1, "1", "draft")
EVERYBODY = (0, 1, "1", "", "all", "all users", "everyone")
COLUMNS = {
    "id": ("id", "article id", "article_id"),
    "title": ("title", "article title", "subject", "name"),
    "description": ("description", "body", "article body", "article description", "content", "html"),
    "status": ("status", "article status"),
    "category": ("category", "category name"),
    "folder": ("folder", "folder name", "section"),
    "language": ("language", "locale", "article language"),
    "tags": ("tags", "article tags", "keywords"),
    "url": ("url", "article url", "link", "public url"),
    "updated_at": ("updated_at", "updated at", "last modified", "modified on", "modified at", "last updated"),
    "visibility": ("visibility", "folder visibility", "visible to"),
}
"""What is read from a table, and what its column may be called, in small letters."""


def read_freshdesk(source: Source, language: str, losses: Losses) -> Export:
    """Return the articles of ``source``; ``language`` is that of articles that name none."""
    export = Export(losses, id_in_path=ID, most=source.settings.articles)
    for name in source.names(".json"):
        read_json(export, source.json(name), language, source.where(name))
    for name in source.names(".csv"):
        for record, where in rows(source, name):
            read_row(export, record, language, where)
    return export


def read_json(export: Export, page: Any, language: str, where: str) -> None:
    """Take in an answer of the API, or the tree of categories, folders and articles of an account's export."""
    if isinstance(page, dict) and not {"category", "folder", "article"} & page.keys():
        kinds = ("categories", "folders", "articles")
        lists = [found for kind in kinds if isinstance(found := page.get(kind), list)]
        page = [record for each in lists for record in each] if lists else [page]
    if not isinstance(page, dict | list):
        raise ExportError(f"{where}: this is no answer of the Freshdesk API. Name the JSON that it answers.")
    for record in records_of(page if isinstance(page, list) else [page]):
        read_node(export, record, "", language, where)


def read_node(export: Export, record: Record, parent: str, language: str, where: str) -> None:
    """Take in a category, a folder or an article, and what lies in it; four levels at most."""
    for kind in ("category", "folder", "article"):
        if isinstance(record.get(kind), dict):
            read_node(export, record[kind], parent, language, where)
            return
    folders = [each for name in ("folders", "all_folders") for each in records_of(record.get(name))]
    articles = list(records_of(record.get("articles")))
    if "title" in record:
        read_article(export, record, parent, language, where)
    elif line_of(record, "name", where):
        own = f"{'folder' if is_folder(record) else 'category'} {line_of(record, 'id', where)}"
        group = export.group(own)
        group.names[line_of(record, "language", where) or language] = line_of(record, "name", where)
        group.descriptions[line_of(record, "language", where) or language] = line_of(record, "description", where)
        group.position = number_of(record, "position")
        category, folder = line_of(record, "category_id", where), line_of(record, "parent_folder_id", where)
        group.parent = f"folder {folder}" if folder else f"category {category}" if category else parent
        group.is_restricted = record.get("visibility", 1) not in EVERYBODY
        for each in (*folders, *articles):
            read_node(export, each, own, language, where)


def is_folder(record: Record) -> bool:
    """Return whether a group is a folder, not a category."""
    return "visibility" in record or "category_id" in record or "articles" in record or "parent_folder_id" in record


def read_article(export: Export, record: Record, parent: str, language: str, where: str) -> None:
    """Take in an article."""
    source_id = line_of(record, "id", where)
    where = f"{where}: article {source_id or '?'}"
    article = export.article(source_id)
    folder = line_of(record, "folder_id", where)
    article.group = f"folder {folder}" if folder else parent
    seo = record.get("seo_data")
    tags = tuple(line_of(each, "name", where) for each in records_of(record.get("tags"))) or texts_of(record, "tags")
    article.keywords = tuple(filter(None, tags))
    article.position = number_of(record, "position")
    address = line_of(record, "url", where)
    article.add(
        Version(
            locale=line_of(record, "language", where) or line_of(record, "language_code", where) or language,
            title=line_of(record, "title", where),
            body=text_of(record, "description", where),
            is_draft=record.get("status") in DRAFT,
            summary=line_of(seo, "meta_description", where) if isinstance(seo, dict) else "",
            updated=day_of(record, "updated_at", "modified_at", "created_at"),
            addresses=(address or f"/support/solutions/articles/{source_id}",),
            where=where,
        )
    )


def rows(source: Source, name: str) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the rows of a table by the names in ``COLUMNS``, with the line each begins in."""
    text, where = source.text(name), source.where(name)
    letters = csv.field_size_limit(source.settings.article_letters)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        table = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        columns = columns_of([tidy(each).lower() for each in next(table, [])], where)
        line = table.line_num + 1
        for row in table:
            yield {key: row[at] for key, at in columns.items() if at < len(row)}, f"{where}:{line}"
            line = table.line_num + 1
    except csv.Error as error:
        what = f"the row cannot be read ({error})"
        raise ExportError(f"{where}:{table.line_num}: {what}. Save the table anew.") from error
    finally:
        csv.field_size_limit(letters)


def columns_of(head: list[str], where: str) -> dict[str, int]:
    """Return which column holds what; ExportError where title or text are missing."""
    found = {key: head.index(name) for key, names in COLUMNS.items() for name in names[::-1] if name in head}
    missing = [key for key in ("title", "description") if key not in found]
    if missing:
        what = f"the table has no column '{missing[0]}'"
        raise ExportError(f"{where}:1: {what}. Export it with title and description of the articles.")
    return found


def read_row(export: Export, row: dict[str, str], language: str, where: str) -> None:
    """Take in a row of a table."""
    if not any(map(str.strip, row.values())):
        return
    names = [tidy(row.get("category", "")), tidy(row.get("folder", ""))]
    parent = ""
    for kind, name in zip(("category", "folder"), names, strict=True):
        if name:
            group = export.group(f"{parent} {kind} {name}".strip())
            group.parent, parent = parent, group.group_id
            group.names.setdefault(tidy(row.get("language", "")) or language, name)
    source_id = tidy(row.get("id", "")) or f"{parent} {tidy(row.get('title', ''))}"
    article = export.article(source_id)
    article.group = parent
    article.is_restricted = tidy(row.get("visibility", "")).lower() not in EVERYBODY
    article.keywords = tuple(filter(None, map(tidy, re.split(r"[,;]", row.get("tags", "")))))
    address = tidy(row.get("url", ""))
    known = f"/support/solutions/articles/{source_id}" if source_id.isdigit() else ""
    article.add(
        Version(
            locale=tidy(row.get("language", "")) or language,
            title=tidy(row.get("title", "")),
            body=row.get("description", ""),
            is_draft=tidy(row.get("status", "")).lower() in DRAFT,
            updated=day_of(row, "updated_at"),
            addresses=tuple(filter(None, (address or known,))),
            where=where,
        )
    )
