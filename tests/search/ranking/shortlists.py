"""Candidates of which a test says what it likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from search.model import ArticleHead, CitedAnswer, Snippet
from search.protocols import Evidence, Group

SIGNALS = ("exact_title", "words", "forms", "profile", "question", "title", "nearest", "centroid", "unworded")


class FakeShortlist:
    """article_id -> evidence by name, 0 where nothing is said; ``updated_days`` is -1 where nothing is said."""

    def __init__(self, candidates: Mapping[str, Mapping[str, float]]) -> None:
        self._ids = list(candidates)
        rows = list(candidates.values())

        def column(name: str) -> NDArray[np.float32]:
            return np.array([row.get(name, 0.0) for row in rows], dtype=np.float32)

        days = np.array([row.get("updated_days", -1) for row in rows], dtype=np.int32)
        self.evidence = Evidence(**{name: column(name) for name in SIGNALS}, updated_days=days)

    def __len__(self) -> int:
        return len(self._ids)

    def article_id(self, place: int) -> str:
        return self._ids[place]

    def passage(self, place: int) -> tuple[ArticleHead, str, Snippet]:
        raise NotImplementedError("help: ranking needs no passage")

    def cited(self, place: int) -> CitedAnswer | None:
        raise NotImplementedError("help: ranking needs no answer")

    def alike(self, place: int) -> str:
        raise NotImplementedError("help: ranking needs no wording")

    def held(self, place: int, groups: Sequence[Group]) -> int:
        raise NotImplementedError("help: ranking does not count words")
