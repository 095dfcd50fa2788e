"""Sizes of files as people read them."""

from __future__ import annotations

from flask_babel import format_decimal, gettext

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE


def size_text(size_bytes: int) -> str:
    """Return a size as the language of the page writes it: 1.5 MB in English, 1,5 MB in Spanish and Slovak."""
    if size_bytes < MEGABYTE:
        return str(gettext("%(size)s kB", size=format_decimal(max(1, round(size_bytes / KILOBYTE)))))
    return str(gettext("%(size)s MB", size=format_decimal(round(size_bytes / MEGABYTE, 1))))
