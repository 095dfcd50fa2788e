"""What is an e-mail address."""

from __future__ import annotations

import re

EMAIL_LETTERS = 254
"""RFC 5321, section 4.5.3.1.3, less the angle brackets."""

LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LOCAL_LETTERS = 64
ENCODED = "=?"
"""Beginning of a word that mail programs decode, and then see another address.  RFC 2047, section 2."""

DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")


def ascii_address(text: str) -> str | None:
    """Return the address ``text`` as letters are sent to it, its domain in ASCII; None where it is none."""
    if len(text) > EMAIL_LETTERS:
        return None
    local, at, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    is_whole = at and len(local) <= LOCAL_LETTERS and LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(domain)
    is_plain = ENCODED not in local
    address = f"{local}@{domain}"
    return address if is_whole and is_plain and len(address) <= EMAIL_LETTERS else None
