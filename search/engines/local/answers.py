"""The cited answer: the sentences of an article that say most of what was asked, word for word."""

from __future__ import annotations

from search.engines.local.segment import Segment
from search.engines.local.snippets import Scored, SectionText
from search.model import CitedAnswer, LineKind
from search.settings import AnswerSettings


def cited_answer(segment: Segment, number: int, scored: Scored, settings: AnswerSettings) -> CitedAnswer | None:
    """Return what article ``number`` answers; None where no sentence is sure, or where it would be too long."""
    best = scored.best
    if scored.value(best) < settings.sure:
        return None
    place = scored.section_of(best)
    text = SectionText(segment, int(segment.arrays.section_offsets[number]) + place)
    found = listed(text, best, settings) or sentences(text, scored, best, settings)
    if found is None:
        return None
    first, last = found
    begin, end = text.span(first)[0], text.span(last)[1]
    best_begin, best_end = text.span(best + 1 if best < last and text.leads_on(best) else best)
    head, anchors = segment.head(number)
    return CitedAnswer(
        article=head,
        content_hash=segment.content_hashes[number],
        anchor=anchors[place],
        heading=segment.headings(number)[place],
        text=text.text[begin:end],
        best=(best_begin - begin, best_end - begin),
        kinds=kinds_of_lines(text, first, last),
        first=first - text.first,
        last=last - text.first,
        score=round(scored.value(best), 4),
    )


def kinds_of_lines(text: SectionText, first: int, last: int) -> tuple[LineKind, ...]:
    """Return what each line is part of, from that of sentence ``first`` to that of ``last``."""
    begin, end = text.span(first)[0], text.span(last)[1]
    kinds = [LineKind.PROSE] * (text.text.count("\n", begin, end) + 1)
    for each in range(first, last + 1):
        kinds[text.text.count("\n", begin, text.span(each)[0])] = text.kind(each)
    return tuple(kinds)


def listed(text: SectionText, best: int, settings: AnswerSettings) -> tuple[int, int] | None:
    """Return the first and last sentence of the steps that ``best`` is one of, or leads to.

    None where there are no steps, or they are too long.
    """
    lists = (LineKind.STEP, LineKind.ITEM)
    is_lead = text.kind(best) == LineKind.PROSE and text.leads_on(best)
    first = last = best + is_lead
    if last >= text.end or text.kind(last) not in lists:
        return None
    while not is_lead and first > text.first and text.kind(first - 1) in lists:
        first -= 1
    while last + 1 < text.end and text.kind(last + 1) in lists:
        last += 1
    has_steps = any(text.kind(each) == LineKind.STEP for each in range(first, last + 1))
    first -= is_lead
    return (first, last) if has_steps and fits(text, first, last, settings.list_letters) else None


def sentences(text: SectionText, scored: Scored, best: int, settings: AnswerSettings) -> tuple[int, int] | None:
    """Return the first and last of at most three sentences around ``best`` that say most together.

    None where they would be too long, or only lead to what cannot stand beside them.
    """
    most = settings.sentences - 1
    earliest = best
    while earliest > max(text.first, best - most) and text.may_follow(earliest):
        earliest -= 1
    latest = best
    while latest + 1 < min(text.end, best + most + 1) and text.may_follow(latest + 1):
        latest += 1
    choices = [
        (first, last)
        for first in range(earliest, best + 1)
        for last in range(best, min(latest, first + most) + 1)
        if fits(text, first, last, settings.letters) and not text.leads_on(last)
    ]
    return max(choices, key=lambda choice: (said(scored, *choice), choice[1] - choice[0]), default=None)


def said(scored: Scored, first: int, last: int) -> float:
    """Return what the sentences from ``first`` to ``last`` say of what was asked, together."""
    return sum(map(scored.value, range(first, last + 1)))


def fits(text: SectionText, first: int, last: int, letters: int) -> bool:
    """Return whether the sentences from ``first`` to ``last`` are at most ``letters`` long."""
    return text.span(last)[1] - text.span(first)[0] <= letters
