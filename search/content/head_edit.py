"""Put a list into the front matter of a file, or take it out, and leave every other byte as it was.

The text is edited, never written anew from what was read: comments, quotes, order and line ends are the writer's.
Each edit is read back, and given up where it changed anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml
from frontmatter.default_handlers import SafeLoader

from search.content.articles import one_form
from search.content.findings import Findings
from search.content.front_matter import Document, Field, split_document
from search.content.yaml_text import quoted, yaml_list
from search.errors import ArticleError
from search.settings import ContentSettings

BOUNDARY = re.compile(r"(?:\A|(?<=\n)|(?<=\r))---[ \t]*(?=[\r\n]|\Z)")
LINE_END = re.compile(r"\r\n|\n|\r")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n|\n|\r)")
ADDED = "# This head came with the drafted questions and goes with them."
"""Stands in a head that the file did not have, so that it is taken out whole."""

BYTE_ORDER_MARK = "\ufeff"
BY_HAND = "Write them into it by hand"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the front matter of a text lies."""

    start: int
    """Of the first line within."""

    end: int
    """Of the line that closes it."""

    indent: str = ""
    """In front of its keys."""


def with_list(text: str, key: str, items: tuple[str, ...]) -> str:
    """Return ``text`` with ``items`` behind ``key`` in its front matter, at its end unless it has the key already.

    No ``items``: without the key. Raises ArticleError, a sentence without a place, where the head cannot take it.
    """
    mark = text[: len(text) - len(text.removeprefix(BYTE_ORDER_MARK))]
    text = text.removeprefix(BYTE_ORDER_MARK)
    edited = edit(text, key, items)
    if not is_same_otherwise(text, edited, key, items):
        raise ArticleError(f"the front matter cannot take '{key}'. {BY_HAND}.")
    return mark + edited


def edit(text: str, key: str, items: tuple[str, ...]) -> str:
    """Return ``text`` edited; whether it went well is for the caller to see."""
    begin = len(text) - len(text.lstrip())
    newline = first_line_end(text)
    if toml := TOML.match(text, begin):
        return with_toml_list(text, toml.end(), key, items, newline)
    if re.match(r"\{[ \t]*[\r\n]", text[begin:]):
        raise ArticleError(f"the front matter is JSON. {BY_HAND}.")
    head = find_head(text, begin)
    if head is None:
        lines = (f"---{newline}{ADDED}{newline}", yaml_list(key, items, newline=newline), f"---{newline}")
        return "".join((*lines, text)) if items else text
    first, last = lines_of_key(text, head, key) or (head.end, head.end)
    if not items and text[head.start : first].strip() == ADDED and not text[last : head.end].strip():
        return text[end_of_line(text, head.end) :]
    inserted = yaml_list(key, items, head.indent, newline) if items else ""
    return text[:first] + inserted + text[last:]


def first_line_end(text: str) -> str:
    """Return how the first line of ``text`` ends; a new file's way where it has only one."""
    found = LINE_END.search(text)
    return found[0] if found else "\n"


def find_head(text: str, begin: int) -> Head | None:
    """Return the front matter that begins at ``begin``, None where there is none."""
    opening = BOUNDARY.match(text, begin)
    if opening is None:
        return None
    start = end_of_line(text, begin)
    closing = BOUNDARY.search(text, start)
    if closing is None:
        return None
    keys = re.search(r"^([ \t]*)[^\s#]", one_form(text[start : closing.start()]), re.MULTILINE)
    return Head(start, closing.start(), keys[1] if keys else "")


def end_of_line(text: str, place: int) -> int:
    """Return where the line after that of ``place`` begins."""
    found = LINE.match(text, place)
    assert found is not None  # it matches anywhere
    return found.end()


def lines_of_key(text: str, head: Head, key: str) -> tuple[int, int] | None:
    """Return where the lines of ``key`` begin and end, None where the head lacks it."""
    inner = text[head.start : head.end]
    try:
        node = yaml.compose(one_form(inner), Loader=SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ArticleError(f"the front matter is not YAML. {BY_HAND}.") from error
    starts = [match.start() for match in LINE.finditer(inner)]
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == key:
            # The mark at the end of a block is where the next thing begins, comments between them passed over.
            is_block = isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value
            last = value.value[-1] if is_block else value
            after = last.end_mark.line + (1 if last.end_mark.column else 0)
            return head.start + starts[name.start_mark.line], head.start + starts[min(after, len(starts) - 1)]
    return None


def with_toml_list(text: str, start: int, key: str, items: tuple[str, ...], newline: str) -> str:
    """Return ``text`` with the list as the first line of its TOML head, where no table has begun yet."""
    line = LINE.match(text, start)
    assert line is not None
    end = line.end() if line[0].startswith(f"{key} = [") else start
    written = f"{key} = [{', '.join(map(quoted, items))}]{newline}" if items else ""
    return text[:start] + written + text[end:]


def is_same_otherwise(text: str, edited: str, key: str, items: tuple[str, ...]) -> bool:
    """Return whether ``edited`` says what ``text`` says, and ``items`` behind ``key``."""
    if TOML.match(edited, len(edited) - len(edited.lstrip())):
        return True
    old, new = read_back(text), read_back(edited)
    if old is None or new is None or old.body.strip() != new.body.strip():
        return False
    found = new.fields.get(key)
    has_items = tuple(each.text for each in found.items) == items if found else not items
    return has_items and told(old, key) == told(new, key)


def read_back(text: str) -> Document | None:
    """Return head and body as an article has them."""
    return split_document(one_form(text), ContentSettings().head_bytes, Findings(""))


def told(document: Document, key: str) -> dict[str, object]:
    """Return what the head says besides ``key``, whatever the lines."""
    return {name: without_lines(field) for name, field in document.fields.items() if name != key}


def without_lines(field: Field) -> tuple[object, ...]:
    """Return the value of ``field``."""
    return field.kind, field.text, field.keys, tuple(map(without_lines, field.items))
