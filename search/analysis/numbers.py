"""Numbers as people write them: ``75,000``, ``75.000``, ``75 000``, ``75k`` and ``75000`` are one word.

A point or a comma with three digits behind each is taken to part thousands, whatever the language, since customers
write as they please; otherwise it is that of a decimal, and several points make a version (``14.9.9``).
"""

from __future__ import annotations

import re

BLANKS = "\u00a0\u2009\u202f "
CURRENCY = r"(?:euros?|eur|usd[ct]?|gbp|chf|czk|kč|kc|btc|eth|€|\$|£)"
THOUSAND = r"(?<=[0-9])k|tis(?:[ií]c(?:e|ov)?)?|mil|thousand"
"""``k`` is glued to its number: in Slovak it is also a preposition."""

MILLION = r"mio|mln|millions?|mill[oó]n(?:es)?|mili[oó]n(?:y|ov)?"
GROUPS = "|".join(rf"(?:{gap}[0-9]{{3}})+" for gap in (f"[{BLANKS}]", r"\.", ",", "['’]"))
FIGURE = (
    rf"(?:(?P<grouped>[1-9][0-9]{{0,2}}(?:{GROUPS}))(?:[.,](?P<cents>[0-9]{{1,2}}))?"
    r"|[vV]?(?P<version>[0-9]+(?:\.[0-9]+){2,})"
    r"|[vV]?(?P<whole>[0-9]+)[.,](?P<decimals>[0-9]+)"
    r"|(?P<plain>[0-9]+)(?![-‐‑'’][^\W_]))(?![0-9]|[.,][0-9])"
)
ENDS = rf"(?=[\W_]|{CURRENCY}(?![^\W_])|$)"
TIMES = rf"(?:[{BLANKS}]?(?:(?P<thousand>{THOUSAND})|(?P<million>{MILLION})){ENDS})?"
FIGURES = re.compile(FIGURE + TIMES, re.IGNORECASE)

NAMES = re.compile(r"\?P<\w+>")
NUMBER = NAMES.sub(
    "?:", rf"(?i:(?<![^\W_])(?<![0-9][.,])(?=v?[0-9]){FIGURE}{TIMES}{ENDS}|(?<![^\W_]){CURRENCY}(?=[0-9]))"
)
"""Pattern of a number within a text; a currency that is glued to it is a word of its own."""


def number_form(word: str) -> str | None:
    """Return what ``word`` has in common with the same number written otherwise; None where it is none."""
    found = FIGURES.fullmatch(word)
    if not found:
        return None
    if version := found["version"]:
        return version
    whole = re.sub("[^0-9]", "", found["grouped"] or found["whole"] or found["plain"])
    decimals = found["cents"] or found["decimals"] or ""
    shift = 3 if found["thousand"] else 6 if found["million"] else 0
    if shift:
        whole = (whole + decimals[:shift].ljust(shift, "0")).lstrip("0") or "0"
    decimals = decimals[shift:].rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole
