"""Blocks that hold other blocks, and how a line goes on with each."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from dataclasses import dataclass

from search.content.markup.callouts import ends


@dataclass(slots=True)
class Container:
    """The whole text, and what every container has."""

    element: etree.Element

    def continued(self, rest: str, *, has_text: bool) -> str | None:
        """Return ``rest`` without what marks it as the container's, None where the container is over."""
        return rest

    def close(self, parent: etree.Element) -> None:
        """Put the element in order once nothing comes any more."""


@dataclass(slots=True)
class Quote(Container):
    """Lines behind ``>``."""

    def continued(self, rest: str, *, has_text: bool) -> str | None:
        """Take away up to three blanks, the sign and a blank."""
        text = rest.lstrip(" ")
        if len(rest) - len(text) > 3 or not text.startswith(">"):
            return None
        return text[2:] if text.startswith("> ") else text[1:]


@dataclass(slots=True)
class Listing(Container):
    """A list; what goes on or not are its items."""

    kind: str
    """The sign of its items: ``-``, ``+``, ``*``, ``.`` or ``)``."""

    is_loose: bool = False
    """Whether a blank line parts its items, or blocks within one."""

    def close(self, parent: etree.Element) -> None:
        """Write the items of a list without blank lines without paragraphs."""
        if not self.is_loose:
            for item in self.element:
                tighten(item)


@dataclass(slots=True)
class Indented(Container):
    """What is set in by a number of blanks."""

    indent: int

    def continued(self, rest: str, *, has_text: bool) -> str | None:
        """Take away the blanks; a blank line goes on."""
        if not rest.strip():
            return ""
        return rest[self.indent :] if rest.startswith(" " * self.indent) else None


@dataclass(slots=True)
class Item(Indented):
    """An item of a list: what is set in as far as its text."""

    listing: Listing

    def continued(self, rest: str, *, has_text: bool) -> str | None:
        """Take away the blanks; a blank line goes on unless the item has nothing yet."""
        if not rest.strip():
            return "" if has_text or len(self.element) else None
        return Indented.continued(self, rest, has_text=has_text)

    @property
    def is_loose(self) -> bool:
        """Whether the list is loose."""
        return self.listing.is_loose

    @is_loose.setter
    def is_loose(self, value: bool) -> None:
        self.listing.is_loose = value


@dataclass(slots=True)
class Definition(Indented):
    """What a term means."""

    is_loose: bool = False

    def close(self, parent: etree.Element) -> None:
        """Write a meaning right under its term without a paragraph."""
        if not self.is_loose and len(self.element) == 1:
            tighten(self.element)


@dataclass(slots=True)
class Box(Container):
    """What stands between two lines of its own, not set in."""

    closing: str

    def is_ended_by(self, rest: str) -> bool:
        """Return whether ``rest`` ends it."""
        return ends(rest, self.closing)


@dataclass(slots=True)
class Component(Box):
    """A box of MDX, in which everything is set in as far as its first line; blanks make no code there."""

    indent: int | None = None

    def continued(self, rest: str, *, has_text: bool) -> str | None:
        """Take away what the first line is set in by."""
        blanks = len(rest) - len(rest.lstrip(" "))
        if self.indent is None and rest.strip():
            self.indent = blanks
        return rest[min(blanks, self.indent or 0) :]


def tighten(element: etree.Element) -> None:
    """Turn the paragraphs right within ``element`` into bare text."""
    for paragraph in [child for child in element if child.tag == "p" and not len(child)]:
        position = list(element).index(paragraph)
        element.remove(paragraph)
        text = paragraph.text or ""
        if position:
            element[position - 1].tail = (element[position - 1].tail or "") + text
        else:
            element.text = text
