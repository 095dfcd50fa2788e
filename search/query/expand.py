"""What else may stand for each word of a query: completions, corrections, joined words, synonyms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from search.analysis.analyzer import Analyzer
from search.analysis.synonyms import Synonyms
from search.analysis.tokens import WORDS_REMEMBERED
from search.protocols import Alternative, Group, Vocabulary
from search.query.parse import ParsedQuery, QueryWord
from search.query.typo import corrections
from search.settings import RetrievalSettings

NO_OTHERS: Mapping[str, float] = MappingProxyType({})


class Expander:
    """Expands queries of one language."""

    def __init__(
        self, analyzer: Analyzer, vocabulary: Vocabulary, synonyms: Synonyms, settings: RetrievalSettings
    ) -> None:
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._synonyms = synonyms
        self._settings = settings
        self._alone = lru_cache(WORDS_REMEMBERED)(self._group_alone)

    @property
    def synonym_keys(self) -> frozenset[str]:
        """Keys of the words that synonyms begin with."""
        return self._synonyms.beginnings

    def over(self, vocabulary: Vocabulary) -> Expander:
        """Return the same for another vocabulary of the language."""
        return Expander(self._analyzer, vocabulary, self._synonyms, self._settings)

    def expand(self, query: ParsedQuery) -> tuple[Group, ...]:
        """Return a group for each word of ``query``, in order."""
        others: dict[int, dict[str, float]] = defaultdict(dict)
        self.add_joined(query.words, others)
        self.add_synonyms(query.words, others)
        groups: list[Group] = []
        corrections_left = self._settings.corrected_words
        for place, word in enumerate(query.words):
            if place in others or (word.is_unfinished and word.weight == 1.0):
                groups.append(self.group(word, others.get(place) or NO_OTHERS))
            elif self.is_known(word) or corrections_left:
                corrections_left -= not self.is_known(word)
                groups.append(self._alone(word))
            else:
                groups.append(Group(word.weight, ()))
        return tuple(groups)

    def is_known(self, word: QueryWord) -> bool:
        """Return whether an article holds ``word`` in any inflection."""
        return self._vocabulary.has_form(word.form) or self._vocabulary.has_key(word.key)

    def _group_alone(self, word: QueryWord) -> Group:
        return self.group(word, NO_OTHERS)

    def group(self, word: QueryWord, others: Mapping[str, float]) -> Group:
        """Return the group of ``word``, which ``others`` may stand for with their shares."""
        shares = self.spellings(word, is_replaced=bool(others))
        for form, share in others.items():
            shares.setdefault(form, share)
        alternatives = [Alternative(form, self._analyzer.key(form), share) for form, share in shares.items()]
        known = [each for each in alternatives if self._vocabulary.has_key(each.key)]
        known.sort(key=lambda each: -each.share)
        return Group(word.weight, tuple(known))

    def spellings(self, word: QueryWord, is_replaced: bool) -> dict[str, float]:
        """Return forms that ``word`` itself may be, with their shares; an unknown one that is replaced has none."""
        settings = self._settings
        is_known = self.is_known(word)
        shares = {word.form: 1.0} if is_known else {}
        if word.is_unfinished and word.weight == 1.0:
            share = settings.longer_word_weight if is_known else settings.completion_weight
            for form in self._vocabulary.completions(word.form, settings.completions):
                shares.setdefault(form, share)
        if not shares and not is_replaced:
            shares = dict(corrections(word.form, self._vocabulary, settings))
        return shares

    def add_joined(self, words: tuple[QueryWord, ...], others: dict[int, dict[str, float]]) -> None:
        """Let ``wi fi`` also stand for ``wifi``, on both words."""
        for place, (first, second) in enumerate(pairwise(words)):
            joined = first.form + second.form
            if self._vocabulary.has_form(joined) and not first.is_unfinished:
                others[place].setdefault(joined, self._settings.synonym_weight)
                others[place + 1].setdefault(joined, self._settings.synonym_weight)

    def add_synonyms(self, words: tuple[QueryWord, ...], others: dict[int, dict[str, float]]) -> None:
        """Let every word of a phrase that has synonyms also stand for them."""
        for start, end, phrases in self._synonyms.matches([word.key for word in words]):
            for phrase in phrases:
                share = self._settings.synonym_weight * (self._settings.part_weight if len(phrase) > 1 else 1.0)
                for place in range(start, end):
                    if words[place].weight == 1.0 or end - start == 1:
                        for form in phrase:
                            others[place].setdefault(form, share)
