"""What a letter shows, in HTML and as plain text alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the site that a letter leads to."""

    label: str
    url: str
    """Absolute."""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """``mail/letter.html`` and ``mail/letter.txt``."""

    language: str
    subject: str
    paragraphs: tuple[str, ...]
    link: Link
    quote: str = ""
    """What an agent wrote, line ends and all; between the paragraphs and the link."""

    digits: str = ""
    """To be typed instead of following the link."""

    notes: tuple[str, ...] = ()
    """In small print."""
