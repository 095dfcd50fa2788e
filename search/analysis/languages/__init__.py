"""The languages we analyse, in an explicit table; ``_template.py`` is the file to copy for the next one."""

from __future__ import annotations

from search.analysis.languages.english import ENGLISH
from search.analysis.languages.language import Language
from search.analysis.languages.slovak import SLOVAK
from search.analysis.languages.spanish import SPANISH

LANGUAGES: dict[str, Language] = {language.code: language for language in (SPANISH, SLOVAK, ENGLISH)}
