"""What files of pictures are built of: parts, not too many of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

MOST_PARTS = 20_000
"""A picture is built of fewer; a file of more is no picture, and not worth the time."""

Part = TypeVar("Part")


class Unreadable(ValueError):
    """The file is not built as its kind should be."""


def bounded(parts: Iterator[Part]) -> Iterator[Part]:
    """Yield ``parts``; Unreadable where there are too many."""
    yield from islice(parts, MOST_PARTS)
    if next(parts, None) is not None:
        raise Unreadable
