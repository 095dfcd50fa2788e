"""What an export holds, whoever wrote it: articles in their languages, groups of them, and what was lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from search.content.fields import tidy
from search.errors import ExportError
from search.settings import ImportSettings

LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Version:
    """An article in one language."""

    locale: str
    """As the export has it: ``es-ES``."""

    title: str
    body: str
    is_markdown: bool = False
    is_draft: bool = False
    summary: str = ""
    updated: date | None = None
    addresses: tuple[str, ...] = ()
    """Where it stood, the first being its own; other articles link to these."""

    where: str = ""
    """File and article, for messages; a path in the export where pictures and links are relative to it."""


@dataclass(slots=True)
class Incoming:
    """An article with all its languages."""

    source_id: str
    versions: dict[str, Version] = field(default_factory=dict)
    """By locale."""

    group: str = ""
    """Id of the group it lies in; empty for none."""

    keywords: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Source ids."""

    key: str = ""
    """The key it should have, where its name says more than its title; ``/`` after the name of each folder it keeps."""

    position: int = 0
    is_restricted: bool = False
    """Whether not everybody might read it."""

    def add(self, version: Version) -> None:
        """Take in a language; of two of one locale the one changed last stays."""
        known = self.versions.get(version.locale)
        if known is None or (version.updated or date.min) >= (known.updated or date.min):
            self.versions[version.locale] = version


@dataclass(slots=True)
class Group:
    """A category, section, collection or folder of the other system."""

    group_id: str
    parent: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """Locale -> name."""

    descriptions: dict[str, str] = field(default_factory=dict)
    position: int = 0
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text needs to know of the place it goes to."""

    where: str
    language: str
    link: Callable[[str], str | None]
    """Address -> address in Markdown, None for one that is dropped."""

    picture: Callable[[str], str | None]


@dataclass(slots=True)
class Losses:
    """What could not be carried, by kind, with the places."""

    places: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kind: str, where: str) -> None:
        """Note one thing that was lost."""
        self.places.setdefault(kind, []).append(where)


@dataclass(slots=True)
class Export:
    """All of it."""

    losses: Losses
    articles: dict[str, Incoming] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    id_in_path: re.Pattern[str] | None = None
    """Finds the id of an article in the path of its address."""

    most: int = ImportSettings().articles
    """Articles beyond which reading ends; a table of a million rows is not read to its end."""

    keeps_folders: bool = False
    """Whether its groups are folders, which say where an article belongs without being words of it."""

    ids_of_numbers: dict[str, str] = field(default_factory=dict)
    """Number in an address -> source id, where they differ."""

    def article(self, source_id: str) -> Incoming:
        """Return the article ``source_id``, a new one where it is not known; ExportError where they are too many."""
        if len(self.articles) >= self.most and source_id not in self.articles:
            what = f"the export has more than {self.most} articles"
            raise ExportError(f"article {source_id}: {what}, and no more are read. Divide it.")
        return self.articles.setdefault(source_id, Incoming(source_id))

    def group(self, group_id: str) -> Group:
        """Return the group ``group_id``, a new one where it is not known."""
        return self.groups.setdefault(group_id, Group(group_id))


Record = Mapping[str, Any]


def text_of(record: Record, name: str, where: str) -> str:
    """Return a text or a number of ``record``, nothing where it has neither; ExportError for one that holds a NUL."""
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).encode(errors="replace").decode()
    if "\0" in text:
        raise ExportError(f"{where}: '{name}' holds a NUL. Take the export anew.")
    return text


def line_of(record: Record, name: str, where: str) -> str:
    """Return a text of ``record`` in one line."""
    return tidy(text_of(record, name, where))


def number_of(record: Record, name: str) -> int:
    """Return a whole number of ``record``, 0 where it has none."""
    value = record.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def texts_of(record: Record, name: str) -> tuple[str, ...]:
    """Return the texts and numbers in a list of ``record``."""
    value = record.get(name)
    entries = value if isinstance(value, list) else []
    lines = (tidy(str(entry)) for entry in entries if isinstance(entry, str | int) and not isinstance(entry, bool))
    return tuple(dict.fromkeys(filter(None, lines)))


def records_of(value: object) -> Iterable[Record]:
    """Yield the objects of a list; nothing where it is none."""
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def day_of(record: Record, *names: str) -> date | None:
    """Return the first day that one of ``names`` gives: as ISO 8601, or in seconds since 1970."""
    for name in names:
        value = record.get(name)
        try:
            if isinstance(value, int) and not isinstance(value, bool):
                return datetime.fromtimestamp(value, UTC).date()
            if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
                return date.fromisoformat(value[:10])
        except (ValueError, OverflowError, OSError):
            continue
    return None
