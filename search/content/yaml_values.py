"""The values of front matter with the line of each, read from YAML; a colon that wants quotes is forgiven."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml
from frontmatter.default_handlers import SafeLoader

from search.kinds import ProblemKind

DEEPEST = 8
"""Levels of lists in lists; an article needs two, ``categories.yml`` three."""

NULLS = {"", "~", "null", "Null", "NULL"}
TOO_DEEP = ("the front matter is nested too deeply", "Use texts and lists of texts only")
BLANKS = "Indent with blanks, not with tabs"
KEY_LINE = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:[ \t]+(.*)$")
ENTRY_LINE = re.compile(r"([ \t]*)-[ \t]+(.*)$")
COMMENT = re.compile(r"\s#.*")
COLON = re.compile(r":(?=\s|$)")
NOT_PLAIN = tuple("'\"[{|>&*!%@`")
"""What a YAML value that is more than plain words begins with."""

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


class HeadError(Exception):
    """The YAML cannot be used; the line counts from 0 at its beginning."""

    def __init__(self, line: int, what: str, remedy: str, kind: ProblemKind = ProblemKind.BAD_FRONT_MATTER) -> None:
        super().__init__(what)
        self.kind = kind
        self.line = line
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Bare:
    """A text with a colon that stands without quotes."""

    line: int
    """From 0 at the beginning of the YAML."""

    key: str
    is_entry: bool
    text: str

    @property
    def what(self) -> str:
        """Say what is wrong."""
        return has_bare_colon(self.key, is_entry=self.is_entry)

    @property
    def remedy(self) -> str:
        """Say what to write."""
        return write_quoted(self.text, "-" if self.is_entry else f"{self.key}:")


def has_bare_colon(key: str, *, is_entry: bool) -> str:
    """Return what is wrong with a text, or an entry of a list, that holds a colon and has no quotes."""
    name = f"an entry of '{key}'" if is_entry else f"'{key}'"
    return f"{name} has a colon but no quotes and is read as it is written"


def write_quoted(text: str, sign: str) -> str:
    """Return the remedy for ``text`` that stands behind ``sign`` without quotes."""
    return f"Write {sign} {json.dumps(text, ensure_ascii=False)}"


def read_forgiving(text: str) -> tuple[Field, list[Bare]]:
    """Return the YAML value in ``text``, and what had to be quoted before it could be read; raises HeadError."""
    try:
        return read_yaml(text), []
    except HeadError as error:
        quoted, bare = with_quotes(text)
        if not bare or not isinstance(error.__cause__, yaml.YAMLError):
            raise
        try:
            return read_yaml(quoted), bare
        except HeadError:
            raise error from error.__cause__


def with_quotes(text: str) -> tuple[str, list[Bare]]:
    """Return ``text`` with quotes around every value and entry of a line that is plain but for a colon."""
    lines = text.split("\n")
    bare = []
    key, is_block = "", False
    for number, line in enumerate(lines):
        if found := KEY_LINE.match(line):
            key, is_block = found[1], found[2].startswith(("|", ">"))
        elif (line[:1].strip() and not line.startswith("-")) or is_block:
            key, is_block = (line.partition(":")[0], False) if line[:1].strip() else (key, is_block)
            continue
        else:
            found = ENTRY_LINE.match(line)
            if not found or goes_on(lines[number + 1 : number + 2], len(found[1])):
                continue
        value = COMMENT.sub("", found[2]).rstrip()
        if value and not value.startswith(NOT_PLAIN) and COLON.search(value):
            lines[number] = f"{line[: found.start(2)]}'{value.replace(chr(39), chr(39) * 2)}'"
            bare.append(Bare(number, key, not KEY_LINE.match(line), value))
    return "\n".join(lines), bare


def goes_on(following: list[str], indent: int) -> bool:
    """Return whether the line below an entry belongs to it: then the entry is a mapping, not a text."""
    return any(line.strip() and len(line) - len(line.lstrip()) > indent for line in following)


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
        line = mark.line if mark else 0
        lines = text.split("\n")
        is_tab = line < len(lines) and "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]
        remedy = BLANKS if is_tab else QUOTES
        raise HeadError(line, f"the front matter is not YAML: {reason}", remedy) from error


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
