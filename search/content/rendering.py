"""From Markdown to sections with anchors, plain text and sanitised HTML."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from markdown import Markdown

from search.content.links import Refusal, refused_addresses
from search.content.sanitising import sanitise
from search.content.slugs import slugify
from search.model import Section

EXTENSIONS = ("tables", "footnotes", "def_list", "fenced_code", "admonition")

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [^>"]*(?:"[^"]*"[^>"]*)*)?>')
FOOTNOTE_SIGN = re.compile(r'<sup id="fnref[^>]*>.*?</sup>|<a href="#fnref[^>]*>.*?</a>')
VOID = {"br", "hr", "img"}
CUT_AT = {"h1": 1, "h2": 2, "h3": 3}
SPACING = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "hr", "pre"), "\n"),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "tr"), "\n"),
    "br": " ",
}
"""What stands in plain text for the beginning and the end of an element; nothing for the others."""

CELLS = " · "

DEEP = re.compile(r"^(?:[ \t]*(?:>|[-*+](?=[ ])|\d+[.](?=[ ]))){60}|`{500}", re.MULTILINE)
"""Quotes and lists begun within one line, and runs of backticks."""

FENCED = re.compile(r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[ ]*$", re.MULTILINE | re.DOTALL)
BLANK_LINES = re.compile(r"\n[ \t]*\n")
OPEN_TAG = re.compile(r"<(?![^<>]*>)")
OPEN_LINK = re.compile(r"\[(?![^\[\]]*\])|\]\((?![^()]*\))")
MARK_LINE = re.compile(r"^[ ]{0,3}(?:[-=]+[ ]*$|:[ ]|#)|^[ ]*!!!", re.MULTILINE)
SIGN = re.compile(r"[\\`*_<&\[]")
STEPS_A_SIGN = 160
STEPS_A_LINE = 100
MOST_STEPS = 8_000_000
"""Looks ahead that a text may cost; with this Python-Markdown takes about a second."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """An article laid out, with what had to be left out."""

    sections: tuple[Section, ...]
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    """Address -> refusal of every link and image that was dropped."""

    is_plain: bool = False
    """Whether the Markdown could not be understood and stands there as it was written."""


class Converter(threading.local):
    """One Markdown instance a thread: it is slow to make and may not be shared."""

    def __init__(self) -> None:
        self.markdown = Markdown(extensions=EXTENSIONS)

    def html(self, text: str) -> str | None:
        """Return ``text`` as HTML, not sanitised; None where Python-Markdown gives up."""
        try:
            html: str = self.markdown.reset().convert(text)
        except Exception:  # any text may be a file; what Python-Markdown trips over is reported, not raised
            self.markdown = Markdown(extensions=EXTENSIONS)
            return None
        return html


CONVERTER = Converter()


def render(text: str) -> tuple[Section, ...]:
    """Return the sections of the Markdown ``text``; the first has no heading and may be empty."""
    return lay_out(text).sections


def lay_out(text: str) -> Rendering:
    """Return the Markdown ``text`` as sections, and what was left out."""
    html = None if is_excessive(text) else CONVERTER.html(text)
    if html is None:
        return Rendering(cut(as_paragraphs(text)), is_plain=True)
    refused = refused_addresses(html) if "href" in html or "src" in html else {}
    return Rendering(cut(sanitise(html)), refused)


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
        marks = len(OPEN_LINK.findall(block)) + len(MARK_LINE.findall(block))
        steps += marks * len(block)
    return steps > MOST_STEPS


def as_paragraphs(text: str) -> str:
    """Return ``text`` as HTML that shows it as it was written."""
    return "\n".join(f"<p>{escape(block.strip(), quote=False)}</p>" for block in BLANK_LINES.split(text))


def cut(html: str) -> tuple[Section, ...]:
    """Return sanitised ``html`` cut at the headings of the first three levels that stand in nothing else."""
    sections = []
    anchors: dict[str, int] = {}
    start, opening, heading, level, anchor = 0, "", "", 0, ""
    for begin, end, name, inner in top_headings(html):
        sections.append(section(anchor, heading, level, opening, html[start:begin]))
        heading, level = plain_text(inner).replace("\n", " "), CUT_AT[name]
        anchor = unused(f"s-{slugify(heading) or 'section'}", anchors)
        opening = f'<{name} id="{anchor}">{inner}</{name}>'
        start = end
    sections.append(section(anchor, heading, level, opening, html[start:]))
    return tuple(sections)


def section(anchor: str, heading: str, level: int, opening: str, content: str) -> Section:
    """Build the section that ``opening``, its heading, and ``content`` make up."""
    return Section(anchor, heading, level, plain_text(content), (opening + content).strip())


def top_headings(html: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield (start, end, tag, HTML within) of the headings to cut at."""
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
            yield opened.start(), tag.end(), name, html[opened.end() : tag.start()]
            opened = None


def unused(anchor: str, anchors: dict[str, int]) -> str:
    """Return ``anchor``, numbered from 2 where ``anchors`` has it, and remember it."""
    if anchor not in anchors:
        anchors[anchor] = 1
        return anchor
    while True:
        anchors[anchor] += 1
        numbered = f"{anchor}-{anchors[anchor]}"
        if numbered not in anchors:
            anchors[numbered] = 1
            return numbered


def plain_text(html: str) -> str:
    """Return the text of sanitised ``html``, one line a block, a row of a table being a block."""
    if "fnref" in html:
        html = FOOTNOTE_SIGN.sub("", html)
    spaced = unescape(TAG.sub(spacing, html.replace("\n", " ")))
    lines = (" ".join(line.split()).removesuffix(CELLS.rstrip()).rstrip() for line in spaced.split("\n"))
    return "\n".join(filter(None, lines))


def spacing(tag: re.Match[str]) -> str:
    """Return what stands in plain text for ``tag``."""
    name = tag[2]
    if name in ("td", "th"):
        return CELLS if tag[1] else ""
    return SPACING.get(name, "")
