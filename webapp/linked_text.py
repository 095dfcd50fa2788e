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
    while address and (
        address[-1] in ENDINGS
        or (address[-1] in PAIRS and address.count(address[-1]) > address.count(PAIRS[address[-1]]))
    ):
        address = address[:-1]
    return address
