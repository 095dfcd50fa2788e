"""One address of every kind of page, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from tests.browser.serving import ROOT

LANGUAGES = ("es", "sk", "en")
ARTICLE = "fees"
"""Has a table, headings and related articles."""

QUESTIONS: Mapping[str, str] = {
    "es": "no puedo retirar mi dinero",
    "sk": "nejde mi vybrať peniaze",
    "en": "I cannot withdraw my money",
}
NONSENSE = "qwrtzplkj xyzzyq"
"""Two words that no article holds."""

KINDS: Mapping[str, str] = {
    "home": "/",
    "search": "/search",
    "results": "/search?q={question}",
    "nothing found": "/search?q={nonsense}",
    "category": "/category/withdrawals",
    "article": "/articles/{slug}",
    "missing page": "/articles/nowhere",
    "contact": "/contact",
    "contact with results": "/contact?q={question}",
    "contact with nothing": "/contact?q={nonsense}",
    "contact with form": "/contact?q={question}&form=1",
}
"""Name -> path after the language."""


def address(kind: str, language: str) -> str:
    """Return the path of the page of ``kind``."""
    rest = KINDS[kind].format(
        question=quote(QUESTIONS[language]), nonsense=quote(NONSENSE), slug=slug(language, ARTICLE)
    )
    return f"/{language}{rest}"


def slug(language: str, key: str) -> str:
    """Return what the article ``key`` is called in addresses of ``language``."""
    text = (ROOT / "kb_articles" / language / f"{key}.md").read_text("utf-8-sig")
    found = re.search(r"^slug: *(\S+)", text, re.MULTILINE)
    return found[1] if found else key
