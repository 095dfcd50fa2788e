"""Addresses of a page as the rest of the world writes them: absolute, and one for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, url_for

from webapp.config import config
from webapp.i18n import LANGUAGES, SOURCE_LANGUAGE

X_DEFAULT = "x-default"
"""The alternate for readers of any other language."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in a language."""

    code: str
    url: str
    """Absolute."""


def absolute(path: str) -> str:
    """Return ``path`` where the world reaches the site; where nobody said that, on the host the request came to."""
    return (config().public_address or request.host_url.rstrip("/")) + path


def alternates(paths: Mapping[str, str], x_default: str = "") -> tuple[Alternate, ...]:
    """Return the page at ``paths``, language -> path, for every language that has it, itself included.

    ``x_default`` is the path for readers of other languages; by default that in ``SOURCE_LANGUAGE``, else the first.
    """
    known = {code: paths[code] for code in LANGUAGES if code in paths}
    if not known:
        return ()
    other = x_default or known.get(SOURCE_LANGUAGE) or next(iter(known.values()))
    return tuple(Alternate(code, absolute(path)) for code, path in {**known, X_DEFAULT: other}.items())


def contact_url(language: str, text: str = "") -> str:
    """Return the address to write to us, with ``text`` in the field."""
    return url_for("before_you_submit.contact", language=language, q=text or None)
