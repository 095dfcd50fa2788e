"""A shelf: all articles of one language, in one large segment and perhaps a small one beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis.features import FEATURES, pair_hash
from search.engines.local.answers import cited_answer
from search.engines.local.postings import Postings, Rows
from search.engines.local.ragged import rows_of
from search.engines.local.segment import Segment, SegmentArrays
from search.engines.local.snippets import LITTLE, Asked, Scored, cut, scored_sentences
from search.engines.local.titles import Titles
from search.model import ArticleHead, CitedAnswer, Snippet
from search.protocols import Evidence, Group, RetrievalQuery
from search.ranking.bm25f import inverse_document_frequency, rarity
from search.settings import AnswerSettings, MeaningSettings, SnippetSettings

GROUPS_REMEMBERED = 1 << 12
"""Words of queries whose place in the postings is kept in memory."""

BLOCK = 64
"""Articles whose best score stands for all of them when the candidates of a large segment are chosen."""

LARGE = 20_000
"""Articles of a segment from which exact words are only looked up for candidates."""

COMMON = 2_000
"""Articles from which a function word is only looked up for candidates."""

Weighed = list[tuple[Rows, float]]
"""The rows of each group of a query, with the group's weight times its rarity over the whole query's."""

NO_NEIGHBOURS = MeaningSettings(candidates=0)
ANSWER = AnswerSettings()

PROBED = 16
"""Clusters of a large segment that are compared with a query."""

ENOUGH_WORDINGS = 5
"""Wordings beyond which an article gains nothing that others would have to be made up for."""

HALF_OF_WORDINGS = 0.6
"""Wordings that are worth half of what any number of them is."""

LONG_TEXT_LACKS = 0.36
"""What an article without wordings lacks where texts are long, as a share of what it lacks where there are none."""

HALVED_BY_WORDS = 40.0
"""Words of a text that make up for half of the rest."""

ZERO = np.zeros(1)
ZERO_GAIN = np.zeros(1, dtype=np.float32)
NONE = np.zeros(0, dtype=np.int64)
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

    titles: Titles
    centroid_rows: NDArray[np.int64]
    """(articles,), where the centroid of each article lies."""

    unworded: NDArray[np.float32]
    """(articles,), how much each lacks for want of wordings, 0..1."""


class Choice(NamedTuple):
    """Articles of one segment, in no order, with the rows and weights they were chosen by."""

    book: Book
    keys: Weighed
    forms: Weighed
    is_common: list[bool]
    """By group: function words that did not take part."""

    titled: NDArray[np.int64]
    """Numbers of the articles whose title is the query."""

    numbers: NDArray[np.int64]
    words: NDArray[np.float64]
    """(numbers,), BM25F over keys of the other words, as a share of what the query could attain."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Articles of one segment and what is known of them; arrays float32 (candidates,)."""

    book: Book
    numbers: NDArray[np.int64]
    evidence: Evidence
    meaning: NDArray[np.float32]
    """Of the query."""

    asked: Asked
    """What the query asks of each sentence."""


class Lookup(NamedTuple):
    """Where the words of a group stand, one entry a segment, and the group's weight times its rarity."""

    key_rows: tuple[Rows, ...]
    form_rows: tuple[Rows, ...]
    key_product: float
    form_product: float


class Shelf:
    """Vocabulary and candidates of one language."""

    def __init__(
        self,
        segments: Sequence[Segment],
        removed: frozenset[str],
        snippet: SnippetSettings,
        answer: AnswerSettings = ANSWER,
    ) -> None:
        self.segments = tuple(segments)
        dead = [dead_articles(segments, place, removed) for place in range(len(segments))]
        self.article_count = sum(each.count for each in segments) - sum(map(len, dead))
        self._removed = removed
        self._snippet = snippet
        self._answer = answer
        self._books = [self._book(segment, numbers) for segment, numbers in zip(segments, dead, strict=True)]
        self._forms = [segment.forms.numbers for segment in segments]
        self._keys = [segment.keys.numbers for segment in segments]
        self._look_up = lru_cache(GROUPS_REMEMBERED)(self._looked_up)

    def beside(self, segment: Segment) -> Shelf:
        """Return a shelf with ``segment`` in the place of the small one, hiding what it replaces."""
        return Shelf((self.segments[0], segment), self._removed, self._snippet, self._answer)

    @property
    def feature_weights(self) -> NDArray[np.float32]:
        """Inverse document frequency of every n-gram on this shelf, float32 (FEATURES,)."""
        return self.segments[0].arrays.feature_weights

    @cached_property
    def text_words(self) -> float:
        """Words that half of the articles have no more of in their text, without title and questions."""
        arrays = self.segments[0].arrays
        words = np.diff(arrays.token_offsets[arrays.section_offsets])
        return float(np.median(words)) if len(words) else 0.0

    def _book(self, segment: Segment, dead: NDArray[np.int32]) -> Book:
        frequencies = segment.keys.frequencies().astype(np.float64)
        for other in self.segments:
            if other is not segment:
                own, others = shared_rows(segment.keys, other.keys)
                frequencies[own] += other.keys.frequencies()[others]
        key_rarity = inverse_document_frequency(frequencies, self.article_count).astype(np.float32)
        running = np.concatenate((ZERO, np.cumsum(key_rarity[segment.arrays.wording_keys])))
        wording_rarity = np.diff(running[segment.arrays.wording_key_offsets])
        wording_length = np.sqrt(np.maximum(wording_rarity, SMALL)).astype(np.float32)
        centroid_rows = np.argsort(segment.arrays.centroid_articles)
        lacking = unworded(segment, self.text_words)
        return Book(segment, dead, key_rarity, wording_length, Titles(segment), centroid_rows, lacking)

    def has_form(self, form: str) -> bool:
        """Return whether an article holds ``form``."""
        for each in self._forms:  # noqa: SIM110 - asked a hundred times a query, and half the price of any()
            if form in each:
                return True
        return False

    def has_key(self, key: str) -> bool:
        """Return whether an article holds a word with ``key``."""
        for each in self._keys:  # noqa: SIM110 - see above
            if key in each:
                return True
        return False

    def has_pair(self, first: str, second: str) -> bool:
        """Return whether an article holds the two forms side by side."""
        wanted = pair_hash(first, second)
        return any(holds(each.arrays.pair_hashes, wanted) for each in self.segments)

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

    def retrieve(self, query: RetrievalQuery, limit: int, near: MeaningSettings = NO_NEIGHBOURS) -> ShelfShortlist:
        """Return at most ``limit`` candidates of each segment that share words, and some that are near in meaning."""
        found = [candidates(each, query) for each in self.choose(query, limit, near)]
        return ShelfShortlist(found, self._snippet, self._answer)

    def choose(self, query: RetrievalQuery, limit: int, near: MeaningSettings = NO_NEIGHBOURS) -> list[Choice]:
        """Return the ``limit`` articles of each segment that hold most of the query, by BM25F alone."""
        found = [self._look_up(group) for group in query.groups]
        key_weights = shares_of([each.key_product for each in found])
        form_weights = shares_of([each.form_product for each in found])
        choices = []
        for number, book in enumerate(self._books):
            keys = [(each.key_rows[number], weight) for each, weight in zip(found, key_weights, strict=True)]
            forms = [(each.form_rows[number], weight) for each, weight in zip(found, form_weights, strict=True)]
            choices.append(choose(book, keys, forms, query, limit, near))
        return choices

    def _looked_up(self, group: Group) -> Lookup:
        """Return where the words of ``group`` stand in the postings of all segments, and what it weighs."""
        keys = [(each.key, each.share) for each in group.alternatives]
        forms = [(each.form, each.share) for each in group.alternatives]
        key_rows = tuple(book.segment.keys.rows(keys) for book in self._books)
        form_rows = tuple(book.segment.forms.rows(forms) for book in self._books)
        holders = sum(book.segment.keys.holders(rows) for book, rows in zip(self._books, key_rows, strict=True))
        exact = sum(book.segment.forms.holders(rows) for book, rows in zip(self._books, form_rows, strict=True))
        return Lookup(
            key_rows=key_rows,
            form_rows=form_rows,
            key_product=group.weight * rarity(holders, self.article_count),
            form_product=group.weight * rarity(exact, self.article_count),
        )


def holds(hashes: NDArray[np.uint64], wanted: np.uint64) -> bool:
    """Return whether ``wanted`` is one of the sorted ``hashes``."""
    place = int(hashes.searchsorted(wanted))
    return place < len(hashes) and hashes[place] == wanted


def shares_of(products: list[float]) -> list[float]:
    """Return each product as a share of their sum: what a query can at most attain is 1."""
    attainable = sum(products) or 1.0
    return [product / attainable for product in products]


class ShelfShortlist:
    """The candidates of all segments of a shelf."""

    def __init__(self, lists: Sequence[Candidates], snippet: SnippetSettings, answer: AnswerSettings) -> None:
        self._lists = lists
        self._snippet = snippet
        self._answer = answer
        self._scored: dict[int, Scored | None] = {}
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

    def held(self, place: int, groups: Sequence[Group]) -> int:
        """Return how many of ``groups`` candidate ``place`` holds a word of."""
        candidates, number = self._locate(place)
        keys = candidates.book.segment.keys
        rows = [keys.rows([(each.key, 1.0) for each in group.alternatives]) for group in groups]
        return sum(any(keys.has(row, number) for row in each) for each in rows)

    def alike(self, place: int) -> str:
        """Return the title, question or heading of candidate ``place`` nearest in meaning; empty without a model."""
        candidates, number = self._locate(place)
        if not len(candidates.meaning):
            return ""
        segment = candidates.book.segment
        rows = rows_of(segment.arrays.meaning_offsets, np.array([number]))[0]
        nearest = int(np.argmax(meaning_cosines(segment.arrays, rows, candidates.meaning)))
        article = segment.article(number)
        texts = (article.title, *article.all_questions)
        wordings = np.diff(segment.arrays.wording_offsets[number : number + 2])[0]
        if nearest >= wordings:
            return article.sections[nearest - wordings].heading or article.title
        return texts[nearest] if nearest < len(texts) else ""

    def passage(self, place: int) -> tuple[ArticleHead, str, Snippet]:
        """Return head, anchor of the best section, and snippet of candidate ``place``; else its summary."""
        candidates, number = self._locate(place)
        head, anchors = candidates.book.segment.head(number)
        scored = self._sentences(place)
        if scored is None:
            return head, "", Snippet(head.summary, ())
        section, snippet = cut(candidates.book.segment, number, scored, self._snippet.letters)
        return head, anchors[section], snippet

    def cited(self, place: int) -> CitedAnswer | None:
        """Return what candidate ``place`` answers, None where none of its sentences is sure."""
        scored = self._sentences(place)
        candidates, number = self._locate(place)
        return cited_answer(candidates.book.segment, number, scored, self._answer) if scored else None

    def _sentences(self, place: int) -> Scored | None:
        if place not in self._scored:
            candidates, number = self._locate(place)
            self._scored[place] = scored_sentences(candidates.book.segment, number, candidates.asked)
        return self._scored[place]


def joined(parts: Sequence[Evidence]) -> Evidence:
    """Return the evidence of several lists as one."""
    return Evidence(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in Evidence.__slots__})


def dead_articles(segments: Sequence[Segment], place: int, removed: frozenset[str]) -> NDArray[np.int32]:
    """Return the numbers of the articles of a segment that are removed, or replaced by a later segment."""
    later = removed.union(*(each.numbers for each in segments[place + 1 :]))
    numbers = segments[place].numbers
    return np.array(sorted(numbers[each] for each in later if each in numbers), dtype=np.int32)


def shared_rows(one: Postings, other: Postings) -> tuple[list[int], list[int]]:
    """Return the rows of the words that both hold, in ``one`` and in ``other``; cost: the words of the smaller."""
    few, many = sorted((one, other), key=lambda each: len(each.words))
    shared = [word for word in few.words if word in many.numbers]
    return [one.numbers[word] for word in shared], [other.numbers[word] for word in shared]


def choose(  # noqa: PLR0913 - what a segment is asked
    book: Book, keys: Weighed, forms: Weighed, query: RetrievalQuery, limit: int, near: MeaningSettings
) -> Choice:
    """Return the ``limit`` articles of ``book`` that hold most of the query's telling words.

    Function words that thousands of articles hold decide nothing here; ``candidates`` looks them up for the chosen.
    """
    is_common = common_groups(book.segment.keys, keys, query)
    telling = [each for each, common in zip(keys, is_common, strict=True) if not common]
    sums = book.segment.keys.sum(telling)
    numbers = best_numbers(sums, limit, book.dead)
    titled = book.titles.numbers(query.title_keys, book.dead)[:limit]
    neighbours = nearest_articles(book, query.meaning, near)
    if further := {*titled.tolist(), *neighbours.tolist()}.difference(numbers.tolist()):
        numbers = np.concatenate((numbers, sorted(further)))
    return Choice(book, keys, forms, is_common, titled, numbers, sums[numbers])


def common_groups(postings: Postings, keys: Weighed, query: RetrievalQuery) -> list[bool]:
    """Return for each group whether it is a function word of very many articles.

    None is where no other word of the query is known.
    """
    found = [
        group.weight < 1 and postings.holders(rows) > COMMON
        for group, (rows, _) in zip(query.groups, keys, strict=True)
    ]
    if any(found) and not any(rows for (rows, _), common in zip(keys, found, strict=True) if not common):
        return [False] * len(found)
    return found


def whole_sums(
    postings: Postings, weighed: Weighed, choice: Choice, telling: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the sums over all groups for the chosen articles: those of the ``telling`` ones and the common ones'."""
    common = [each for each, is_common in zip(weighed, choice.is_common, strict=True) if is_common]
    return (telling + postings.sum_of(choice.numbers, common)).astype(np.float32)


def candidates(choice: Choice, query: RetrievalQuery) -> Candidates:
    """Return the chosen articles with all that is known of them."""
    book, numbers = choice.book, choice.numbers
    segment = book.segment
    gains = key_gains(book, choice.keys)
    title, question = wording_likeness(book, numbers, gains)
    evidence = Evidence(
        words=whole_sums(segment.keys, choice.keys, choice, choice.words),
        forms=exact_sums(choice),
        profile=profile_cosines(segment, numbers, query),
        question=question,
        title=title,
        nearest=nearest_cosines(segment, numbers, query.meaning),
        centroid=centroid_cosines(book, numbers, query.meaning),
        exact_title=is_among(numbers, choice.titled),
        unworded=book.unworded[numbers],
        updated_days=segment.arrays.article_days[numbers],
    )
    asked = Asked(gains, LITTLE * float(gains.max(initial=0)), key_shares(choice.keys), query.meaning)
    return Candidates(book, numbers, evidence, query.meaning, asked)


def unworded(segment: Segment, text_words: float) -> NDArray[np.float32]:
    """Return how much each article lacks because others have more wordings beside the title, float32 (articles,), 0..1.

    What a wording is worth falls as their number grows, n / (n + c), and is nothing beyond ``ENOUGH_WORDINGS``; where
    all have that many, or none has any, the order stays as it is. ``text_words``: of half of all articles. By the text
    of each, the order changed where no article has a wording.
    """
    most = LONG_TEXT_LACKS + (1 - LONG_TEXT_LACKS) / (1 + text_words / HALVED_BY_WORDS)
    wordings = np.clip(np.diff(segment.arrays.wording_offsets) - 1, 0, ENOUGH_WORDINGS)
    whole = ENOUGH_WORDINGS / (ENOUGH_WORDINGS + HALF_OF_WORDINGS)
    lacking: NDArray[np.float32] = (most * (1 - wordings / (wordings + HALF_OF_WORDINGS) / whole)).astype(np.float32)
    return lacking


def is_among(numbers: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return 1 for each of ``numbers`` that is one of ``others``, else 0."""
    if not len(others):
        return np.zeros(len(numbers), np.float32)
    return np.isin(numbers, others).astype(np.float32)


def exact_sums(choice: Choice) -> NDArray[np.float32]:
    """Return the sums over exact words for the chosen articles; in a large segment each row is looked up for them."""
    postings = choice.book.segment.forms
    if choice.book.segment.count >= LARGE:
        return postings.sum_of(choice.numbers, choice.forms).astype(np.float32)
    telling = [each for each, common in zip(choice.forms, choice.is_common, strict=True) if not common]
    return whole_sums(postings, choice.forms, choice, postings.sum(telling)[choice.numbers])


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
        numbers = (scores > 0).nonzero()[0]
    if len(numbers) > limit:
        numbers = numbers[scores[numbers].argpartition(-limit)[-limit:]]
    return numbers


def nearest_articles(book: Book, meaning: NDArray[np.float32], near: MeaningSettings) -> NDArray[np.int64]:
    """Return the numbers of the articles whose centroids are nearest to ``meaning``, in no order."""
    if not near.candidates or not meaning.any():
        return NONE
    arrays = book.segment.arrays
    parts = near_parts(arrays, meaning)
    cosines = np.concatenate([arrays.centroids[part] @ meaning for part in parts])
    articles = np.concatenate([arrays.centroid_articles[part] for part in parts])
    if len(book.dead):
        cosines[np.isin(articles, book.dead)] = -1
    found = (cosines >= near.least_cosine).nonzero()[0]
    if len(found) > near.candidates:
        found = found[cosines[found].argpartition(-near.candidates)[-near.candidates :]]
    return articles[found].astype(np.int64)


def near_parts(arrays: SegmentArrays, meaning: NDArray[np.float32]) -> list[slice]:
    """Return where the centroids of the clusters nearest to ``meaning`` lie; slices, so that nothing is copied."""
    if len(arrays.cluster_centres) == 1:
        return [slice(None)]
    clusters = (arrays.cluster_centres @ meaning).argpartition(-PROBED)[-PROBED:]
    bounds = zip(arrays.cluster_offsets[clusters].tolist(), arrays.cluster_offsets[clusters + 1].tolist(), strict=True)
    return [slice(first, last) for first, last in bounds]


def nearest_cosines(segment: Segment, numbers: NDArray[np.int64], meaning: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of ``meaning`` with the nearest wording or section of each article."""
    if not len(meaning) or not len(numbers):
        return np.zeros(len(numbers), np.float32)
    rows, first, _ = rows_of(segment.arrays.meaning_offsets, numbers)
    return np.maximum.reduceat(meaning_cosines(segment.arrays, rows, meaning), first)


def meaning_cosines(
    arrays: SegmentArrays, rows: NDArray[np.int64], meaning: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the cosine of ``meaning`` with each of ``rows``."""
    cosines: NDArray[np.float32] = (arrays.meaning_vectors[rows].astype(np.float32) @ meaning) * arrays.meaning_scales[
        rows
    ]
    return cosines


def centroid_cosines(book: Book, numbers: NDArray[np.int64], meaning: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of ``meaning`` with the centroid of each article."""
    if not len(meaning):
        return np.zeros(len(numbers), np.float32)
    cosines: NDArray[np.float32] = book.segment.arrays.centroids[book.centroid_rows[numbers]] @ meaning
    return cosines


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


def key_shares(keys: Weighed) -> dict[int, list[tuple[int, float]]]:
    """Return key -> numbers of the words it may stand for, each with its share of the query."""
    shares: dict[int, list[tuple[int, float]]] = {}
    for number, (rows, weight) in enumerate(keys):
        for row, share in rows.items():
            shares.setdefault(row, []).append((number, share * weight))
    return shares


def wording_likeness(
    book: Book, numbers: NDArray[np.int64], gains: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return how alike each article's title, and its best wording, is to the query.

    The Bhattacharyya coefficient of two distributions, the rarity of the query and that of the wording over their
    words: 1 for the same words, 0 for none in common. Words that stand for one of the query add up to 1 at most.
    """
    arrays = book.segment.arrays
    if not len(numbers):
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    wordings, first_wordings, _ = rows_of(arrays.wording_offsets, numbers)
    places, first_places, lengths = rows_of(arrays.wording_key_offsets, wordings)
    sums = np.add.reduceat(np.concatenate((gains[arrays.wording_keys[places]], ZERO_GAIN)), first_places)
    likeness = np.minimum(sums / book.wording_length[wordings], 1) * (lengths > 0)
    return likeness[first_wordings], np.maximum.reduceat(likeness, first_wordings)
