"""What customers' questions attain, whether an article answered them or not: counts by hundredths, and no word of them.

A threshold that is too high or too low for a knowledge base shows in what its customers ask: most of their questions
have an answer, so the lower quartile of what they attain moves with the threshold that should be. Nobody has to say
which of them were answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.model import Results

BINS = 100
QUARTER = 0.25
FEWEST = 50
"""Questions of a language, or of all together where it has fewer, from which the quartile says more than nothing."""

ENOUGH_WORDS = 2


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The lower quartile of what the questions of one language attained, in both measures, 0..1 each."""

    questions: int
    attained: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many questions of one language attained so many hundredths."""

    attained: Sequence[int]
    """(BINS,), by ``bin_of(Results.attained)``."""

    evidence: Sequence[int]
    """(BINS,), by ``bin_of(Results.evidence)``."""


def bin_of(share: float) -> int:
    """Return the hundredth that ``share`` lies in, 0..99."""
    return min(max(int(share * BINS), 0), BINS - 1)


def is_telling(results: Results) -> bool:
    """Return whether what was asked says something of the articles: two words that mean something, one of them known.

    Half a word, or a row of letters, attains little everywhere, and would lower every threshold.
    """
    return results.asked >= ENOUGH_WORDS and len(results.unknown) < results.asked


def counted(all_results: Iterable[Results]) -> dict[str, Histogram]:
    """Return the histograms of the telling ones among ``all_results``, by language."""
    counts: dict[str, tuple[list[int], list[int]]] = {}
    for results in filter(is_telling, all_results):
        attained, evidence = counts.setdefault(results.language, ([0] * BINS, [0] * BINS))
        attained[bin_of(results.attained)] += 1
        evidence[bin_of(results.evidence)] += 1
    return {language: Histogram(*pair) for language, pair in counts.items()}


def quartiles(histograms: Mapping[str, Histogram], languages: Iterable[str]) -> dict[str, Quartiles]:
    """Return the lower quartiles of ``languages``: of all together where one has too few questions.

    Empty where all together have too few.
    """
    together = quartiles_of(histograms.values())
    if together.questions < FEWEST:
        return {}
    own = {language: quartiles_of((histogram,)) for language, histogram in histograms.items()}
    return {
        language: own[language] if language in own and own[language].questions >= FEWEST else together
        for language in languages
    }


def quartiles_of(histograms: Iterable[Histogram]) -> Quartiles:
    """Return the lower quartiles of all of ``histograms`` together."""
    attained = evidence = np.zeros(BINS, dtype=np.int64)
    for each in histograms:
        attained, evidence = attained + np.array(each.attained), evidence + np.array(each.evidence)
    return Quartiles(int(attained.sum()), quantile(attained), quantile(evidence))


def quantile(counts: NDArray[np.int64], share: float = QUARTER) -> float:
    """Return the value below which ``share`` of ``counts`` lies, 0..1, even within a bin; 0 of none."""
    running = np.concatenate(([0], np.cumsum(counts)))
    if not running[-1]:
        return 0.0
    return float(np.interp(share * running[-1], running, np.arange(len(running)) / BINS))
