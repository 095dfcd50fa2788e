"""The one definition of what a text's terms are, for articles and for queries."""

from __future__ import annotations

from functools import cache, lru_cache

from search.analysis.languages import LANGUAGES
from search.analysis.languages.language import Language
from search.analysis.lemmas import LemmaTable, open_lemmas
from search.analysis.tokens import WORDS_REMEMBERED, Token, joined_form, parts, tokenize, with_form


class Analyzer:
    """Tokens and keys of one language.

    A token's *form* is the folded word, its *key* what all inflections of the word share.
    """

    def __init__(self, language: Language, lemmas: LemmaTable | None) -> None:
        self.language = language
        self._lemmas = lemmas
        self.key = lru_cache(maxsize=WORDS_REMEMBERED)(self._key)

    def _key(self, form: str) -> str:
        """Return the key of folded ``form``: that of the lemma table, else its plain stem."""
        key = self._lemmas.key(form) if self._lemmas else None
        return key if key is not None else self.language.stem(form)

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of ``text`` in order."""
        return tokenize(text)

    def spellings(self, word: str) -> tuple[Token, ...]:
        """Return ``word`` as an article holds it: as one and, where it is joined, also in parts."""
        return tuple(with_form([Token(joined_form(word), 0, len(word)), *parts(word)]))

    def is_function_word(self, form: str) -> bool:
        """Return whether ``form`` says little beside other words."""
        return form in self.language.function_words


@cache
def open_analyzer(code: str) -> Analyzer:
    """Return the analyzer of language ``code``, one for the whole process; KeyError outside ``LANGUAGES``."""
    language = LANGUAGES[code]
    return Analyzer(language, open_lemmas(language))


def content_keys(text: str, code: str) -> tuple[str, ...]:
    """Return the keys of the words of ``text`` that say something, in order; KeyError outside ``LANGUAGES``."""
    analyzer = open_analyzer(code)
    forms = (token.form for token in analyzer.tokens(text))
    return tuple(analyzer.key(form) for form in forms if not analyzer.is_function_word(form))
