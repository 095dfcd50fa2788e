"""The best passage of an article: the stretch of words that holds most of what was asked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.local.segment import Segment
from search.model import Snippet
from search.settings import SnippetSettings

LEAST = 0.4
"""Words worth less than this share of the article's most telling one are neither sought nor marked."""

ELLIPSIS = "…"
SENTENCE_ENDS = (". ", "? ", "! ", "\n")
WITHIN_WORD = re.compile(r"[^\W_]|[-‐‑'’][^\W_]")
CLOSING = re.compile(r"[.?!…)\]»”\"']+(?=\s|$)")
LOOK_BACK = 80
"""Characters within which a passage is moved back to the beginning of its sentence."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of tokens of one section; all numbers count over the whole segment."""

    section: int
    first: int
    last: int
    matches: tuple[int, ...]
    """Tokens that were asked for."""


def best_passage(
    segment: Segment, number: int, gains: NDArray[np.float32], settings: SnippetSettings
) -> tuple[int, Snippet] | None:
    """Return the place of the section of article ``number`` that holds most of what was asked, and its passage.

    ``gains``: float32 (keys,), what each key is worth, 0 for one that was not asked. None where no section holds any.
    """
    passage = densest_passage(segment, number, gains, settings.words)
    if passage is None:
        return None
    return passage.section - int(segment.arrays.section_offsets[number]), cut(segment, passage, settings)


def densest_passage(segment: Segment, number: int, gains: NDArray[np.float32], words: int) -> Passage | None:
    """Return the ``words`` tokens within one section that are worth most, the first of equals.

    A key counts once in a passage, however often it stands there.
    """
    arrays = segment.arrays
    first_section, last_section = int(arrays.section_offsets[number]), int(arrays.section_offsets[number + 1])
    bounds = arrays.token_offsets[first_section : last_section + 1].tolist()
    keys = arrays.token_keys[bounds[0] : bounds[-1]]
    worth = gains[keys]
    matches = (worth > LEAST * worth.max(initial=0)).nonzero()[0]
    if not len(matches):
        return None
    tokens = (matches + bounds[0]).tolist()
    start, end = densest_run(tokens, keys[matches].tolist(), worth[matches].tolist(), bounds, words)
    section = bisect_right(bounds, tokens[start]) - 1
    last = min(tokens[start] + words, bounds[section + 1])
    return Passage(first_section + section, tokens[start], last, tuple(tokens[start:end]))


def densest_run(
    tokens: Sequence[int], keys: Sequence[int], worth: Sequence[float], bounds: Sequence[int], words: int
) -> tuple[int, int]:
    """Return the run ``tokens[start:end]`` of matches that is worth most, within ``words`` tokens and one section."""
    best, best_run = -1.0, (0, 0)
    for start, token in enumerate(tokens):
        limit = min(token + words, bounds[bisect_right(bounds, token)])
        end, value, seen = start, 0.0, set()
        while end < len(tokens) and tokens[end] < limit:
            if keys[end] not in seen:
                seen.add(keys[end])
                value += worth[end]
            end += 1
        if value > best:
            best, best_run = value, (start, end)
    return best_run


def cut(segment: Segment, passage: Passage, settings: SnippetSettings) -> Snippet:
    """Return the text of ``passage``, begun where its sentence begins if that is near, with its marks."""
    starts, lengths = segment.arrays.token_starts, segment.arrays.token_lengths
    text = segment.section_text(passage.section)
    begin = sentence_start(text, int(starts[passage.first]))
    last_end = int(starts[passage.last - 1]) + int(lengths[passage.last - 1])
    end = whole_words(text, begin, min(last_end, begin + settings.letters))
    end = max(end, int(starts[passage.first]) + int(lengths[passage.first]))
    is_inside = begin > 0 and text[begin - 1] != "\n" and text[begin - 2 : begin] not in SENTENCE_ENDS
    lead = ELLIPSIS if is_inside else ""
    shown = text[begin:end].replace("\n", " ").rstrip()
    tail = ELLIPSIS if text[end:].strip() and not shown.endswith((".", "?", "!")) else ""
    shift = len(lead) - begin
    places = [(int(starts[each]), int(starts[each]) + int(lengths[each])) for each in passage.matches]
    marks = [(start + shift, stop + shift) for start, stop in places if stop <= begin + len(shown)]
    return Snippet(lead + shown + tail, merged(marks))


def whole_words(text: str, begin: int, end: int) -> int:
    """Return ``end``, moved back where it is within a word, or on to take in the signs that close its sentence."""
    if WITHIN_WORD.match(text, end):
        return max(text.rfind(" ", begin, end), text.rfind("\n", begin, end))
    closing = CLOSING.match(text, end)
    return closing.end() if closing else end


def sentence_start(text: str, place: int) -> int:
    """Return where the sentence around ``place`` begins, or ``place`` where that is too far back."""
    earliest = max(place - LOOK_BACK, 0)
    starts = [found + len(end) for end in SENTENCE_ENDS if (found := text.rfind(end, earliest, place)) >= 0]
    if starts:
        return max(starts)
    return 0 if earliest == 0 else place


def merged(marks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return ``marks`` in order, those that overlap as one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)
