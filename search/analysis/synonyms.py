"""Synonyms that writers keep beside the articles: ``synonyms/<language>.txt``.

2fa, two-factor, authenticator      any of them also finds the others
cash out => withdraw                the left also finds the right, not the other way round
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from search.analysis.analyzer import Analyzer
from search.analysis.tokens import compose
from search.model import Problem, Severity

Phrase = tuple[str, ...]
"""Forms of a word or of several."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases of keys and what may stand for them."""

    targets: dict[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)
    """Keys of a phrase -> forms of the phrases that may stand for it."""

    longest: int = 0
    """Words of the longest phrase."""

    def matches(self, keys: Sequence[str]) -> Iterator[tuple[int, int, tuple[Phrase, ...]]]:
        """Yield (start, end, phrases) for every stretch of ``keys`` that has synonyms."""
        for start in range(len(keys)):
            for end in range(start + 1, min(start + self.longest, len(keys)) + 1):
                phrases = self.targets.get(tuple(keys[start:end]))
                if phrases:
                    yield start, end, phrases


def parse_synonyms(text: str, path: str, analyzer: Analyzer) -> tuple[Synonyms, list[Problem]]:
    """Return the synonyms in ``text``, which was read from ``path``, and the lines that are no rule."""
    targets: dict[Phrase, dict[Phrase, None]] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        rule = compose(line.partition("#")[0]).strip()
        if not rule:
            continue
        left, arrow, right = rule.partition("=>")
        sources, goals = phrases_of(left, analyzer), phrases_of(right if arrow else left, analyzer)
        if not sources or not goals or (not arrow and len(sources) < 2):
            remedy = "Write 'word, other word' or 'word => other word'"
            problems.append(Problem(path, number, f"'{rule}' is no rule", remedy, Severity.WARNING))
            continue
        for source in sources:
            keys = tuple(analyzer.key(form) for form in source)
            known = targets.setdefault(keys, {})
            known.update(dict.fromkeys(content_words(goal, analyzer) for goal in goals if goal != source))
    longest = max(map(len, targets), default=0)
    return Synonyms({keys: tuple(goals) for keys, goals in targets.items()}, longest), problems


def phrases_of(text: str, analyzer: Analyzer) -> list[Phrase]:
    """Return the comma-separated phrases of ``text`` as forms."""
    phrases = (tuple(token.form for token in analyzer.tokens(part)) for part in text.split(","))
    return [phrase for phrase in phrases if phrase]


def content_words(phrase: Phrase, analyzer: Analyzer) -> Phrase:
    """Return ``phrase`` without function words, or whole where nothing else is in it."""
    return tuple(form for form in phrase if not analyzer.is_function_word(form)) or phrase
