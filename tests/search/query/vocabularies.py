"""A vocabulary that is a list of words."""

from __future__ import annotations

from itertools import pairwise

from search.analysis.analyzer import Analyzer


class WordList:
    """The words of articles that hold nothing else, the first the most frequent."""

    def __init__(self, words: str, analyzer: Analyzer) -> None:
        self._forms = words.split()
        self._keys = set(map(analyzer.key, self._forms))

    def has_form(self, form: str) -> bool:
        return form in self._forms

    def has_key(self, key: str) -> bool:
        return key in self._keys

    def has_pair(self, first: str, second: str) -> bool:
        return (first, second) in pairwise(self._forms)

    def completions(self, beginning: str, limit: int) -> list[str]:
        return [form for form in self._forms if form.startswith(beginning)][:limit]

    def forms_by_first_letter(self, letter: str) -> list[str]:
        return sorted(form for form in self._forms if form.startswith(letter))
