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
class Reach:
    """A way to reach people besides the site."""

    label: str
    address: str
    """As people read it."""

    url: str
    """Absolute; empty for one that is only read."""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """``mail/letter.html`` and ``mail/letter.txt``."""

    language: str
    subject: str
    paragraphs: tuple[str, ...]
    links: tuple[Link, ...]
    """The one that matters most is the first."""

    text: str = ""
    """What an agent wrote, line ends and all; after the paragraphs."""

    closing: tuple[str, ...] = ()
    """Paragraphs after the text."""

    digits: str = ""
    """To be typed instead of following the link."""

    notes: tuple[str, ...] = ()
    """In small print."""

    channels: tuple[Reach, ...] = ()
    """Other ways to reach people."""

    hours: tuple[str, ...] = ()
    """When people are there, line by line."""
