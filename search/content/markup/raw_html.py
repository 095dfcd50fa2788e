"""Markdown within HTML: what a writer put between two tags and most systems lay out."""

from __future__ import annotations

import re
from collections.abc import Callable

HOLDER = "html-block"
"""Element around such text while it is read; the sanitiser takes it away."""

TAG = re.compile(r"(<!--.*?-->|</?[a-zA-Z][^<>]*>)", re.DOTALL)
VERBATIM = re.compile(r"<(/?)(pre|code|kbd|samp|script|style|textarea|svg|math|a)\b", re.IGNORECASE)
SIGNS = re.compile(r"\*\*(?=[^\s*])[^*\n]{1,400}\*\*|`[^`\n]{1,400}`|\[[^\[\]\n]{1,400}\]\([^()\s]{1,400}\)")


def with_stored_tags(html: str, store: Callable[[str], str]) -> str | None:
    """Return ``html`` as text to be read, its tags and code kept by ``store``; None where it holds no Markdown."""
    if html.count("<!--") != html.count("-->"):
        return None
    parts, is_read, depth = TAG.split(html), [], 0
    for number, part in enumerate(parts):
        if number % 2 == 0:
            is_read.append(not depth)
            continue
        is_read.append(False)
        if found := VERBATIM.match(part):
            depth = max(depth + (-1 if found[1] else 1), 0)
    texts = "\0".join(part for part, is_text in zip(parts, is_read, strict=True) if is_text)
    if not SIGNS.search(texts):
        return None
    return "".join(part if is_text or not part else store(part) for part, is_text in zip(parts, is_read, strict=True))
