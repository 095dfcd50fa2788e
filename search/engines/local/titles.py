"""Which articles of a segment have exactly the words of a query as their title."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from search.engines.local.segment import Segment

NONE = np.zeros(0, dtype=np.int64)


class Titles:
    """The titles of a segment, each as one number: the sum of numbers that stand for its keys.

    The order of words does not count. Two titles of other words meet by chance once in 2^64.
    """

    def __init__(self, segment: Segment) -> None:
        arrays = segment.arrays
        self._rows = segment.keys.numbers
        first = arrays.wording_offsets[:-1]
        self._marks = mixed(np.arange(len(segment.keys.words)))
        running = np.concatenate((np.zeros(1, np.uint64), np.cumsum(self._marks[arrays.wording_keys])))
        sums = running[arrays.wording_key_offsets[first + 1]] - running[arrays.wording_key_offsets[first]]
        self._order = np.argsort(sums, kind="stable")
        self._sums = sums[self._order]

    def numbers(self, keys: Collection[str], dead: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the living articles whose title has ``keys`` and no others."""
        rows = [self._rows.get(key, -1) for key in keys]
        if not rows or -1 in rows:
            return NONE
        wanted = self._marks[rows].sum()
        first = self._sums.searchsorted(wanted)
        if first == len(self._sums) or self._sums[first] != wanted:
            return NONE
        return np.setdiff1d(self._order[first : self._sums.searchsorted(wanted, "right")], dead)


def mixed(rows: NDArray[np.integer]) -> NDArray[np.uint64]:
    """Return a number without pattern for each row: the finaliser of splitmix64 (Steele, Lea, Flood 2014)."""
    mixed = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
