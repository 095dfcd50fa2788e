"""From what was typed to words with weights."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import Analyzer
from search.analysis.features import key_hash, pair_features, word_features
from search.analysis.tokens import FORM_LETTERS, JOINT, PIECE, WORD, compose, fold, joined_form, parts
from search.protocols import Vocabulary
from search.query.identifiers import CODE, CODE_WORDS, has_family, unknown_codes, without_identifiers
from search.settings import ProfileSettings, RetrievalSettings

NO_FEATURES = np.zeros(0, dtype=np.uint16)


class QueryWord(NamedTuple):
    """One word of the query."""

    form: str
    key: str
    weight: float
    is_unfinished: bool
    is_code: bool = False
    """Whether it is a code or version that no article has, and that was asked about."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The words of a query in their order."""

    text: str
    words: tuple[QueryWord, ...]

    @property
    def letters(self) -> int:
        """Letters of all words."""
        return sum(len(word.form) for word in self.words if word.form.isalpha())

    def word_features(self, profile: ProfileSettings) -> NDArray[np.uint16]:
        """Return the n-grams of all words, uint16 (n-grams,); one may stand twice."""
        rows = [word_features(word.form, profile.shortest, profile.longest, word.is_unfinished) for word in self.words]
        return np.concatenate([NO_FEATURES, *rows])

    def features(self, profile: ProfileSettings) -> tuple[NDArray[np.uint16], NDArray[np.float32]]:
        """Return n-grams and pairs with their frequencies, uint16 and float32 (features,), for the profile cosine."""
        words = self.word_features(profile)
        pairs = pair_features(np.array([key_hash(word.key) for word in self.words], dtype=np.uint32))
        frequencies = np.ones(len(words) + len(pairs), dtype=np.float32)
        frequencies[len(words) :] = profile.pair_weight
        return np.concatenate([words, pairs]), frequencies


def parse_query(
    text: str,
    analyzer: Analyzer,
    vocabulary: Vocabulary,
    settings: RetrievalSettings,
    synonyms: frozenset[str] = frozenset(),
) -> ParsedQuery:
    """Return the words of ``text``; without any for a text that has none (blank, emoji, punctuation).

    Only the first ``query_letters`` and ``query_terms`` count. A joined word (``e-mail``) stays one word where the
    vocabulary has it so, otherwise its parts are taken; of words that articles write otherwise, those with a key among
    ``synonyms`` stay. The last word is unfinished unless something follows it.
    """
    text = compose(text[: settings.query_letters])
    text = without_identifiers(text, vocabulary)
    found = (word for match in WORD.finditer(text) for word in spellings(match[0], match.start(), vocabulary))
    spelled = list(islice(found, settings.query_terms))
    function_words = analyzer.language.function_words
    spelled = as_articles_write(spelled, analyzer, vocabulary, settings, synonyms)
    codes, references = codes_among([form for form, _ in spelled], analyzer, vocabulary)
    spelled = [each for each in spelled if each[0] not in references]
    has_content = not function_words.issuperset(form for form, _ in spelled)
    less = settings.function_word_weight if has_content else 1.0
    last = len(text)
    return ParsedQuery(
        text,
        tuple(
            [
                QueryWord(form, analyzer.key(form), less if form in function_words else 1.0, end == last, form in codes)
                for form, end in spelled
            ]
        ),
    )


def codes_among(forms: list[str], analyzer: Analyzer, vocabulary: Vocabulary) -> tuple[frozenset[str], frozenset[str]]:
    """Return those of ``forms`` that are codes which no article has: what the question is about, and the others."""
    if not any(HAS_DIGIT(form) for form in forms):
        return frozenset(), frozenset()
    content = [form for form in forms if not (HAS_DIGIT(form) or form in CODE_WORDS or analyzer.is_function_word(form))]
    known = sum(vocabulary.has_form(form) or vocabulary.has_key(analyzer.key(form)) for form in content)
    return unknown_codes(forms, known, vocabulary)


def as_articles_write(
    spelled: list[tuple[str, int]],
    analyzer: Analyzer,
    vocabulary: Vocabulary,
    settings: RetrievalSettings,
    synonyms: frozenset[str],
) -> list[tuple[str, int]]:
    """Return the words joined or taken apart as articles have them: ``paypal`` for ``pay pal`` and the other way round.

    Two words are joined where articles hold the joined one, and never the two side by side; of ``settings.apart_words``
    words that no article holds each is taken apart where articles hold its halves side by side.
    """
    written: list[tuple[str, int]] = []
    left = settings.apart_words
    for form, end in spelled:
        if written and is_joined(written[-1][0], form, analyzer, vocabulary):
            written[-1] = (written[-1][0] + form, end)
        elif left and is_unknown(form, analyzer, vocabulary) and analyzer.key(form) not in synonyms:
            left -= 1
            halves = apart(form, analyzer, vocabulary)
            written += [(halves[0], end - len(halves[1])), (halves[1], end)] if halves else [(form, end)]
        else:
            written.append((form, end))
    return written[: settings.query_terms]


def is_joined(first: str, second: str, analyzer: Analyzer, vocabulary: Vocabulary) -> bool:
    """Return whether articles write the two words as one; a function word only behind an unknown one (``log in``)."""
    if second.isdigit() and first.isalpha() and has_family(first, vocabulary):
        return not vocabulary.has_pair(first, second)
    if not vocabulary.has_form(first + second) or vocabulary.has_pair(first, second):
        return False
    if analyzer.is_function_word(first):
        return False
    return not analyzer.is_function_word(second) or (len(second) >= SHORTEST_HALF and not vocabulary.has_form(first))


def is_unknown(form: str, analyzer: Analyzer, vocabulary: Vocabulary) -> bool:
    """Return whether articles hold no inflection of the word ``form``."""
    return not (vocabulary.has_form(form) or vocabulary.has_key(analyzer.key(form))) and form.isalpha()


def apart(form: str, analyzer: Analyzer, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return the halves of ``form`` that articles hold side by side, not both function words.

    None without any, or where articles hold a word that begins so.
    """
    for place in range(min(len(form) - SHORTEST_HALF, LONGEST_HALF), SHORTEST_HALF - 1, -1):
        first, second = form[:place], form[place:]
        if not (vocabulary.has_form(first) and vocabulary.has_form(second) and vocabulary.has_pair(first, second)):
            continue
        if not (analyzer.is_function_word(first) and analyzer.is_function_word(second)):
            return None if vocabulary.completions(form, 1) else (first, second)
    return None


SHORTEST_HALF = 2
LONGEST_HALF = 32
HAS_DIGIT = re.compile("[0-9]").search


def title_keys(query: ParsedQuery, analyzer: Analyzer, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the keys that the index holds of a title that is ``query``: joined words whole and in parts.

    None as soon as a word is met that no article holds, since then no title does.
    """
    keys = {word.key for word in query.words}
    if not all(map(vocabulary.has_key, keys)):
        return frozenset()
    if JOINT.search(query.text):
        for match in WORD.finditer(query.text):
            for token in analyzer.spellings(match[0]):
                key = analyzer.key(token.form)
                if not vocabulary.has_key(key):
                    return frozenset()
                keys.add(key)
    return frozenset(keys)


def spellings(word: str, start: int, vocabulary: Vocabulary) -> Iterable[tuple[str, int]]:
    """Return form and end of ``word``, which begins at ``start``: as one, or in its parts if no article joins it."""
    is_simple = word.isalnum()
    form = joined_form(word) if is_simple or len(word) <= FORM_LETTERS else ""
    if is_simple or vocabulary.has_form(form) or CODE.fullmatch(form):
        return [(form, start + len(word))] if form.strip() else []
    if len(word) > FORM_LETTERS:  # so many pieces that not all may be wanted
        pieces = ((fold(piece[0])[:FORM_LETTERS], start + piece.end()) for piece in PIECE.finditer(word))
        return (piece for piece in pieces if piece[0].strip())
    return [(piece.form, start + piece.end) for piece in parts(word)] or [(form, start + len(word))]
