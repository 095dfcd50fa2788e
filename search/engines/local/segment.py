"""A segment: the compiled arrays of some articles of one language, memory-mapped and never changed.

    forms.txt keys.txt             vocabularies, sorted, one word a line: what was written, and what inflections share
    form_* key_*                   postings: which articles hold the word, and how strongly
    pair_hashes                    which two words stand side by side
    wording_*                      keys of every title and question
    profile_*                      n-grams and word pairs of every article
    meaning_* centroid* cluster_*   vectors of wordings, sections and articles
    section_* token_* text.bin     tokens in their order, for snippets
    heading_* sentence_*           what headings and sentences hold and mean
    heads.bin bodies.bin           articles as JSON, for lists and for pages
    seal.json                      sizes and checksums of these files, to know a damaged segment by

Rows of several lengths are kept end to end with an array of offsets: row ``i`` is ``values[offsets[i]:offsets[i+1]]``.
"""

from __future__ import annotations

import json
import mmap
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.engines.local.generations import REBUILD
from search.engines.local.postings import Postings
from search.engines.local.records import article_from_json, head_from_json
from search.errors import IndexOutdated
from search.model import Article, ArticleHead

TEXT_LISTS = ("forms", "keys", "article_ids", "content_hashes")
BLOBS = ("text", "heads", "bodies")
SEAL = "seal.json"
CHECKED_BYTES = 4_000_000
"""Size up to which all of a segment is read to check it when it is opened, a few milliseconds; more is synced."""

HEADS_REMEMBERED = 1 << 12
"""Articles whose heads are kept in memory once they were shown."""

DAMAGED_RECORD = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What a record raises that is not what was written."""

READING_HEADER = Lock()

NEVER = -1
"""Day of an article without ``updated``."""


@dataclass(frozen=True, slots=True)
class SegmentArrays:
    """The arrays of a segment, each in its own ``.npy``."""

    form_offsets: NDArray[np.int64]
    """(forms + 1,)"""
    form_articles: NDArray[np.int32]
    """(postings,), ascending within a row."""
    form_impacts: NDArray[np.float32]
    """(postings,), saturated term frequency over all fields, 0..1; see ``ranking.bm25f``."""
    key_offsets: NDArray[np.int64]
    key_articles: NDArray[np.int32]
    key_impacts: NDArray[np.float32]
    average_length: NDArray[np.float64]
    """(1,), weighted words of an article."""

    pair_hashes: NDArray[np.uint64]
    """(pairs,), sorted: each two forms that stand side by side anywhere, see ``analysis.features.pair_hash``."""

    wording_offsets: NDArray[np.int64]
    """(articles + 1,), wordings of an article; the first is its title."""
    wording_key_offsets: NDArray[np.int64]
    """(wordings + 1,), keys of a wording."""
    wording_keys: NDArray[np.int32]
    """Distinct keys of a wording."""

    profile_features: NDArray[np.uint16]
    """(articles, features), filled up with feature 0 of weight 0."""
    profile_weights: NDArray[np.uint8]
    """(articles, features); times ``profile_scales[article]``, so that a profile has length 1."""
    profile_scales: NDArray[np.float32]
    feature_weights: NDArray[np.float32]
    """(FEATURES,), inverse document frequency of every feature."""

    meaning_offsets: NDArray[np.int64]
    """(articles + 1,), meanings of an article: its wordings, then its sections."""
    meaning_vectors: NDArray[np.int8]
    """(meanings, dimensions); times ``meaning_scales[meaning]``, of length 1. No dimensions without a model."""
    meaning_scales: NDArray[np.float16]
    centroids: NDArray[np.float32]
    """(articles, dimensions), of length 1, cluster by cluster."""
    centroid_articles: NDArray[np.int32]
    """(articles,), whose centroid it is."""
    cluster_offsets: NDArray[np.int64]
    """(clusters + 1,), centroids of a cluster."""
    cluster_centres: NDArray[np.float32]
    """(clusters, dimensions)"""

    section_offsets: NDArray[np.int64]
    """(articles + 1,), sections of an article."""
    token_offsets: NDArray[np.int64]
    """(sections + 1,), tokens of a section."""
    token_keys: NDArray[np.int32]
    token_starts: NDArray[np.uint32]
    """In characters of the section's text."""
    token_lengths: NDArray[np.uint8]
    heading_offsets: NDArray[np.int64]
    """(sections + 1,), keys of a heading."""
    heading_keys: NDArray[np.int32]
    """Distinct keys of a heading."""
    sentence_offsets: NDArray[np.int64]
    """(sections + 1,), sentences of a section: those that hold a token."""
    sentence_starts: NDArray[np.uint32]
    """In characters of the section's text; a sentence ends before the next one or with its line."""
    sentence_tokens: NDArray[np.int64]
    """(sentences + 1,), tokens of a sentence."""
    sentence_kinds: NDArray[np.uint8]
    """A ``LineKind`` a sentence."""
    sentence_vectors: NDArray[np.int8]
    """(sentences, dimensions); times ``sentence_scales[sentence]``, of length 1. Without a model (0, 0)."""
    sentence_scales: NDArray[np.float16]
    text_offsets: NDArray[np.int64]
    """(sections + 1,), in bytes of ``text.bin``."""

    head_offsets: NDArray[np.int64]
    """(articles + 1,), in bytes of ``heads.bin``."""
    body_offsets: NDArray[np.int64]
    """(articles + 1,), in bytes of ``bodies.bin``."""
    article_days: NDArray[np.int32]
    """(articles,), day of ``updated`` since 1970, or ``NEVER``."""


@dataclass(frozen=True, slots=True)
class SegmentTexts:
    """The parts of a segment that are no arrays."""

    forms: list[str]
    keys: list[str]
    article_ids: list[str]
    content_hashes: list[str]
    text: bytes | mmap.mmap
    heads: bytes | mmap.mmap
    bodies: bytes | mmap.mmap


class Segment:
    """Articles ``0 .. count - 1`` of one language, as ``SegmentArrays`` and vocabularies in memory."""

    def __init__(self, arrays: SegmentArrays, texts: SegmentTexts) -> None:
        self.arrays = arrays
        count = len(texts.article_ids)
        self.forms = Postings(texts.forms, arrays.form_offsets, arrays.form_articles, arrays.form_impacts, count)
        self.keys = Postings(texts.keys, arrays.key_offsets, arrays.key_articles, arrays.key_impacts, count)
        self.article_ids = texts.article_ids
        self.content_hashes = texts.content_hashes
        self.numbers = {article_id: number for number, article_id in enumerate(texts.article_ids)}
        self._texts = texts
        self.head = lru_cache(HEADS_REMEMBERED)(self._head)
        self.headings = lru_cache(HEADS_REMEMBERED)(self._headings)

    @property
    def count(self) -> int:
        """Number of articles."""
        return len(self.article_ids)

    def _head(self, number: int) -> tuple[ArticleHead, list[str]]:
        """Return what lists show of article ``number``, and the anchors of its sections."""
        offsets = self.arrays.head_offsets
        try:
            return head_from_json(self._texts.heads[offsets[number] : offsets[number + 1]])
        except DAMAGED_RECORD as error:
            raise self._damaged(number) from error

    def _headings(self, number: int) -> list[str]:
        """Return the headings of the sections of article ``number``."""
        return [section.heading for section in self.article(number).sections]

    def article(self, number: int) -> Article:
        """Return article ``number`` whole."""
        offsets = self.arrays.body_offsets
        try:
            return article_from_json(self._texts.bodies[offsets[number] : offsets[number + 1]])
        except DAMAGED_RECORD as error:
            raise self._damaged(number) from error

    def _damaged(self, number: int) -> IndexOutdated:
        return IndexOutdated(f"{self.article_ids[number]}: its record in the index is damaged. {REBUILD}.")

    def section_text(self, section: int) -> str:
        """Return the plain text of ``section``, counted over all articles."""
        offsets = self.arrays.text_offsets
        return self._texts.text[offsets[section] : offsets[section + 1]].decode()


def save_segment(folder: Path, arrays: SegmentArrays, texts: SegmentTexts) -> None:
    """Write a segment to the new ``folder``."""
    folder.mkdir(parents=True)
    for each in fields(arrays):
        np.save(folder / f"{each.name}.npy", getattr(arrays, each.name), allow_pickle=False)
    for name in TEXT_LISTS:
        (folder / f"{name}.txt").write_text("\n".join(getattr(texts, name)), "utf-8")
    for name in BLOBS:
        (folder / f"{name}.bin").write_bytes(getattr(texts, name))
    (folder / SEAL).write_text(json.dumps(seal(folder)), "utf-8")


def seal(folder: Path) -> dict[str, list[int]]:
    """Return size in bytes of every file of the segment in ``folder``; of a small segment also its checksum.

    A small segment is not synced when it is written, so that an update takes no longer than a keystroke: what a loss
    of power leaves of it is known by its checksums.
    """
    paths = sorted(path for path in folder.iterdir() if path.name != SEAL)
    sizes = {path.name: [path.stat().st_size] for path in paths}
    if sum(size for (size,) in sizes.values()) > CHECKED_BYTES:
        return sizes
    return {path.name: [*sizes[path.name], crc32(path.read_bytes())] for path in paths}


def load_segment(folder: Path) -> Segment:
    """Return the segment in ``folder``, its arrays and texts memory-mapped.

    Raises IndexOutdated where a file is missing, not as it was written, or no array.
    """
    try:
        return load_whole(folder)
    except (OSError, ValueError, RecursionError) as error:
        raise IndexOutdated(f"{folder}: the segment is damaged ({error}). {REBUILD}.") from error


def load_whole(folder: Path) -> Segment:
    """Return the segment in ``folder``; OSError or ValueError where it is not whole."""
    if json.loads((folder / SEAL).read_text("utf-8")) != seal(folder):
        raise ValueError("a file is not as it was written")
    arrays: dict[str, Any] = {each.name: map_array(folder / f"{each.name}.npy") for each in fields(SegmentArrays)}
    texts: dict[str, Any] = {name: read_lines(folder / f"{name}.txt") for name in TEXT_LISTS}
    texts |= {name: map_bytes(folder / f"{name}.bin") for name in BLOBS}
    return Segment(SegmentArrays(**arrays), SegmentTexts(**texts))


def map_array(path: Path) -> NDArray[np.generic]:
    """Return the array in ``path``, mapped and read-only.

    One at a time: NumPy reads the header with ``ast``, whose depth counter CPython 3.11 shares between threads; two
    that read at once may end in a SystemError (gh-106905).
    """
    with READING_HEADER:
        return np.lib.format.open_memmap(path, mode="r").view(np.ndarray)


def map_bytes(path: Path) -> bytes | mmap.mmap:
    """Return the bytes of ``path``, mapped where there are any."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def read_lines(path: Path) -> list[str]:
    """Return the lines of ``path``; no line for an empty file."""
    text = path.read_text("utf-8")
    return text.split("\n") if text else []
