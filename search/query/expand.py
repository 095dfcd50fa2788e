"""What else may stand for each word of a query: completions, corrections, joined words, synonyms."""

from __future__ import annotations

from search.analysis.analyzer import Analyzer
from search.analysis.synonyms import Synonyms
from search.protocols import Alternative, Group, Vocabulary
from search.query.parse import ParsedQuery, QueryWord
from search.query.typo import corrections
from search.settings import RetrievalSettings


class Expander:
    """Expands queries of one language."""

    def __init__(
        self, analyzer: Analyzer, vocabulary: Vocabulary, synonyms: Synonyms, settings: RetrievalSettings
    ) -> None:
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._synonyms = synonyms
        self._settings = settings

    def expand(self, query: ParsedQuery) -> tuple[Group, ...]:
        """Return a group for each word of ``query``, in order."""
        shares: list[dict[str, float]] = [self.spellings(word) for word in query.words]
        self.add_joined(query.words, shares)
        self.add_synonyms(query.words, shares)
        return tuple(self.group(word, forms) for word, forms in zip(query.words, shares, strict=True))

    def group(self, word: QueryWord, shares: dict[str, float]) -> Group:
        """Return the group of ``word``; of several forms with one key the best share counts."""
        alternatives = [Alternative(form, self._analyzer.key(form), share) for form, share in shares.items()]
        known = [each for each in alternatives if self._vocabulary.has_key(each.key)]
        if len(known) > 1:
            known.sort(key=lambda each: -each.share)
        return Group(word.weight, tuple(known))

    def spellings(self, word: QueryWord) -> dict[str, float]:
        """Return forms that ``word`` itself may be, with their shares."""
        settings = self._settings
        is_known = self._vocabulary.has_form(word.form) or self._vocabulary.has_key(word.key)
        shares = {word.form: 1.0} if is_known else {}
        if word.is_unfinished and word.weight == 1.0:
            share = settings.longer_word_weight if is_known else settings.completion_weight
            for form in self._vocabulary.completions(word.form, settings.completions):
                shares.setdefault(form, share)
        if not shares:
            shares = dict(corrections(word.form, self._vocabulary, settings))
        return shares

    def add_joined(self, words: tuple[QueryWord, ...], shares: list[dict[str, float]]) -> None:
        """Let ``wi fi`` also stand for ``wifi``, on both words."""
        for place, (first, second) in enumerate(zip(words, words[1:], strict=False)):
            joined = first.form + second.form
            if self._vocabulary.has_form(joined) and not first.is_unfinished:
                for each in shares[place : place + 2]:
                    each.setdefault(joined, self._settings.synonym_weight)

    def add_synonyms(self, words: tuple[QueryWord, ...], shares: list[dict[str, float]]) -> None:
        """Let every word of a phrase that has synonyms also stand for them."""
        for start, end, phrases in self._synonyms.matches([word.key for word in words]):
            for phrase in phrases:
                share = self._settings.synonym_weight * (self._settings.part_weight if len(phrase) > 1 else 1.0)
                for place in range(start, end):
                    if words[place].weight == 1.0 or end - start == 1:
                        for form in phrase:
                            shares[place].setdefault(form, share)
