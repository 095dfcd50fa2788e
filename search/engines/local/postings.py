"""Postings: which articles hold a word, and how strongly, as compiled arrays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = dict[int, float]
"""Row of the postings -> its share of a group's weight, 0..1."""

LAST = "\U0010ffff"
"""Sorts behind every word."""


class Postings:
    """The postings of a sorted vocabulary in compressed sparse rows.

    ``offsets``: int64 (words + 1,); ``articles``: int32 (postings,), ascending within a row; ``impacts``: float32
    (postings,), saturated term frequency, 0..1 (``ranking.bm25f``).
    """

    def __init__(
        self,
        words: list[str],
        offsets: NDArray[np.int64],
        articles: NDArray[np.int32],
        impacts: NDArray[np.float32],
        article_count: int,
    ) -> None:
        self.words = words
        self.numbers = {word: number for number, word in enumerate(words)}
        self.offsets = offsets
        self._starts: list[int] = offsets.tolist()
        self.articles = articles
        self.impacts = impacts
        self._article_count = article_count

    def rows(self, alternatives: Iterable[tuple[str, float]]) -> Rows:
        """Return the rows of words, each with its largest share, without the words that are not here."""
        rows: Rows = {}
        for word, share in alternatives:
            row = self.numbers.get(word)
            if row is not None and share > rows.get(row, 0.0):
                rows[row] = share
        return rows

    def holders(self, rows: Rows) -> int:
        """Return how many postings the rows of the largest share have in all: those of the word itself, if known."""
        starts = self._starts
        most = max(rows.values(), default=0.0)
        return sum([starts[row + 1] - starts[row] for row, share in rows.items() if share == most])

    def has(self, row: int, number: int) -> bool:
        """Return whether article ``number`` holds the word of ``row``."""
        articles = self.articles[self._starts[row] : self._starts[row + 1]]
        place = int(articles.searchsorted(number))
        return place < len(articles) and int(articles[place]) == number

    def words_between(self, beginning: str) -> range:
        """Return the rows of the words that begin so."""
        first = bisect_left(self.words, beginning)
        return range(first, bisect_left(self.words, beginning + LAST, first))

    def frequencies(self) -> NDArray[np.int64]:
        """Return how many articles hold each word, int64 (words,)."""
        return np.diff(self.offsets)

    def sum(self, groups: Sequence[tuple[Rows, float]]) -> NDArray[np.float64]:
        """Return for each article the sum over ``groups`` of weight times what the best of its rows gives.

        float64 (articles,).
        """
        single = [(row, share * weight) for rows, weight in groups if len(rows) == 1 for row, share in rows.items()]
        scores = self._sum_single(single) if single else np.zeros(self._article_count)
        for rows, weight in groups:
            if len(rows) > 1:
                scores += self._best(rows) * weight
        return scores

    def _sum_single(self, rows: Sequence[tuple[int, float]]) -> NDArray[np.float64]:
        """Return the sum of weighted rows; one pass over all their postings."""
        starts = self._starts
        bounds = [(starts[row], starts[row + 1], weight) for row, weight in rows]
        articles = np.concatenate([self.articles[first:last] for first, last, _ in bounds])
        gains = np.concatenate([self.impacts[first:last] * np.float32(weight) for first, last, weight in bounds])
        if len(articles) and articles.max() >= self._article_count:  # bincount would make room for such a number
            raise IndexError(f"postings: article {articles.max()} of {self._article_count}")
        return np.bincount(articles, gains, self._article_count).astype(np.float64, copy=False)

    def _best(self, rows: Rows) -> NDArray[np.float32]:
        """Return the best that one of ``rows`` gives each article, float32 (articles,)."""
        best = np.zeros(self._article_count, dtype=np.float32)
        for row, share in rows.items():
            first, last = self._starts[row], self._starts[row + 1]
            articles = self.articles[first:last]
            best[articles] = np.maximum(best[articles], self.impacts[first:last] * np.float32(share))
        return best

    def sum_of(self, numbers: NDArray[np.int64], groups: Sequence[tuple[Rows, float]]) -> NDArray[np.float64]:
        """Return what ``sum`` says of the articles ``numbers`` alone, by looking them up in each row."""
        scores = np.zeros(len(numbers))
        for rows, weight in groups:
            best = np.zeros(len(numbers), dtype=np.float32)
            for row, share in rows.items():
                first, last = self._starts[row], self._starts[row + 1]
                articles = self.articles[first:last]
                places = np.minimum(np.searchsorted(articles, numbers), len(articles) - 1)
                gain = self.impacts[first:last][places] * np.float32(share)
                best = np.maximum(best, np.where(articles[places] == numbers, gain, 0))
            scores += best * weight
        return scores
