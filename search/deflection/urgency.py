"""Whether who asks is in an emergency: how probable it is that an article answers which says that it is urgent.

Three things speak, each against what speaks for anything else. How much of what the question could attain the best
urgent article attains, against the best other one. How near the question is in meaning to the wordings of an emergency
(an article's ``urgent_questions``, else its title and all its questions), against those of everything else that people
ask. And how much more often its words, and pairs of them that stand side by side, occur in the ones than in the others:
"my" and "account" say nothing, "stolen" and "not me" do. Nobody lists words of alarm anywhere but in the articles.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.languages import LANGUAGES
from search.meaning import StaticModel, open_model
from search.model import Article, ArticleHead, Hit, Results
from search.settings import MeaningSettings

LEISURE = Path(__file__).parent / "leisure"
"""What customers ask anywhere, a line each: no knowledge base answers it all, and whoever asks it is in no danger."""

ALARM = 0.5
"""Probability from which a question counts as an emergency."""

BY_ARTICLE = 2.8
BY_MEANING = 10.4
BY_WORDS = 0.48
BY_PAIRS = 0.47
AT_REST = -1.0
"""Logistic curve over the three, fitted to the odd lines of ``tests/relevance/urgent``."""

MOST_WORDS = 8.0
"""Most that words count, either way: long texts add up what says nothing."""

SMOOTHING = 0.5
"""Wordings in which every word counts as seen once more, so that a word of one wording does not decide."""

ALIKE = 0.5
"""Cosine up to which two words have nothing to say about one another."""

WORDS_REMEMBERED = 1 << 13

FIRST_HITS = 5
"""Hits that are looked at, however many were asked for."""

NEAREST = 3
"""Wordings whose mean likeness counts, beside the nearest one's."""

UNRELATED = 0.35
"""Cosine that stands for other questions where there are none."""

ORDINARY_ARTICLES = 400
"""Articles of a language whose wordings stand for everything else; more, and every so-many-th is read."""


class Articles(Protocol):
    """What is needed of a ``Searcher``."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have articles."""
        ...

    def heads(self, language: str) -> tuple[ArticleHead, ...]:
        """Return the heads of all articles of ``language``, by article_id."""
        ...

    def article(self, article_id: str) -> Article:
        """Return an article whole; KeyError where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Alarm:
    """A question that cannot wait."""

    article: ArticleHead
    """The urgent article that is nearest; ``article.urgent`` says what to do at once."""

    probability: float
    """0..1."""


class WordOdds:
    """Logarithm of how much more often a word, or one like it, stands in wordings of an emergency than in others.

    Each word of the wordings, of whatever language, counts by its likeness in meaning: "robbed" is heard where the
    articles say "stolen", and in Spanish what is only written in Slovak. Without a model only the word itself counts.
    """

    def __init__(self, urgent: Sequence[list[str]], ordinary: Sequence[list[str]], model: StaticModel | None) -> None:
        counts, others = (Counter(word for text in texts for word in set(text)) for texts in (urgent, ordinary))
        self._numbers = {word: number for number, word in enumerate(counts.keys() | others.keys())}
        self._counts = np.array([(counts[word], others[word]) for word in self._numbers], dtype=np.float32)
        self._texts = len(urgent), len(ordinary)
        self._model = model
        words = [[word] for word in self._numbers]
        self._vectors = model.encode(words) if model else np.zeros((len(words), 0), dtype=np.float32)
        self.of = lru_cache(WORDS_REMEMBERED)(self._of)

    def _of(self, word: str) -> float:
        shares = np.zeros(len(self._numbers), dtype=np.float32)
        if self._model is not None:
            cosines = self._vectors @ self._model.vector([word])
            shares = (np.maximum(cosines - ALIKE, 0) / (1 - ALIKE)) ** 2
        if word in self._numbers:
            shares[self._numbers[word]] = 1
        count, others = (shares @ self._counts).tolist()
        return log_odds(count, others, *self._texts)


def log_odds(count: float, others: float, urgent: int, ordinary: int) -> float:
    """Return the logarithm of the odds of what stands in ``count`` wordings of ``urgent`` and in others."""
    least = SMOOTHING * max(ordinary, 1) / urgent
    return math.log((count + SMOOTHING) / (urgent + 2 * SMOOTHING) * (ordinary + 2 * least) / (others + least))


@dataclass(frozen=True, slots=True)
class Wordings:
    """How one language asks in an emergency, and otherwise."""

    analyzer: Analyzer
    owners: tuple[ArticleHead, ...]
    """Article of each of ``urgent``."""

    urgent: tuple[str, ...]
    ordinary: tuple[str, ...]

    def forms(self) -> tuple[list[list[str]], list[list[str]]]:
        """Return the words of each wording of an emergency, and of each other."""
        urgent, ordinary = ([forms(text, self.analyzer) for text in texts] for texts in (self.urgent, self.ordinary))
        return urgent, ordinary


class Ear:
    """Hears what one language asks."""

    def __init__(self, wordings: Wordings, words: WordOdds, model: StaticModel | None) -> None:
        urgent, ordinary = wordings.forms()
        self._analyzer = wordings.analyzer
        self._owners = wordings.owners
        self._words = words
        self._model = model
        self._urgent, self._ordinary = (model.encode(texts) if model else None for texts in (urgent, ordinary))
        counts, others = (Counter(pair for text in texts for pair in set(pairs(text))) for texts in (urgent, ordinary))
        self._pairs = {
            each: log_odds(counts[each], others[each], len(urgent), len(ordinary))
            for each in counts.keys() | others.keys()
        }

    def judged(self, text: str, hits: Sequence[Hit]) -> tuple[ArticleHead, float]:
        """Return the urgent article nearest to ``text`` and the probability that it is what is asked for."""
        words = forms(text, self._analyzer)
        nearest, by_meaning = self._by_meaning(words)
        by_words = sum(map(self._words.of, sorted(set(words))))
        by_pairs = sum(self._pairs.get(pair, 0.0) for pair in sorted(set(pairs(words))))
        hits = hits[:FIRST_HITS]
        urgent = next((hit for hit in hits if hit.article.urgent is not None), None)
        other = max((hit.confidence for hit in hits if hit.article.urgent is None), default=0.0)
        evidence = (
            AT_REST
            + BY_ARTICLE * ((urgent.confidence if urgent else 0.0) - other)
            + BY_MEANING * by_meaning
            + BY_WORDS * bounded(by_words)
            + BY_PAIRS * bounded(by_pairs)
        )
        return urgent.article if urgent else nearest, 1 / (1 + math.exp(-evidence))

    def _by_meaning(self, words: list[str]) -> tuple[ArticleHead, float]:
        """Return the article of the nearest wording of an emergency, and how much nearer these are than all others."""
        if self._model is None or self._urgent is None or self._ordinary is None:
            return self._owners[0], 0.0
        vector = self._model.vector(words)
        urgent = self._urgent @ vector
        return self._owners[int(urgent.argmax())], likeness(urgent) - likeness(self._ordinary @ vector)


class Alarms:
    """Tells emergencies from other questions, by the articles of one generation; may be shared by threads."""

    def __init__(self, articles: Articles, settings: MeaningSettings) -> None:
        model = open_model(settings)
        asked = {language: wordings_of(language, articles) for language in articles.languages if language in LANGUAGES}
        heard = {language: each for language, each in asked.items() if each.urgent}
        texts = [each.forms() for each in heard.values()]
        urgent, ordinary = ([words for each in texts for words in each[side]] for side in (0, 1))
        odds = WordOdds(urgent, ordinary, model)
        self._ears = {language: Ear(each, odds, model) for language, each in heard.items()}

    def alarm(self, results: Results) -> Alarm | None:
        """Return the alarm that the question of ``results`` raises; None for every other question."""
        ear = self._ears.get(results.language)
        if ear is None or not results.text:
            return None
        texts = filter(None, (results.text, results.did_you_mean))
        found = max((ear.judged(text, results.hits) for text in texts), key=lambda each: each[1])
        return Alarm(*found) if found[1] >= ALARM else None


def wordings_of(language: str, articles: Articles) -> Wordings:
    """Return how people ask in ``language``; nothing where no article of it is urgent."""
    heads = articles.heads(language)
    alarming = [head for head in heads if head.urgent is not None]
    others = [head for head in heads if head.urgent is None] if alarming else []
    others = others[:: math.ceil(len(others) / ORDINARY_ARTICLES) or 1]
    urgent: list[tuple[ArticleHead, str]] = []
    ordinary = leisure(language) if alarming else []
    for head in alarming:
        article = articles.article(head.article_id)
        calls = article.urgent_questions or (article.title, *article.all_questions)
        urgent += [(head, call) for call in calls]
        ordinary += (each for each in (*article.all_questions, *article.not_for) if each not in calls)
    for head in others:
        ordinary += (head.title, *articles.article(head.article_id).all_questions)
    owners, texts = zip(*urgent, strict=True) if urgent else ((), ())
    return Wordings(open_analyzer(language), owners, texts, tuple(ordinary))


def leisure(language: str) -> list[str]:
    """Return what customers ask anywhere in ``language``; nothing where nobody has written it down."""
    path = LEISURE / f"{language}.txt"
    return path.read_text("utf-8").splitlines() if path.is_file() else []


def forms(text: str, analyzer: Analyzer) -> list[str]:
    """Return the words of ``text``, folded."""
    return [token.form for token in analyzer.tokens(text)]


def pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Return the words that stand side by side: "not me" is more than "not" and "me"."""
    return pairwise(words)


def bounded(odds: float) -> float:
    """Return ``odds`` within what they may count."""
    return min(max(odds, -MOST_WORDS), MOST_WORDS)


def likeness(cosines: NDArray[np.float32]) -> float:
    """Return how alike the nearest few are, the nearest one counting most."""
    if not len(cosines):
        return UNRELATED
    best = np.sort(cosines)[-NEAREST:]
    return float(best[-1] + best.mean()) / 2
