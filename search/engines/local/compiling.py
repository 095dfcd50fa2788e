"""Compile articles of one language into the arrays of a segment."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, islice
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import Analyzer
from search.analysis.features import features_of, key_hash, pair_hashes
from search.analysis.tokens import WORD
from search.engines.local.meanings import compile_meanings, quantised_in_parts
from search.engines.local.profiles import Bags, compile_profiles
from search.engines.local.ragged import Ragged, bounds, end_to_end, offsets, ragged, rows_of
from search.engines.local.records import article_to_json, head_to_json
from search.engines.local.segment import NEVER, Segment, SegmentArrays, SegmentTexts
from search.engines.local.sentences import sentences_of
from search.engines.local.whoosh_index import Record
from search.meaning import open_model
from search.model import Article, Section, folder_names
from search.ranking import bm25f
from search.settings import RetrievalSettings, Settings

EPOCH = date(1970, 1, 1)
LONGEST_TOKEN = 255


@dataclass(frozen=True, slots=True)
class Background:
    """What a small segment takes over from the large one beside it, so that both weigh words alike."""

    average_length: float
    feature_weights: NDArray[np.float32]


class Lexicon:
    """What analysis says of the words of one language, remembered; several readers may share it."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.spellings = cache(analyzer.spellings)
        self.key = cache(analyzer.key)


class Vocabulary(dict[str, int]):
    """Words as texts have them -> their numbers, in the order in which they are asked for first."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon
        self.spellings: list[tuple[tuple[int, int, int], ...]] = []
        """(form number, start in the word, length) of every spelling, by word."""
        self.key_texts: list[str] = []
        """Keys of every spelling, blank-separated, by word."""
        self.form_numbers: dict[str, int] = {}
        self.key_numbers: dict[str, int] = {}
        self.key_of_form: list[int] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        tokens = self._lexicon.spellings(word)
        self.spellings.append(
            tuple([(self._form(form), start, min(end - start, LONGEST_TOKEN)) for form, start, end in tokens])
        )
        self.key_texts.append(" ".join([self._lexicon.key(token.form) for token in tokens]))
        return number

    def _form(self, form: str) -> int:
        """Return the number of ``form``, a new one the first time."""
        number = self.form_numbers.get(form)
        if number is None:
            number = self.form_numbers[form] = len(self.form_numbers)
            key = self._lexicon.key(form)
            self.key_of_form.append(self.key_numbers.setdefault(key, len(self.key_numbers)))
        return number

    def keys_of(self, words: Iterable[int]) -> str:
        """Return the keys of ``words``, blank-separated."""
        texts = self.key_texts
        return " ".join([texts[word] for word in words if texts[word]])


@dataclass(frozen=True, slots=True)
class Spelled:
    """Rows of words, as forms."""

    forms: Ragged[np.int32]
    words: NDArray[np.int64]
    """Which of the words, counted over all rows, each form was read from."""

    starts: NDArray[np.int64]
    """In that word."""

    lengths: NDArray[np.int64]


class Spellings:
    """The spellings of a vocabulary, as arrays."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._offsets = offsets(map(len, vocabulary.spellings))
        flat = end_to_end(chain.from_iterable(vocabulary.spellings), np.int64).reshape(-1, 3)
        self._forms = flat[:, 0].astype(np.int32)
        self._starts = flat[:, 1]
        self._lengths = flat[:, 2]

    def of(self, words: Sequence[Sequence[int]]) -> Spelled:
        """Return rows of ``words`` as forms, every spelling of a word in its place."""
        rows = ragged(words, np.int64)
        places, _, lengths = rows_of(self._offsets, rows.values)
        forms = Ragged(self._forms[places], bounds(lengths)[rows.offsets])
        owners = np.repeat(np.arange(len(lengths)), lengths)
        return Spelled(forms, owners, self._starts[places], self._lengths[places])


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
    """Reads articles one after the other into flat lists, which ``compile_segment`` turns into arrays.

    Texts are lists of the numbers that ``vocabulary`` gives to words.
    """

    def __init__(self, analyzer: Analyzer, lexicon: Lexicon | None = None, learned_weight: float = 1.0) -> None:
        self.vocabulary = Vocabulary(lexicon or Lexicon(analyzer))
        self._learned_weight = min(learned_weight, 1.0)
        self.articles: list[Article] = []
        self.wordings: list[list[int]] = []
        """Of every article its title, questions and learned wordings, its keywords, and all its prose."""
        self.wording_weights: list[float] = []
        """How often a word of a title, question or learned wording counts; a title counts by its own setting."""
        self.wording_counts: list[int] = []
        """Titles, questions and learned wordings of every article; its keywords and its prose are no wording."""
        self.folders: list[list[int]] = []
        """Names of the folders that every article stands in."""
        self.sections: list[list[int]] = []
        """Text of every section."""
        self.section_starts: list[list[int]] = []
        """Where each word of every section's text begins."""
        self.headings: list[list[int]] = []
        """Heading of every section."""
        self.sentence_counts: list[int] = []
        """Sentences of every section."""
        self.sentences = array("q")
        """Start, words and kind of every sentence."""

    def words(self, text: str) -> list[int]:
        """Return the numbers of the words in ``text``."""
        vocabulary = self.vocabulary
        return [vocabulary[word] for word in WORD.findall(text)]

    def read(self, article: Article, learned: Sequence[str] = ()) -> Record:
        """Take in one article, with wordings ``learned`` from customers, and return what Whoosh keeps of it."""
        self.articles.append(article)
        wordings = [self.words(text) for text in (article.title, *article.all_questions, *learned)]
        self.wording_weights += [1.0] * (len(wordings) - len(learned)) + [self._learned_weight] * len(learned)
        self.wording_counts.append(len(wordings))
        keywords = self.words(" . ".join(article.keywords))
        prose = self.words(article.summary)
        for section in article.sections:
            self.headings.append(self.words(section.heading))
            prose += self.headings[-1]
            prose += self.read_section(section)
        folders = self.words(" . ".join(folder_names(article.key)))
        self.wordings += [*wordings, keywords, prose]
        self.folders.append(folders)
        return Record(
            article_id=article.article_id,
            language=article.language,
            content_hash=article.content_hash,
            title=self.vocabulary.keys_of(wordings[0]),
            questions=self.vocabulary.keys_of(chain(*wordings[1:], keywords)),
            body=self.vocabulary.keys_of(chain(prose, folders)),
        )

    def read_section(self, section: Section) -> list[int]:
        """Take in the text of one section and return the numbers of its words."""
        vocabulary = self.vocabulary
        found = list(WORD.finditer(section.text))
        words = [vocabulary[match[0]] for match in found]
        starts = [match.start() for match in found]
        self.sections.append(words)
        self.section_starts.append(starts)
        sentences = sentences_of(section, starts)
        self.sentence_counts.append(len(sentences))
        self.sentences.extend(chain.from_iterable(sentences))
        return words


def compile_articles(
    articles: Iterable[Article],
    analyzer: Analyzer,
    settings: Settings,
    background: Background | None = None,
    lexicon: Lexicon | None = None,
) -> Segment:
    """Return a segment of ``articles`` that lives in memory only; ``lexicon`` spares analysing words once more."""
    reader = Reader(analyzer, lexicon)
    for article in articles:
        reader.read(article)
    return Segment(*compile_segment(reader, settings, background))


def compile_segment(
    reader: Reader, settings: Settings, background: Background | None = None
) -> tuple[SegmentArrays, SegmentTexts]:
    """Return the arrays of all that ``reader`` has read.

    A small segment that stands beside a large one takes the large one's ``background``.
    """
    retrieval, profile, vocabulary = settings.retrieval, settings.profile, reader.vocabulary
    forms = list(vocabulary.form_numbers)
    form_order, key_order = sorted(vocabulary.form_numbers), sorted(vocabulary.key_numbers)
    new_form = renumbering(vocabulary.form_numbers, form_order)
    key_of_form = renumbering(vocabulary.key_numbers, key_order)[np.array(vocabulary.key_of_form, dtype=np.int32)]
    hash_of_form = np.array([key_hash(key) for key in key_order], dtype=np.uint32)[key_of_form]
    spellings = Spellings(vocabulary)
    fields = Fields(reader, spellings)
    wordings, sections = fields.wordings(), spellings.of(reader.sections)

    occurrences = weighted_occurrences(fields, np.array(reader.wording_weights), retrieval)
    words = np.bincount(occurrences.places, occurrences.weights, len(reader.articles)).astype(np.float64)
    average = background.average_length if background else float(words.mean()) if len(words) else 0.0
    lengths = Lengths(words, average)
    form_rows = postings(occurrences, new_form[occurrences.forms], len(form_order), lengths, retrieval)
    key_rows = postings(occurrences, key_of_form[occurrences.forms], len(key_order), lengths, retrieval)
    wording_keys = keys_of_rows(wordings, key_of_form)
    profiles = compile_profiles(
        Bags(fields.rows, fields.offsets),
        Ragged(*features_of(forms, profile.shortest, profile.longest)),
        hash_of_form,
        profile,
        background.feature_weights if background else None,
    )
    section_counts = [len(article.sections) for article in reader.articles]
    counts = list(zip(reader.wording_counts, section_counts, strict=True))
    encoder = open_model(settings.meaning)
    meanings = compile_meanings(meaning_texts(forms, wordings, sections.forms, counts), counts, encoder)
    sentences = Sentences(reader, sections)
    sentence_vectors, sentence_scales = quantised_in_parts(sentence_texts(forms, sentences.forms), encoder)
    heading_keys = keys_of_rows(spellings.of(reader.headings).forms, key_of_form)
    texts = [section.text.encode() for article in reader.articles for section in article.sections]
    heads, bodies = list(map(head_to_json, reader.articles)), list(map(article_to_json, reader.articles))
    arrays = SegmentArrays(
        form_offsets=form_rows[0],
        form_articles=form_rows[1],
        form_impacts=form_rows[2],
        key_offsets=key_rows[0],
        key_articles=key_rows[1],
        key_impacts=key_rows[2],
        average_length=np.array([average]),
        pair_hashes=all_pairs(forms, fields.rows),
        wording_offsets=offsets(reader.wording_counts),
        wording_key_offsets=wording_keys.offsets,
        wording_keys=wording_keys.values,
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
        section_offsets=offsets(section_counts),
        token_offsets=sections.forms.offsets,
        token_keys=key_of_form[sections.forms.values],
        token_starts=(end_to_end(reader.section_starts, np.int64)[sections.words] + sections.starts).astype(np.uint32),
        token_lengths=sections.lengths.astype(np.uint8),
        heading_offsets=heading_keys.offsets,
        heading_keys=heading_keys.values,
        sentence_offsets=sentences.offsets,
        sentence_starts=sentences.starts.astype(np.uint32),
        sentence_tokens=sentences.forms.offsets,
        sentence_kinds=sentences.kinds.astype(np.uint8),
        sentence_vectors=sentence_vectors,
        sentence_scales=sentence_scales,
        text_offsets=offsets(map(len, texts)),
        head_offsets=offsets(map(len, heads)),
        body_offsets=offsets(map(len, bodies)),
        article_days=np.array([day_of(article) for article in reader.articles], dtype=np.int32),
    )
    return arrays, SegmentTexts(
        forms=form_order,
        keys=key_order,
        article_ids=[article.article_id for article in reader.articles],
        content_hashes=[article.content_hash for article in reader.articles],
        text=b"".join(texts),
        heads=b"".join(heads),
        bodies=b"".join(bodies),
    )


class Fields:
    """The forms of all that articles say, as rows: of each its wordings, its keywords, and all its prose."""

    def __init__(self, reader: Reader, spellings: Spellings) -> None:
        self.rows = spellings.of(reader.wordings).forms
        self.folders = spellings.of(reader.folders).forms
        self.counts = np.array(reader.wording_counts, dtype=np.int64) + 2
        self.offsets = bounds(self.counts)
        """(articles + 1,), rows of an article."""
        self.keywords = self.offsets[1:] - 2
        """(articles,), row of an article's keywords; its prose is the next."""
        self.is_wording = np.ones(len(reader.wordings), dtype=bool)
        self.is_wording[self.keywords] = False
        self.is_wording[self.keywords + 1] = False

    def wordings(self) -> Ragged[np.int32]:
        """Return the rows that are titles, questions and learned wordings."""
        return Ragged(self.rows.values[self.is_wording[self.rows.owners]], bounds(self.rows.lengths[self.is_wording]))


class Sentences:
    """Those of all sections that hold a form: a word of which analysis leaves nothing makes none."""

    def __init__(self, reader: Reader, sections: Spelled) -> None:
        rows = np.array(reader.sentences, dtype=np.int64).reshape(-1, 3)
        first_forms = np.searchsorted(sections.words, bounds(rows[:, 1]))
        holds = np.diff(first_forms) > 0
        self.offsets = bounds(holds.astype(np.int64))[offsets(reader.sentence_counts)]
        """(sections + 1,), sentences of a section."""
        self.starts = rows[holds, 0]
        """(sentences,), in characters of the section's text."""
        self.kinds = rows[holds, 2]
        """(sentences,), a ``LineKind`` each."""
        self.forms = Ragged(sections.forms.values, bounds(np.diff(first_forms)[holds]))


def day_of(article: Article) -> int:
    """Return the day since 1970 on which ``article`` was updated."""
    return (article.updated - EPOCH).days if article.updated else NEVER


def keys_of_rows(forms: Ragged[np.int32], key_of_form: NDArray[np.int32]) -> Ragged[np.int32]:
    """Return the distinct keys of each row of ``forms``, ascending."""
    return distinct(Ragged(key_of_form[forms.values], forms.offsets))


def distinct(rows: Ragged[np.int32]) -> Ragged[np.int32]:
    """Return the distinct numbers of each row, ascending."""
    pairs = np.unique((rows.owners << 32) | rows.values)
    lengths = np.bincount(pairs >> 32, minlength=len(rows.lengths))
    return Ragged((pairs & 0xFFFFFFFF).astype(np.int32), bounds(lengths))


def all_pairs(forms: Sequence[str], rows: Ragged[np.int32]) -> NDArray[np.uint64]:
    """Return the hashes of each two forms that stand side by side in a wording or in prose, sorted."""
    hashes = np.array([crc32(form.encode()) for form in forms], dtype=np.uint64)
    return np.unique(pair_hashes(hashes[rows.values])[rows.are_neighbours()])


def meaning_texts(
    forms: Sequence[str], wordings: Ragged[np.int32], sections: Ragged[np.int32], counts: Sequence[tuple[int, int]]
) -> list[list[str]]:
    """Return the words of every wording and section, article by article."""
    rows, others = wordings.lists(), sections.lists()
    numbers = chain.from_iterable((*islice(rows, first), *islice(others, second)) for first, second in counts)
    return [[forms[number] for number in each] for each in numbers]


def sentence_texts(forms: Sequence[str], rows: Ragged[np.int32]) -> Iterator[list[str]]:
    """Yield the words of every sentence."""
    return ([forms[number] for number in each] for each in rows.lists())


def renumbering(numbers: dict[str, int], order: list[str]) -> NDArray[np.int32]:
    """Return old number -> place in ``order``."""
    places = np.zeros(len(order), dtype=np.int32)
    places[[numbers[word] for word in order]] = np.arange(len(order), dtype=np.int32)
    return places


def weighted_occurrences(
    fields: Fields, wording_weights: NDArray[np.float64], retrieval: RetrievalSettings
) -> Occurrences:
    """Return every word of every article with the weight of its field."""
    weights = np.ones(len(fields.is_wording), dtype=np.float32)
    weights[fields.is_wording] = wording_weights
    weights[fields.offsets[:-1]] = retrieval.title_weight
    weights[fields.keywords] = retrieval.keyword_weight
    articles = np.arange(len(fields.counts), dtype=np.int32)
    in_folders = np.repeat(articles, fields.folders.lengths)
    return Occurrences(
        places=np.concatenate((np.repeat(np.repeat(articles, fields.counts), fields.rows.lengths), in_folders)),
        forms=np.concatenate((fields.rows.values, fields.folders.values)),
        weights=np.concatenate(
            (
                np.repeat(weights, fields.rows.lengths),
                np.full(len(in_folders), retrieval.folder_weight, dtype=np.float32),
            )
        ),
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
