"""What makes a Markdown instance of Python-Markdown read what writers of other systems write."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import replace

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.emoji import EmojiExtension, gemoji, to_alt
from pymdownx.tilde import DeleteSubExtension

from search.content.markup import within
from search.content.markup.blocks import Blocks
from search.content.markup.leftovers import COMPONENT_WITHIN, Leftover, LeftoverProcessor, Leftovers

PUNCTUATION = "\\`*_{}[]()<>#+-.!\"$%&',/:;=?@^|~"
"""Signs that a backslash takes their meaning from."""

BARE_LINK = r"(?<![\w/.@:=\"'-])(?:https?://|www\.(?=[\w-]+\.))[^\s<>\x02\x03]*[^\s<>\x02\x03?!.,:;*_~'\"]"


SIGN = re.compile(r"[\\`*_<&\[~{\x02]|==|\+\+|:[\w+-]+:|://|www\.|[ ][ ]\n")
"""What any of the patterns within a line begins with."""


class Markup(Extension):
    """Blocks as CommonMark has them, tables, footnotes, ``~~``, emoji, bare links; what is left over is noted."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Replace the block parser and add what stands within a line."""
        md.registerExtension(self)
        self.met = Leftovers()
        footnotes = FootnoteExtension()
        self.blocks = Blocks(md, footnotes, self.met)
        md.parser = self.blocks
        footnotes.extendMarkdown(md)
        md.preprocessors.deregister("html_block")
        md.ESCAPED_CHARS[:] = PUNCTUATION
        DeleteSubExtension(subscript=False).extendMarkdown(md)
        EmojiExtension(emoji_index=gemoji, emoji_generator=to_alt).extendMarkdown(md)
        md.treeprocessors.register(PlainTexts(md), "plain_texts", 25)
        within.extend(md, self.met)
        md.inlinePatterns.register(LeftoverProcessor(self.met), "leftover", 185)
        md.inlinePatterns.register(BareLinkProcessor(BARE_LINK, md), "bare_link", 115)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 101)

    def reset(self) -> None:
        """Forget the text before."""
        self.met.met.clear()

    def leftovers(self, text: str, html: str) -> tuple[Leftover, ...]:
        """Return what was left over of ``text``, first line first; ``html`` is what it became, not sanitised."""
        for tag in COMPONENT_WITHIN.findall(html):
            self.met.add(tag)
        placed = [
            leftover
            if leftover.line is not None
            else replace(leftover, line=text.count("\n", 0, max(text.find(leftover.quoted), 0)))
            for leftover in self.met.met
        ]
        return tuple(sorted(placed, key=lambda leftover: leftover.line or 0))


class PlainTexts(Treeprocessor):
    """Keeps texts without any sign from the search for each of them, which takes half of all time."""

    def run(self, root: etree.Element) -> None:
        """Mark them as done."""
        for element in root.iter():
            if element.text and not isinstance(element.text, AtomicString) and not SIGN.search(element.text):
                element.text = AtomicString(element.text)


class BareLinkProcessor(InlineProcessor):
    """An address without any signs around it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element, int, int]:
        """Return a link; a bracket that was opened before the address is none of it."""
        address = m[0]
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip("?!.,:;*_~'\"")
        link = etree.Element("a", {"href": address if address.startswith("http") else f"http://{address}"})
        link.text = AtomicString(address)
        return link, m.start(0), m.start(0) + len(address)
