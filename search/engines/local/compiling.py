"""Compile articles of one language into the arrays of a segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import Analyzer
from search.analysis.features import key_hash, pair_hashes, word_features
from search.analysis.tokens import WORD
from search.engines.local.meanings import compile_meanings, quantised_in_parts
from search.engines.local.profiles import compile_profiles
from search.engines.local.records import article_to_json, head_to_json
from search.engines.local.segment import NEVER, Segment, SegmentArrays, SegmentTexts
from search.engines.local.sentences import Sentence, sentences_of
from search.engines.local.whoosh_index import Record
from search.meaning import open_model
from search.model import Article, Section, folder_names
from search.ranking import bm25f
from search.settings import ProfileSettings, RetrievalSettings, Settings

EPOCH = date(1970, 1, 1)
LONGEST_TOKEN = 255
NO_PAIRS = np.zeros(0, dtype=np.uint64)

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Background:
    """What a small segment takes over from the large one beside it, so that both weigh words alike."""

    average_length: float
    feature_weights: NDArray[np.float32]


class Vocabulary:
    """Words numbered as they come, with what compiling needs of each."""

    def __init__(self, analyzer: Analyzer, profile: ProfileSettings) -> None:
        self._analyzer = analyzer
        self._profile = profile
        self._spellings: dict[str, tuple[tuple[int, int, int], ...]] = {}
        self.form_numbers: dict[str, int] = {}
        self.key_numbers: dict[str, int] = {}
        self.key_of_form: list[int] = []
        self._keys: list[str] = []
        """By form."""
        self.features_of_form: list[NDArray[np.uint16]] = []

    def spellings(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """Return (form number, start in ``word``, length) of every spelling of ``word``."""
        known = self._spellings.get(word)
        if known is None:
            known = self._spellings[word] = tuple(
                (self.form(token.form), token.start, min(token.end - token.start, LONGEST_TOKEN))
                for token in self._analyzer.spellings(word)
            )
        return known

    def form(self, form: str) -> int:
        """Return the number of ``form``, a new one the first time."""
        number = self.form_numbers.get(form)
        if number is None:
            number = self.form_numbers[form] = len(self.form_numbers)
            key = self._analyzer.key(form)
            self._keys.append(key)
            self.key_of_form.append(self.key_numbers.setdefault(key, len(self.key_numbers)))
            self.features_of_form.append(word_features(form, self._profile.shortest, self._profile.longest))
        return number

    def keys_of(self, forms: Iterable[int]) -> str:
        """Return the keys of ``forms``, blank-separated."""
        return " ".join([self._keys[form] for form in forms])


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long articles are, in words weighted by field."""

    words: NDArray[np.float64]
    """(articles,)"""

    mean: float


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Words in the order they were read, each as ``(place, form)``; a place is an article or a wording."""

    places: NDArray[np.int32]
    forms: NDArray[np.int32]
    weights: NDArray[np.float32]


class Reader:
    """Reads articles one after the other into flat lists, which ``compile_segment`` turns into arrays."""

    def __init__(self, analyzer: Analyzer, profile: ProfileSettings, learned_weight: float = 1.0) -> None:
        self.vocabulary = Vocabulary(analyzer, profile)
        self._learned_weight = min(learned_weight, 1.0)
        self.article_ids: list[str] = []
        self.content_hashes: list[str] = []
        self.days: list[int] = []
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.texts: list[bytes] = []
        self.wordings: list[list[int]] = []
        """Forms of every title, question and learned wording."""
        self.wording_weights: list[float] = []
        """How often a word of each wording counts; a title counts by its own setting."""
        self.wording_counts: list[int] = []
        """Titles, questions and learned wordings of every article; its keywords are no wording."""
        self.keywords: list[list[int]] = []
        self.folders: list[list[int]] = []
        """Forms of the names of the folders that every article stands in."""
        self.prose: list[list[int]] = []
        """Forms of summary, headings and text of every article."""
        self.sections: list[tuple[list[int], list[int], list[int]]] = []
        """Forms, starts and lengths of the tokens of every section's text."""
        self.section_counts: list[int] = []
        self.headings: list[list[int]] = []
        """Forms of the heading of every section."""
        self.sentences: list[list[Sentence]] = []
        """Sentences of every section."""

    def forms(self, text: str) -> list[int]:
        """Return the numbers of the forms in ``text``."""
        spellings = self.vocabulary.spellings
        return [form for word in WORD.findall(text) for form, _, _ in spellings(word)]

    def read(self, article: Article, learned: Sequence[str] = ()) -> Record:
        """Take in one article, with wordings ``learned`` from customers, and return what Whoosh keeps of it."""
        self.article_ids.append(article.article_id)
        self.content_hashes.append(article.content_hash)
        self.days.append((article.updated - EPOCH).days if article.updated else NEVER)
        self.heads.append(head_to_json(article))
        self.bodies.append(article_to_json(article))
        wordings = [self.forms(article.title), *map(self.forms, article.all_questions)]
        self.wording_weights += [1.0] * len(wordings) + [self._learned_weight] * len(learned)
        wordings += map(self.forms, learned)
        keywords = self.forms(" . ".join(article.keywords))
        prose = self.forms(article.summary)
        for section in article.sections:
            self.headings.append(self.forms(section.heading))
            prose += self.headings[-1]
            prose += self.read_section(section)
        self.wordings.extend(wordings)
        self.wording_counts.append(len(wordings))
        self.keywords.append(keywords)
        folders = self.forms(" . ".join(folder_names(article.key)))
        self.folders.append(folders)
        self.section_counts.append(len(article.sections))
        self.prose.append(prose)
        return Record(
            article_id=article.article_id,
            language=article.language,
            content_hash=article.content_hash,
            title=self.vocabulary.keys_of(wordings[0]),
            questions=self.vocabulary.keys_of(chain(*wordings[1:], keywords)),
            body=self.vocabulary.keys_of(chain(prose, folders)),
        )

    def read_section(self, section: Section) -> list[int]:
        """Take in the text of one section and return the numbers of its forms."""
        spellings = self.vocabulary.spellings
        forms, starts, lengths = [], [], []
        for match in WORD.finditer(section.text):
            begin = match.start()
            for form, start, length in spellings(match[0]):
                forms.append(form)
                starts.append(begin + start)
                lengths.append(length)
        self.sections.append((forms, starts, lengths))
        self.sentences.append(sentences_of(section, starts))
        self.texts.append(section.text.encode())
        return forms


def compile_articles(
    articles: Iterable[Article], analyzer: Analyzer, settings: Settings, background: Background | None = None
) -> Segment:
    """Return a segment of ``articles`` that lives in memory only."""
    reader = Reader(analyzer, settings.profile)
    for article in articles:
        reader.read(article)
    return Segment(*compile_segment(reader, settings, background))


def compile_segment(
    reader: Reader, settings: Settings, background: Background | None = None
) -> tuple[SegmentArrays, SegmentTexts]:
    """Return the arrays of all that ``reader`` has read.

    A small segment that stands beside a large one takes the large one's ``background``.
    """
    retrieval, profile = settings.retrieval, settings.profile
    vocabulary = reader.vocabulary
    form_order = sorted(vocabulary.form_numbers)
    key_order = sorted(vocabulary.key_numbers)
    new_form = renumbering(vocabulary.form_numbers, form_order)
    new_key = renumbering(vocabulary.key_numbers, key_order)
    key_of_form = new_key[np.array(vocabulary.key_of_form, dtype=np.int32)]

    occurrences = weighted_occurrences(reader, retrieval)
    words = np.bincount(occurrences.places, occurrences.weights, len(reader.article_ids)).astype(np.float64)
    average = background.average_length if background else float(words.mean()) if len(words) else 0.0
    lengths = Lengths(words, average)
    form_rows = postings(occurrences, new_form[occurrences.forms], len(form_order), lengths, retrieval)
    key_rows = postings(occurrences, key_of_form[occurrences.forms], len(key_order), lengths, retrieval)
    hash_of_form = np.array([key_hash(key) for key in key_order], dtype=np.uint32)[key_of_form]
    profiles = compile_profiles(
        bags(reader),
        vocabulary.features_of_form,
        hash_of_form,
        profile,
        background.feature_weights if background else None,
    )
    counts = list(zip(reader.wording_counts, reader.section_counts, strict=True))
    encoder = open_model(settings.meaning)
    meanings = compile_meanings(meaning_texts(reader), counts, encoder)
    wordings = distinct_keys(reader.wordings, key_of_form)
    headings = distinct_keys(reader.headings, key_of_form)
    sentences = list(chain.from_iterable(reader.sentences))
    sentence_vectors, sentence_scales = quantised_in_parts(sentence_texts(reader), encoder)
    arrays = SegmentArrays(
        form_offsets=form_rows[0],
        form_articles=form_rows[1],
        form_impacts=form_rows[2],
        key_offsets=key_rows[0],
        key_articles=key_rows[1],
        key_impacts=key_rows[2],
        average_length=np.array([average]),
        pair_hashes=all_pairs(reader),
        wording_offsets=offsets(reader.wording_counts),
        wording_key_offsets=offsets(map(len, wordings)),
        wording_keys=end_to_end(wordings, np.int32),
        profile_features=profiles.features,
        profile_weights=profiles.weights,
        profile_scales=profiles.scales,
        feature_weights=profiles.feature_weights,
        meaning_offsets=offsets(map(sum, counts)),
        meaning_vectors=meanings.vectors,
        meaning_scales=meanings.scales,
        centroids=meanings.centroids,
        centroid_articles=meanings.centroid_articles,
        cluster_offsets=meanings.cluster_offsets,
        cluster_centres=meanings.cluster_centres,
        section_offsets=offsets(reader.section_counts),
        token_offsets=offsets(len(section[0]) for section in reader.sections),
        token_keys=key_of_form[end_to_end([section[0] for section in reader.sections], np.int32)],
        token_starts=end_to_end([section[1] for section in reader.sections], np.uint32),
        token_lengths=end_to_end([section[2] for section in reader.sections], np.uint8),
        heading_offsets=offsets(map(len, headings)),
        heading_keys=end_to_end(headings, np.int32),
        sentence_offsets=offsets(map(len, reader.sentences)),
        sentence_starts=np.array([each.start for each in sentences], dtype=np.uint32),
        sentence_tokens=offsets(each.tokens for each in sentences),
        sentence_kinds=np.array([each.kind for each in sentences], dtype=np.uint8),
        sentence_vectors=sentence_vectors,
        sentence_scales=sentence_scales,
        text_offsets=offsets(map(len, reader.texts)),
        head_offsets=offsets(map(len, reader.heads)),
        body_offsets=offsets(map(len, reader.bodies)),
        article_days=np.array(reader.days, dtype=np.int32),
    )
    texts = SegmentTexts(
        forms=form_order,
        keys=key_order,
        article_ids=reader.article_ids,
        content_hashes=reader.content_hashes,
        text=b"".join(reader.texts),
        heads=b"".join(reader.heads),
        bodies=b"".join(reader.bodies),
    )
    return arrays, texts


def all_pairs(reader: Reader) -> NDArray[np.uint64]:
    """Return the hashes of each two forms that stand side by side in a wording or in prose, sorted."""
    hashes = np.array([crc32(form.encode()) for form in reader.vocabulary.form_numbers], dtype=np.uint64)
    rows = (row for rows in (reader.wordings, reader.keywords, reader.prose) for row in rows if len(row) > 1)
    pairs = [np.unique(pair_hashes(hashes[row])) for row in rows]
    return np.unique(np.concatenate((NO_PAIRS, *pairs)))


def meaning_texts(reader: Reader) -> list[list[str]]:
    """Return the words of every wording and section, article by article."""
    forms = list(reader.vocabulary.form_numbers)
    wordings, sections = iter(reader.wordings), iter(reader.sections)
    numbers = (
        each
        for wording_count, section_count in zip(reader.wording_counts, reader.section_counts, strict=True)
        for each in (*islice(wordings, wording_count), *(section[0] for section in islice(sections, section_count)))
    )
    return [[forms[number] for number in each] for each in numbers]


def sentence_texts(reader: Reader) -> Iterator[list[str]]:
    """Yield the words of every sentence."""
    forms = list(reader.vocabulary.form_numbers)
    for (numbers, _, _), sentences in zip(reader.sections, reader.sentences, strict=True):
        words = iter(numbers)
        for sentence in sentences:
            yield [forms[number] for number in islice(words, sentence.tokens)]


def distinct_keys(rows: Sequence[Sequence[int]], key_of_form: NDArray[np.int32]) -> list[list[int]]:
    """Return the keys of each row of forms, each key once."""
    return [np.unique(key_of_form[forms]).tolist() if forms else [] for forms in rows]


def bags(reader: Reader) -> list[list[NDArray[np.int32]]]:
    """Return the wordings of every article as arrays of forms: title, questions, keywords, all prose."""
    bounds = offsets(reader.wording_counts)
    return [
        [np.array(forms, dtype=np.int32) for forms in (*reader.wordings[first:last], keywords, prose) if forms]
        for first, last, keywords, prose in zip(bounds, bounds[1:], reader.keywords, reader.prose, strict=False)
    ]


def renumbering(numbers: dict[str, int], order: list[str]) -> NDArray[np.int32]:
    """Return old number -> place in ``order``."""
    places = np.zeros(len(order), dtype=np.int32)
    places[[numbers[word] for word in order]] = np.arange(len(order), dtype=np.int32)
    return places


def offsets(lengths: Iterable[int]) -> NDArray[np.int64]:
    """Return where rows of these lengths begin and end when they stand end to end."""
    return np.concatenate(([0], np.cumsum(np.fromiter(lengths, dtype=np.int64)))).astype(np.int64)


def end_to_end(rows: Iterable[Iterable[int]], kind: type[Number]) -> NDArray[Number]:
    """Return all rows in one array of ``kind``."""
    return np.fromiter(chain.from_iterable(rows), dtype=kind)


def weighted_occurrences(reader: Reader, retrieval: RetrievalSettings) -> Occurrences:
    """Return every word of every article with the weight of its field."""
    owners = np.repeat(np.arange(len(reader.wording_counts), dtype=np.int32), reader.wording_counts)
    is_title = np.zeros(len(owners), dtype=bool)
    is_title[offsets(reader.wording_counts)[:-1]] = True
    wording_weights = np.where(is_title, retrieval.title_weight, reader.wording_weights).astype(np.float32)
    articles = np.arange(len(reader.prose), dtype=np.int32)
    fields = (
        (reader.wordings, owners, wording_weights),
        (reader.keywords, articles, np.full(len(articles), retrieval.keyword_weight, dtype=np.float32)),
        (reader.folders, articles, np.full(len(articles), retrieval.folder_weight, dtype=np.float32)),
        (reader.prose, articles, np.ones(len(articles), dtype=np.float32)),
    )
    lengths = [np.fromiter(map(len, rows), dtype=np.int64) for rows, _, _ in fields]
    return Occurrences(
        places=np.concatenate([np.repeat(place, n) for (_, place, _), n in zip(fields, lengths, strict=True)]),
        forms=np.concatenate([end_to_end(rows, np.int32) for rows, _, _ in fields]),
        weights=np.concatenate([np.repeat(w, n) for (_, _, w), n in zip(fields, lengths, strict=True)]),
    )


def postings(
    occurrences: Occurrences,
    words: NDArray[np.int32],
    word_count: int,
    lengths: Lengths,
    retrieval: RetrievalSettings,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Return offsets, articles and impacts of the postings of ``words``, one word an occurrence."""
    pairs, inverse = np.unique((words.astype(np.int64) << 32) | occurrences.places, return_inverse=True)
    articles = (pairs & 0xFFFFFFFF).astype(np.int32)
    frequencies = np.bincount(inverse, occurrences.weights, len(pairs)).astype(np.float32)
    row_lengths = np.bincount(pairs >> 32, minlength=word_count)
    own = lengths.words[articles].astype(np.float32)
    return offsets(row_lengths), articles, bm25f.impacts(frequencies, own, lengths.mean, retrieval.k1, retrieval.b)
