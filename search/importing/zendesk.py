"""Exports of Zendesk Guide: JSON of the Help Center API, one file or a folder of pages.

Articles, sections, categories and translations may come in any order and in any number of files; a list of articles in
another locale holds the same ids and adds languages. Incremental pages may hold an article twice: the last one counts.
"""

from __future__ import annotations

import re
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

ID = re.compile(r"/articles/(\d+)")
ONE = {"article": "articles", "section": "sections", "category": "categories", "translation": "translations"}


def read_zendesk(source: Source, language: str, losses: Losses) -> Export:
    """Return the articles of ``source``; ``language`` is that of records without a locale."""
    export = Export(losses, id_in_path=ID, most=source.settings.articles)
    reader = Reader(export, language)
    for name in source.names(".json"):
        reader.read_page(source.json(name), source.where(name))
    reader.add_translations()
    return export


class Reader:
    """Takes in page after page."""

    def __init__(self, export: Export, language: str) -> None:
        self.export = export
        self.language = language
        self.translations: list[tuple[Record, str]] = []

    def read_page(self, page: Any, where: str) -> None:
        """Take in what a page holds; a bare list is one of articles."""
        page = {"articles": page} if isinstance(page, list) else page
        if not isinstance(page, dict):
            raise ExportError(f"{where}: this is no page of the Help Center API. Name the JSON that it answers.")
        for one, many in ONE.items():
            for record in [*records_of(page.get(many)), *records_of([page.get(one)])]:
                getattr(self, f"read_{one}")(record, where)

    def read_article(self, record: Record, where: str) -> None:
        """Take in an article in its own locale."""
        source_id = line_of(record, "id", where)
        where = f"{where}: article {source_id or '?'}"
        article = self.export.article(source_id)
        section = line_of(record, "section_id", where)
        article.group = f"section {section}" if section else article.group
        article.keywords = texts_of(record, "label_names") or article.keywords
        article.position = number_of(record, "position")
        article.is_restricted = record.get("user_segment_id") is not None
        article.add(self.version(record, where))
        for each in records_of(record.get("translations")):
            self.translations.append(({**each, "source_id": source_id, "source_type": "Article"}, where))

    def read_section(self, record: Record, where: str) -> None:
        """Take in a section."""
        self.read_group("section", record, where)
        group = self.export.group(f"section {line_of(record, 'id', where)}")
        parent, category = line_of(record, "parent_section_id", where), line_of(record, "category_id", where)
        group.parent = f"section {parent}" if parent else f"category {category}" if category else ""

    def read_category(self, record: Record, where: str) -> None:
        """Take in a category."""
        self.read_group("category", record, where)

    def read_group(self, kind: str, record: Record, where: str) -> None:
        """Take in name and description of a section or category in its own locale."""
        source_id = line_of(record, "id", where)
        group = self.export.group(f"{kind} {source_id}")
        locale = line_of(record, "locale", where) or line_of(record, "source_locale", where) or self.language
        name = line_of(record, "name", where) or line_of(record, "title", where)
        group.names[locale] = name or group.names.get(locale, "")
        group.descriptions[locale] = line_of(record, "description", where)
        group.position = number_of(record, "position")
        for each in records_of(record.get("translations")):
            self.translations.append(({**each, "source_id": source_id, "source_type": kind}, where))

    def read_translation(self, record: Record, where: str) -> None:
        """Keep a translation until all that it may belong to is known."""
        self.translations.append((record, where))

    def add_translations(self) -> None:
        """Give articles, sections and categories their other languages."""
        for record, where in self.translations:
            kind = line_of(record, "source_type", where).lower() or "article"
            source_id = line_of(record, "source_id", where)
            where = f"{where}: {kind} {source_id}"
            if kind == "article" and source_id in self.export.articles:
                self.export.articles[source_id].add(self.version(record, where))
            elif f"{kind} {source_id}" in self.export.groups:
                group = self.export.groups[f"{kind} {source_id}"]
                locale = line_of(record, "locale", where)
                group.names[locale] = line_of(record, "title", where)
                group.descriptions[locale] = line_of(record, "body", where)
            else:
                self.export.losses.note("translations of something that is not in the export", where)

    def version(self, record: Record, where: str) -> Version:
        """Return an article in the locale of ``record``."""
        address = line_of(record, "html_url", where)
        return Version(
            locale=line_of(record, "locale", where) or line_of(record, "source_locale", where) or self.language,
            title=line_of(record, "title", where) or line_of(record, "name", where),
            body=text_of(record, "body", where),
            is_draft=record.get("draft") is True,
            updated=day_of(record, "edited_at", "updated_at", "created_at"),
            addresses=(address,) if address else (),
            where=where,
        )
