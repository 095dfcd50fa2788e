"""What a customer would have asked the help centre, cut out of what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.settings import ReplaySettings

QUOTED = re.compile(r"[ \t]*[>|]")
SIGNATURE = re.compile(
    r"--[ \t]*$|_{10,}|-{3,} ?(?:original message|mensaje original|p[ôo]vodn[áa] spr[áa]va)"
    r"|sent from my |enviado desde mi |odoslan[ée] z ",
    re.IGNORECASE,
)
"""How the line begins below which nothing is the customer's own."""

ATTRIBUTION = re.compile(r"(?:on|el|dňa|dna|le|am)\b.{5,200}:$", re.IGNORECASE)
"""Stands above quoted lines: ``On Monday Ana wrote:``."""

GREETING_WORDS = 4
REPLY = re.compile(r"(?:(?:re|fwd?|aw|rv|odp)\s*:\s*|\[[^\]]{0,40}\]\s*)+", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n{2,}")

QUOTES = 10
"""How much longer than what is used the part of a body is that is looked at: quotes and greetings come first."""


def questions_of(subject: str, body: str, settings: ReplaySettings) -> tuple[str, ...]:
    """Return what may have been typed instead: the subject with each of the first sentences, one at a time.

    At most ``settings.sentences`` texts of ``settings.question_letters`` each, at least one.
    """
    letters = settings.question_letters
    subject = " ".join(subject.split())
    subject = REPLY.sub("", subject, count=1)[:letters].strip() if REPLY.match(subject) else subject[:letters].strip()
    sentences = own_sentences(body[: letters * settings.sentences * QUOTES])
    others = ["" if bare(each) == bare(subject) else each for each in sentences[: settings.sentences]]
    return tuple(f"{subject}\n{each}"[:letters].strip() for each in others or [""])


def bare(sentence: str) -> str:
    """Return ``sentence`` without the mark at its end, to compare it."""
    return sentence.rstrip(".!?… ").lower()


def joined(questions: Iterable[str]) -> str:
    """Return the lines of ``questions`` as one text, each line once."""
    return "\n".join(dict.fromkeys(line for question in questions for line in question.splitlines()))


def own_sentences(body: str) -> list[str]:
    """Return the sentences of ``own_words``, also where a line breaks within one."""
    sentences = SENTENCE_END.split(own_words(body))
    return [" ".join(each.split()) for each in sentences if each.strip(".!?… ")]


def own_words(body: str) -> str:
    """Return ``body`` without greeting, quoted lines, and all below a signature or an older message."""
    kept: list[str] = []
    for line in map(str.strip, body.splitlines()):
        if SIGNATURE.match(line):
            break
        if QUOTED.match(line) or ATTRIBUTION.match(line) or (not any(kept) and is_greeting(line)):
            continue
        kept.append(line)
    return "\n".join(kept).strip()


def is_greeting(line: str) -> bool:
    """Return whether a first line only greets: a few words and a comma or an exclamation mark."""
    return line.endswith((",", "!")) and len(line.split()) <= GREETING_WORDS
