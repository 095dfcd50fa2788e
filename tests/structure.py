"""How articles are laid out, beside what CommonMark says: ``python -m tests.structure FOLDER``.

The oracle is markdown-it-py with GitHub's tables, strike-through and bare links. Compared are lists, items, code,
tables, headings and what stands in what; quotes and boxes are not, since callouts are boxes here and text there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import frontmatter
from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from search.content.rendering import lay_out
from search.content.sanitising import sanitise

BLOCKS = frozenset(
    {"ul", "ol", "li", "pre", "table", "tr", "th", "td", "dl", "dt", "dd", *(f"h{n}" for n in range(1, 7))}
)
INLINE = frozenset({"strong", "em", "del", "a", "img", "br", "code"})


MAIL = re.compile(r'<a href="mailto:[^"]*"[^>]*>([^<]*)</a>')
"""Bare addresses for mail are left as they are here."""


FENCE = re.compile(r"[ >]*(?:[-*]|\d+[.)])?[ >]*(`{3,}|~{3,})")
TAG_LINE = re.compile(r"[ ]*(?::{3,}|\{%.*%\}|\{\{[<%].*[>%]\}\}|</?(?:Tabs|TabItem)\b.*>|import .* from ').*$")
BOX_LINE = re.compile(r"^([ ]*)(?:\?\?\?\+?[ ]*[\w-]+|===(?=[ ]\"))")


class Outline(HTMLParser):
    """The tags of ``kinds`` as a text of words and brackets."""

    def __init__(self, kinds: frozenset[str]) -> None:
        super().__init__()
        self.kinds = kinds
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a bracket."""
        if tag in self.kinds:
            start = dict(attrs).get("start") if tag == "ol" else None
            self.words.append(f"{tag}{start or ''}" + ("" if tag in ("img", "br") else "("))

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        if tag in self.kinds and tag not in ("img", "br"):
            self.words.append(")")


@cache
def oracle() -> MarkdownIt:
    """Return a parser for CommonMark with what GitHub adds."""
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False}).use(gfm_autolink_plugin).use(admon_plugin)
    return parser.use(deflist_plugin).use(footnote_plugin, inline=False).use(tasklists_plugin)


def adapted(text: str) -> str:
    """Return ``text`` for the oracle: without lines that are tags of other systems, tabs and ``???`` as ``!!!``."""
    lines, fence = [], ""
    for line in text.split("\n"):
        if found := FENCE.match(line):
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence) and found[0] == line.rstrip():
                fence = ""
        if fence or not TAG_LINE.match(line):
            lines.append(line if fence else BOX_LINE.sub(r"\1!!! tab", line))
    return "\n".join(lines)


def outline(html: str, kinds: frozenset[str] = BLOCKS) -> str:
    """Return which of ``kinds`` stand in ``html`` and in what."""
    parser = Outline(kinds)
    parser.feed(html)
    parser.close()
    return " ".join(parser.words)


def both(text: str, kinds: frozenset[str] = BLOCKS) -> tuple[str, str]:
    """Return the outline of the Markdown ``text`` as it is laid out here and as the oracle has it."""
    ours = "\n".join(section.html for section in lay_out(text).sections)
    theirs = sanitise(oracle().render(adapted(text)).replace("<s>", "<del>").replace("</s>", "</del>"))
    return outline(MAIL.sub(r"\1", ours), kinds), outline(MAIL.sub(r"\1", theirs), kinds)


def is_alike(text: str, kinds: frozenset[str] = BLOCKS) -> bool:
    """Return whether ``text`` has the same outline here and there."""
    ours, theirs = both(text, kinds)
    return ours == theirs


def articles(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield path and text without head of the Markdown files in ``folder``."""
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text("utf-8-sig", errors="replace").replace("\r\n", "\n")
        try:
            yield path, frontmatter.parse(text)[1]
        except Exception:  # what its head holds is not measured here
            yield path, text


def main(folder: Path, *, is_told: bool) -> None:
    """Print the share of the articles in ``folder`` with the structure that CommonMark gives them."""
    total = blocks = inline = 0
    for path, text in articles(folder):
        ours, theirs = both(text)
        total += 1
        blocks += ours == theirs
        inline += is_alike(text, INLINE)
        if is_told and ours != theirs:
            print(f"{path}\n  here   {ours}\n  oracle {theirs}")
    share = blocks / total if total else 0.0
    print(f"{folder}: {blocks} of {total} as CommonMark ({share:.1%}); within lines {inline} of {total}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), is_told="--tell" in sys.argv)
