"""Split off the head of a file, in YAML, TOML or JSON, and read it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from frontmatter.default_handlers import YAMLHandler

from search.content.findings import Findings
from search.content.yaml_values import (
    DEEPEST,
    TOO_DEEP,
    Field,
    Fields,
    HeadError,
    Kind,
    read_forgiving,
    read_yaml,
)
from search.kinds import ProblemKind

__all__ = ["Document", "Field", "Fields", "HeadError", "Kind", "mapping_of", "read_yaml", "split_document"]

YAML_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
TOML_BOUNDARY = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
RULE_ABOVE_TEXT = re.compile(r"---[ \t]*\n[ \t]*\n")
MARKDOWN = re.compile(r"\s*[#<>!*`~|:\[]")
KEY = re.compile(r"""^["']?\w[\w .-]*["']?[ \t]*:(?:\s|$)""", re.MULTILINE)

JSON_START = re.compile(r'\{\s*"')
TOML_LINE = re.compile(r"\(at line (\d+)")

HANDLER = YAMLHandler(YAML_BOUNDARY)
DECODER = json.JSONDecoder(object_pairs_hook=lambda pairs: Pairs(pairs), parse_int=str, parse_float=str)


ReadHead = Callable[[str, int, Findings], Field]


class Pairs(list[tuple[str, Any]]):
    """An object of JSON with all its keys, also one that stands twice."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file taken apart."""

    fields: Fields
    body: str
    body_line: int
    """Line of the file in which ``body`` begins."""


@dataclass(frozen=True, slots=True)
class Head:
    """Front matter not yet read."""

    text: str
    body: str
    read: ReadHead
    """Returns the value in a text that begins at a line; raises HeadError, its line counted from there."""


def split_document(text: str, head_bytes: int, findings: Findings) -> Document | None:
    """Return head and body of ``text``; None, and an error among ``findings``, where the head cannot be used."""
    start = len(text) - len(text.lstrip())
    first_line = text.count("\n", 0, start) + 1
    try:
        head = split_head(text[start:])
        if head is None:
            return Document({}, text, 1)
        size = len(head.text.encode(errors="replace"))
        if size > head_bytes:
            what = f"the front matter has {size} bytes, at most {head_bytes} are read"
            raise HeadError(0, what, "Move text from the front matter to the body", ProblemKind.TOO_LARGE)
        top = head.read(head.text, first_line, findings)
    except HeadError as error:
        findings.error(first_line + error.line, error.what, error.remedy, error.kind)
        return None
    fields = mapping_of(top, first_line, findings)
    return None if fields is None else Document(fields, head.body, first_line + head.text.count("\n"))


def split_head(text: str) -> Head | None:
    """Return the head that ``text`` begins with, None where there is none; raises HeadError."""
    read: ReadHead
    if HANDLER.detect(text):
        boundary, sign, read = YAML_BOUNDARY, "---", yaml_head
    elif TOML_BOUNDARY.match(text):
        boundary, sign, read = TOML_BOUNDARY, "+++", toml_head
    else:
        return split_json(text) if JSON_START.match(text) else None
    parts = boundary.split(text, 2)
    if is_rule(text, parts):
        return None
    if len(parts) < 3:
        raise HeadError(0, "the front matter is not closed", f"Add a line '{sign}' below it")
    return Head(parts[1], parts[2], read)


def is_rule(text: str, parts: list[str]) -> bool:
    """Return whether ``text`` begins with a line across the page: what stands a blank line below it is no head."""
    if not RULE_ABOVE_TEXT.match(text) or KEY.search(parts[1]):
        return False
    return len(parts) < 3 or MARKDOWN.match(parts[1]) is not None


def split_json(text: str) -> Head:
    """Return the object of JSON that ``text`` begins with as a head."""
    try:
        value, end = DECODER.raw_decode(text)
    except json.JSONDecodeError as error:
        what = f"the front matter is not JSON: {error.msg}"
        raise HeadError(error.lineno - 1, what, "Correct it, or write YAML between two lines '---'") from error
    except RecursionError as error:
        raise HeadError(0, *TOO_DEEP) from error
    return Head(text[:end], text[end:], lambda head, _, __: field_of(value, head, JSON_KEY, DEEPEST))


def yaml_head(text: str, first_line: int, findings: Findings) -> Field:
    """Return the YAML in ``text``; texts that want quotes are warned of."""
    top, bare = read_forgiving(text)
    for each in bare:
        findings.warn(first_line + each.line, each.what, each.remedy, ProblemKind.UNQUOTED_COLON)
    return top


def toml_head(text: str, _: int, __: Findings) -> Field:
    """Return the TOML in ``text``."""
    try:
        return field_of(tomllib.loads(text, parse_float=str), text, TOML_KEY, DEEPEST)
    except RecursionError as error:
        raise HeadError(0, *TOO_DEEP) from error
    except ValueError as error:
        found = TOML_LINE.search(str(error))
        what = f"the front matter is not TOML: {str(error).partition(' (at ')[0]}"
        line = int(found[1]) - 1 if found else text.rstrip().count("\n")
        raise HeadError(line, what, 'Put quotes around texts, as in title = "Card"') from error


def mapping_of(top: Field, first_line: int, findings: Findings) -> dict[str, Field] | None:
    """Return the entries of ``top`` by key, lines counted from ``first_line``; duplicate keys are warned of."""
    if top.kind is Kind.EMPTY:
        return {}
    if top.kind is not Kind.MAPPING:
        what = f"the front matter is {top.kind}, expected 'key: value' lines"
        remedy = "Write one 'key: value' a line, or remove both lines '---'"
        findings.error(first_line + top.line, what, remedy, ProblemKind.BAD_FRONT_MATTER)
        return None
    fields: dict[str, Field] = {}
    for key, field in zip(top.keys, top.items, strict=True):
        shifted = shift(field, first_line)
        if key in fields:
            what = f"key '{key}' stands twice, first in line {fields[key].line}; the first counts"
            findings.warn(shifted.line, what, "Keep one of the two", ProblemKind.DOUBLE_KEY)
        fields.setdefault(key, shifted)
    return fields


def shift(field: Field, lines: int) -> Field:
    """Return ``field`` moved down."""
    items = tuple(shift(item, lines) for item in field.items)
    return Field(field.line + lines, field.kind, field.text, items, field.keys)


TOML_KEY = r'^[ \t]*["\']?{}["\']?[ \t]*[=.]|^[ \t]*\[+{}\b'
JSON_KEY = r'"{}"\s*:'
"""Patterns that find the line of a key, which stands in them for ``{}``."""


def field_of(value: Any, text: str, pattern: str, levels: int, line: int = 0) -> Field:
    """Return ``value`` as a field, the lines of its keys found in ``text``; raises HeadError where it is too deep."""
    if not levels:
        raise HeadError(line, *TOO_DEEP)
    if isinstance(value, dict | Pairs):
        pairs = list(value.items()) if isinstance(value, dict) else value
        items = tuple(
            field_of(each, text, pattern, levels - 1, line_of(key, text, pattern) or line) for key, each in pairs
        )
        return Field(line, Kind.MAPPING, items=items, keys=tuple(key for key, _ in pairs))
    if isinstance(value, list):
        return Field(line, Kind.LIST, items=tuple(field_of(each, text, pattern, levels - 1, line) for each in value))
    if value is None:
        return Field(line, Kind.EMPTY)
    if isinstance(value, date | datetime | time):
        return Field(line, Kind.TEXT, value.isoformat())
    return Field(line, Kind.TEXT, str(value).lower() if isinstance(value, bool) else str(value))


def line_of(key: str, text: str, pattern: str) -> int:
    """Return the line of ``text`` in which ``key`` stands first, 0 where it cannot be seen."""
    found = re.search(pattern.replace("{}", re.escape(key)), text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + (found[0].startswith("\n")) if found else 0
