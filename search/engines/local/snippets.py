"""The passage of an article that is shown: the sentence that says most of what was asked, and what fits beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.local.segment import Segment
from search.engines.local.sentences import CELLS
from search.model import LineKind, Snippet

LEAST = 0.4
"""Words worth less than this share of the article's most telling one are not marked."""

LITTLE = 0.15
"""Words worth less than this share of the query's most telling one do not decide between sentences."""

MEANING = 0.5
"""Weight of a sentence's cosine in meaning beside the share of the question that it holds; 0.25 to 1 are level."""

HEADING = 0.5
"""What a word in the heading is worth to the sentences below, against one in the sentence itself."""

ELLIPSIS = "…"
CLOSED = re.compile(r"[.!…][)\]»”’\"']*\Z")
"""The end of a sentence that says something by itself; a heading, a question and a colon lead to what follows."""

SIGN = re.compile(r"[.!?…:;,][)\]»”’\"']*\Z")
"""What parts a line from the next; a title without one would run into it."""

WITHIN_WORD = re.compile(r"[^\W_]|[-‐‑'’][^\W_]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks of one segment."""

    gains: NDArray[np.float32]
    """(keys,), what each key is worth, 0 for one that was not asked."""

    least: float
    """What a key is worth that is looked at: function words are not where there are others."""

    shares: Mapping[int, Sequence[tuple[int, float]]]
    """Key -> words of the query that it may stand for, by number, and the share of the whole query it is then worth."""

    meaning: NDArray[np.float32]
    """(dimensions,), empty without a model."""


class Scored(NamedTuple):
    """The sentences of an article."""

    first: int
    """Number of the article's first sentence, counted over the segment."""

    values: NDArray[np.float64]
    """(sentences,), what each says of what was asked: at most 1 by its words and ``MEANING`` by its meaning."""

    section_bounds: list[int]
    """Number of the first sentence of each of its sections, and the end of the last."""

    matches: list[int]
    """Tokens that were asked for, counted over the segment."""

    worth: list[float]
    """What each of them is worth."""

    @property
    def best(self) -> int:
        """Number of the sentence that says most, the first of equals."""
        return self.first + int(self.values.argmax())

    def value(self, sentence: int) -> float:
        """Return what ``sentence`` says of what was asked."""
        return float(self.values[sentence - self.first])

    def section_of(self, sentence: int) -> int:
        """Return in which section of the article ``sentence`` stands, from 0."""
        return bisect_right(self.section_bounds, sentence) - 1


def scored_sentences(segment: Segment, number: int, asked: Asked) -> Scored | None:
    """Return the sentences of article ``number``; None where neither they nor their headings hold what was asked."""
    arrays = segment.arrays
    first_section, end_section = arrays.section_offsets[number : number + 2].tolist()
    bounds: list[int] = arrays.sentence_offsets[first_section : end_section + 1].tolist()
    first, end = bounds[0], bounds[-1]
    if first == end:
        return None
    tokens: list[int] = arrays.sentence_tokens[first : end + 1].tolist()
    keys = arrays.token_keys[tokens[0] : tokens[-1]]
    worth = asked.gains[keys]
    matches = (worth > asked.least).nonzero()[0]
    held = held_in_headings(segment, first_section, bounds, asked)
    matched = (matches + tokens[0]).tolist()
    for token, key in zip(matched, keys[matches].tolist(), strict=True):
        sentence = bisect_right(tokens, token) - 1
        for word, share in asked.shares[key]:
            if share > held.get((sentence, word), 0.0):
                held[sentence, word] = share
    if not held:
        return None
    values = np.zeros(end - first)
    if len(asked.meaning):
        cosines = arrays.sentence_vectors[first:end].astype(np.float32) @ asked.meaning
        values += MEANING * cosines * arrays.sentence_scales[first:end]
    for (sentence, _), share in held.items():
        values[sentence] += share
    return Scored(first, values, bounds, matched, worth[matches].tolist())


def held_in_headings(
    segment: Segment, first_section: int, bounds: list[int], asked: Asked
) -> dict[tuple[int, int], float]:
    """Return (sentence of the article, word of the query) -> what the heading above gives it."""
    arrays = segment.arrays
    offsets: list[int] = arrays.heading_offsets[first_section : first_section + len(bounds)].tolist()
    held: dict[tuple[int, int], float] = {}
    if offsets[0] == offsets[-1]:
        return held
    keys = arrays.heading_keys[offsets[0] : offsets[-1]]
    for place in (asked.gains[keys] > asked.least).nonzero()[0].tolist():
        section = bisect_right(offsets, offsets[0] + place) - 1
        for word, share in asked.shares[int(keys[place])]:
            for sentence in range(bounds[section] - bounds[0], bounds[section + 1] - bounds[0]):
                held[sentence, word] = max(held.get((sentence, word), 0.0), HEADING * share)
    return held


def cut(segment: Segment, number: int, scored: Scored, letters: int) -> tuple[int, Snippet]:
    """Return the section of the article, from 0, that the best sentence stands in, and what is shown of it."""
    best = scored.best
    section = scored.section_of(best)
    text = SectionText(segment, int(segment.arrays.section_offsets[number]) + section)
    first, last = best, best
    whole_begin, whole_end = begin, end = text.span(best)
    if end - begin > letters:
        begin, end = densest_part(text, scored, best, letters)
    else:
        first, last = widened(text, scored, best, letters)
        whole_begin, whole_end = begin, end = text.span(first)[0], text.span(last)[1]
    lead = ELLIPSIS if begin > whole_begin else ""
    tail = ELLIPSIS if end < whole_end else ""
    shown, line_ends, moved = in_one_line(text.text[begin:end])
    shift = len(lead) - begin
    inside = [mark for mark in text.marks(scored, first, last) if mark[0] >= begin and mark[1] <= end]
    shifts = [shift + moved[bisect_right(line_ends, start - begin)] for start, _ in inside]
    marks = [(start + by, stop + by) for (start, stop), by in zip(inside, shifts, strict=True)]
    return section, Snippet(lead + shown + tail, merged(marks))


def in_one_line(text: str) -> tuple[str, list[int], list[int]]:
    """Return ``text`` in one line, the ends of its lines but the last, and how far what follows each of them moves.

    A line that no sign ends is parted from the next as cells of a table are: a title would run into its text.
    """
    lines = text.split("\n")
    joints = [" " if SIGN.search(line) else CELLS for line in lines[:-1]]
    ends = accumulate(len(line) + 1 for line in lines[:-1])
    moved = accumulate((len(joint) - 1 for joint in joints), initial=0)
    return "".join(chain.from_iterable(zip(lines, [*joints, ""], strict=True))), list(ends), list(moved)


class SectionText:
    """The text of one section, by sentences and tokens."""

    def __init__(self, segment: Segment, section: int) -> None:
        self.text = segment.section_text(section)
        self.first, self.end = segment.arrays.sentence_offsets[section : section + 2].tolist()
        """Its sentences, counted over the segment: from ``first`` to before ``end``."""
        self._arrays = segment.arrays
        self._starts: list[int] = segment.arrays.sentence_starts[self.first : self.end].tolist()
        self._kinds: list[int] = segment.arrays.sentence_kinds[self.first : self.end].tolist()
        """0 for prose."""

    def span(self, sentence: int) -> tuple[int, int]:
        """Return where ``sentence`` begins and ends in the text."""
        place = sentence - self.first
        begin = self._starts[place]
        end = self._starts[place + 1] if sentence + 1 < self.end else len(self.text)
        line_end = self.text.find("\n", begin, end)
        end = end if line_end < 0 else line_end
        return begin, end - 1 if self.text[end - 1] == " " else end

    def kind(self, sentence: int) -> LineKind:
        """Return what ``sentence`` is part of."""
        return LineKind(self._kinds[sentence - self.first])

    def may_follow(self, sentence: int) -> bool:
        """Return whether ``sentence`` may stand in one passage with the one before.

        It may within a line, and as prose after prose, unless its line leads on to the next: headings end passages.
        """
        place = sentence - self.first
        if "\n" not in self.text[self._starts[place - 1] : self._starts[place]]:
            return True
        return not self._kinds[place - 1] and not self._kinds[place] and not self.leads_on(sentence)

    def leads_on(self, sentence: int) -> bool:
        """Return whether ``sentence`` is a heading, a question or ends with a colon: what follows says the rest."""
        return not self._kinds[sentence - self.first] and not CLOSED.search(self.text, *self.span(sentence))

    def marks(self, scored: Scored, first: int, last: int) -> list[tuple[int, int]]:
        """Return the places that matched in the sentences from ``first`` to ``last``, in the order of tokens."""
        arrays, matches, worth = self._arrays, scored.matches, scored.worth
        begin = bisect_left(matches, int(arrays.sentence_tokens[first]))
        end = bisect_left(matches, int(arrays.sentence_tokens[last + 1]))
        if begin == end:
            return []
        least = LEAST * max(worth)
        tokens = [matches[place] for place in range(begin, end) if worth[place] > least]
        starts = [int(arrays.token_starts[token]) for token in tokens]
        return [(start, start + int(arrays.token_lengths[token])) for start, token in zip(starts, tokens, strict=True)]


def widened(text: SectionText, scored: Scored, best: int, letters: int) -> tuple[int, int]:
    """Return the first and last sentence shown with ``best``: the better neighbour first, as long as they fit whole."""
    first = last = best
    begin, end = text.span(best)
    following = text.span(best + 1) if best + 1 < text.end else None
    previous = text.span(best - 1) if best > text.first else None
    while True:
        if following and (following[1] - begin > letters or not text.may_follow(last + 1)):
            following = None
        if previous and (end - previous[0] > letters or not text.may_follow(first)):
            previous = None
        if not following and not previous:
            return first, last
        if following and (not previous or text.leads_on(last) or scored.value(last + 1) >= scored.value(first - 1)):
            last, end = last + 1, following[1]
            following = text.span(last + 1) if last + 1 < text.end else None
        elif previous:
            first, begin = first - 1, previous[0]
            previous = text.span(first - 1) if first > text.first else None


def densest_part(text: SectionText, scored: Scored, sentence: int, letters: int) -> tuple[int, int]:
    """Return the part of a long ``sentence`` that holds most of what was asked, from its beginning if that fits."""
    begin, end = text.span(sentence)
    marks = merged(text.marks(scored, sentence, sentence)) or ((begin, begin),)
    runs = [
        (sum(mark_end <= start + letters for _, mark_end in marks[place:]), -place)
        for place, (start, _) in enumerate(marks)
    ]
    count, place = max(runs)
    run_start, run_end = marks[-place][0], marks[-place + max(count, 1) - 1][1]
    if run_end - begin > letters:
        spare = max(letters - (run_end - run_start), 0) // 2
        begin = next_word(text.text, min(max(begin, run_start - spare), end - letters), run_start)
    return begin, max(whole_words(text.text, begin, min(begin + letters, end)), min(run_end, begin + letters))


def next_word(text: str, place: int, latest: int) -> int:
    """Return where the first word begins at or after ``place``, at ``latest`` where none begins before."""
    if place == 0 or text[place - 1].isspace():
        return place
    blank = text.find(" ", place, latest)
    return blank + 1 if blank >= 0 else latest


def whole_words(text: str, begin: int, end: int) -> int:
    """Return ``end``, moved back where it is within a word; ``begin`` where there is only one."""
    if not WITHIN_WORD.match(text, end):
        return end
    return max(text.rfind(" ", begin, end), begin)


def merged(marks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return ``marks`` in order, those that overlap as one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)
