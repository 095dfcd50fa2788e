"""The values that pass between the stages; built whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from search.kinds import ProblemKind


def whole_id(written: str, language: str, languages: Collection[str]) -> str:
    """Return the article_id that ``written`` names: whole where it names one of ``languages``, else in ``language``.

    Folders below that of the language are part of the key.
    """
    named, slash, key = written.partition("/")
    if not slash or named not in languages:
        named, key = language, written
    return f"{named}/{key.replace('/', FOLDER_MARK)}"


FOLDER_MARK = "--"
"""Stands in a key for the end of a folder's name: ``<language>/cards/lost.md`` is ``cards--lost``."""

REFERENCE_DIGITS = 16
"""Of an article's hash in the reference of an answer."""

NUMBERED = re.compile(r"^\d+[-_. ]+(?=\D)")


def readable(key: str) -> str:
    """Return the words of a category's key or of a folder's name, without a number to sort it by."""
    words = " ".join(NUMBERED.sub("", key).replace("-", " ").replace("_", " ").split()) or key
    return words[:1].upper() + words[1:]


def folder_names(key: str) -> tuple[str, ...]:
    """Return the folders that the article ``key`` stands in, from the outermost, as people read them."""
    return tuple(readable(each) for each in key.split(FOLDER_MARK)[:-1] if each.strip("-_ "))


class LineKind(IntEnum):
    """What a line of a section's text is part of."""

    PROSE = 0
    STEP = 1
    """An ordered list."""

    ITEM = 2
    """A list without order."""

    ROW = 3
    """A table."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; the first section of an article has no heading."""

    anchor: str
    """Fragment of the address, ``s-`` and the folded heading; empty for the first section."""

    heading: str
    level: int
    text: str
    """Plain text without the heading, one line a block."""

    html: str
    """Sanitised, heading included."""


@dataclass(frozen=True, slots=True)
class Article:
    """One Markdown file."""

    article_id: str
    """``<language>/<key>``; the same key in two languages is one article in two languages."""

    language: str
    key: str
    title: str
    category: str
    slug: str
    summary: str
    questions: tuple[str, ...]
    keywords: tuple[str, ...]
    sections: tuple[Section, ...]
    related: tuple[str, ...]
    """Keys, not ids: the related article is shown in the reader's language."""

    aliases: tuple[str, ...]
    """Former slugs, redirected to the present one; with a ``/`` former addresses, from the root of the site."""

    finds: tuple[str, ...]
    not_for: tuple[str, ...]
    updated: date | None
    content_hash: str
    """Of the source as it was read, and of the state of its pictures: equal hashes, equal articles."""

    order: float | None = None
    """Place among the others of its category, lowest first; None comes after all numbers."""

    is_index: bool = False
    """It stands for the folder whose articles make up its category, and names and describes that."""

    drafted_questions: tuple[str, ...] = ()
    """Drafted by a colleague or an assistant; searched like ``questions`` until a writer moves them there."""

    urgent: str | None = None
    """What to do at once in the emergency that it is about: empty where nobody wrote it, None for any other article."""

    urgent_questions: tuple[str, ...] = ()
    """As people in an emergency ask: they raise the alarm, and are searched only where ``questions`` has them too."""

    @property
    def all_questions(self) -> tuple[str, ...]:
        """The writer's questions, then the drafted ones, each once."""
        return tuple(dict.fromkeys((*self.questions, *self.drafted_questions)))


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """What lists and hits show of an article."""

    article_id: str
    language: str
    key: str
    title: str
    category: str
    slug: str
    summary: str
    updated: date | None
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    order: float | None = None
    is_index: bool = False
    urgent: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A group of articles, named in every language."""

    key: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]

    icon: str = ""
    """The name of an icon that the site draws, or an emoji."""


class Severity(StrEnum):
    """How bad a problem is: an error keeps an article out, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something a writer should mend: where, what, remedy."""

    path: str
    line: int
    what: str
    remedy: str
    severity: Severity = Severity.ERROR
    kind: ProblemKind = ProblemKind.OTHER

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}. {self.remedy}."


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a site has learnt from its readers, handed in as a value; the library reads no database."""

    helpful: Mapping[str, float] = field(default_factory=dict)
    """article_id -> share of readers it helped, 0..1; an article without votes is left out."""


@dataclass(frozen=True, slots=True)
class LearnedWording:
    """A customer's question that finds the article which solved it; kept by the site and handed in as a value."""

    article_id: str
    text: str
    """In the article's language, without personal data."""

    customers: int = field(default=0, compare=False)
    """Independent customers whom the article answered this question."""

    by_writer: bool = field(default=False, compare=False)
    """A writer said yes."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage shown under a title."""

    text: str
    marks: tuple[tuple[int, int], ...]
    """Places in ``text`` that matched, ``text[start:end]``, in order and apart."""


@dataclass(frozen=True, slots=True)
class CitedAnswer:
    """Words of an article that answer, as their writer wrote them, and where they stand."""

    article: ArticleHead
    content_hash: str
    """Of the article as it was read."""

    anchor: str
    heading: str
    """Of the section; both empty for the first one."""

    text: str
    """A part of the section's text: sentences, the lines of one list, or one row of a table."""

    best: tuple[int, int]
    """Place in ``text`` of the sentence that says most of what was asked."""

    kinds: tuple[LineKind, ...]
    """What each line of ``text`` is part of."""

    first: int
    last: int
    """Its sentences, by number within the section."""

    score: float
    """How much of what was asked the best sentence says; see ``AnswerSettings.sure``."""

    @property
    def reference(self) -> str:
        """A name that stays: article, version, section and sentences, ``en/fees@1f0c…#s-cards:2-4``."""
        version = self.content_hash[:REFERENCE_DIGITS]
        return f"{self.article.article_id}@{version}#{self.anchor}:{self.first}-{self.last}"

    @property
    def best_text(self) -> str:
        """The sentence that says most."""
        return self.text[slice(*self.best)]


@dataclass(frozen=True, slots=True)
class SignalValue:
    """One row of an explanation."""

    name: str
    value: float
    """0..1."""

    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, with the place that matched best."""

    article: ArticleHead
    score: float
    """Weighted sum of the signals; only the order it gives means something."""

    confidence: float
    """0..1, how much of what the query could attain this article attains."""

    anchor: str
    snippet: Snippet
    signals: tuple[SignalValue, ...]
    """Only where they were asked for."""

    found_in: str
    """Language of the article that matched; another than ``article.language`` where a translation is shown."""

    alike: str = ""
    """Its wording nearest in meaning, where that found it rather than words, or where explanations were asked for."""


@dataclass(frozen=True, slots=True)
class Term:
    """What became of one word of the query."""

    text: str
    weight: float
    alternatives: tuple[tuple[str, float], ...]
    """(word looked for, its share of the weight 0..1), the word itself first."""

    is_known: bool


@dataclass(frozen=True, slots=True)
class Results:
    """Hits in order; ``Results(hits=(), ...)`` says that nothing was found, never that nobody could look."""

    text: str
    language: str
    """Language the query was understood in."""

    terms: tuple[Term, ...]
    """Only where they were asked for."""

    hits: tuple[Hit, ...]
    total: int
    """Candidates that were ranked; at most ``RetrievalSettings.candidates`` an index part."""

    generation: str
    evidence: float = 0.0
    """How much speaks for the first hit, 0..1: what the decision is taken from where articles have questions."""

    attained: float = 0.0
    """Share of the most that the ranking gives which the first hit has, 0..1: what it is taken from elsewhere."""

    asked: int = 0
    """Words of the query that are no function words."""

    matched: int = 0
    """How many of these the first hit holds, in any form that may stand for them."""

    unknown: tuple[str, ...] = ()
    """Words that no article holds, nor anything like them."""

    is_gibberish: bool = False
    """No article holds any of the words, nor anything like one: hits are near in meaning at most."""

    did_you_mean: str = ""
    """The query with its misspelt words replaced; empty where none was."""

    answer: CitedAnswer | None = None
    """What the first hit says, where one of its sentences is sure to say it; whether the article is sure is decided
    by ``answer_to_show``."""

    @classmethod
    def nothing(cls, text: str, language: str, generation: str) -> Results:
        """Return results without a hit."""
        return cls(text, language, (), (), 0, generation)
