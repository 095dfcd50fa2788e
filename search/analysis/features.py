"""Character n-grams and word pairs as numbers: what a word still shares with its own misspelling.

A feature is a hash in ``range(FEATURES)``. Hashed n-grams need no dictionary (Weinberger et al. 2009); with 2^16
buckets an article of 700 features answers a foreign n-gram by chance once in a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.analysis.tokens import WORDS_REMEMBERED

FEATURES = 1 << 16
CRC_START = 0xFFFFFFFF
"""CRC-32 begins with it, and its last step turns all bits over once more."""

CRC_OF_BYTE = np.array([crc32(bytes([byte ^ 0xFF])) ^ 0xFF000000 for byte in range(256)], dtype=np.uint32)
"""What one step of CRC-32 adds for each byte."""

PAIR_FACTOR = 0x9E3779B1
"""Knuth's multiplicative constant; makes the pair (a, b) differ from (b, a)."""


@lru_cache(WORDS_REMEMBERED)
def word_features(form: str, shortest: int, longest: int, is_unfinished: bool = False) -> NDArray[np.uint16]:
    """Return the features of one folded word, its ends marked by blanks.

    uint16 (n-grams,), an n-gram that occurs twice stands twice. The end of an unfinished word is not marked.
    """
    padded = f" {form}".encode() if is_unfinished else f" {form} ".encode()
    return np.array(
        [
            crc32(padded[start : start + length]) % FEATURES
            for length in range(shortest, longest + 1)
            for start in range(len(padded) - length + 1)
        ],
        dtype=np.uint16,
    )


def features_of(forms: Sequence[str], shortest: int, longest: int) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Return what ``word_features`` says of all ``forms``, end to end, and where each begins, (forms + 1,)."""
    padded = [f" {form} ".encode() for form in forms]
    sizes = np.fromiter(map(len, padded), dtype=np.int64)
    letters = np.frombuffer(b"".join(padded), dtype=np.uint8)
    owners = np.repeat(np.arange(len(forms)), sizes)
    place_in_word = np.arange(len(letters)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    counts = [np.maximum(sizes - length + 1, 0) for length in range(shortest, longest + 1)]
    totals = np.sum(counts, axis=0, dtype=np.int64)
    begins = np.cumsum(totals) - totals
    features = np.empty(int(totals.sum()), dtype=np.uint16)
    for length, count in enumerate(counts, shortest):
        starts = np.flatnonzero(place_in_word < count[owners])
        crc = np.full(len(starts), CRC_START, dtype=np.uint32)
        for step in range(length):
            crc = CRC_OF_BYTE[(crc ^ letters[starts + step]) & 0xFF] ^ (crc >> np.uint32(8))
        features[begins[owners[starts]] + place_in_word[starts]] = ((crc ^ CRC_START) % FEATURES).astype(np.uint16)
        begins = begins + count
    return features, np.concatenate(([0], np.cumsum(totals))).astype(np.int64)


def pair_features(hashes: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """Return a feature for each two neighbours of ``hashes``, uint32 (words,) -> uint16 (words - 1,)."""
    mixed = hashes[:-1] * np.uint32(PAIR_FACTOR & 0xFFFFFFFF) + hashes[1:]
    return ((mixed ^ (mixed >> np.uint32(16))) % np.uint32(FEATURES)).astype(np.uint16)


def pair_hash(first: str, second: str) -> np.uint64:
    """Return 64 bits that stand for two forms side by side."""
    return np.uint64(crc32(first.encode()) << 32 | crc32(second.encode()))


def pair_hashes(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return what ``pair_hash`` says of each two neighbours of ``hashes``, uint64 (words,) of CRC-32."""
    return (hashes[:-1] << np.uint64(32)) | hashes[1:]


@lru_cache(WORDS_REMEMBERED)
def key_hash(key: str) -> int:
    """Return 32 bits that stand for ``key`` in pairs."""
    return crc32(key.encode())
