"""A static embedding: the vector of a text is the sum of the vectors of its words, and that of a word of its pieces.

A model is a folder of three files, and ``model.toml`` with their SHA-256:

    pieces.txt    one piece of a word a line, ``##x`` continues a word; the first stands for unknown words
    vectors.npy   int8 (pieces, dimensions)
    scales.npy    float16 (pieces,); the vector of a piece is its scale times its row, its length is its weight

The one that comes with the project is described, with its sources, in ``trilingual/NOTICE.md``.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.analysis.tokens import fold
from search.errors import SettingsError
from search.settings import BUILT_IN, NO_MODEL, MeaningSettings

MODEL = Path(__file__).parent / "trilingual"
HEAD = "model.toml"
WORD_LETTERS = 24
"""A longer word is cut here; so was it when the model learnt."""

WORDS_REMEMBERED = 1 << 13
"""Words whose vectors are kept in memory, 4 MB."""

CHUNK = 1 << 16
"""Words whose vectors are added up at a time when many texts are encoded."""

PIECES_REMEMBERED = 1 << 13
"""Words whose pieces are kept in memory, 2 MB at most: the commonest of a language, which are encoded often."""

WORDS_AT_ONCE = 1 << 10
"""Words whose vectors are made at a time, a few megabytes."""

UNKNOWN = 0
CONTINUED = "##"


class StaticModel:
    """Encodes texts; may be shared by threads."""

    def __init__(
        self, pieces: Mapping[str, int], vectors: NDArray[np.int8], scales: NDArray[np.float16], fingerprint: str
    ) -> None:
        self.dimensions: int = vectors.shape[1]
        self.fingerprint = fingerprint
        """Differs where the vectors of two models do."""

        self._pieces = pieces
        self._longest = max(map(len, pieces), default=0)
        self._vectors = vectors
        self._scales = scales
        self.word = lru_cache(WORDS_REMEMBERED)(self._word)
        self._pieces_of_written = lru_cache(PIECES_REMEMBERED)(self._pieces_as_written)

    def _word(self, word: str) -> NDArray[np.float32]:
        """Return the vector of one word, float32 (dimensions,), of any length."""
        rows = self._pieces_as_written(word)
        scales = self._scales[rows].astype(np.float32)
        vector: NDArray[np.float32] = scales @ self._vectors[rows].astype(np.float32)
        return vector

    def vectors_of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of many words, float32 (words, dimensions): those of as many pieces are added at once."""
        pieces = list(map(self._pieces_of_written, words))
        counts = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
        found = np.zeros((len(words), self.dimensions), dtype=np.float32)
        for count in set(counts.tolist()) - {0}:
            numbers = np.flatnonzero(counts == count)
            for start in range(0, len(numbers), WORDS_AT_ONCE):
                part = numbers[start : start + WORDS_AT_ONCE]
                rows = np.array([pieces[number] for number in part.tolist()])
                scales = self._scales[rows].astype(np.float32)[:, None, :]
                found[part] = (scales @ self._vectors[rows].astype(np.float32))[:, 0]
        return found

    def _pieces_as_written(self, word: str) -> list[int]:
        return self.pieces_of(fold(word)[:WORD_LETTERS])

    def is_word(self, word: str) -> bool:
        """Return whether ``word`` is one that the model has learnt whole."""
        return fold(word) in self._pieces

    def pieces_of(self, word: str) -> list[int]:
        """Return the rows of the longest pieces that make up ``word`` from left to right, else the unknown one."""
        rows: list[int] = []
        start = 0
        while start < len(word):
            mark = CONTINUED if start else ""
            ends = range(min(len(word), start + self._longest), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self._pieces), None)
            if end is None:
                return [UNKNOWN]
            rows.append(self._pieces[mark + word[start:end]])
            start = end
        return rows

    def vector(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of one text, float32 (dimensions,) of length 1 or 0: what ``encode`` gives, sooner."""
        total = np.zeros(self.dimensions, dtype=np.float32)
        for word in words:
            total += self.word(word)
        length = math.sqrt(total @ total)
        return total / np.float32(length) if length else total

    def encode(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Return the vectors of ``texts``, each given by its words, float32 (texts, dimensions).

        A vector has length 1; that of a text without words is 0.
        """
        numbers: dict[str, int] = {}
        words = np.array([numbers.setdefault(word, len(numbers)) for word in chain(*texts)], dtype=np.int64)
        table = self.vectors_of(list(numbers))
        ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        owners = np.repeat(np.arange(len(texts)), np.diff(ends, prepend=0))
        for start in range(0, len(words), CHUNK):
            part, owner = words[start : start + CHUNK], owners[start : start + CHUNK]
            first = np.flatnonzero(np.diff(owner, prepend=-1))
            sums[owner[first]] += np.add.reduceat(table[part], first, axis=0)
        return unit(sums)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``vectors`` (n, dimensions) at length 1; those of length 0 stay so."""
    lengths = np.sqrt(np.vecdot(vectors, vectors))
    lengths[lengths == 0] = 1
    scaled: NDArray[np.float32] = (vectors / lengths[:, None]).astype(np.float32)
    return scaled


def open_model(settings: MeaningSettings) -> StaticModel | None:
    """Return the model that ``settings`` name, None for none.

    Raises SettingsError where its files are missing, altered or do not fit together.
    """
    if settings.model == NO_MODEL:
        return None
    return load_model(MODEL if settings.model == BUILT_IN else Path(settings.model))


@lru_cache(maxsize=2)
def load_model(folder: Path) -> StaticModel:
    """Return the model in ``folder``, its vectors memory-mapped."""
    try:
        sums: dict[str, str] = tomllib.loads((folder / HEAD).read_text("utf-8"))["sha256"]
        for name in ("pieces.txt", "vectors.npy", "scales.npy"):
            require_unaltered(folder / name, sums[name])
        pieces = (folder / "pieces.txt").read_text("utf-8").removesuffix("\n").split("\n")
        numbers = {piece: number for number, piece in enumerate(pieces)}
        vectors = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
        scales = np.load(folder / "scales.npy", allow_pickle=False)
        fits = vectors.ndim == 2 and vectors.shape[:1] == scales.shape == (len(numbers),)
        if vectors.dtype != np.int8 or not fits or "" in numbers:
            raise ValueError(f"{len(numbers)} pieces, vectors {vectors.shape}, scales {scales.shape}")
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise SettingsError(
            f"{folder}: no model of meaning ({error}). Give the folder of one, '{BUILT_IN}' or '{NO_MODEL}'."
        ) from error
    fingerprint = hashlib.sha256(repr(sorted(sums.items())).encode()).hexdigest()[:16]
    return StaticModel(numbers, vectors, scales, fingerprint)


def require_unaltered(path: Path, expected: str) -> None:
    """Raise ValueError where ``path`` is not the file it was."""
    if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        raise ValueError(f"{path.name} is not the file it was")
