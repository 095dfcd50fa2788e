"""Split off the YAML head of a file and read it, remembering the line of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml
from frontmatter.default_handlers import SafeLoader, YAMLHandler

from search.content.findings import Findings
from search.kinds import ProblemKind

BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
DEEPEST = 8
"""Levels of lists in lists; an article needs two, ``categories.yml`` three."""

NULLS = {"", "~", "null", "Null", "NULL"}
TOO_DEEP = ("the front matter is nested too deeply", "Use texts and lists of texts only")
QUOTES = "Put quotes around a text that holds ': ' or begins with a sign such as *, &, [, @ or %"


class Kind(StrEnum):
    """What a writer put behind a key; the value is its name in messages."""

    TEXT = "a text"
    LIST = "a list"
    MAPPING = "a mapping"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Field:
    """A value and the line it stands in; scalars stay as written, so that ``no`` and ``007`` are texts."""

    line: int
    kind: Kind
    text: str = ""
    items: tuple[Field, ...] = ()
    """Entries of a list, values of a mapping."""

    keys: tuple[str, ...] = ()
    """Keys of a mapping, one for each of ``items``."""


Fields = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Document:
    """A file taken apart."""

    fields: Fields
    body: str
    body_line: int
    """Line of the file in which ``body`` begins."""


class HeadError(Exception):
    """The YAML cannot be used; the line counts from 0 at its beginning."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what
        self.remedy = remedy


HANDLER = YAMLHandler(BOUNDARY)


def split_document(text: str, head_bytes: int, findings: Findings) -> Document | None:
    """Return head and body of ``text``; None, and an error among ``findings``, where the head cannot be used."""
    start = len(text) - len(text.lstrip())
    first_line = text.count("\n", 0, start) + 1
    if not HANDLER.detect(text[start:]):
        return Document({}, text, 1)
    try:
        head, body = HANDLER.split(text[start:])
    except ValueError:
        what, remedy = "the front matter is not closed", "Add a line '---' below it"
        findings.error(first_line, what, remedy, ProblemKind.BAD_FRONT_MATTER)
        return None
    if len(head.encode()) > head_bytes:
        what = f"the front matter has {len(head.encode())} bytes, at most {head_bytes} are read"
        findings.error(first_line, what, "Move text from the front matter to the body", ProblemKind.TOO_LARGE)
        return None
    try:
        top = read_yaml(head)
    except HeadError as error:
        findings.error(first_line + error.line, error.what, error.remedy, ProblemKind.BAD_FRONT_MATTER)
        return None
    fields = mapping_of(top, first_line, findings)
    return None if fields is None else Document(fields, body, first_line + head.count("\n"))


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


def read_yaml(text: str) -> Field:
    """Return the one YAML value in ``text``; raises HeadError.

    Works on the events of the parser: nothing is composed or constructed, so aliases cannot multiply and no tag,
    date or number can fail.
    """
    try:
        events = significant(yaml.parse(text, Loader=SafeLoader))
        event = next(events, None)
        if event is None:
            return Field(0, Kind.EMPTY)
        field = read_value(event, events, DEEPEST)
        if next(events, None) is not None:
            raise HeadError(field.line, "the front matter holds several YAML documents", "Keep one of them")
        return field
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        if "nesting depth" in reason:  # a limit of PyYAML's own, from 6.0.4 on
            raise HeadError(mark.line if mark else 0, *TOO_DEEP) from error
        raise HeadError(mark.line if mark else 0, f"the front matter is not YAML: {reason}", QUOTES) from error


def significant(events: Iterator[Any]) -> Iterator[Any]:
    """Yield ``events`` without the frame around the documents; raises HeadError at the first alias or anchor."""
    for event in events:
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            what = f"the front matter uses the YAML alias or anchor '{sign}{anchor}'"
            remedy = "Write the value out, or put quotes around a text that begins with * or &"
            raise HeadError(event.start_mark.line, what, remedy)
        if isinstance(event, (yaml.NodeEvent, yaml.CollectionEndEvent)):
            yield event


def read_value(event: Any, events: Iterator[Any], levels: int) -> Field:
    """Return the value that begins with ``event`` and takes what it needs from ``events``."""
    line: int = event.start_mark.line
    if isinstance(event, yaml.ScalarEvent):
        is_null = event.value in NULLS and event.implicit[0]
        return Field(line, Kind.EMPTY if is_null else Kind.TEXT, "" if is_null else event.value)
    if not levels:
        raise HeadError(line, *TOO_DEEP)
    values = []
    for inner in events:
        if isinstance(inner, yaml.CollectionEndEvent):
            break
        values.append(read_value(inner, events, levels - 1))
    if isinstance(event, yaml.SequenceStartEvent):
        return Field(line, Kind.LIST, items=tuple(values))
    names, items = values[::2], values[1::2]
    lined = tuple(
        Field(name.line, item.kind, item.text, item.items, item.keys) for name, item in zip(names, items, strict=True)
    )
    return Field(line, Kind.MAPPING, items=lined, keys=tuple(name.text or str(name.kind) for name in names))
