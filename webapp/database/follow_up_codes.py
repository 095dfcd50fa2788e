"""Codes that a customer can read out on the phone and nobody can guess; knowing one gives access to nothing."""

from __future__ import annotations

import re
import secrets

PREFIX = "VT"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread.  Crockford, "Base 32"."""

GROUPS = 3
GROUP_LETTERS = 5
"""Fifteen letters: 75 bits."""

MISREAD = str.maketrans("OIL", "011")
WRITTEN = re.compile(rf"{PREFIX}([{ALPHABET}]{{{GROUPS * GROUP_LETTERS}}})")


def new_code() -> str:
    """Return a code like ``VT-7K3M9-QPX2A-B4CDE``."""
    return spaced("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LETTERS)))


def read_code(text: str) -> str | None:
    """Return the code that somebody typed in their own way, None where it is none."""
    letters = "".join(filter(str.isalnum, text.upper()))
    if not letters.startswith(PREFIX):
        letters = PREFIX + letters
    match = WRITTEN.fullmatch(PREFIX + letters.removeprefix(PREFIX).translate(MISREAD))
    return spaced(match[1]) if match else None


def spaced(letters: str) -> str:
    """Return ``letters`` in groups."""
    groups = (letters[start : start + GROUP_LETTERS] for start in range(0, len(letters), GROUP_LETTERS))
    return "-".join((PREFIX, *groups))
