"""The biggest groups of unanswered questions, found in a sample of bounded size."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from search.analysis.analyzer import Analyzer
from search.content.articles import shortened
from search.settings import ReplaySettings

SEED = 1
CONTRAST = 50
"""Answered questions below which nothing is concluded from them."""

SHORTEST_WORD = 3

LABEL = ("[", "]")


class Asked(NamedTuple):
    """A question of the sample."""

    language: str
    text: str
    """Redacted."""


class Sample:
    """At most ``size`` of all questions offered, each with equal chance.

    Algorithm R, Vitter 1985, "Random sampling with a reservoir". A counter of the most frequent words (Metwally et al.
    2005) is as small, but counts a question under each of its words; a sample lets every question count once.
    """

    def __init__(self, size: int) -> None:
        self._random = random.Random(SEED)
        self._size = size
        self.offered = 0
        self.questions: list[Asked] = []

    def place(self) -> int | None:
        """Count one more question and return where it goes; None where it is not taken."""
        self.offered += 1
        if self.offered <= self._size:
            return self.offered - 1
        place = self._random.randrange(self.offered)
        return place if place < self._size else None

    def put(self, place: int, question: Asked) -> None:
        """Keep ``question`` at a place that ``place`` returned."""
        self.questions[place : place + 1] = [question]


@dataclass(frozen=True, slots=True)
class Group:
    """Unanswered questions about one matter."""

    language: str
    words: tuple[str, ...]
    """The word all of them hold first, then what many of them hold."""

    requests: int
    """Exact while all unanswered questions fit into the sample, else reckoned from it."""

    examples: tuple[str, ...]
    """Redacted."""


class Question(NamedTuple):
    """A question with the words that may name its group."""

    asked: Asked
    forms: Mapping[str, str]
    """Key -> the word as it was written."""


Word = tuple[str, str]
"""Language and key."""


def unanswered_groups(
    unanswered: Sample, answered: Sample, analyzers: Mapping[str, Analyzer], settings: ReplaySettings, most: int
) -> tuple[Group, ...]:
    """Return at most ``most`` groups, the biggest first; a question is in one of them at most.

    The word that says most about not being answered makes a group of all questions that hold it, then the next word
    among the questions left. Words that fewer than ``settings.fewest_requests`` use, names among them, make no group
    and are not listed with one.
    """
    left = [question_of(each, analyzers) for each in unanswered.questions]
    contrast = words_of(question_of(each, analyzers) for each in answered.questions)
    all_words = words_of(left) + contrast
    tells = telling(words_of(left), len(left), contrast, len(answered.questions))
    scale = unanswered.offered / max(len(unanswered.questions), 1)
    groups: list[Group] = []
    counts = words_of(left)
    while len(groups) < most:
        candidates = [word for word, count in counts.items() if count >= settings.fewest_requests and tells[word] > 0]
        if not candidates:
            break
        best = max(candidates, key=lambda word: (counts[word] * tells[word], word))
        members = [each for each in left if best[0] == each.asked.language and best[1] in each.forms]
        left = [each for each in left if best[0] != each.asked.language or best[1] not in each.forms]
        counts = +(counts - words_of(members))
        groups.append(group_of(best, members, all_words, scale, settings))
    return tuple(sorted(groups, key=lambda group: -group.requests))


def question_of(asked: Asked, analyzers: Mapping[str, Analyzer]) -> Question:
    """Return ``asked`` with its words, but for function words, numbers and labels of redaction."""
    analyzer = analyzers[asked.language]
    forms: dict[str, str] = {}
    for token in analyzer.tokens(asked.text):
        is_label = (asked.text[token.start - 1 : token.start], asked.text[token.end : token.end + 1]) == LABEL
        is_number = token.form.isdigit() or len(token.form) < SHORTEST_WORD
        if not (is_label or is_number or analyzer.is_function_word(token.form)):
            forms.setdefault(analyzer.key(token.form), asked.text[token.start : token.end].lower())
    return Question(asked, forms)


def words_of(questions: Iterable[Question]) -> Counter[Word]:
    """Return how many of ``questions`` hold each word."""
    return Counter((each.asked.language, key) for each in questions for key in each.forms)


def telling(
    unanswered: Counter[Word], unanswered_count: int, answered: Counter[Word], answered_count: int
) -> dict[Word, float]:
    """Return how much each word tells about the matter of a question: its rarity squared times its leaning.

    Rarity is the logarithm of all questions over those that hold the word; squared, since ``please`` is used so much
    more than any matter. The leaning is the logarithm of the word's share of unanswered questions over its share of all
    (pointwise mutual information, Church & Hanks 1990), negative for a word of answered questions.
    """
    total = unanswered_count + answered_count
    tells = {}
    for word, count in unanswered.items():
        holders = count + answered[word]
        leaning = math.log(count * total / (holders * unanswered_count)) if answered_count >= CONTRAST else 1.0
        tells[word] = math.log((total + 1) / holders) ** 2 * leaning
    return tells


def group_of(
    word: Word, members: list[Question], all_words: Counter[Word], scale: float, settings: ReplaySettings
) -> Group:
    """Return the group of ``members``, all of which hold ``word``."""
    language, key = word
    shared = {each: count for each, count in words_of(members).items() if count >= settings.fewest_requests}
    shared.pop(word, None)
    beside = sorted(shared, key=lambda each: (-shared[each] * shared[each] / all_words[each], each))
    keys = [key, *(each for _, each in beside[: settings.group_words - 1])]
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for member in members:
        for each in keys:
            if each in member.forms:
                written[each][member.forms[each]] += 1
    return Group(
        language=language,
        words=tuple(written[each].most_common(1)[0][0] for each in keys),
        requests=round(len(members) * scale),
        examples=examples_of(members, set(keys), settings),
    )


def examples_of(members: list[Question], keys: set[str], settings: ReplaySettings) -> tuple[str, ...]:
    """Return questions that hold most of ``keys``, each text once, cut."""
    ordered = sorted(members, key=lambda each: (-len(keys & each.forms.keys()), len(each.asked.text), each.asked.text))
    texts = dict.fromkeys(shortened(" ".join(each.asked.text.split()), settings.example_letters) for each in ordered)
    return tuple(texts)[: settings.examples]
