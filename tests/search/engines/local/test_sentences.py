"""Sentences:

1. A line is a block: no sentence goes beyond it.
2. A sentence ends with a sign before a blank and something that may begin one.
3. Abbreviations, initials, decimal points, dates and numbers of a list end none; some only where a number follows.
4. A row of a table is one sentence.
5. Sentences together hold all tokens of their section; one without a token is none.
6. Long lines of anything are cut in time that grows with their length.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.tokens import WORD
from search.content.rendering import line_kinds, render
from search.engines.local.sentences import sentence_starts, sentences_of
from search.model import LineKind
from tests.factories import section


def cut(text: str) -> list[str]:
    """Return the sentences of ``text``."""
    starts = [start for start, _ in sentence_starts(text)]
    return [text[start:end].rstrip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        'It is here.| It is there!| Is it?| It is…| "Go."| (Stay.)| ¿Vale?| 5 days.',
        "One\n|Two. |Three\n|Four",
        "It costs approx. 3.5 euros, e.g. Mr. J. Novak paid 3,000.00 of them.| Next",
        "See no. 5 or Fig. 2 of it.| The answer is no.| Next",
        "Made by Alfa s. r. o. Bratislava, t. j. napr. Dr. Novák a Ing. Malá.| Potom",
        "Platí od 5. 11. 2026 do 1. januára.| Potom v roku 2027.| Koniec",
        "El Sr. Pérez y la Sra. Gil, p. ej. Ana, pagan a Uds. 5 €.| ¿Cuándo?| ¡Hoy!",
        "1. Open it.| Then close it.\n|b. Take it.\n|iv. Leave it.",
        "Take 5.| Then go.| In 2020.| 50 people came.",
        "Name · Price. Fee · No. It is\n|Next",
        "Write to a.b@c.de or www.a.de/b.c at 10.30 p.m. and wait.| Then",
        "Really?! he said.| Yes",
        "Version 1.2.3 is out.| Then 1.3 is not.",
    ],
)
def test_sentences_are_cut_where_they_end(text: str) -> None:
    assert cut(text.replace("|", "")) == [each.strip() for each in text.split("|")]


def test_a_line_is_part_of_the_innermost_list_or_table_around_it() -> None:
    (only,) = render("Intro. More:\n\n1. One. Two\n   - sub\n2. Last\n\nAfter\n\n| A | B |\n|--|--|\n| 1. | 2 |")
    starts = [match.start() for match in WORD.finditer(only.text)]
    kinds = [each.kind for each in sentences_of(only, starts)]
    prose, step, item, row = LineKind
    assert kinds == [prose, prose, step, step, item, step, prose, row, row]


def test_the_lines_of_a_section_begin_below_its_heading() -> None:
    _, only = render("## One\n\n- a\n- b")
    assert [each.kind for each in sentences_of(only, [0, 2])] == [LineKind.ITEM, LineKind.ITEM]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Before\n\n- ![drawing](a.png)\n- b\n\n![](c.png)\n\nAfter", "piip"),
        ("1. a ![one ](a.png)\n2. b\n   ![two](b.png)\n\n   - c\n\n#### Deep\n\nd", "ssipp"),
        ('=== "Phone"\n\n    1. a\n    2. b\n\n=== "Web"\n\n    - c\n', "psspi"),
        ("!!! note\n    Look:\n\n    - a[^1]\n\n[^1]: Foot\n", "ppis"),
        ("| A | B |\n|--|--|\n| <ul><li>a</li><li>b</li></ul> | |\n\nEnd", "riirp"),
    ],
)
def test_lines_of_pictures_tabs_and_boxes_are_counted(markdown: str, expected: str) -> None:
    (only,) = render(markdown)
    assert "".join("psir"[kind] for kind in line_kinds(only)) == expected


@given(st.text(alphabet='aB1. ?!\n·…("5', max_size=60))
def test_sentences_hold_all_tokens_and_each_holds_one(text: str) -> None:
    starts = [match.start() for match in WORD.finditer(text)]
    found = sentences_of(section(text), starts)
    assert sum(each.words for each in found) == len(starts)
    assert all(each.words for each in found)
    assert [each.start for each in found] == sorted({each.start for each in found})


@pytest.mark.parametrize("unit", [".", ". ", "a", "a.", ".) ", "A. ", "· ", "\n", "1. ", ")"])
def test_long_lines_are_cut_in_little_time(unit: str) -> None:
    begin = time.process_time()
    list(sentence_starts(unit * 100_000))
    assert time.process_time() - begin < 3
