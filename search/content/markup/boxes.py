"""Boxes as elements, and how far down the text their ends are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from search.content.markup import callouts
from search.content.markup.callouts import Callout
from search.content.markup.leaves import Html

NO_BOX = re.compile(r"[ ]{0,3}:{3,}[ ]*(?:moniker|zone|row|column|image|code|no-loc|[\w-]+-end)\b")
"""Tags of Microsoft's documents, which do not end with a line of colons."""


def add(parent: etree.Element, callout: Callout, language: str) -> etree.Element:
    """Add the box that ``callout`` describes to ``parent`` and return it."""
    heading = callout.heading(language)
    if callout.kind == "details":
        box = etree.SubElement(parent, "details")
        etree.SubElement(box, "summary").text = heading
        return box
    box = etree.SubElement(parent, "div", {"class": f"admonition {callout.kind}"})
    if heading:
        etree.SubElement(box, "p", {"class": "admonition-title"}).text = heading
    return box


def add_tab(parent: etree.Element, title: str) -> etree.Element:
    """Add a tab, a step or a card called ``title`` to ``parent`` and return it; those of a group stand in a column."""
    tab = etree.SubElement(parent, "div", {"class": "tab"})
    etree.SubElement(tab, "p", {"class": "tab-title"}).text = title
    return tab


def of_quote(parent: etree.Element, quote: etree.Element, language: str) -> None:
    """Make a box of ``quote`` where it begins with ``[!NOTE]``; an empty one leaves ``parent``.

    Text behind the sign is the title where more follows, else it is what the box says.
    """
    if not len(quote):
        parent.remove(quote)
        return
    first = quote[0]
    found = callouts.ALERT.match(first.text or "") if first.tag == "p" else None
    if not found:
        return
    below = (first.text or "")[found.end() :]
    has_title = bool(below.strip()) or len(quote) > 1
    callout = callouts.named(found[1], found[2] if found[2] and has_title else None)
    text = below if has_title else found[2]
    quote.tag = "div"
    quote.set("class", f"admonition {callout.kind}")
    first.set("class", "admonition-title")
    first.text = callout.heading(language)
    if text.strip():
        body = etree.Element("p")
        body.text = text
        quote.insert(1, body)


def last_lines(lines: list[str]) -> dict[str, int]:
    """Return ending -> number of the last of ``lines`` that has it: what opens is a block only where it is closed."""
    last: dict[str, int] = {}
    for number, line in enumerate(lines):
        if ">" in line:
            small = line.lower()
            last.update((ending, number) for ending in Html.ENDINGS if ending in small)
        if closing := callouts.CLOSING.match(line):
            colons = [":" * count for count in range(3, len(closing[1] or "") + 1)]
            last.update((name, number) for name in colons or [closing[2] or closing[3] or closing[4]])
    return last
