"""From a source to an Article: strict where one writes, lenient where one reads."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from search.content.fields import (
    ALIASES,
    DATES,
    LABELS,
    OUT_IF_FALSE,
    OUT_IF_TRUE,
    PERMALINKS,
    PLACES,
    URGENT,
    URGENT_QUESTIONS,
    FieldReader,
    tidy,
)
from search.content.findings import Findings
from search.content.front_matter import Document, split_document
from search.content.json_lines import body_of, fields_of, read_record
from search.content.markup.leftovers import wording
from search.content.rendering import Rendering, first_paragraph, lay_out
from search.content.settling import Lines, Settling
from search.content.slugs import is_slug, slugify
from search.content.sources import Source, is_folder_index, is_json_lines
from search.kinds import ProblemKind
from search.model import FOLDER_MARK, Article, Problem, Section, readable
from search.settings import ContentSettings

DEFAULT_CATEGORY = "general"
STATUSES = ("published", "draft")
STRONG = re.compile(r"\*\*(?=\S)([^*]{1,200})(?<=\S)\*\*")
"""Markdown in a title, which is text: the words are what is meant."""

SUMMARY_LETTERS = 200
"""Where a first paragraph that stands in for a summary is cut."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
WRITE = "Write some below the front matter"
DESCRIBE = "Say what its pictures show, as in ![a button](button.png)"
SAVE_AS_UTF_8 = "Save it as UTF-8"


def parse_source(source: Source, settings: ContentSettings) -> tuple[Article | None, tuple[Problem, ...]]:
    """Return the article in ``source`` and what is wrong with it; a draft is no article and no problem."""
    is_record = is_json_lines(source.path)
    findings = Findings(source.path, source.line if is_record else None)
    take_apart = document_of_record if is_record else document_of_file
    document = take_apart(source, settings, findings)
    article = build(source, document, settings, findings) if document else None
    return article, tuple(findings.problems)


def document_of_file(source: Source, settings: ContentSettings, findings: Findings) -> Document | None:
    """Return head and body of a Markdown file; None where it has none to use."""
    text = decode(source.raw, findings)
    if text is None:
        return None
    if not text.strip():
        findings.error(1, "the file is empty", "Write an article or delete the file", ProblemKind.EMPTY_FILE)
        return None
    return split_document(text, settings.head_bytes, findings)


def document_of_record(source: Source, settings: ContentSettings, findings: Findings) -> Document | None:
    """Return head and body of a line of JSON; front matter within the body fills in what the record lacks."""
    record = read_record(source.raw)
    if record is None:
        findings.error(
            source.line, "the line is no JSON object in UTF-8", "Write one object a line", ProblemKind.BAD_RECORD
        )
        return None
    document = split_document(one_form(body_of(record)), settings.head_bytes, findings)
    return document and replace(document, fields={**document.fields, **fields_of(record, source.line)})


def decode(raw: bytes, findings: Findings) -> str | None:
    """Return ``raw`` as text with plain line ends; None, and an error, where it is not UTF-8."""
    try:
        return one_form(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        if raw.startswith(UTF_16):
            findings.error(1, "the file is not UTF-8 but UTF-16", SAVE_AS_UTF_8, ProblemKind.NOT_UTF_8)
            return None
        start = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        line = raw.count(b"\n", 0, start) + 1
        likely = " but probably Latin-1" if looks_like_latin_1(raw) else ""
        findings.error(
            line, f"the file is not UTF-8{likely}: byte 0x{raw[start]:02X}", SAVE_AS_UTF_8, ProblemKind.NOT_UTF_8
        )
        return None


def looks_like_latin_1(raw: bytes) -> bool:
    """Return whether ``raw`` reads as text in Latin-1, or in Windows-1252 which is taken for it."""
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in raw):
        return False
    high = [byte for byte in raw if byte >= 128]
    letters = sum(bytes([byte]).decode("cp1252", "replace").isalpha() for byte in high)
    return letters * 2 >= len(high)


def one_form(text: str) -> str:
    """Return ``text`` composed (NFC) and with ``\\n`` at the ends of lines."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Naming:
    """Where an article is found."""

    title: str
    category: str
    slug: str


def build(source: Source, document: Document, settings: ContentSettings, findings: Findings) -> Article | None:
    """Build the article, noting all that is wrong with it; None for a draft and where there is an error."""
    language, _, key = source.article_id.partition("/")
    fields = FieldReader(document.fields, settings, findings)
    if is_draft(fields, findings):
        findings.problems.clear()
        return None
    fields.warn_of_unknown_keys()
    rendering = lay_out(document.body, language)
    lines = Lines(document.body if rendering.refused or has_addresses(rendering) else "", document.body_line)
    note_rendering(rendering, document, lines, findings)
    is_index = is_folder_index(source)
    naming = name(key, fields, rendering.sections, settings, findings, is_index=is_index)
    sections = without_title(rendering.sections, naming.title)
    sections = Settling(source, settings, lines, findings).sections(sections, naming.title)
    questions = fields.texts("questions")
    drafted = fields.texts("drafted_questions")
    urgent = fields.truth_or_sentence(URGENT)
    if not any(section.text or section.heading for section in sections):
        note = findings.warn if questions or drafted else findings.error
        has_pictures = any("<img" in section.html for section in sections)
        note(document.body_line, "the article has no text", DESCRIBE if has_pictures else WRITE, ProblemKind.NO_TEXT)
    article = Article(
        article_id=source.article_id,
        language=language,
        key=key,
        title=naming.title,
        category=naming.category,
        slug=naming.slug,
        summary=summary(fields, sections, settings),
        questions=questions,
        keywords=tuple(dict.fromkeys([*fields.texts("keywords"), *fields.loose_texts("tags")])),
        sections=sections,
        related=fields.texts("related"),
        aliases=aliases(fields, findings),
        finds=fields.texts("finds"),
        not_for=fields.texts("not_for"),
        updated=updated(fields, findings),
        content_hash=source.content_hash,
        drafted_questions=drafted,
        order=fields.number(*PLACES),
        is_index=is_index,
        urgent=urgent,
        urgent_questions=urgent_questions(urgent, fields, findings),
    )
    return None if findings.has_error else article


def urgent_questions(urgent: str | None, fields: FieldReader, findings: Findings) -> tuple[str, ...]:
    """Return how people in an emergency ask; a warning, and none, where the article does not say that it is urgent."""
    asked = fields.texts(URGENT_QUESTIONS)
    if asked and urgent is None:
        what = f"'{URGENT_QUESTIONS}' count for nothing without '{URGENT}'"
        remedy = f"Add '{URGENT}: ' and what to do at once, or move them to 'questions'"
        findings.warn(fields.line(URGENT_QUESTIONS), what, remedy, ProblemKind.WRONG_TYPE)
        return ()
    return asked


def is_draft(fields: FieldReader, findings: Findings) -> bool:
    """Return whether the article is not to be read yet; an unknown status counts as published."""
    status = fields.text("status").lower()
    if status and status not in STATUSES:
        what = f"unknown status '{status[:40]}', taken as published"
        findings.warn(fields.line("status"), what, f"Use one of {', '.join(STATUSES)}", ProblemKind.UNKNOWN_STATUS)
    is_out = [fields.truth(key) is True for key in OUT_IF_TRUE] + [fields.truth(key) is False for key in OUT_IF_FALSE]
    return status == "draft" or any(is_out)


def aliases(fields: FieldReader, findings: Findings) -> tuple[str, ...]:
    """Return all former slugs and addresses; a fragment is a warning, for no server is ever told it."""
    named = [address_of(fields)]
    for key in reversed(ALIASES):
        written = fields.texts(key) if key == ALIASES[0] else fields.loose_texts(key)
        for alias in (each for each in written if "#" in each):
            what = f"alias '{alias}' has a '#', and browsers keep to themselves what follows it"
            remedy = "Write what stands before the '#', if that was the address of this article alone"
            findings.warn(fields.line(key), what, remedy, ProblemKind.BAD_ALIAS)
        named = [
            *(f"/{each}" if "?" in each and "/" not in each else each for each in written if "#" not in each),
            *named,
        ]
    return tuple(dict.fromkeys(alias for alias in named if alias.strip("/")))


def address_of(fields: FieldReader) -> str:
    """Return the address at which another system shows the article, from its root; empty where nobody says."""
    return next(filter(is_address, map(fields.peek, ("slug", *PERMALINKS))), "")


def is_address(written: str) -> bool:
    """Return whether ``written`` is an address on a site, of words that can stand in one."""
    parts = written.strip("/").removesuffix(".html").split("/")
    return (
        "/" in written and "" not in parts and not written.startswith("//") and all(map(is_slug, map(str.lower, parts)))
    )


def has_addresses(rendering: Rendering) -> bool:
    """Return whether anything in ``rendering`` leads somewhere."""
    return any("<a " in each.html or "<img" in each.html for each in rendering.sections)


def note_rendering(rendering: Rendering, document: Document, lines: Lines, findings: Findings) -> None:
    """Note what the layout had to leave out."""
    if rendering.is_plain:
        what = "the Markdown is nested too deeply and is shown as it was written"
        remedy = "Use fewer quotes within quotes, lists within lists and open brackets"
        findings.warn(document.body_line, what, remedy, ProblemKind.NESTED_TOO_DEEPLY)
    if rendering.leftovers:
        first = rendering.leftovers[0]
        findings.warn(document.body_line + (first.line or 0), *wording(rendering.leftovers), ProblemKind.FOREIGN_MARKUP)
    if rendering.dropped:
        line = document.body.count("\n", 0, max(document.body.lower().find(f"<{rendering.dropped[0]}"), 0))
        what = f"customers will not see what stands in {', '.join(f'<{name}>' for name in rendering.dropped)}"
        remedy = "Say it in words, or link to it"
        findings.warn(document.body_line + line, what, remedy, ProblemKind.DROPPED_ELEMENT)
    for address, (what, remedy, kind) in rendering.refused.items():
        findings.warn(lines.take(address), tidy(what), remedy, kind)


def name(  # noqa: PLR0913 - all that a name may come from
    key: str,
    fields: FieldReader,
    sections: tuple[Section, ...],
    settings: ContentSettings,
    findings: Findings,
    *,
    is_index: bool,
) -> Naming:
    """Return title, category and slug, each with what stands in for it."""
    title = STRONG.sub(r"\1", fields.short_text("title"))
    if not title:
        label = fields.first(*LABELS)
        title, origin = stand_in_title(key, fields.peek(label), sections, settings.item_letters, label)
        remedy = f"Add 'title: {title}' to the front matter"
        findings.warn(1, f"the title is missing, {origin} stands in", remedy, ProblemKind.MISSING_TITLE)
    folder = key.partition(FOLDER_MARK)[0] if is_index or FOLDER_MARK in key else ""
    return Naming(title, category_of(folder, fields, findings), slug_of(key, fields, findings))


def category_of(folder: str, fields: FieldReader, findings: Findings) -> str:
    """Return the category, else the first one that another system names, else the folder."""
    named = (fields.short_text("category") or next(iter(fields.loose_texts("categories")), "")).strip("/ ")
    if not named and not slugify(folder):
        what = f"the category is missing, '{DEFAULT_CATEGORY}' stands in"
        remedy = "Add 'category: ' and a key of categories.yml to the front matter"
        findings.warn(1, what, remedy, ProblemKind.MISSING_CATEGORY)
    return named or slugify(folder) or DEFAULT_CATEGORY


def slug_of(key: str, fields: FieldReader, findings: Findings) -> str:
    """Return the slug, else the address in another system in words, else its id in its folder, else the key."""
    slug = fields.short_text("slug")
    if slug and not is_slug(slug) and not is_address(slug):
        remedy = f"Write small letters, digits and hyphens, as in '{slugify(slug) or slugify(key)}'"
        findings.warn(fields.line("slug"), f"slug '{slug}' cannot stand in an address", remedy, ProblemKind.BAD_SLUG)
    address = slugify(address_of(fields).removesuffix(".html"))
    own, folder = fields.peek("id"), key.rpartition(FOLDER_MARK)[0]
    named = "" if not own or own.isdigit() else f"{folder}{FOLDER_MARK}{own}" if folder else own
    candidates = ("" if is_address(slug) else slug, address, named, key)
    return next(filter(None, map(proper_slug, candidates)), "article")


def stand_in_title(
    key: str, label: str, sections: tuple[Section, ...], letters: int, label_key: str = LABELS[0]
) -> tuple[str, str]:
    """Return the first heading of the first level, else ``label``, else the words of ``key``, and which it is."""
    heading = next((section.heading for section in sections if section.level == 1 and section.heading), "")
    if heading:
        return shortened(heading, letters), "the first heading"
    if label:
        return shortened(label, letters), f"'{label_key}'"
    return shortened(readable(key.rpartition(FOLDER_MARK)[2] or key), letters), "the name of the file"


def proper_slug(text: str) -> str:
    """Return ``text`` as a part of an address, as it is where it can be one."""
    return text if is_slug(text) else slugify(text)


def without_title(sections: tuple[Section, ...], title: str) -> tuple[Section, ...]:
    """Return ``sections`` without a heading of the first level that opens the article and repeats its title."""
    if len(sections) < 2 or sections[0].html:
        return sections
    first = sections[1]
    if first.level != 1 or slugify(first.heading) != slugify(title):
        return sections
    opening = Section("", "", 0, first.text, first.html.partition("</h1>")[2].strip())
    return (opening, *sections[2:])


def summary(fields: FieldReader, sections: tuple[Section, ...], settings: ContentSettings) -> str:
    """Return the summary, else the description, else the beginning of the text."""
    written = fields.text("summary") or fields.text("description")
    if written:
        return shortened(written, settings.item_letters)
    paragraph = next(filter(None, map(first_paragraph, sections)), "")
    return shortened(paragraph, SUMMARY_LETTERS)


def shortened(text: str, letters: int) -> str:
    """Return ``text`` cut after a word where it has more than ``letters`` characters, the sign for it included."""
    if len(text) <= letters:
        return text
    head = text[:letters]
    return (head.rpartition(" ")[0] or head[:-1]).rstrip(" ,;:.-\u2013") + "…"


def updated(fields: FieldReader, findings: Findings) -> date | None:
    """Return the day of the last change; that it is missing is a warning."""
    if not fields.first(*DATES):
        remedy = "Add 'updated: ' and a date to the front matter"
        findings.warn(1, "the date of the last change is missing", remedy, ProblemKind.MISSING_DATE)
        return None
    return fields.day(*DATES)
