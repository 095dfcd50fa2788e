"""Front matter by meaning: typed values out of fields, and a warning for each that is not as expected."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from math import isfinite

from search.content.findings import Findings
from search.content.front_matter import Field, Fields, Kind
from search.content.yaml_values import has_bare_colon, write_quoted
from search.kinds import ProblemKind
from search.settings import ContentSettings

KEYS = (
    *("title", "category", "questions", "drafted_questions", "keywords", "summary", "description", "slug", "aliases"),
    *("finds", "not_for", "related", "updated", "status", "source_hash", "urgent", "urgent_questions"),
)
URGENT = "urgent"
URGENT_QUESTIONS = "urgent_questions"
MICROSOFT_DATE = "ms.date"
DATES = (
    *("updated", "lastmod", "last_update", "last_modified_at", "last_modified", "last_updated", MICROSOFT_DATE),
    "date",
)
"""Keys of the last change here and in other systems, the first that is there counts."""

PLACES = ("order", "sidebar_position", "nav_order", "weight")
"""Keys of an article's place among the others of its category."""

ALIASES = ("aliases", "redirect_from")
PERMALINKS = ("permalink", "url", "path")
"""Keys of the address in Jekyll, Hugo and Zola."""

LABELS = ("sidebar_label", "linkTitle")
OUT_IF_TRUE = ("draft", "unlisted", "hidden")
OUT_IF_FALSE = ("published",)
OF_OTHERS = (
    *(*DATES[1:], *PLACES, *ALIASES[1:], *OUT_IF_TRUE, *OUT_IF_FALSE),
    *("tags", "categories", *PERMALINKS, "id", *LABELS),
)
"""Keys of other systems that mean something here."""

TABLES = ("taxonomies", "extra", "params")
"""Tables of Zola and Hugo; what they hold beyond the keys known here is the business of a theme."""

TRUTH = {
    **dict.fromkeys(("true", "yes", "on", "y", "1"), True),
    **dict.fromkeys(("false", "no", "off", "n", "0"), False),
}
REMEDY = {
    Kind.TEXT: "Write it behind the colon, in quotes where it holds ': '",
    Kind.LIST: "Write one entry a line, each after '- '",
}
IS_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?")
AMERICAN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def tidy(text: str) -> str:
    """Return ``text`` in one line, without what cannot be written as UTF-8."""
    return " ".join(text.encode(errors="replace").decode().replace("\0", " ").split())


def lowered(key: str) -> str:
    """Return ``key`` in small letters where it may keep an article out: nobody goes public for a capital."""
    return key.lower() if key.lower() in ("status", *OUT_IF_TRUE, *OUT_IF_FALSE) else key


NO_TABLE = Field(1, Kind.EMPTY)


def with_tables(fields: Fields) -> dict[str, Field]:
    """Return ``fields`` with what their tables hold under keys known here, where it does not stand outside too."""
    flat = {lowered(key): field for key, field in reversed(list(fields.items())) if key not in TABLES}
    for name in TABLES:
        table = fields.get(name, NO_TABLE)
        for key, field in zip(map(lowered, table.keys), table.items, strict=False):
            if key in KEYS or key in OF_OTHERS:
                flat.setdefault(key, field)
    return flat


class FieldReader:
    """Reads the values of one article; what is wrong with them goes to ``findings``."""

    def __init__(self, fields: Fields, settings: ContentSettings, findings: Findings) -> None:
        self._fields = with_tables(fields)
        self._settings = settings
        self._findings = findings

    def warn_of_unknown_keys(self) -> None:
        """Note every key that means nothing here."""
        for key, field in self._fields.items():
            if key not in KEYS and key not in OF_OTHERS:
                what = f"unknown key '{tidy(key)}'"
                self._findings.warn(field.line, what, remedy_for_key(key), ProblemKind.UNKNOWN_KEY)

    def first(self, *keys: str) -> str:
        """Return the first of ``keys`` that is there, nothing where none is."""
        return next((each for each in keys if each in self._fields), "")

    def line(self, key: str) -> int:
        """Return the line of ``key``, 1 where it is missing."""
        field = self._fields.get(key)
        return field.line if field else 1

    def text(self, key: str) -> str:
        """Return the text behind ``key``, nothing where there is none."""
        field = self._fields.get(key)
        if field is None:
            return ""
        text = tidy(field.text)
        if not text:
            found = Kind.EMPTY if field.kind is Kind.TEXT else field.kind
            what = f"'{key}' is {found}, expected {Kind.TEXT}"
            self._findings.warn(field.line, what, REMEDY[Kind.TEXT], ProblemKind.WRONG_TYPE)
        return text

    def peek(self, key: str) -> str:
        """Return the text behind ``key`` without a word about what is wrong with it."""
        field = self._fields.get(key)
        return tidy(field.text)[: self._settings.item_letters] if field else ""

    def short_text(self, key: str) -> str:
        """Return the text behind ``key``; one that is too long is an error."""
        text = self.text(key)
        self._check_length(key, text, self.line(key))
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the entries of the list behind ``key`` without repetitions; a single text counts as one entry."""
        field = self._fields.get(key)
        if field is None:
            return ()
        if field.kind is not Kind.LIST or not field.items:
            found = Kind.EMPTY if field.kind is Kind.LIST else field.kind
            what = f"'{key}' is {found}, expected {Kind.LIST}"
            self._findings.warn(field.line, what, REMEDY[Kind.LIST], ProblemKind.WRONG_TYPE)
        most = self._settings.list_items
        if len(field.items) > most and field.kind is Kind.LIST:
            what = f"'{key}' has {len(field.items)} entries, at most {most} are read"
            self._findings.error(field.line, what, "Remove some", ProblemKind.TOO_MANY_ENTRIES)
            return ()
        items = (field,) if field.kind is Kind.TEXT else field.items if field.kind is Kind.LIST else ()
        return tuple(dict.fromkeys(filter(None, (self._entry(key, item) for item in items))))

    def loose_texts(self, key: str) -> tuple[str, ...]:
        """Return the entries behind ``key`` of another system, in a list or parted by commas."""
        field = self._fields.get(key)
        if field is None or field.kind is Kind.EMPTY:
            return ()
        if field.kind is Kind.TEXT:
            return tuple(dict.fromkeys(filter(None, map(str.strip, tidy(field.text).split(",")))))
        return self.texts(key)

    def truth(self, key: str) -> bool | None:
        """Return what stands behind ``key``, None where there is nothing; an error where it is neither yes nor no."""
        field = self._fields.get(key)
        if field is None or field.kind is Kind.EMPTY:
            return None
        text = tidy(field.text)
        if key == "published" and IS_DAY.fullmatch(text):  # some say when, not whether
            return True
        if text.lower() not in TRUTH:
            found = f"'{text[:40]}'" if text else field.kind
            what = f"'{key}' is {found}, expected true or false"
            self._findings.error(field.line, what, "Write true or false", ProblemKind.UNKNOWN_STATUS)
        return TRUTH.get(text.lower())

    def truth_or_sentence(self, key: str) -> str | None:
        """Return the sentence behind ``key``, nothing for true, None for false and where there is none of these."""
        field = self._fields.get(key)
        if field is None:
            return None
        text = tidy(field.text)
        if text.lower() in TRUTH:
            return "" if TRUTH[text.lower()] else None
        if " " in text:
            self._check_length(key, text, field.line)
            return text
        found = f"'{text[:40]}'" if text else Kind.EMPTY if field.kind is Kind.TEXT else field.kind
        what = f"'{key}' is {found}, expected true or a sentence"
        remedy = f"Write what to do at once, in quotes where it holds ': ', or '{key}: true'"
        self._findings.warn(field.line, what, remedy, ProblemKind.WRONG_TYPE)
        return None

    def number(self, *keys: str) -> float | None:
        """Return the number behind the first of ``keys`` that is there."""
        key = self.first(*keys)
        text = self.text(key)
        if not text:
            return None
        with suppress(ValueError):
            if isfinite(number := float(text)):
                return number
        what = f"'{key}' is '{text[:40]}', expected a number"
        self._findings.warn(self.line(key), what, "Write a number, as in 3", ProblemKind.WRONG_TYPE)
        return None

    def day(self, *keys: str) -> date | None:
        """Return the date behind the first of ``keys`` that is there."""
        key = self.first(*keys)
        field = self._fields.get(key)
        within = dict(zip(field.keys, field.items, strict=False)).get("date") if field else None
        text = tidy(within.text) if within else self.text(key)
        if not text:
            return None
        with suppress(ValueError):
            if IS_DAY.fullmatch(text):
                return date.fromisoformat(text[:10])
            if key == MICROSOFT_DATE and (found := AMERICAN_DAY.fullmatch(text)):
                return date(int(found[3]), int(found[1]), int(found[2]))
        remedy = "Write year, month and day, as in 2026-11-30"
        what = f"'{key}' is '{text[:40]}', expected a date"
        self._findings.warn(self.line(key), what, remedy, ProblemKind.BAD_DATE)
        return None

    def _entry(self, key: str, item: Field) -> str:
        text = tidy(item.text)
        if len(item.keys) == 1 and item.items[0].kind in (Kind.TEXT, Kind.EMPTY):
            text = tidy(f"{item.keys[0]}: {item.items[0].text}")
            what = has_bare_colon(key, is_entry=True)
            self._findings.warn(item.line, what, write_quoted(text, "-"), ProblemKind.UNQUOTED_COLON)
        if text:
            self._check_length(f"an entry of '{key}'", text, item.line)
        else:
            found = Kind.EMPTY if item.kind is Kind.TEXT else item.kind
            what = f"an entry of '{key}' is {found}, expected {Kind.TEXT}"
            remedy = "Remove it" if found is Kind.EMPTY else "Put quotes around a text that holds ': ' or begins with ["
            self._findings.warn(item.line, what, remedy, ProblemKind.WRONG_TYPE)
        return text

    def _check_length(self, name: str, text: str, line: int) -> None:
        most = self._settings.item_letters
        if len(text) > most:
            name = f"'{name}'" if name in KEYS else name
            what = f"{name} has {len(text)} characters, at most {most} are read"
            self._findings.error(line, what, "Shorten it", ProblemKind.TOO_LONG)


@lru_cache(maxsize=1024)
def remedy_for_key(key: str) -> str:
    """Return what to do about an unknown key."""
    alike = get_close_matches(key.lower()[:40], KEYS, 1, 0.75)
    return f"Write '{alike[0]}', or remove it" if alike else f"Remove it; known are {', '.join(sorted(KEYS))}"
