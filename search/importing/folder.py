"""A folder of HTML or Markdown: in folders of languages, as ``name.es.html``, or all in one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath

from bs4 import Tag

from search.analysis.languages import LANGUAGES
from search.content.articles import one_form, stand_in_title
from search.content.fields import DATES, FieldReader, tidy
from search.content.findings import Findings
from search.content.front_matter import split_document
from search.content.links import FOLDER_INDEX
from search.content.rendering import render
from search.content.slugs import is_slug, slugify
from search.importing.export import LOCALE, Export, Losses, Version, day_of
from search.importing.opening import Source
from search.importing.tidying import soup_of
from search.settings import ContentSettings

HTML = (".html", ".htm", ".xhtml")
MARKDOWN = (".md", ".markdown")
INDEX = ("index", "readme", "_index")
META = ("name", "property", "itemprop", "http-equiv")
CHANGED = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified"),
    *("last-modified", "last_modified", "lastmod", "revised", "ms.date"),
)
PUBLISHED = ("article:published_time", "datepublished", "dcterms.created", "dcterms.date", "dc.date", "date", "pubdate")
"""What pages call the day of the last change, and that of the first, likeliest first."""

CHARSET = re.compile(rb"charset\s*=\s*[\"']?([a-z0-9_-]+)", re.IGNORECASE)
HEADING = re.compile(r"\s*#\s+(.+?)\s*#*\s*(?:\n|\Z)")


class HeadUnread(Exception):
    """The head of one file cannot be used; the others can."""


def read_folder(source: Source, language: str, losses: Losses) -> Export:
    """Return the articles of ``source``; ``language`` is that of files that tell none."""
    export = Export(losses, most=source.settings.articles, keeps_folders=True)
    for name in source.names(*HTML, *MARKDOWN):
        path = PurePosixPath(name)
        locale, place = locale_of(path, language)
        try:
            page = HtmlPage(source, name, losses) if path.suffix.lower() in HTML else MarkdownPage(source, name, losses)
        except HeadUnread as error:
            losses.note("files whose head cannot be read (left out)", str(error))
            continue
        article = export.article(place.as_posix())
        article.group = group_of(export, place, locale)
        article.key = key_of(place)
        article.keywords = article.keywords or page.keywords
        article.add(page.version(locale, name))
    return export


def locale_of(path: PurePosixPath, language: str) -> tuple[str, PurePosixPath]:
    """Return the language that ``path`` tells, else ``language``, and the path without it and without its ending."""
    stem, _, code = path.stem.rpartition(".")
    if stem and code.lower() in LANGUAGES:
        return code.lower(), path.with_name(stem)
    first = path.parts[0].lower()
    bare = path.with_suffix("")
    if len(path.parts) > 1 and LOCALE.fullmatch(first) and re.split("[-_]", first)[0] in LANGUAGES:
        return first, PurePosixPath(*bare.parts[1:])
    return language, bare


def key_of(place: PurePosixPath) -> str:
    """Return the key that the path of a file makes, its folders included; the index of a folder stays one."""
    *folders, name = place.parts
    parts = [part_of(each) or "folder" for each in folders]
    if parts and name.lower() in INDEX:
        return "/".join([*parts, FOLDER_INDEX])
    own = part_of(name)
    return "/".join([*parts, own]) if own else ""


def part_of(name: str) -> str:
    """Return the name of a file or folder as a part of an address that nothing takes for hidden."""
    return name if is_slug(name) and not name.startswith("_") else slugify(name)


def group_of(export: Export, place: PurePosixPath, locale: str) -> str:
    """Return the group of the innermost folder of ``place``; each folder is one."""
    parent = ""
    for folder in place.parts[:-1]:
        group = export.group(f"{parent}/{folder}".lstrip("/"))
        group.parent, parent = parent, group.group_id
        words = tidy(re.sub(r"[-_]+", " ", folder)) or folder
        group.names.setdefault(locale, words[0].upper() + words[1:])
    return parent


def bare_heading(text: str) -> str:
    """Return the words of the Markdown ``text`` of a heading, without ids and signs."""
    return tidy(render(f"# {text}")[-1].heading)


class HtmlPage:
    """A whole page, of which the article is taken."""

    def __init__(self, source: Source, name: str, losses: Losses) -> None:
        self.where = source.where(name)
        self._soup = soup_of(html_text(source, name), self.where, source.settings.html_depth)
        self.keywords = tuple(filter(None, map(tidy, self._meta("keywords").split(","))))
        self._updated = next(filter(None, map(day_in, self._days())), None)

    def version(self, locale: str, name: str) -> Version:
        """Return the article in one language."""
        body = self._soup.find("main") or self._soup.find("article") or self._soup.find("body") or self._soup
        heading = body.find("h1") if isinstance(body, Tag) else None
        title = self._soup.find("title")
        words = tidy(heading.get_text(" ") if heading else title.get_text(" ") if title else "")
        if heading:
            heading.decompose()
        for each in body.find_all(["nav", "header", "footer", "aside"]):
            each.decompose()
        return Version(
            locale=locale,
            title=words or stand_in_title(PurePosixPath(name).stem, "", (), ContentSettings().item_letters)[0],
            body=str(body),
            summary=tidy(self._meta("description")),
            updated=self._updated,
            addresses=(name,),
            where=self.where,
        )

    def _days(self) -> Iterator[str]:
        """Yield what the page calls its days, the last change first."""
        said = {
            str(each.get(name)).lower(): str(each.get("content") or "")
            for each in self._soup.find_all("meta")
            for name in META
        }
        times = [each for each in self._soup.find_all("time") if isinstance(each, Tag)]
        marked = {str(each.get("itemprop")).lower(): str(each.get("datetime") or "") for each in reversed(times)}
        for names in (CHANGED, PUBLISHED):
            yield from (said[name] for name in names if name in said)
            yield from (marked[name] for name in names if name in marked)
        yield from (str(each.get("datetime") or "") for each in times)

    def _meta(self, name: str) -> str:
        found = self._soup.find("meta", attrs={"name": name})
        return str(found.get("content") or "") if isinstance(found, Tag) else ""


def day_in(written: str) -> date | None:
    """Return the day in ``written``, as ISO 8601 or as HTTP has it; None where it is neither."""
    if day := day_of({"day": written.strip()}, "day"):
        return day
    try:
        return parsedate_to_datetime(written).date()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def html_text(source: Source, name: str) -> str:
    """Return the text of a page; an encoding that it names itself is believed where UTF-8 does not fit."""
    raw = source.read(name)
    declared = CHARSET.search(raw[:2048])
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if declared and b"\0" not in raw:
            try:
                return raw.decode(declared[1].decode("ascii"))
            except (LookupError, UnicodeDecodeError):
                pass
    return source.text(name)


class MarkdownPage:
    """A Markdown file, of which the head is read and the text is kept."""

    def __init__(self, source: Source, name: str, losses: Losses) -> None:
        self.where = source.where(name)
        findings = Findings(self.where)
        document = split_document(one_form(source.text(name)), ContentSettings().head_bytes, findings)
        if document is None:
            raise HeadUnread(str(findings.problems[0]))
        self._document = document
        self._fields = FieldReader(document.fields, ContentSettings(), findings)
        self.keywords = self._fields.texts("keywords") or self._tags()

    def version(self, locale: str, name: str) -> Version:
        """Return the article in one language."""
        body, title = self._document.body, self._text("title")
        heading = HEADING.match(body)
        if heading and (not title or title in (tidy(heading[1]), bare_heading(heading[1]))):
            title, body = bare_heading(heading[1]) or title, body[heading.end() :]
        return Version(
            locale=locale,
            title=title or stand_in_title(PurePosixPath(name).stem, "", (), ContentSettings().item_letters)[0],
            body=body.strip("\n"),
            is_markdown=True,
            is_draft=self._is("draft", "true") or self._is("published", "false") or self._is("status", "draft"),
            summary=self._text("summary") or self._text("description"),
            updated=self._fields.day(*DATES),
            addresses=(name,),
            where=self.where,
        )

    def _text(self, key: str) -> str:
        field = self._document.fields.get(key)
        return tidy(field.text) if field else ""

    def _is(self, key: str, value: str) -> bool:
        return self._text(key).lower() == value

    def _tags(self) -> tuple[str, ...]:
        return self._fields.texts("tags") if "tags" in self._document.fields else ()
