"""Questions whose answer is known because the knowledge base itself holds them.

Each question of an article is asked twice: with itself removed (its article should answer) and with its article
removed (nothing should). The articles without their question are compiled into a small segment beside the large one,
so that a round costs as much as an update. All articles of a round are without a question at once: where each has only
one, its neighbours are poorer too, and seem a little less like an answer than they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from search.engines.local.compiling import Background, Lexicon, compile_articles
from search.model import Article, Feedback
from search.searcher import Answer, Reading, ask
from search.settings import Settings

FIRST = 3
"""Hits a customer sees."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One question asked without its own help."""

    question: str
    article_id: str
    evidence: float
    """With the question removed."""

    rank: int | None
    """Of its article, with the question removed."""

    evidence_without: float
    """With its article removed."""


def trials(reading: Reading, settings: Settings, most: int) -> list[Trial]:
    """Return at most about ``most`` trials, spread evenly over the articles of one language and their questions."""
    rounds = rounds_of(reading, settings, most)
    return [trial for number in range(len(rounds.batches)) for trial in rounds.trials(number)]


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of one language; what analysis says of a word is remembered from one to the next."""

    reading: Reading
    settings: Settings
    batches: list[list[tuple[Article, str]]]
    lexicon: Lexicon

    def trials(self, number: int) -> list[Trial]:
        """Return the trials of one round."""
        return list(batch_trials(self.reading, self.settings, self.batches[number], self.lexicon))


def rounds_of(reading: Reading, settings: Settings, most: int) -> Rounds:
    """Return the rounds of at most about ``most`` trials."""
    articles = [segment.article(number) for segment, number in reading.shelf.living()]
    return Rounds(reading, settings, list(batches(articles, most)), Lexicon(reading.analyzer))


def batches(articles: Sequence[Article], most: int) -> Iterator[list[tuple[Article, str]]]:
    """Yield rounds of at most one question an article: every so-many-th, so that at most ``most`` are taken in all.

    Each round begins with another article, so that none is left out because the step divides their number.
    """
    rounds = max((len(article.all_questions) for article in articles), default=0)
    questions = [
        (place, article, article.all_questions[place])
        for place in range(rounds)
        for article in (*articles[place:], *articles[:place])
        if place < len(article.all_questions)
    ]
    step = max(1, math.ceil(len(questions) / most))
    for _, batch in groupby(questions[::step], key=itemgetter(0)):
        yield [(article, question) for _, article, question in batch]


def batch_trials(
    reading: Reading, settings: Settings, batch: Sequence[tuple[Article, str]], lexicon: Lexicon
) -> Iterator[Trial]:
    """Yield the trials of one round."""
    shelf = reading.shelf
    poorer = {article.article_id: without(article, question) for article, question in batch}
    waiting = (segment.article(number) for segment, number in shelf.living() if segment is not shelf.segments[0])
    beside = {**{article.article_id: article for article in waiting}, **poorer}
    large = shelf.segments[0].arrays
    background = Background(float(large.average_length[0]), large.feature_weights)
    segment = compile_articles(beside.values(), reading.analyzer, settings, background, lexicon)
    variant = shelf.beside(segment)
    own = replace(reading, shelf=variant, expander=reading.expander.over(variant))
    for article, question in batch:
        answer = ask(own, question, settings, Feedback())
        yield trial(answer, question, article.article_id)


def without(article: Article, question: str) -> Article:
    """Return ``article`` as if nobody had thought of ``question``."""
    lists = article.questions, article.drafted_questions
    written, drafted = (tuple(each for each in questions if each != question) for questions in lists)
    return replace(article, questions=written, drafted_questions=drafted)


def trial(answer: Answer, question: str, article_id: str) -> Trial:
    """Return what ``answer`` says with and without the article."""
    ids = map(answer.shortlist.article_id, answer.ranking.places.tolist())
    rank = next((rank for rank, each in enumerate(ids, 1) if each == article_id), None)
    return Trial(question, article_id, answer.evidence(), rank, answer.evidence(leave_out=rank))
