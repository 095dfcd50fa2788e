"""Copy me to ``<language>.py`` to add a language; nothing imports this file.

1. Write ``function_words/<code>.txt``: 60-100 words that only hold a sentence together. Leave negations out of it.
   Write ``openers/<code>.txt`` too: greetings and calls for help, one a line, folded, without signs.
2. Choose ``stem``: a Snowball stemmer (``Stemmer.algorithms()`` lists them) or a function of your own, which gets
   folded words: lower case, no diacritics. ``str`` itself is a stemmer that does nothing.
3. ``lemma_table`` is the code under which simplemma knows the language, or None.
4. Add the language to ``LANGUAGES`` in ``__init__.py`` and copy ``tests/search/analysis/languages/test_english.py``.
"""

from __future__ import annotations

from search.analysis.languages.language import Language, read_function_words, read_openers

ESPERANTO = Language(
    code="eo",
    name="Esperanto",
    lemma_table=None,
    stem=lambda form: form.removesuffix("n").removesuffix("j"),
    function_words=read_function_words("eo"),
    openers=read_openers("eo"),
)
