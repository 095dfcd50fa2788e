"""Spanish: Snowball's Spanish stemmer over simplemma's lemmas."""

from __future__ import annotations

import Stemmer

from search.analysis.languages.language import Language, read_function_words, read_openers

SPANISH = Language(
    code="es",
    name="español",
    lemma_table="es",
    stem=Stemmer.Stemmer("spanish").stemWord,
    function_words=read_function_words("es"),
    openers=read_openers("es"),
)
