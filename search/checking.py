"""Everything that is wrong in a folder of articles, its categories and its synonyms."""

from __future__ import annotations

from search.analysis.analyzer import open_analyzer
from search.analysis.languages import LANGUAGES
from search.analysis.synonyms import parse_synonyms, read_synonym_files, synonym_path
from search.content.collection import check_folder as check_articles
from search.model import Article, Problem
from search.settings import Settings


def check_folder(settings: Settings) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Return all articles, by article_id, and everything that is wrong, by path and line.

    Raises SettingsError where ``settings.articles`` is not there.
    """
    articles, problems = check_articles(settings.articles, settings.content, LANGUAGES)
    return articles, tuple(sorted([*problems, *synonym_problems(settings)]))


def synonym_problems(settings: Settings) -> list[Problem]:
    """Return the files of synonyms that cannot be read, and their lines that are no rule."""
    texts, problems = read_synonym_files(settings.articles, LANGUAGES)
    for language, text in texts.items():
        path = synonym_path(settings.articles, language).as_posix()
        problems += parse_synonyms(text, path, open_analyzer(language))[1]
    return problems
