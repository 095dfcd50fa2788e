"""Markup of other systems that means nothing here: what is left out, and what stays visible within a line."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass, field

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

QUOTED_LETTERS = 60
LINES_OF_A_TAG = 40
"""How far the end of a tag is looked for below its beginning."""


def between(opening: str, closing: str) -> str:
    """Return the pattern of a tag within one line; its inside cannot hold its end, so that nothing is tried twice."""
    return rf"{opening}(?:(?!{closing})[^\n]){{0,400}}+{closing}"


TEMPLATE = "|".join(
    between(opening, closing)
    for opening, closing in (
        *((r"\{%", r"%\}"), (r"\{\{", r"\}\}+"), (r"\{!", r"!\}"), (r"\{#[ ]", r"#\}"), (r"\{/\*", r"\*/\}")),
        (r"<%", r"%>"),
    )
)
"""Jinja, Liquid, Hugo, GitBook, Handlebars; files that MkDocs puts in; remarks of MDX."""

ATTRIBUTE = r"(?:[#.][\w:.-]+|[\w:@-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'{}]+))"
ATTRIBUTES = rf"\{{:?[ ]*(?:{ATTRIBUTE}|toc|markdown)(?:[ ]+{ATTRIBUTE})*+[ ]*\}}|\{{:[^{{}}\n]{{1,200}}\}}"
"""``{#id}``, ``{: .class }``, ``{:target="_blank"}``, ``{ width=300 }``."""

INCLUDE = (
    r"\[!(?i:include|(?:video|div|code|notebook|openapi|begin|end)\b)"
    r"(?:[^\[\]\n]|\[[^\[\]\n]*+\])*+\](?:\([^()\n]*+\))?"
)
COMPONENT = r"</?(?:[A-Z]\w*[a-z][\w.]*(?:\s(?:[^<>{}]|\{[^{}]*+\})*+)?/?)?+>"
MODULE = (
    r"import\s+(?:[\w*{][^'\"\n]*\s+from\s+)?['\"][^'\"\n]+['\"];?"
    r"|export\s+(?:(?:const|let|var)\s[^=\n]+=|(?:default\s+)?(?:async\s+)?function\s|default\s+[({]|\{)[^\n]*"
)
"""Lines of JavaScript in MDX; ``import`` and ``export`` begin sentences too."""

CONTENTS = r"@?\[{1,2}_?(?i:toc)_?\]{1,2}"
ABBREVIATION = r"\*\[[^\[\]\n]+\]:[ ].*"
DIRECTIVE = r"::[A-Za-z][\w-]*(?:\[[^\[\]\n]*\])?(?:\{[^{}\n]*\})?"
"""``[TOC]``, ``*[API]: what it means``, ``::video{id=1}``."""

SNIPPET = r";?-{1,3}8<-{1,3}.*"
COLONS = r":{3,}.*"

LINE = re.compile(
    rf"(?:(?:{TEMPLATE}|{INCLUDE}|{COMPONENT}|{ATTRIBUTES})\s*+)++$"
    rf"|(?:{MODULE}|{SNIPPET}|{COLONS}|{CONTENTS}|{ABBREVIATION}|{DIRECTIVE})$"
)
"""A line without surrounding blanks that is nothing but such markup."""

OPENINGS = {"{{": "}}", "{%": "%}", "{!": "!}", "{/*": "*/}"}
COMPONENT_BEGINS = re.compile(r"<[A-Z]\w*[a-z][\w.]*(?:\s[^<>]*)?$")
FIRST_SIGNS = frozenset("{<[:;-ie*@")

HEADING_ID = re.compile(rf"[ ]*({ATTRIBUTES})[ ]*$")
OWN_ID = re.compile(r"#([\w:.-]+)")

WIKI_LINK = r"!?\[\[(?!\d+\]\])([^\[\]\n|#][^\[\]\n|]*)(?:\|([^\[\]\n]+))?\]\](?!\()"
PLACEHOLDER = between(r"\{\{(?![<%])", r"\}\}+")
"""``{{ name }}`` may be what an article is about; within a line it stays visible."""

ICON = r":(?:material|fontawesome|octicons|simple|mdi|fa[bsr]?)-[\w-]+:"
"""Pictures that MkDocs takes from fonts; they stand beside the words for what they show."""

INLINE = rf"(?<!\\)(?:(?P<shown>{PLACEHOLDER})|(?P<dropped>{TEMPLATE}|{INCLUDE}|{ATTRIBUTES}|{ICON})|{WIKI_LINK})"
TEMPLATES = re.compile(TEMPLATE)
COMPONENT_WITHIN = re.compile(r"<[A-Z]\w*[a-z][\w.]*(?=[\s/>])[^<>]*>")
"""A tag that no browser knows, in HTML: ``<Card>``, and ``<Your name>`` which its writer took for text."""

TAG_OF_CONTENTS = re.compile(r"\{:?[ ]*toc\b[^{}]*\}$")
"""Below a list of one item, which kramdown replaces."""

TAB = re.compile(
    r"(?:\{[%{][-<%]?[ ]*(tab)\s+(?:\w+=)?|<(?:TabItem|Tab|Step|Card|Panel)\b.*?\b(?:label|title)=)"
    r"""(?:"([^"]*)"|'([^']*)')"""
)
IMAGE = re.compile(r'\bsource="([^"]+)"')
IMAGE_TEXT = re.compile(r'\balt-text="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Leftover:
    """One place with markup of another system."""

    quoted: str
    line: int | None = None
    """Line of the text, from 0; None where it is not known and has to be looked up."""

    is_shown: bool = False
    """Whether customers see it."""


@dataclass(slots=True)
class Leftovers:
    """What was met in one text."""

    met: list[Leftover] = field(default_factory=list)

    def add(self, quoted: str, line: int | None = None, *, is_shown: bool = False) -> None:
        """Note ``quoted``."""
        self.met.append(Leftover(" ".join(quoted.split()), line, is_shown))


def is_line(text: str) -> bool:
    """Return whether the line ``text`` is nothing but markup of another system."""
    text = text.strip()
    return text[:1] in FIRST_SIGNS and LINE.match(text) is not None


def lines_of_tag(lines: list[str], start: int) -> int:
    """Return how many lines the tag takes that begins at ``start`` and does not end there; 0 where none does."""
    text = lines[start].strip()
    closing = next((end for begin, end in OPENINGS.items() if text.startswith(begin) and end not in text), None)
    if closing is None and COMPONENT_BEGINS.match(text):
        closing = ">"
    if closing is None:
        return 0
    for number, line in enumerate(lines[start + 1 : start + LINES_OF_A_TAG], 2):
        if not line.strip() and closing == ">":
            return 0
        if line.rstrip().endswith(closing):
            return number
    return 0


def picture(text: str) -> str | None:
    """Return the Markdown of ``:::image source="..." alt-text="...":::`` as Microsoft's documents have it."""
    text = text.strip()
    if not text.startswith(":::image") or not (source := IMAGE.search(text)):
        return None
    words = IMAGE_TEXT.search(text)
    return f"![{words[1] if words else ''}]({source[1]})"


def title_of_tab(text: str) -> str:
    """Return the title in the tag ``text`` of a tab, a step or a card that holds something, nothing for others."""
    found = None if text.rstrip().endswith("/>") else TAB.match(text.strip())
    return found[2] or found[3] if found else ""


IMAGE_WITHIN = re.compile(r':::image\b[^\n]{0,400}?\bsource="([^"\n]+)"[^\n]{0,400}?:::')
WORD_WITHIN = re.compile(r':::no-loc[ ]+text="([^"\n]*)"[^:\n]*:::')
TEMPLATE_IN_LINK = re.compile(
    r"\]\([ ]*(?:\{\{[<%][ ]*(?:rel)?ref[ ]+[\"']?([^\"'{}\n]+?)[\"']?[ ]*[>%]\}\}"
    r"|(?:\{\{[^<%{}\n][^{}\n]*\}\}[ ]*)?\{%[ ]*link[ ]+([^{}%\n]+?)[ ]*%\}"
    r"|\{\{[ ]*[\"']([^\"'{}\n]+)[\"'][^{}\n]*\}\}|\{\{[ ]*[^<%{}\n]+\}\}(?=/))"
)
"""The address of a link in Hugo and Jekyll: a file, or a path below the address of the site."""

SIZE_OF_IMAGE = re.compile(r"(!\[[^\[\]\n]*\]\([^()\s]+)[ ]+=\d*x\d*\)")
ESCAPED_EMOJI = re.compile(r":[a-z0-9]+(?:\\_[a-z0-9]+)+:")


def in_markdown(text: str) -> str:
    """Return the lines ``text`` with what other systems write within one as Markdown has it."""
    if ":::" in text:
        text = IMAGE_WITHIN.sub(r"![](\1)", WORD_WITHIN.sub(r"\1", text))
    if "](" in text:
        text = TEMPLATE_IN_LINK.sub(lambda found: f"]({found[1] or found[2] or found[3] or ''}", text)
        text = SIZE_OF_IMAGE.sub(r"\1)", text)
    return ESCAPED_EMOJI.sub(lambda found: found[0].replace("\\", ""), text) if "\\_" in text else text


ITEM_IN_CELL = re.compile(r"(</?br[ ]*/?>)[ ]*[-*][ ]+(?=[^\s|])", re.IGNORECASE)
FIRST_ITEM_IN_CELL = re.compile(r"(?<=\|)([ ]*)[-*][ ]+(?=[^|\n]*</?br[ ]*/?>\u2022)", re.IGNORECASE)


def with_bullets(rows: str) -> str:
    """Return the rows of a table with a bullet before each line of a cell that is written as an item."""
    if "br" not in rows:
        return rows
    return FIRST_ITEM_IN_CELL.sub("\\1\N{BULLET} ", ITEM_IN_CELL.sub("\\1\N{BULLET} ", rows))


def split_id(heading: str) -> tuple[str, str | None]:
    """Return ``heading`` without the attributes at its end, and the id among them."""
    found = HEADING_ID.search(heading) if heading.endswith("}") else None
    if not found:
        return heading, None
    own = OWN_ID.search(found[1])
    return heading[: found.start()], own[1] if own else None


class LeftoverProcessor(InlineProcessor):
    """Markup of other systems within a line: shown as code that plain text leaves out, or dropped."""

    def __init__(self, leftovers: Leftovers) -> None:
        super().__init__(INLINE)
        self.leftovers = leftovers

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        """Return what stands for ``m``."""
        is_shown = m["shown"] is not None
        self.leftovers.add(m[0], is_shown=is_shown)
        if m["shown"]:
            placeholder = etree.Element("code", {"class": "leftover"})
            placeholder.text = AtomicString(m[0])
            return placeholder, m.start(0), m.end(0)
        words = "" if m["dropped"] or m[0].startswith("!") else m[4] or m[3]
        return AtomicString(words), m.start(0), m.end(0)


def without_templates(html: str, leftovers: Leftovers) -> str:
    """Return a block of HTML without tags of template languages, which are noted."""
    if "<code" in html or "<pre" in html:
        return html

    def note(found: re.Match[str]) -> str:
        leftovers.add(found[0])
        return ""

    return TEMPLATES.sub(note, html)


def wording(met: tuple[Leftover, ...]) -> tuple[str, str]:
    """Return (what, remedy) for all that is left over in a file: the first place is quoted, the others are counted."""
    first = met[0]
    quoted = first.quoted if len(first.quoted) <= QUOTED_LETTERS else f"{first.quoted[:QUOTED_LETTERS]}…"
    effect = "which customers will see" if first.is_shown else "which is left out of what customers see"
    others = ""
    if len(met) > 1:
        shown = sum(leftover.is_shown for leftover in met[1:])
        others = f", and {len(met) - 1} more such" + (f" ({shown} of them shown)" if shown else "")
    return f"markup of another system: '{quoted}', {effect}{others}", "Write it in Markdown, or remove it"
