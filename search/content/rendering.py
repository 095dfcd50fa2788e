"""From Markdown to sections with anchors, plain text and sanitised HTML."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from markdown import Markdown

from search.content.links import Refusal, refused_addresses
from search.content.markup.extension import Markup
from search.content.markup.leftovers import Leftover
from search.content.sanitising import dropped_elements, sanitise
from search.content.slugs import github_slug, slugify
from search.model import LineKind, Section

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [^>"]*(?:"[^"]*"[^>"]*)*)?>')
BOX_TITLE = re.compile(r'<p class="(?:admonition|tab)-title">(.*?)</p>')
OWN_ID = re.compile(r' id="(s-[^"]+)"')
HEADING = re.compile(r'<(h[1-6])(?: id="(?:(s-[^"]+)|[^"]*)")?>(.*?)</\1>', re.DOTALL)
IMAGE = re.compile(r'<img(?: [^>"]*(?:"[^"]*"[^>"]*)*)?>')
ALT = re.compile(r' alt="([^"]*)"')
NO_TEXT = re.compile(
    r'<sup id="fnref[^>]*>.*?</sup>|<a href="#fnref[^>]*>.*?</a>|<code class="leftover">[^<]*</code>', re.DOTALL
)
"""Signs of footnotes, and markup of other systems."""

VOID = {"br", "hr", "img"}
CUT_AT = {"h1": 1, "h2": 2, "h3": 3}
SPACING = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "hr", "pre"), "\n"),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "tr"), "\n"),
    "summary": "\n",
    "details": "\n",
    "br": " ",
}
"""What stands in plain text for the beginning and the end of an element; nothing for the others."""

CELLS = " · "

WITHIN = {"ol": LineKind.STEP, "ul": LineKind.ITEM, "table": LineKind.ROW}
HEADING_END = re.compile(r"\A<h[1-3][ >].*?</h[1-3]>", re.DOTALL)

DEEP = re.compile(r"^(?:[ \t]*(?:>|[-*+](?=[ ])|\d+[.](?=[ ]))){60}|`{500}", re.MULTILINE)
"""Quotes and lists begun within one line, and runs of backticks."""

FENCED = re.compile(r"^(`{3,}+|~{3,}+)[^\n]*\n.*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
NAMED_PLACE = re.compile(r'<a\s+(?:name|id)="([^"<>]+)"\s*(?:/>|>([^<]*)</a>)', re.IGNORECASE)
BLANK_LINES = re.compile(r"\n[ \t]*\n")
OPEN_TAG = re.compile(r"<(?![^<>]*>)")
OPEN_LINK = re.compile(r"\[(?![^\[\]]*\])|\]\((?![^()]*\))")
SIGN = re.compile(r"[\\`*_<&\[~{]|www\.|://|:[\w+-]+:")
STEPS_A_SIGN = 160
STEPS_A_LINE = 100
LETTERS_A_STEP = 4000
"""Letters copied in the time of a step: each sign that is found copies its block."""

MOST_STEPS = 8_000_000
"""Looks ahead that a text may cost; with this Python-Markdown takes about a second."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """An article laid out, with what had to be left out."""

    sections: tuple[Section, ...]
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    """Address -> refusal of every link and image that was dropped."""

    leftovers: tuple[Leftover, ...] = ()
    """Markup of other systems, in the order of the text."""

    dropped: tuple[str, ...] = ()
    """Names of elements that are not shown, nor what is in them."""

    is_plain: bool = False
    """Whether the Markdown could not be understood and stands there as it was written."""


@dataclass(frozen=True, slots=True)
class TopHeading:
    """A heading to cut at: where it is in the HTML, what is in it and its anchor."""

    start: int
    end: int
    name: str
    inner: str
    anchor: str


class Converter(threading.local):
    """One Markdown instance a thread: it is slow to make and may not be shared."""

    def __init__(self) -> None:
        self.markup = Markup()
        self.markdown = Markdown(extensions=[self.markup])

    def html(self, text: str, language: str) -> tuple[str, tuple[Leftover, ...]] | None:
        """Return ``text`` as HTML, not sanitised, and what is left over; None where Python-Markdown gives up."""
        try:
            self.markdown.reset()
            self.markup.blocks.language = language
            html = self.markdown.convert(text)
            return html, self.markup.leftovers(text, html)
        except Exception:  # any text may be a file; what Python-Markdown trips over is reported, not raised
            self.__init__()  # type: ignore[misc]
            return None


CONVERTER = Converter()


def render(text: str) -> tuple[Section, ...]:
    """Return the sections of the Markdown ``text``; the first has no heading and may be empty."""
    return lay_out(text).sections


def lay_out(text: str, language: str = "en") -> Rendering:
    """Return the Markdown ``text``, written in ``language``, as sections, and what was left out."""
    laid_out = None if is_excessive(text) else CONVERTER.html(text, language)
    if laid_out is None:
        return Rendering(cut(as_paragraphs(text)), is_plain=True)
    html, leftovers = laid_out
    html = NAMED_PLACE.sub(named_place, html)
    refused = refused_addresses(html) if "href" in html or "src" in html else {}
    return Rendering(cut(sanitise(html)), refused, leftovers, dropped_elements(html))


def named_place(anchor: re.Match[str]) -> str:
    """Return a place that HTML names by a link without an address, named as anchors are here."""
    return f'<span id="s-{slugify(unescape(anchor[1]))}">{anchor[2] or ""}</span>'


def is_excessive(text: str) -> bool:
    """Return whether ``text`` is nested so deeply, or so full of open brackets, that laying it out takes too long."""
    if len(text) ** 2 < MOST_STEPS:
        return False
    if DEEP.search(text):
        return True
    bare = FENCED.sub("", text)
    steps = text.count("\n") * STEPS_A_LINE + len(SIGN.findall(bare)) * STEPS_A_SIGN
    steps += len(OPEN_TAG.findall(bare)) * len(bare)
    for block in BLANK_LINES.split(bare):
        steps += len(OPEN_LINK.findall(block)) * len(block)
        steps += len(SIGN.findall(block)) * len(block) // LETTERS_A_STEP
    return steps > MOST_STEPS


def as_paragraphs(text: str) -> str:
    """Return ``text`` as HTML that shows it as it was written."""
    return "\n".join(f"<p>{escape(block.strip(), quote=False)}</p>" for block in BLANK_LINES.split(text))


def cut(html: str) -> tuple[Section, ...]:
    """Return sanitised ``html`` cut at the headings of the first three levels that stand in nothing else."""
    html = with_anchors(html)
    sections = []
    start, opening, heading, level, anchor = 0, "", "", 0, ""
    for top in top_headings(html):
        sections.append(section(anchor, heading, level, opening, html[start : top.start]))
        heading, level, anchor = heading_words(top.inner), CUT_AT[top.name], top.anchor
        opening, start = html[top.start : top.end], top.end
    sections.append(section(anchor, heading, level, opening, html[start:]))
    return tuple(sections)


def with_anchors(html: str) -> str:
    """Return sanitised ``html`` with an anchor for every heading, that of its writer or else one of its words.

    Anchors that are taken are numbered as GitHub does. Where GitHub would make another one of the words, the heading
    can be led to by that as well, unless it is the anchor of another.
    """
    headings = list(HEADING.finditer(html))
    if not headings:
        return html
    given = {found[2] for found in headings if found[2]}
    taken = dict.fromkeys([*OWN_ID.findall(html), *given], 0)
    anchors = [given_or_made(found, given, taken) for found in headings]
    on_github: dict[str, int] = {}
    parts, end = [], 0
    for found, anchor in zip(headings, anchors, strict=True):
        other = f"s-{slugify(numbered(github_slug(heading_words(found[3])), on_github))}"
        place = "" if found[2] or other in taken or other == "s-" else f'<span id="{other}"></span>'
        taken.setdefault(other, 0)
        parts += [html[end : found.start()], f'<{found[1]} id="{anchor}">{place}{found[3]}</{found[1]}>']
        end = found.end()
    return "".join([*parts, html[end:]])


def given_or_made(heading: re.Match[str], given: set[str], taken: dict[str, int]) -> str:
    """Return the anchor that the writer gave ``heading``, if no heading before has it, else one of its words."""
    if heading[2] in given:
        given.remove(heading[2])
        return heading[2]
    return numbered(f"s-{slugify(heading_words(heading[3])) or 'section'}", taken)


def numbered(anchor: str, taken: dict[str, int]) -> str:
    """Return ``anchor``, with the next number from 1 where it is ``taken``, and remember it; as GitHub does."""
    free = anchor
    while free in taken:
        taken[anchor] += 1
        free = f"{anchor}-{taken[anchor]}"
    taken[free] = 0
    return free


def heading_words(inner: str) -> str:
    """Return the text of a heading in one line; pictures only count where there is no other."""
    words = plain_text(IMAGE.sub("", inner)) or plain_text(inner)
    return words.replace("\n", " ")


def section(anchor: str, heading: str, level: int, opening: str, content: str) -> Section:
    """Build the section that ``opening``, its heading, and ``content`` make up."""
    return Section(anchor, heading, level, plain_text(content), (opening + content).strip())


def top_headings(html: str) -> Iterator[TopHeading]:
    """Yield the headings to cut at."""
    depth = 0
    opened: re.Match[str] | None = None
    for tag in TAG.finditer(html):
        name = tag[2]
        if name in VOID:
            continue
        if not tag[1]:
            if not depth and name in CUT_AT:
                opened = tag
            depth += 1
            continue
        depth -= 1
        if opened and not depth:
            inner = html[opened.end() : tag.start()]
            anchor = OWN_ID.search(opened[0])
            yield TopHeading(opened.start(), tag.end(), name, inner, anchor[1] if anchor else "")
            opened = None


def plain_text(html: str) -> str:
    """Return the text of sanitised ``html``, one line a block, a row of a table being a block.

    What describes a picture counts as text: it is all that some articles have.
    """
    if "fnref" in html or "leftover" in html:
        html = NO_TEXT.sub("", html)
    spaced = unescape(TAG.sub(spacing, html.replace("\n", " ")))
    lines = (" ".join(line.split()).removesuffix(CELLS.rstrip()).rstrip() for line in spaced.split("\n"))
    return "\n".join(filter(None, lines))


def line_kinds(section: Section) -> list[LineKind]:
    """Return what each line of the text of ``section`` is part of, from the innermost list or table around it."""
    count = section.text.count("\n") + 1 if section.text else 0
    if not any(f"<{name}" in section.html for name in WITHIN):
        return [LineKind.PROSE] * count
    html = HEADING_END.sub("", section.html, count=1) if section.heading else section.html
    kinds: list[LineKind] = []
    around: list[LineKind] = []
    place = 0
    for tag in TAG.finditer(html):
        if tag[2] not in WITHIN:
            continue
        kinds += [around[-1] if around else LineKind.PROSE] * lines_in(html[place : tag.start()])
        place = tag.end()
        if not tag[1]:
            around.append(WITHIN[tag[2]])
        elif around:
            around.pop()
    kinds += [LineKind.PROSE] * lines_in(html[place:])
    return kinds if len(kinds) == count else [LineKind.PROSE] * count


def lines_in(html: str) -> int:
    """Return how many lines of plain text ``html`` makes."""
    text = plain_text(html)
    return text.count("\n") + 1 if text else 0


def first_paragraph(section: Section) -> str:
    """Return the first line of the text of ``section`` that is not the title of a box, nor describes a picture."""
    titles = [plain_text(title) for title in [*BOX_TITLE.findall(section.html), *IMAGE.findall(section.html)]]
    lines = section.text.split("\n")
    return next((line for line in lines if line not in titles), lines[0])


def spacing(tag: re.Match[str]) -> str:
    """Return what stands in plain text for ``tag``."""
    name = tag[2]
    if name == "img":
        found = ALT.search(tag[0])
        return f" {found[1]} " if found else ""
    if name in ("td", "th"):
        return CELLS if tag[1] else ""
    return SPACING.get(name, "")
