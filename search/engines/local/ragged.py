"""Rows of several lengths, kept end to end: row ``i`` is ``values[offsets[i]:offsets[i+1]]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)

ROWS_AT_ONCE = 1 << 14


@dataclass(frozen=True, slots=True)
class Ragged(Generic[Number]):
    """Rows of numbers."""

    values: NDArray[Number]
    offsets: NDArray[np.int64]
    """(rows + 1,)"""

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Values of each row."""
        return np.diff(self.offsets)

    @property
    def owners(self) -> NDArray[np.int64]:
        """The row of each value."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.lengths)

    def between(self, first: int, last: int) -> Ragged[Number]:
        """Return rows ``first`` up to ``last``, without copying their values."""
        offsets = self.offsets[first : last + 1]
        return Ragged(self.values[offsets[0] : offsets[-1]], offsets - offsets[0])

    def lists(self) -> Iterator[list[Any]]:
        """Yield each row as a list; only some rows are lists of Python's numbers at a time."""
        for start in range(0, len(self.offsets) - 1, ROWS_AT_ONCE):
            rows = self.between(start, start + ROWS_AT_ONCE)
            values = rows.values.tolist()
            yield from (values[first:last] for first, last in pairwise(rows.offsets.tolist()))

    def are_neighbours(self) -> NDArray[np.bool_]:
        """Return for each value but the last whether the next one stands in the same row."""
        same = np.ones(max(len(self.values) - 1, 0), dtype=bool)
        ends = self.offsets[1:-1] - 1
        same[ends[(ends >= 0) & (ends < len(same))]] = False
        return same


def offsets(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Return where rows of these lengths begin and end when they stand end to end."""
    return np.concatenate(([0], np.cumsum(np.fromiter(lengths, dtype=np.int64)))).astype(np.int64)


def bounds(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what ``offsets`` does, of an array."""
    found = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=found[1:])
    return found


def end_to_end(rows: Iterable[Iterable[int]], kind: type[Number]) -> NDArray[Number]:
    """Return all rows in one array of ``kind``."""
    return np.fromiter(chain.from_iterable(rows), dtype=kind)


def ragged(lists: Sequence[Sequence[int]], kind: type[Number]) -> Ragged[Number]:
    """Return ``lists`` as rows of ``kind``."""
    return Ragged(end_to_end(lists, kind), offsets(map(len, lists)))


def rows_of(
    offsets: NDArray[np.int64], rows: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of all values of ``rows``, where each row begins among them, and its length."""
    starts = offsets[rows]
    lengths = offsets[rows + 1] - starts
    ends = lengths.cumsum()
    begins = ends - lengths
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - begins, lengths) + np.arange(total), begins, lengths
