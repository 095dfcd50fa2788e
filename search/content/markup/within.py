"""What writers of other systems write within a line and CommonMark does not know."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from search.content.markup.leftovers import Leftovers

MARKED = r"(?<![=\w])==(?=[^\s=])([^=\n]{1,400}?)(?<=[^\s=])==(?![=\w])"
KEYS = r"(?<![\w+])\+\+([a-zA-Z][\w-]*(?:\+[\w-]+)*)\+\+(?![\w+])"
"""``++ctrl+alt+del++`` of MkDocs."""

LOOSE_STRONG = r"\*\*(?=[^*\n]{0,200}[^\W\d_]{2})([^*\n]{1,200})\*\*"
"""``** text **``, which machines that translate make of ``**text**``."""

UNKNOWN_NOTE = r"\[\^[^\[\]\s]{1,60}\](?![(:])"


def extend(md: Markdown, leftovers: Leftovers) -> None:
    """Add it to ``md``; what is left out is noted among ``leftovers``."""
    md.inlinePatterns.register(UnknownNote(leftovers), "unknown_note", 172)
    md.inlinePatterns.register(Keys(KEYS, md), "keys", 116)
    md.inlinePatterns.register(Wrapped(MARKED, "mark"), "marked", 58)
    md.inlinePatterns.register(Wrapped(LOOSE_STRONG, "strong"), "loose_strong", 45)


class Wrapped(InlineProcessor):
    """Text between two signs, in an element."""

    def __init__(self, pattern: str, tag: str) -> None:
        super().__init__(pattern)
        self.wrapper = tag

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        """Return the element; what stands in it is still to be read."""
        element = etree.Element(self.wrapper)
        element.text = m[1]
        return element, m.start(0), m.end(0)


class Keys(InlineProcessor):
    """Keys that are pressed together."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        """Return each key in an element of its own."""
        keys = etree.Element("span")
        for name in m[1].split("+"):
            key = etree.SubElement(keys, "kbd")
            key.text, key.tail = AtomicString(name.replace("-", " ").title()), AtomicString("+")
        key.tail = None
        return keys, m.start(0), m.end(0)


class UnknownNote(InlineProcessor):
    """The sign of a footnote that is not there."""

    def __init__(self, leftovers: Leftovers) -> None:
        super().__init__(UNKNOWN_NOTE)
        self.leftovers = leftovers

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        """Leave it out."""
        self.leftovers.add(m[0])
        return "", m.start(0), m.end(0)
