"""Where sentences begin in plain text, in which each line is a block: a paragraph, a list item, a row of a table."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.content.rendering import line_kinds
from search.model import LineKind, Section

CELLS = " · "
"""Stands between the cells of a row, which is one sentence whatever is in it."""

END = re.compile(r"(?<![.?!…])([.?!…]++)[)\]»”’\"']*+ +(?=(\S))")
"""The sign that may close a sentence, and the first letter of what comes next."""

LONGEST = 8
"""Letters of the longest abbreviation."""

ABBREVIATIONS = frozenset(
    """
    adj approx aprox apt avda ave bc bldg bln bod cca ch co corp cía dept depto doc dr dra dres edif eds ej ene
    esp est excl ext feb febr gob hl hod inc incl ing inž izq jan jr judr kap kpt lic ltd mgr mil mld mr mrs ms
    mt mudr napr nasl nám ods okt op orig paeddr pers phd phdr pol poz pozn prof prot pta ptas pto resp rndr
    sept sgt skr sr sra sras sres srta st stor sv súč tel tlf tlfno trad tzn tzv ud uds ul univ vd vds vgl vs
    vyd zb zn zv zvl zák čl čs štv
    """.split()  # noqa: SIM905 - a list of them would be a page long
)
"""What a full stop shortens in English, Spanish or Slovak wherever it stands, in lower case."""

BEFORE_NUMBERS = frozenset(
    """
    abr ago apr art arts aug cap col dec dic fig figs jul jun mar max máx min mín no nos nov núm nums obr oct pág
    págs pp príl sec sep str tab vol
    """.split()  # noqa: SIM905 - a list of them would be a page long
)
"""The same where a number follows; by themselves these are words."""

DAY_OR_MONTH = 2
"""Digits up to which a number with a full stop before another number is part of a date: 5. 11. 2026."""

NUMERAL = re.compile(r"[ivx]{1,4}", re.IGNORECASE)


class Sentence(NamedTuple):
    """A sentence that holds a word."""

    start: int
    """In characters of the section's text."""

    words: int
    """How many words it has."""

    kind: LineKind
    """Of its line."""


def sentences_of(section: Section, word_starts: Sequence[int]) -> list[Sentence]:
    """Return the sentences of ``section``, whose words begin at ``word_starts``; together they have all of them."""
    found = list(sentence_starts(section.text))
    kinds = line_kinds(section)
    bounds = [*(bisect_left(word_starts, start) for start, _ in found), len(word_starts)]
    return [
        Sentence(start, last - first, kinds[line])
        for (start, line), first, last in zip(found, bounds, bounds[1:], strict=False)
        if last > first
    ]


def sentence_starts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of ``text`` begins, in characters, and the number of its line; a row is a sentence."""
    begin = 0
    for number, line in enumerate(text.split("\n")):
        if line:
            yield begin, number
            if CELLS not in line:
                for place in starts_within(line):
                    yield begin + place, number
        begin += len(line) + 1


def starts_within(line: str) -> Iterator[int]:
    """Yield where each sentence of ``line`` but the first begins."""
    begin = 0
    for end in END.finditer(line):
        word, is_first = word_before(line, begin, end.start())
        if closes(word, is_first, *end.groups()):
            begin = end.end()
            yield begin


def word_before(line: str, begin: int, end: int) -> tuple[str, bool]:
    """Return what stands before ``end`` up to a blank or full stop, and whether it is the first of its sentence.

    Only the end of a word too long for an abbreviation is looked at.
    """
    near = line[max(begin, end - LONGEST - 1) : end]
    word = re.split(r"[ .(\[{«“„\"'¿¡‘/]", near)[-1]
    return word, end - len(word) <= begin


def closes(word: str, is_first: bool, sign: str, following: str) -> bool:
    """Return whether a sentence ends with ``word`` and ``sign`` where ``following`` is the next letter."""
    if following.islower():
        return False
    if sign != ".":
        return True
    if (len(word) == 1 and word.isalpha()) or (is_first and NUMERAL.fullmatch(word)):
        return False
    if word.isdecimal():
        return not is_first and not (following.isdecimal() and len(word) <= DAY_OR_MONTH)
    word = word.lower()
    return word not in ABBREVIATIONS and not (following.isdecimal() and word in BEFORE_NUMBERS)
