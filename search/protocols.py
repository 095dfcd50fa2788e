"""The seams: what ranking needs of an engine, and query expansion of a vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.model import Article, ArticleHead, CitedAnswer, Snippet


class Alternative(NamedTuple):
    """One word that may stand for a word of the query."""

    form: str
    key: str
    share: float
    """0..1 of the weight of the query's word."""


class Group(NamedTuple):
    """One word of the query and all that may stand for it; an article is credited with the best it holds."""

    weight: float
    """1, or less for a function word."""

    alternatives: tuple[Alternative, ...]
    """The word itself first where the vocabulary has it; empty for an unknown word."""


class Encoder(Protocol):
    """What texts mean, as vectors; a model that takes longer than a keystroke may be asked when typing has settled."""

    dimensions: int
    fingerprint: str

    def is_word(self, word: str) -> bool:
        """Return whether ``word`` is one that the model has learnt whole."""
        ...

    def vector(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of one text, float32 (dimensions,) of length 1 or 0."""
        ...

    def encode(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Return the vectors of ``texts``, each given by its words, float32 (texts, dimensions) of length 1 or 0."""
        ...


NO_MEANING = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class RetrievalQuery:
    """What an engine is asked."""

    language: str
    groups: tuple[Group, ...]
    features: NDArray[np.uint16]
    """n-grams of the query's words and their pairs; one may stand twice."""

    feature_frequencies: NDArray[np.float32]
    title_keys: frozenset[str] = frozenset()
    """Keys of a title that consists of the query's words and no others."""

    meaning: NDArray[np.float32] = field(default_factory=lambda: NO_MEANING)
    """(dimensions,), the query's vector; empty without a model."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of each candidate, float32 (candidates,) each; signals turn it into 0..1."""

    words: NDArray[np.float32]
    """BM25F over keys as a share of what the query could attain."""

    forms: NDArray[np.float32]
    """The same over exact words."""

    profile: NDArray[np.float32]
    """Cosine of query and article profile."""

    question: NDArray[np.float32]
    """Likeness of the best wording."""

    title: NDArray[np.float32]
    """Likeness of the title."""

    nearest: NDArray[np.float32]
    """Cosine in meaning of the nearest wording or section; 0 without a model."""

    centroid: NDArray[np.float32]
    """The same of the article as a whole."""

    exact_title: NDArray[np.float32]
    """1 where the title consists of the query's words and no others, else 0."""

    unworded: NDArray[np.float32]
    """How much an article lacks because others have more wordings than it, 0..1."""

    updated_days: NDArray[np.int32]
    """Day of ``updated`` since 1970, negative where unknown."""


class Shortlist(Protocol):
    """The candidates of one query, unranked."""

    evidence: Evidence

    def __len__(self) -> int:
        """Return the number of candidates."""
        ...

    def article_id(self, place: int) -> str:
        """Return the id of candidate ``place``."""
        ...

    def held(self, place: int, groups: Sequence[Group]) -> int:
        """Return how many of ``groups`` candidate ``place`` holds a word of."""
        ...

    def alike(self, place: int) -> str:
        """Return the wording or heading of candidate ``place`` nearest in meaning; empty where nobody knows."""
        ...

    def passage(self, place: int) -> tuple[ArticleHead, str, Snippet]:
        """Return head, anchor of the best section, and snippet of candidate ``place``."""
        ...

    def cited(self, place: int) -> CitedAnswer | None:
        """Return what candidate ``place`` answers, None where none of its sentences is sure."""
        ...


class Vocabulary(Protocol):
    """The words of one language's articles."""

    def has_form(self, form: str) -> bool:
        """Return whether an article holds ``form``."""
        ...

    def has_key(self, key: str) -> bool:
        """Return whether an article holds a word with ``key``."""
        ...

    def has_pair(self, first: str, second: str) -> bool:
        """Return whether an article holds the two forms side by side."""
        ...

    def completions(self, beginning: str, limit: int) -> list[str]:
        """Return the forms that begin so, most frequent first."""
        ...

    def forms_by_first_letter(self, letter: str) -> list[str]:
        """Return the forms that begin with ``letter``, sorted."""
        ...


class Engine(Protocol):
    """A snapshot of one generation; only ``refresh`` changes what it answers."""

    generation: str
    languages: tuple[str, ...]

    def vocabulary(self, language: str) -> Vocabulary:
        """Return the vocabulary of ``language``."""
        ...

    def retrieve(self, query: RetrievalQuery, limit: int) -> Shortlist:
        """Return at most ``limit`` candidates of the query's language."""
        ...

    def article(self, article_id: str) -> Article:
        """Return an article whole; KeyError where there is none."""
        ...

    def heads(self, language: str) -> list[ArticleHead]:
        """Return the heads of all articles of ``language``."""
        ...
