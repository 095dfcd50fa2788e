"""Words of any language as a part of an address."""

from __future__ import annotations

import re
import unicodedata

BETWEEN_WORDS = re.compile(r"[\W_]+")
NOT_ON_GITHUB = re.compile(r"[^\w\- ]")
IS_SLUG = re.compile(r"\w[\w-]*")


def slugify(text: str) -> str:
    """Return the words of ``text`` in lower case, without diacritics, joined by ``-``; may be empty."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    unmarked = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return BETWEEN_WORDS.sub("-", unmarked).strip("-")


def github_slug(words: str) -> str:
    """Return what GitHub makes of the ``words`` of a heading: signs go, where ours part words, and diacritics stay."""
    return NOT_ON_GITHUB.sub("", words.lower()).replace(" ", "-")


def heading_anchors(words: str) -> tuple[str, str]:
    """Return the anchor of a heading with these ``words``, and what a link to that of GitHub is kept as."""
    return f"s-{slugify(words)}", f"s-{slugify(github_slug(words))}"


def is_slug(text: str) -> bool:
    """Return whether ``text`` can be a part of an address as it is."""
    return IS_SLUG.fullmatch(text) is not None and text == text.lower()
