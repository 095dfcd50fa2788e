"""The blocks of a text as CommonMark has them, as a block parser of Python-Markdown.

Python-Markdown's own wants four blanks where the writers of most systems put two, ends a list at a picture or at code
and sees no list under a line. Here every line is led through the containers that are open (quotes, items, boxes), each
taking away its own sign or indentation; what is left begins a block or goes on with the innermost. One pass, and a line
costs as many steps as containers are open, which is bounded. What stands within a line stays Python-Markdown's.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableProcessor
from markdown.util import AtomicString, code_escape

from search.content.markup import boxes, callouts, leftovers, raw_html
from search.content.markup.callouts import Callout
from search.content.markup.containers import Box, Component, Container, Definition, Indented, Item, Listing, Quote
from search.content.markup.leaves import Code, Fence, Footnote, Html, Leaf, Paragraph, Table
from search.content.slugs import slugify

DEEPEST = 48
"""Containers that may be open at once; what is nested deeper is text."""

QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
ATX = re.compile(r"[ ]{0,3}(#{1,6})(?:[ ]+(.*?))??(?:[ ]+#+)?[ ]*$")
SETEXT = re.compile(r"[ ]{0,3}(=+|-+)[ ]*$")
RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})$")
MARKER = re.compile(r"([ ]{0,3})([-+*]|\d{1,9}[.)])([ ]+|$)")
DEFINITION = re.compile(r"([ ]{0,3}:[ ]+)(?=\S)")
TAB = re.compile(r'[ ]{0,3}===[+!]?[ ]+"([^"]*)"[ ]*$')
TASK = re.compile(r"\[([ xX])\][ ]+(?=\S)")
REFERENCE = re.compile(
    r"[ ]{0,3}\[([^\[\]^][^\[\]]*)\]:[ ]*\n?[ ]*(<[^<>\n]*>|\S+)"
    r"(?:(?:[ ]+|[ ]*\n[ ]*)(?:\"([^\"]*)\"|'([^']*)'|\(([^()]*)\)))?[ ]*(?:\n|$)"
)


class Blocks(BlockParser):
    """Makes a tree of elements out of lines; state of one text, and of a footnote within it."""

    def __init__(self, md: Markdown, footnotes: FootnoteExtension, met: leftovers.Leftovers) -> None:
        super().__init__(md)
        self.footnotes = footnotes
        self.met = met
        self.table = TableProcessor(self, {"use_align_attribute": False})
        self.language = ""
        self.anchors: set[str] = set()
        self.open: list[Container] = []
        self.matched = 0
        self.leaf: Leaf | None = None
        self.is_after_blank = False
        self.position = 0
        self.is_whole = True
        self.ends: dict[str, int] = {}
        self.beginnings: dict[str, tuple[Callable[[str], str | None], ...]] = {
            **{">": (self.quote,), "#": (self.heading,), "`": (self.fence,), "~": (self.fence,)},
            **{"<": (self.component_line, self.html)},
            **{"=": (self.underline, self.tab), "-": (self.underline, self.rows, self.rule, self.item)},
            **{"*": (self.rule, self.item), "_": (self.rule,), "+": (self.item,), "|": (self.rows,)},
            **{":": (self.rows, self.box, self.definition), "{": (self.box,), "[": (self.footnote,)},
            **{"!": (self.indented_box,), "?": (self.indented_box,), **dict.fromkeys("0123456789", (self.item,))},
        }
        """What may begin with a sign."""

    def parseDocument(self, lines: Iterable[str]) -> etree.ElementTree:
        """Return the tree of the whole text."""
        self.anchors.clear()
        root = etree.Element(self.md.doc_tag)
        self.blocks(root, list(lines), is_whole=True)
        return etree.ElementTree(root)

    def parseChunk(self, parent: etree.Element, text: str) -> None:
        """Lay out ``text`` within ``parent``: the footnotes come this way."""
        self.blocks(parent, text.split("\n"), is_whole=False)

    def blocks(self, parent: etree.Element, lines: list[str], *, is_whole: bool) -> None:
        """Lay out ``lines`` within ``parent``."""
        self.open, self.matched, self.leaf, self.is_after_blank = [Container(parent)], 0, None, False
        self.position, self.is_whole = 0, is_whole
        self.ends = boxes.last_lines(lines)
        while self.position < len(lines):
            is_code = isinstance(self.leaf, (Fence, Code, Html)) or (
                len(self.open) == 1 and lines[self.position][:4] == "    "
            )
            taken = 0 if is_code else leftovers.lines_of_tag(lines, self.position)
            if taken:
                self.matched = self.led_through(lines[self.position])[0]
                self.drop("\n".join(lines[self.position : self.position + taken]))
            else:
                self.line(lines[self.position])
            self.position += taken or 1
        self.close(0)

    @property
    def number(self) -> int | None:
        """The line that is read, from 0; None within a footnote."""
        return self.position if self.is_whole else None

    # --- One line

    def line(self, text: str) -> None:
        """Take in one line."""
        matched, rest, ended = self.led_through(text)
        if ended is not None:
            self.close(ended - 1)
            self.is_after_blank = False
            return
        is_matched = matched == len(self.open) - 1
        if self.leaf and is_matched and self.leaf.takes(rest):
            self.is_after_blank = not rest.strip() and isinstance(self.leaf, Code)
            if self.leaf.is_done:
                self.close_leaf()
            return
        if not rest.strip():
            self.close_leaf()
            self.close(matched)
            self.is_after_blank = not isinstance(self.open[-1], Quote)
            return
        if is_matched and self.leaf and not isinstance(self.leaf, (Paragraph, Table)):
            self.close_leaf()
        self.matched = matched
        self.begin(rest)
        self.is_after_blank = False

    def led_through(self, text: str) -> tuple[int, str, int | None]:
        """Return the last open container that goes on, what is left of ``text`` for it, and which one ``text`` ends."""
        rest, ended = text, None
        is_code = isinstance(self.leaf, Fence)
        for depth, container in enumerate(self.open[1:], 1):
            if isinstance(container, Box) and container.is_ended_by(rest):
                is_line_of_code = is_code and all(isinstance(inner, Box) for inner in self.open[depth:])
                ended = ended if is_line_of_code else depth
            remainder = container.continued(rest, has_text=self.leaf is not None)
            if remainder is None:
                return depth - 1, rest, ended
            rest = remainder
        return len(self.open) - 1, rest, ended

    def begin(self, rest: str) -> None:
        """Open the blocks that begin in ``rest``, or go on with the paragraph."""
        while rest.strip():
            is_set_in = rest.startswith("    ")
            if is_set_in and not isinstance(self.leaf, Paragraph):
                self.add_leaf(Code([rest[4:]]))
                return
            if self.left_out(rest):
                return
            if is_set_in:
                break
            remainder = self.begun(rest)
            if remainder is None:
                break
            rest = remainder
            self.matched = len(self.open) - 1
        if not rest.strip():
            return
        is_row = isinstance(self.leaf, Table) and self.matched == len(self.open) - 1
        if self.leaf and (is_row or isinstance(self.leaf, Paragraph)):
            self.leaf.lines.append(rest)
        else:
            self.add_leaf(Paragraph([rest]))

    def begun(self, rest: str) -> str | None:
        """Open the block that ``rest`` begins and return what is left for those within; None where it begins none."""
        if self.matched >= DEEPEST:
            return None
        for begin in self.beginnings.get(rest.lstrip(" ")[0], ()):
            remainder = begin(rest)
            if remainder is not None:
                return remainder
        return None

    def left_out(self, rest: str) -> bool:
        """Drop ``rest`` where it is nothing but markup of another system that no block begins with."""
        if not leftovers.is_line(rest):
            return False
        if picture := leftovers.picture(rest):
            self.add_leaf(Paragraph([picture]))
            return True
        if self.opens_tag(rest) or self.opens_colons(rest):
            return False
        self.drop(rest)
        return True

    def drop(self, text: str) -> None:
        """Leave out ``text``; the title of a tab is kept, an id goes to the heading above."""
        parent = self.open[-1].element
        if self.leaf is None and not self.is_after_blank and len(parent) and parent[-1].tag[0] == "h":
            own = leftovers.split_id(text.strip())[1]
            if own and "id" not in parent[-1].attrib:
                self.name(parent[-1], own)
                return
        self.close_leaf()
        ended = [depth for depth, inner in enumerate(self.open) if isinstance(inner, Box) and inner.is_ended_by(text)]
        if ended:  # a box within an item, ended by a line that is not set in
            self.close(ended[-1] - 1)
            return
        if leftovers.TAG_OF_CONTENTS.match(text.strip()) and self.drop_contents():
            return
        if self.component(text):
            return
        self.met.add(text, self.number)
        if title := leftovers.title_of_tab(text):
            tab = boxes.add_tab(self.opened().element, title)
            if self.ends.get("tab", -1) > self.position:
                self.add(Box(tab, "tab"))

    def component(self, text: str) -> bool:
        """Open the box that ``text``, a tag of MDX, begins; False where none is, or no tag ends it."""
        callout = callouts.component(" ".join(text.split()))
        if callout is None or self.ends.get(callout.closing, -1) <= self.position:
            return False
        parent = self.opened().element
        if callout.kind:
            parent = boxes.add(parent, callout, self.language)
        else:
            self.met.add(text, self.number)
            if title := leftovers.title_of_tab(text):
                parent = boxes.add_tab(parent, title)
        self.add(Component(parent, callout.closing))
        return True

    def component_line(self, rest: str) -> str | None:
        """``<Tip>text</Tip>``."""
        found = callouts.COMPONENT_LINE.match(rest)
        callout = callouts.component(found[1]) if found else None
        if not found or not callout or not callout.kind:
            return None
        self.paragraph(boxes.add(self.opened().element, callout, self.language), found[3].strip())
        return ""

    def drop_contents(self) -> bool:
        """Leave out the list that is open, in whose place a table of contents would come."""
        depth = next((depth for depth, each in enumerate(self.open) if isinstance(each, Listing)), 0)
        if not depth or len(self.open[depth].element) > 1:
            return False
        self.leaf = None
        self.open[depth - 1].element.remove(self.open[depth].element)
        del self.open[depth:]
        return True

    # --- Opening and closing

    def opened(self) -> Container:
        """Close what the line did not go on with and return the container that a new block goes into."""
        self.close_leaf()
        self.close(self.matched)
        if isinstance(self.open[-1], Listing):
            self.close(len(self.open) - 2)
        container = self.open[-1]
        if self.is_after_blank and isinstance(container, Item) and len(container.element):
            container.is_loose = True
        self.matched = len(self.open) - 1
        return container

    def add_leaf(self, leaf: Leaf) -> None:
        """Begin ``leaf``."""
        self.opened()
        self.leaf = leaf

    def add(self, container: Container) -> None:
        """Open ``container``; its element is in its place already."""
        self.open.append(container)
        self.matched = len(self.open) - 1
        self.is_after_blank = False

    def close(self, last: int) -> None:
        """Close all containers behind the one at ``last``."""
        if len(self.open) - 1 > last or last == 0:
            self.close_leaf()
        while len(self.open) - 1 > last:
            container = self.open.pop()
            container.close(self.open[-1].element)
            if isinstance(container, Quote):
                boxes.of_quote(self.open[-1].element, container.element, self.language)

    def close_leaf(self) -> None:
        """Put the leaf into its container."""
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        parent = self.open[-1].element
        if isinstance(leaf, Paragraph):
            self.paragraph(parent, leaf.text())
        elif isinstance(leaf, Table):
            rows = leftovers.with_bullets(leftovers.in_markdown(leaf.text()))
            self.table.test(parent, rows)
            self.table.run(parent, [rows])
            if len(leaf.lines) == 2:
                parent[-1].remove(parent[-1][1])
            for cell in parent[-1].iter():
                cell.text = cell.text and cell.text.replace("\\|", "|")
        elif isinstance(leaf, Footnote):
            self.footnotes.setFootnote(leaf.name, leaf.text().rstrip())
        elif isinstance(leaf, Html):
            html = leaf.text() if leaf.ending else leftovers.without_templates(leaf.text(), self.met)
            text = None if leaf.ending else raw_html.with_stored_tags(html, self.md.htmlStash.store)
            if text is None:
                etree.SubElement(parent, "p").text = self.md.htmlStash.store(html)
            else:
                etree.SubElement(parent, raw_html.HOLDER).text = leftovers.in_markdown(text)
        else:
            code = etree.SubElement(etree.SubElement(parent, "pre"), "code")
            code.text = AtomicString(code_escape(leaf.text()))

    def paragraph(self, parent: etree.Element, text: str) -> None:
        """Add the paragraph ``text`` without the definitions of links that it begins with."""
        text = leftovers.in_markdown(text)
        while found := REFERENCE.match(text):
            address = found[2][1:-1] if found[2].startswith("<") else found[2]
            name = " ".join(found[1].split()).lower()
            self.md.references.setdefault(name, (address, found[3] or found[4] or found[5]))
            text = text[found.end() :]
        if not text:
            return
        container = self.open[-1]
        if isinstance(container, Item) and not len(parent) and (task := TASK.match(text)):
            parent.set("class", "task" if task[1] == " " else "task-done")
            text = text[task.end() :]
        etree.SubElement(parent, "p").text = text

    # --- Blocks: each takes what is left of a line and returns what is left behind its sign, None where it begins not

    def quote(self, rest: str) -> str | None:
        """``> text``."""
        if not (found := QUOTE.match(rest)):
            return None
        parent = self.opened().element
        self.add(Quote(etree.SubElement(parent, "blockquote")))
        return rest[found.end() :]

    def heading(self, rest: str) -> str | None:
        """``## text {#id}``."""
        if not (found := ATX.match(rest)):
            return None
        self.add_heading(len(found[1]), (found[2] or "").strip())
        return ""

    def underline(self, rest: str) -> str | None:
        """A line of ``===`` or ``---`` under a paragraph."""
        if not self.is_in_paragraph() or not (found := SETEXT.match(rest)):
            return None
        text = self.taken_text()
        if not text:
            return None
        self.add_heading(1 if found[1][0] == "=" else 2, text)
        return ""

    def add_heading(self, level: int, text: str) -> None:
        """Add a heading; an id at its end becomes its anchor."""
        text, own = leftovers.split_id(text)
        heading = etree.SubElement(self.opened().element, f"h{level}")
        heading.text = leftovers.in_markdown(text.strip())
        self.name(heading, own)

    def name(self, heading: etree.Element, own: str | None) -> None:
        """Give ``heading`` the anchor that its writer chose, unless another has it."""
        anchor = f"s-{slugify(own or '')}"
        if own and anchor not in self.anchors and anchor != "s-":
            self.anchors.add(anchor)
            heading.set("id", anchor)

    def rule(self, rest: str) -> str | None:
        """``---``."""
        if not RULE.match(rest):
            return None
        etree.SubElement(self.opened().element, "hr")
        return ""

    def fence(self, rest: str) -> str | None:
        """Three backticks or tildes."""
        if not (fence := Fence.begun_by(rest)):
            return None
        self.add_leaf(fence)
        return ""

    def html(self, rest: str) -> str | None:
        """A line that begins with a tag."""
        html = Html.begun_by(rest, is_in_paragraph=isinstance(self.leaf, Paragraph))
        if not html or (html.ending and not html.is_done and self.ends.get(html.ending, -1) <= self.position):
            return None
        self.add_leaf(html)
        if html.is_done:
            self.close_leaf()
        return ""

    def rows(self, rest: str) -> str | None:
        """The second line of a table, below a line that has as many cells."""
        if not self.is_in_paragraph() or not Table.DELIMITER.match(rest):
            return None
        assert self.leaf is not None
        head = self.leaf.lines[-1].strip()
        if not self.table.test(self.open[-1].element, f"{head}\n{rest.strip()}"):
            return None
        self.leaf.lines.pop()
        self.close_leaf()
        self.add_leaf(Table([head, rest.strip()]))
        return ""

    def item(self, rest: str) -> str | None:
        """``- text``, ``1. text``, ``1) text``."""
        found = MARKER.match(rest)
        if not found:
            return None
        marker, text = found[2], rest[found.end() :]
        kind = marker[-1]
        if self.is_in_paragraph() and (not text.strip() or marker[:-1] not in ("", "1")):
            return None
        padding = len(found[3])
        if not 1 <= padding <= 4 or not text.strip():
            text, padding = " " * (padding - 1) + text, 1
        listing = self.listing(kind, marker)
        element = etree.SubElement(listing.element, "li")
        self.add(Item(element, len(found[1]) + len(marker) + padding, listing))
        return text

    def listing(self, kind: str, marker: str) -> Listing:
        """Return the list that an item with ``marker`` belongs to: the one that is open, else a new one."""
        current = self.open[self.matched]
        if isinstance(current, Listing) and current.kind == kind:
            is_loose = self.is_after_blank
            self.close_leaf()
            self.close(self.matched)
            current.is_loose |= is_loose
            return current
        parent = self.opened().element
        element = etree.SubElement(parent, "ol" if marker[:-1] else "ul")
        if marker[:-1] and int(marker[:-1]) != 1:
            element.set("start", str(int(marker[:-1])))
        listing = Listing(element, kind)
        self.add(listing)
        return listing

    def footnote(self, rest: str) -> str | None:
        """``[^1]: text``, laid out by Python-Markdown at the end of the article."""
        if not (footnote := Footnote.begun_by(rest)):
            return None
        self.add_leaf(footnote)
        return ""

    def definition(self, rest: str) -> str | None:
        """``: text`` under a term or under another meaning."""
        found = DEFINITION.match(rest)
        if not found:
            return None
        is_loose = self.is_after_blank
        terms = self.terms()
        if terms is None:
            return None
        parent = self.opened().element
        element = parent[-1] if len(parent) and parent[-1].tag == "dl" else etree.SubElement(parent, "dl")
        for term in terms:
            etree.SubElement(element, "dt").text = term.strip()
        self.add(Definition(etree.SubElement(element, "dd"), len(found[1]), is_loose=is_loose))
        return rest[found.end() :]

    def terms(self) -> list[str] | None:
        """Take away the lines that are terms of the meaning that begins here; None where it can be none."""
        if self.is_in_paragraph():
            return self.taken_text().split("\n")
        if self.matched < len(self.open) - 1:
            return [] if isinstance(self.open[self.matched + 1], Definition) else None
        parent = self.open[-1].element
        if self.leaf or not len(parent) or parent[-1].tag not in ("p", "dl"):
            return None
        last = parent[-1]
        if last.tag == "dl":
            return []
        parent.remove(last)
        return (last.text or "").split("\n")

    def indented_box(self, rest: str) -> str | None:
        """``!!! tip "Title"`` and ``??? tip``."""
        callout = callouts.indented(rest)
        if callout is None:
            return None
        self.add(Indented(boxes.add(self.opened().element, callout, self.language), 4))
        return ""

    def tab(self, rest: str) -> str | None:
        """``=== "Title"``: its title stands above what it holds."""
        found = TAB.match(rest)
        if not found:
            return None
        self.add(Indented(boxes.add_tab(self.opened().element, found[1]), 4))
        return ""

    def opens_colons(self, rest: str) -> Callout | None:
        """Return the box that ``rest`` begins with colons; None where it is a tag of one line or of another kind."""
        callout = callouts.colons(rest)
        if callout is None or boxes.NO_BOX.match(rest) or rest.rstrip().endswith(":"):
            return None
        return callout if self.ends.get(callout.closing, -1) > self.position else None

    def opens_tag(self, rest: str) -> Callout | None:
        """Return the box that ``rest`` begins with a tag; None where no tag ends it."""
        callout = callouts.tagged(rest)
        return callout if callout and self.ends.get(callout.closing, -1) > self.position else None

    def box(self, rest: str) -> str | None:
        """``:::tip Title``, ``{% hint style="info" %}``."""
        callout = self.opens_colons(rest) or self.opens_tag(rest)
        if callout is None:
            return None
        if callout.kind:
            self.add(Box(boxes.add(self.opened().element, callout, self.language), callout.closing))
            return ""
        self.met.add(rest, self.number)
        self.add(Box(self.opened().element, callout.closing))
        return ""

    # --- The paragraph that may become something else

    def is_in_paragraph(self) -> bool:
        """Return whether the line goes on, not lazily, with a paragraph."""
        return isinstance(self.leaf, Paragraph) and self.matched == len(self.open) - 1

    def taken_text(self) -> str:
        """Take the text of the paragraph away; the definitions of links that it begins with stay."""
        assert isinstance(self.leaf, Paragraph)
        text = self.leaf.text()
        holder = etree.Element("div")
        self.leaf = None
        self.paragraph(holder, text)
        return holder[0].text or "" if len(holder) else ""
