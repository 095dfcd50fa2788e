"""Text that people wrote, as HTML: every character as it is, addresses made links that vouch for nothing."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

ADDRESS = re.compile(r"https?://[^\s<>\"'“”„«»`\\]+", re.IGNORECASE)
ENDINGS = ".,;:!?"
"""What ends a sentence, not an address."""

PAIRS = {")": "(", "]": "["}
"""Belong to an address only where they are opened in it."""

REL = "noopener nofollow ugc"


def linked(text: str) -> Markup:
    """Return ``text`` escaped, its http and https addresses as links."""
    parts: list[Markup] = []
    end = 0
    for match in ADDRESS.finditer(text):
        address = without_ending(match[0])
        parts.append(escape(text[end : match.start()]))
        parts.append(Markup('<a href="{0}" rel="{1}">{0}</a>').format(address, REL))
        end = match.start() + len(address)
    return Markup("").join([*parts, escape(text[end:])])


def without_ending(address: str) -> str:
    """Return ``address`` without the punctuation of the sentence around it."""
    unopened = {closing: address.count(closing) - address.count(opening) for closing, opening in PAIRS.items()}
    end = len(address)
    while end and ((last := address[end - 1]) in ENDINGS or unopened.get(last, 0) > 0):
        if last in unopened:
            unopened[last] -= 1
        end -= 1
    return address[:end]
