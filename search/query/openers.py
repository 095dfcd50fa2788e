"""What people type before they say what happened: a greeting, thanks, a call for help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from search.analysis.languages import LANGUAGES
from search.analysis.languages.language import Language
from search.analysis.tokens import tokenize

MOST_WORDS = 12
"""Words beyond which nobody only greets."""


def is_opener(text: str, languages: Mapping[str, Language] = LANGUAGES) -> bool:
    """Return whether ``text`` consists of openers alone, of whatever language: "Hola, buenas. Help!" does."""
    forms = tuple(token.form for token in tokenize(text[: MOST_WORDS * 20]))
    openers = frozenset[tuple[str, ...]]().union(*(language.openers for language in languages.values()))
    return 0 < len(forms) <= MOST_WORDS and consists_of(forms, openers)


def consists_of(forms: Sequence[str], openers: frozenset[tuple[str, ...]]) -> bool:
    """Return whether ``forms`` are ``openers`` one after the other."""
    reached = {0}
    for end in range(1, len(forms) + 1):
        if any(tuple(forms[begin:end]) in openers for begin in reached):
            reached.add(end)
    return len(forms) in reached
