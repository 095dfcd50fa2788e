"""Which of the questions that customers marked as solved become learned wordings of the article that solved them.

The site keeps the questions and hands them in; what it leaves out is forgotten, so everything learned can be undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from search.analysis.tokens import tokenize
from search.model import LearnedWording
from search.settings import LearningSettings

DEFAULTS = LearningSettings()


@dataclass(frozen=True, slots=True)
class SolvedQuestion:
    """A question that an article solved, as a customer or a writer said."""

    article_id: str
    text: str
    """In the article's language, without personal data."""

    customer: str = ""
    """Any mark that tells customers apart, such as a hash; all without one count as one customer."""

    by_writer: bool = False
    """A writer says that this is a wording of the article."""


class Standing(StrEnum):
    """Why a question is in force, or is not."""

    BY_WRITER = "a writer approved it"
    BY_CUSTOMERS = "independent customers were answered so"
    TOO_FEW = "more independent customers must be answered so, or a writer must approve it"
    REPLACED = "newer wordings of the article have taken its place"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What became of one question of one article; equal questions are one."""

    wording: LearnedWording
    standing: Standing

    @property
    def is_in_force(self) -> bool:
        """Return whether the question finds the article."""
        return self.standing in (Standing.BY_WRITER, Standing.BY_CUSTOMERS)


@dataclass(slots=True)
class Gathered:
    """Who has said what of one question of one article so far."""

    text: str = ""
    customers: set[str] = field(default_factory=set)
    by_writer: bool = False

    def add(self, question: SolvedQuestion) -> None:
        """Count ``question``."""
        self.text = question.text
        self.by_writer |= question.by_writer
        if not question.by_writer:
            self.customers.add(question.customer)


def lessons(solved: Iterable[SolvedQuestion], settings: LearningSettings = DEFAULTS) -> tuple[Lesson, ...]:
    """Return what became of each question of each article, the one asked last at the end.

    ``solved`` comes in the order in which it happened. Questions are equal where only case, accents, punctuation and
    spaces differ; the spelling used last is kept. Those without a word are passed over.
    """
    gathered: dict[tuple[str, str], Gathered] = {}
    for question in solved:
        key = (question.article_id, folded(question.text))
        if key[1]:
            known = gathered.pop(key, None) or Gathered()
            known.add(question)
            gathered[key] = known
    wordings = [
        LearnedWording(article_id, each.text, len(each.customers), each.by_writer)
        for (article_id, _), each in gathered.items()
    ]
    return tuple(bounded(wordings, settings))


def bounded(wordings: Sequence[LearnedWording], settings: LearningSettings) -> list[Lesson]:
    """Return ``wordings`` with their standing: of each article the last ``wordings_per_article`` that count."""
    found = []
    counts: Counter[str] = Counter()
    for wording in reversed(wordings):
        standing = standing_of(wording, settings)
        if standing is not Standing.TOO_FEW:
            counts[wording.article_id] += 1
            if counts[wording.article_id] > settings.wordings_per_article:
                standing = Standing.REPLACED
        found.append(Lesson(wording, standing))
    return found[::-1]


def standing_of(wording: LearnedWording, settings: LearningSettings) -> Standing:
    """Return the standing of ``wording``, were there room for it."""
    if wording.by_writer:
        return Standing.BY_WRITER
    return Standing.BY_CUSTOMERS if wording.customers >= settings.customers else Standing.TOO_FEW


def wordings_in_force(
    solved: Iterable[SolvedQuestion], settings: LearningSettings = DEFAULTS
) -> tuple[LearnedWording, ...]:
    """Return the learned wordings to open or refresh a searcher with."""
    return tuple(lesson.wording for lesson in lessons(solved, settings) if lesson.is_in_force)


def folded(text: str) -> str:
    """Return the words of ``text`` without case, accents and punctuation."""
    return " ".join(token.form for token in tokenize(text))
