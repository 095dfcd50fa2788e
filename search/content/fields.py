"""Front matter by meaning: typed values out of fields, and a warning for each that is not as expected."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from search.content.findings import Findings
from search.content.front_matter import Field, Fields, Kind
from search.kinds import ProblemKind
from search.settings import ContentSettings

KEYS = (
    *("title", "category", "questions", "drafted_questions", "keywords", "summary", "description", "slug", "aliases"),
    *("finds", "not_for", "related", "updated", "status", "source_hash"),
)
REMEDY = {
    Kind.TEXT: "Write it behind the colon, in quotes where it holds ': '",
    Kind.LIST: "Write one entry a line, each after '- '",
}
IS_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?")


def tidy(text: str) -> str:
    """Return ``text`` in one line, without what cannot be written as UTF-8."""
    return " ".join(text.encode(errors="replace").decode().replace("\0", " ").split())


class FieldReader:
    """Reads the values of one article; what is wrong with them goes to ``findings``."""

    def __init__(self, fields: Fields, settings: ContentSettings, findings: Findings) -> None:
        self._fields = fields
        self._settings = settings
        self._findings = findings

    def warn_of_unknown_keys(self) -> None:
        """Note every key that means nothing here."""
        for key, field in self._fields.items():
            if key not in KEYS:
                what = f"unknown key '{tidy(key)}'"
                self._findings.warn(field.line, what, remedy_for_key(key), ProblemKind.UNKNOWN_KEY)

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

    def day(self, key: str) -> date | None:
        """Return the date behind ``key``."""
        text = self.text(key)
        if not text:
            return None
        try:
            if IS_DAY.fullmatch(text):
                return date.fromisoformat(text[:10])
        except ValueError:
            pass
        remedy = "Write year, month and day, as in 2026-11-30"
        what = f"'{key}' is '{text[:40]}', expected a date"
        self._findings.warn(self.line(key), what, remedy, ProblemKind.BAD_DATE)
        return None

    def _entry(self, key: str, item: Field) -> str:
        text = tidy(item.text)
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
