"""From what was typed to words with weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import Analyzer
from search.analysis.features import key_hash, pair_features, word_features
from search.analysis.tokens import Token, compose, parts
from search.protocols import Vocabulary
from search.settings import ProfileSettings, RetrievalSettings

NO_FEATURES = np.zeros(0, dtype=np.uint16)


class QueryWord(NamedTuple):
    """One word of the query."""

    form: str
    key: str
    weight: float
    is_unfinished: bool


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


def parse_query(text: str, analyzer: Analyzer, vocabulary: Vocabulary, settings: RetrievalSettings) -> ParsedQuery:
    """Return the words of ``text``; without any for a text that has none (blank, emoji, punctuation).

    Only the first ``query_letters`` and ``query_terms`` count. A joined word (``e-mail``) stays one word where the
    vocabulary has it so, otherwise its parts are taken. The last word is unfinished unless something follows it.
    """
    text = compose(text[: settings.query_letters])
    tokens = [part for token in analyzer.tokens(text) for part in spelled(text, token, vocabulary)]
    tokens = tokens[: settings.query_terms]
    has_content = any(not analyzer.is_function_word(token.form) for token in tokens)
    words = tuple(
        QueryWord(
            form=token.form,
            key=analyzer.key(token.form),
            weight=settings.function_word_weight if has_content and analyzer.is_function_word(token.form) else 1.0,
            is_unfinished=token.end == len(text),
        )
        for token in tokens
    )
    return ParsedQuery(text, words)


def spelled(text: str, token: Token, vocabulary: Vocabulary) -> list[Token]:
    """Return ``token`` as the vocabulary spells it: as one, or in its parts."""
    word = text[token.start : token.end]
    if word.isalnum() or vocabulary.has_form(token.form):
        return [token]
    pieces = parts(word)
    return [Token(piece.form, token.start + piece.start, token.start + piece.end) for piece in pieces] or [token]
