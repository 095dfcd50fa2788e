"""A page as a tree, from the standard library's parser; tags that do not match are an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Node:
    """An element and what stands in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def all(self, tag: str, **attributes: str) -> list[Node]:
        """Return the elements inside with this tag and these attributes; ``class_`` is one of several classes."""
        return [each for each in self._inside() if each.tag == tag and each.has(attributes)]

    def one(self, tag: str, **attributes: str) -> Node:
        """Return the only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements <{tag}> {attributes}"
        return found[0]

    def has(self, attributes: dict[str, str]) -> bool:
        """Return whether the element has these attributes."""
        return all(
            value in self.attributes.get("class", "").split()
            if name == "class_"
            else self.attributes.get(name) == value
            for name, value in attributes.items()
        )

    @property
    def text(self) -> str:
        """All text inside, blanks run together."""
        return " ".join(self.raw_text.split())

    @property
    def links(self) -> list[str]:
        """The address of every link inside."""
        return [each.attributes["href"] for each in self.all("a")]

    @property
    def raw_text(self) -> str:
        """All text inside, as it stands there."""
        return "".join(each if isinstance(each, str) else each.raw_text for each in self.children)

    def _inside(self) -> Iterator[Node]:
        for each in self.children:
            if isinstance(each, Node):
                yield each
                yield from each._inside()


class TreeBuilder(HTMLParser):
    """Builds a ``Node`` for every element."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        assert len(node.attributes) == len(attrs), f"<{tag}> has an attribute twice"
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> ends <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def finish(self) -> Node:
        """Return the tree; nothing may be left open."""
        self.close()
        assert self._open == [self.root], f"<{self._open[-1].tag}> is not ended"
        return self.root


def parse(html: str) -> Node:
    """Return the root above ``<html>``."""
    builder = TreeBuilder()
    builder.feed(html)
    return builder.finish()
