"""English: Snowball's English stemmer over simplemma's lemmas."""

from __future__ import annotations

import Stemmer

from search.analysis.languages.language import Language, read_function_words, read_openers

ENGLISH = Language(
    code="en",
    name="English",
    lemma_table="en",
    stem=Stemmer.Stemmer("english").stemWord,
    function_words=read_function_words("en"),
    openers=read_openers("en"),
)
