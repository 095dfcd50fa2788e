"""The text of a page as visitors read it, and what in it is markup that should have been laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

CODE = ("code", "pre", "kbd", "samp")
UNSEEN = ("script", "style", "template", "noscript", "svg", "textarea")
WITHIN_A_LINE = frozenset(
    {*("a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp")}
    | {*("small", "span", "strong", "sub", "sup", "time", "u", "wbr")}
)
"""Tags that part no block from the next."""

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
STANDS_FOR_CODE = "\N{OBJECT REPLACEMENT CHARACTER}"
READ_ALOUD = ("alt", "title", "aria-label", "placeholder")

TAG_NAME = r"[A-Za-z][\w.:-]*"
FRONT_MATTER = r"title|description|date|updated|tags|layout|slug|permalink|weight|draft|id|sidebar_\w+|ms\.\w+|author"

SIGNS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "box of colons": r":::",
        "box of MkDocs": r"^(?:!!!|\?\?\?\+?)\s*\w",
        "box of GitHub": r"\[!\w",
        "tab of MkDocs": r"^===[!+]?\s+[\"“]",
        "template": r"\{\{|\}\}|\{%|%\}|\{!|!\}|<%|%>|\{/\*",
        "attributes": r"\{(?::|#[A-Za-z]|\.[A-Za-z]|[ ]*[\w-]+=)[^{}]*\}",
        "link": r"\]\(|\]\[|^\[[^\]]+\]:\s",
        "wiki link": r"\[\[|\]\]",
        "footnote": r"\[\^[\w-]+\]",
        "emphasis": r"\*\*|(?<!\w)__\w|(?<!\w)\*\w[^*]*\*(?!\w)",
        "struck out": r"~~",
        "marked": r"(?<!\S)==\w|\+\+\w+(?:\+\w+)*\+\+",
        "heading": r"^#{1,6}\s",
        "item": r"^[*+-]\s+\S|^\[[ xX]\]\s",
        "quote": r"^>\s?",
        "row of a table": r"^\|.*\||\|\s*:?-{3,}",
        "fence": r"```|~~~",
        "backtick": r"`",
        "tag": rf"</?{TAG_NAME}(?:\s[^<>]*)?/?>",
        "remark": r"<!--|-->",
        "entity": r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,5});",
        "module": r"^import\s.+\sfrom\s['\"]|^export\s(?:const|default)\s",
        "included file": r"--8<--",
        "emoji": r"(?<![\w:]):(?:material|fontawesome|octicons|simple|[a-z]+_[a-z_]+)[a-z0-9_-]*:(?![\w:])",
        "front matter": rf"^(?:---|\+\+\+)$|^(?:{FRONT_MATTER}):\s\S",
        "escaped sign": r"\\[*_\[\]()#`<>{}|~]",
        "sign of the converter": r"[\x02\x03]|wzxhzdk|klzzwxh",
    }.items()
}
"""What is wrong -> how it begins within a block of visible text."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Markup that a visitor sees."""

    kind: str
    quoted: str
    sign: str
    """The markup itself with the letters right before it."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.quoted}"


class Text(HTMLParser):
    """The blocks of a page, code replaced by one sign, and what is read aloud of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.code: list[str] = []
        self.h1 = ""
        self._parts: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; note what is read aloud of it."""
        values = {name: value or "" for name, value in attrs}
        is_summary = tag == "meta" and (values.get("name") or values.get("property") or "").endswith("description")
        self.blocks += [values[name] for name in READ_ALOUD if values.get(name) and not self._within(UNSEEN)]
        self.blocks += [values["content"]] if is_summary else []
        if tag not in WITHIN_A_LINE or tag == "br":
            self._end_block()
        if tag in CODE and not self._within(CODE):
            self._parts.append(STANDS_FOR_CODE)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "h1" and not self.h1:
            self.h1 = self._block()
        if tag not in WITHIN_A_LINE:
            self._end_block()

    def handle_data(self, data: str) -> None:
        """Take text in."""
        if self._within(CODE):
            self.code.append(data)
        elif not self._within(UNSEEN):
            self._parts.append(data)

    def close(self) -> None:
        """End the last block."""
        super().close()
        self._end_block()

    def _within(self, tags: tuple[str, ...]) -> bool:
        return any(tag in tags for tag in self._open)

    def _block(self) -> str:
        return " ".join("".join(self._parts).split())

    def _end_block(self) -> None:
        if block := self._block():
            self.blocks.append(block)
        self._parts.clear()


def read(html: str) -> Text:
    """Return the text of the page ``html``."""
    text = Text()
    text.feed(html)
    text.close()
    return text


def raw_markup(page: Text) -> Iterator[Raw]:
    """Yield what a visitor of ``page`` sees of the markup that its writer wrote, each kind once a block."""
    for block in dict.fromkeys(page.blocks):
        for kind, sign in SIGNS.items():
            if found := sign.search(block):
                start, end = found.span()
                yield Raw(kind, block[max(start - 20, 0) : start + 60], block[max(start - 6, 0) : end])
