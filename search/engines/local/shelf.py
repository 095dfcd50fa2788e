"""A shelf: all articles of one language, in one large segment and perhaps a small one beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.analysis.features import FEATURES
from search.engines.local.postings import Rows
from search.engines.local.segment import Segment
from search.engines.local.snippets import best_passage
from search.model import ArticleHead, Snippet
from search.protocols import Evidence, RetrievalQuery
from search.ranking.bm25f import inverse_document_frequency, rarity
from search.settings import SnippetSettings

FORM_SHARE = 1 / 3
"""Weight of exact words against keys when candidates are chosen; ranking weighs them anew."""

BLOCK = 64
"""Articles whose best score stands for all of them when the candidates of a large segment are chosen."""

LARGE = 20_000
"""Articles of a segment from which exact words and function words are only looked up for candidates."""

SPARE = 3
"""Candidates taken from a large segment for each one wanted, before those words are counted."""

Weighed = list[tuple[Rows, float]]
"""The rows of each group of a query, with the group's weight times its rarity over the whole query's."""

ZERO = np.zeros(1)
SMALL = 1e-9


@dataclass(frozen=True, slots=True)
class Book:
    """A segment as its shelf sees it."""

    segment: Segment
    dead: NDArray[np.int32]
    """Numbers of the articles that are removed or replaced."""

    rarity: NDArray[np.float32]
    """(keys,), rarity of every key on the whole shelf, in nats."""

    wording_length: NDArray[np.float32]
    """(wordings,), square root of the rarity of all of a wording's keys."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Articles of one segment and what is known of them; arrays float32 (candidates,)."""

    book: Book
    numbers: NDArray[np.int64]
    evidence: Evidence
    gains: NDArray[np.float32]
    """(keys,), what each key of the segment contributes to the query, 0 for most."""


class Shelf:
    """Vocabulary and candidates of one language."""

    def __init__(self, segments: Sequence[Segment], removed: frozenset[str], snippet: SnippetSettings) -> None:
        self.segments = tuple(segments)
        dead = [dead_articles(segments, place, removed) for place in range(len(segments))]
        self.article_count = sum(each.count for each in segments) - sum(map(len, dead))
        self._snippet = snippet
        self._books = [self._book(segment, numbers) for segment, numbers in zip(segments, dead, strict=True)]

    @property
    def feature_weights(self) -> NDArray[np.float32]:
        """Inverse document frequency of every n-gram on this shelf, float32 (FEATURES,)."""
        return self.segments[0].arrays.feature_weights

    def _book(self, segment: Segment, dead: NDArray[np.int32]) -> Book:
        frequencies = segment.keys.frequencies().astype(np.float64)
        for other in self.segments:
            if other is not segment and segment.count <= other.count:
                rows = (other.keys.rows([(key, 1.0)]) for key in segment.keys.words)
                frequencies += np.fromiter(map(other.keys.holders, rows), dtype=np.float64)
        key_rarity = inverse_document_frequency(frequencies, self.article_count).astype(np.float32)
        running = np.concatenate((ZERO, np.cumsum(key_rarity[segment.arrays.wording_keys])))
        wording_rarity = np.diff(running[segment.arrays.wording_key_offsets])
        return Book(segment, dead, key_rarity, np.sqrt(np.maximum(wording_rarity, SMALL)).astype(np.float32))

    def has_form(self, form: str) -> bool:
        """Return whether an article holds ``form``."""
        for segment in self.segments:
            if form in segment.forms.numbers:
                return True
        return False

    def has_key(self, key: str) -> bool:
        """Return whether an article holds a word with ``key``."""
        for segment in self.segments:
            if key in segment.keys.numbers:
                return True
        return False

    def completions(self, beginning: str, limit: int) -> list[str]:
        """Return the forms that begin so, most frequent first."""
        found: dict[str, int] = {}
        for segment in self.segments:
            rows = segment.forms.words_between(beginning)
            counts = np.diff(segment.forms.offsets[rows.start : rows.stop + 1])
            most = np.argpartition(counts, -limit)[-limit:].tolist() if len(counts) > limit else range(len(counts))
            for place in most:
                form = segment.forms.words[rows[place]]
                found[form] = found.get(form, 0) + int(counts[place])
        return sorted(found, key=lambda form: (-found[form], form))[:limit]

    def forms_by_first_letter(self, letter: str) -> list[str]:
        """Return the forms that begin with ``letter``."""
        rows = [(segment.forms.words, segment.forms.words_between(letter)) for segment in self.segments]
        return [word for words, between in rows for word in words[between.start : between.stop]]

    def place_of(self, article_id: str) -> tuple[Segment, int] | None:
        """Return where a living article lies."""
        for book in self._books:
            number = book.segment.numbers.get(article_id)
            if number is not None and number not in book.dead:
                return book.segment, number
        return None

    def living(self) -> Iterator[tuple[Segment, int]]:
        """Yield every article that is not replaced or removed."""
        for book in self._books:
            dead = set(book.dead.tolist())
            yield from ((book.segment, number) for number in range(book.segment.count) if number not in dead)

    def retrieve(self, query: RetrievalQuery, limit: int) -> ShelfShortlist:
        """Return at most ``limit`` candidates of each segment."""
        weights = [group.weight for group in query.groups]
        keys = [[(each.key, each.share) for each in group.alternatives] for group in query.groups]
        forms = [[(each.form, each.share) for each in group.alternatives] for group in query.groups]
        key_rows = [list(map(book.segment.keys.rows, keys)) for book in self._books]
        form_rows = [list(map(book.segment.forms.rows, forms)) for book in self._books]
        holders = [map(book.segment.keys.holders, rows) for book, rows in zip(self._books, key_rows, strict=True)]
        key_weights = self._weigh(weights, map(sum, zip(*holders, strict=True)))
        holders = [map(book.segment.forms.holders, rows) for book, rows in zip(self._books, form_rows, strict=True)]
        form_weights = self._weigh(weights, map(sum, zip(*holders, strict=True)))
        lists = [
            candidates(
                book,
                list(zip(book_keys, key_weights, strict=True)),
                list(zip(book_forms, form_weights, strict=True)),
                query,
                limit,
            )
            for book, book_keys, book_forms in zip(self._books, key_rows, form_rows, strict=True)
        ]
        return ShelfShortlist(lists, self._snippet)

    def _weigh(self, weights: list[float], holders: Iterable[int]) -> list[float]:
        """Return weight times rarity of each group, their sum being 1: what a query can at most attain."""
        products = [weight * rarity(count, self.article_count) for weight, count in zip(weights, holders, strict=True)]
        attainable = sum(products) or 1.0
        return [product / attainable for product in products]


class ShelfShortlist:
    """The candidates of all segments of a shelf."""

    def __init__(self, lists: Sequence[Candidates], snippet: SnippetSettings) -> None:
        self._lists = lists
        self._snippet = snippet
        self.evidence = lists[0].evidence if len(lists) == 1 else joined([each.evidence for each in lists])

    def __len__(self) -> int:
        return len(self.evidence.words)

    def article_id(self, place: int) -> str:
        """Return the id of candidate ``place``."""
        candidates, number = self._locate(place)
        return candidates.book.segment.article_ids[number]

    def _locate(self, place: int) -> tuple[Candidates, int]:
        """Return the list that holds candidate ``place``, and its number in the segment."""
        for each in self._lists:
            if place < len(each.numbers):
                return each, int(each.numbers[place])
            place -= len(each.numbers)
        raise IndexError(place)

    def passage(self, place: int) -> tuple[ArticleHead, str, Snippet]:
        """Return head, anchor of the best section, and snippet of candidate ``place``; else its summary."""
        candidates, number = self._locate(place)
        head, anchors = candidates.book.segment.head(number)
        found = best_passage(candidates.book.segment, number, candidates.gains, self._snippet)
        if found is None:
            return head, "", Snippet(head.summary, ())
        section, snippet = found
        return head, anchors[section], snippet


def joined(parts: Sequence[Evidence]) -> Evidence:
    """Return the evidence of several lists as one."""
    return Evidence(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in Evidence.__slots__})


def dead_articles(segments: Sequence[Segment], place: int, removed: frozenset[str]) -> NDArray[np.int32]:
    """Return the numbers of the articles of a segment that are removed, or replaced by a later segment."""
    later = removed.union(*(each.numbers for each in segments[place + 1 :]))
    numbers = segments[place].numbers
    return np.array(sorted(numbers[each] for each in later if each in numbers), dtype=np.int32)


def candidates(book: Book, keys: Weighed, forms: Weighed, query: RetrievalQuery, limit: int) -> Candidates:
    """Return the ``limit`` articles of ``book`` that hold most of the query, with all that is known of them."""
    segment = book.segment
    if segment.count < LARGE:
        words, exact = segment.keys.sum(keys), segment.forms.sum(forms)
        numbers = best_numbers(words + FORM_SHARE * exact, limit, book.dead)
        words, exact = words[numbers], exact[numbers]
    else:
        numbers = best_numbers(segment.keys.sum(telling(keys, query)), SPARE * limit, book.dead)
        words, exact = segment.keys.sum_of(numbers, keys), segment.forms.sum_of(numbers, forms)
        best = best_numbers(words + FORM_SHARE * exact, limit, NONE)
        numbers, words, exact = numbers[best], words[best], exact[best]
    gains = key_gains(book, keys)
    title, question = wording_likeness(book, numbers, gains)
    evidence = Evidence(
        words=words.astype(np.float32),
        forms=exact.astype(np.float32),
        profile=profile_cosines(segment, numbers, query),
        question=question,
        title=title,
        updated_days=segment.arrays.article_days[numbers],
    )
    return Candidates(book, numbers, evidence, gains)


NONE = np.zeros(0, dtype=np.int32)


def telling(keys: Weighed, query: RetrievalQuery) -> Weighed:
    """Return the groups of ``keys`` that are no function words, or all where nothing else is asked."""
    content = [each for each, group in zip(keys, query.groups, strict=True) if group.weight == 1 and each[0]]
    return content or keys


def best_numbers(scores: NDArray[np.float64], limit: int, dead: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the numbers of the ``limit`` highest positive scores but those of ``dead`` articles, in no order.

    In a large array the best score of every block of articles is looked at first: the ``limit`` best articles lie in
    the ``limit`` best blocks.
    """
    scores[dead] = 0
    count = len(scores)
    if count > 2 * BLOCK * limit:
        whole = count // BLOCK * BLOCK
        block_best = scores[:whole].reshape(-1, BLOCK).max(axis=1)
        blocks = np.argpartition(block_best, -limit)[-limit:]
        numbers = np.concatenate(((blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel(), np.arange(whole, count)))
        numbers = numbers[scores[numbers] > 0]
    else:
        numbers = np.flatnonzero(scores > 0)
    if len(numbers) > limit:
        numbers = numbers[np.argpartition(scores[numbers], -limit)[-limit:]]
    return numbers


def profile_cosines(segment: Segment, numbers: NDArray[np.int64], query: RetrievalQuery) -> NDArray[np.float32]:
    """Return the cosine of the query's n-grams and pairs with the profile of each article."""
    arrays = segment.arrays
    table = np.zeros(FEATURES, dtype=np.float32)
    weights = query.feature_frequencies * arrays.feature_weights[query.features]
    np.add.at(table, query.features, weights)
    length = math.sqrt(weights @ table[query.features]) or 1.0
    held = table.take(arrays.profile_features[numbers])
    sums = np.vecdot(held, arrays.profile_weights[numbers].astype(np.float32))
    cosines: NDArray[np.float32] = (sums * arrays.profile_scales[numbers] / np.float32(length)).astype(np.float32)
    return cosines


def key_gains(book: Book, keys: Weighed) -> NDArray[np.float32]:
    """Return the square root of each key's rarity times the weight of the word it stands for, float32 (keys,)."""
    gains = np.zeros(len(book.rarity), dtype=np.float32)
    for rows, weight in keys:
        for row, share in rows.items():
            gains[row] = max(gains[row], share * math.sqrt(weight * book.rarity[row]))
    return gains


def wording_likeness(
    book: Book, numbers: NDArray[np.int64], gains: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return how alike each article's title, and its best wording, is to the query.

    The Bhattacharyya coefficient of two distributions, the rarity of the query and that of the wording over their
    words: 1 for the same words, 0 for none in common.
    """
    arrays = book.segment.arrays
    if not len(numbers):
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    wordings, first_wordings, _ = rows_of(arrays.wording_offsets, numbers)
    places, first_places, lengths = rows_of(arrays.wording_key_offsets, wordings)
    sums = np.add.reduceat(np.append(gains[arrays.wording_keys[places]], np.float32(0)), first_places)
    likeness = np.where(lengths > 0, sums / book.wording_length[wordings], np.float32(0))
    return likeness[first_wordings], np.maximum.reduceat(likeness, first_wordings)


def rows_of(
    offsets: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of all values of ``rows``, where each row begins among them, and its length."""
    starts = offsets[rows]
    lengths = offsets[rows + 1] - starts
    ends = lengths.cumsum()
    begins = ends - lengths
    return np.repeat(starts - begins, lengths) + np.arange(ends[-1]), begins, lengths
