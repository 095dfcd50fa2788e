"""The answer that an article gives, in its writer's words, as pages show it and as it is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext

from search import CitedAnswer, LineKind
from webapp.articles.knowledge_base import Suggestion
from webapp.articles.listed import Piece, article_url
from webapp.http.form_tokens import sign, unsign
from webapp.i18n import long_date

CELLS = " · "
"""Between the cells of a row, which browsers know as texts of their own."""

FRAGMENT_WORDS = 5
"""Words at each end that find a sentence; a longer address would be cut by what it is sent with."""

PURPOSE = "answer"
REFERENCE_LETTERS = 400
"""Longest reference, signed."""


@dataclass(frozen=True, slots=True)
class CitedLine:
    """A line of the answer."""

    kind: str
    """``prose``, ``step``, ``item`` or ``row``."""

    pieces: tuple[Piece, ...]
    """The best sentence marked."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer."""

    article_id: str
    language: str
    lines: tuple[CitedLine, ...]
    source: str
    """From which article and section it is, and when that was written."""

    url: str
    """Of the very line, in browsers that know text fragments, else of the section."""

    reference: str
    """Article, version, section and sentences."""

    proof: str
    """The same, signed: told back with what became of it."""

    opens: bool
    """It is shown in the place of its section; else only under the title of its article."""

    @property
    def groups(self) -> tuple[tuple[str, tuple[CitedLine, ...]], ...]:
        """Lines of one kind that stand together, under ``ol``, ``ul`` or ``p``."""
        found: list[tuple[str, list[CitedLine]]] = []
        for line in self.lines:
            element = {"step": "ol", "item": "ul"}.get(line.kind, "p")
            if not found or element == "p" or found[-1][0] == "p":
                found.append((element, []))
            found[-1][1].append(line)
        return tuple((element, tuple(lines)) for element, lines in found)


def cited(suggestion: Suggestion | None) -> Cited | None:
    """Return the answer that ``suggestion`` gives, None where it gives none."""
    answer = suggestion.answer if suggestion else None
    if suggestion is None or answer is None:
        return None
    return Cited(
        article_id=answer.article.article_id,
        language=answer.article.language,
        lines=tuple(cited_lines(answer)),
        source=source_of(answer),
        url=line_url(answer),
        reference=answer.reference,
        proof=sign(PURPOSE, answer.reference),
        opens=suggestion.answer_opens,
    )


def cited_lines(answer: CitedAnswer) -> Iterator[CitedLine]:
    """Yield the lines of ``answer``, its best sentence marked."""
    begin = 0
    for line, kind in zip(answer.text.split("\n"), answer.kinds, strict=True):
        start, stop = (min(max(place - begin, 0), len(line)) for place in answer.best)
        parts = ((line[:start], False), (line[start:stop], True), (line[stop:], False))
        yield CitedLine(LineKind(kind).name.lower(), tuple(Piece(text, mark) for text, mark in parts if text))
        begin += len(line) + 1


def source_of(answer: CitedAnswer) -> str:
    """Return where ``answer`` stands, and when that was written."""
    parts = [gettext("From “%(title)s”", title=answer.article.title)]
    if answer.heading:
        parts.append(answer.heading)
    if answer.article.updated:
        parts.append(gettext("written %(date)s", date=long_date(answer.article.updated)))
    return ", ".join(parts)


def line_url(answer: CitedAnswer) -> str:
    """Return the address of the best line of ``answer``.

    A text fragment (WICG, "Scroll to text fragment") names the beginning and the end of a text.
    """
    words = answer.best_text.split(CELLS)[0].split()
    ends = [words] if len(words) <= 2 * FRAGMENT_WORDS else [words[:FRAGMENT_WORDS], words[-FRAGMENT_WORDS:]]
    fragment = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{article_url(answer.article)}#{quote(answer.anchor)}:~:text={fragment}"


def reference_in(proof: str) -> str:
    """Return the reference of an answer that this site has given, empty for anything else."""
    return (unsign(PURPOSE, proof) or "") if proof and len(proof) <= REFERENCE_LETTERS else ""
