"""Everything that is wrong in a folder of articles, its categories and its synonyms."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from search.analysis.analyzer import open_analyzer
from search.analysis.languages import LANGUAGES
from search.analysis.synonyms import parse_synonyms, read_synonym_files, synonym_path
from search.content.collection import check_folder as check_articles
from search.errors import SettingsError
from search.kinds import ProblemKind
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
    return [*problems, *rule_problems(settings.articles, texts)]


def rule_problems(root: Path, texts: dict[str, str]) -> list[Problem]:
    """Return the lines that are no rule in ``texts``, the synonyms beside the articles of ``root`` by language."""
    problems: list[Problem] = []
    for language, text in texts.items():
        path = synonym_path(root, language).as_posix()
        problems += parse_synonyms(text, path, open_analyzer(language))[1]
    return problems


def ignored_kinds(site: Path) -> tuple[ProblemKind, ...]:
    """Return the kinds of problems that the site file says to leave out: ``[check]``, ``ignore = ["unknown-key"]``.

    Raises SettingsError where the file cannot be read or names a kind that there is none of.
    """
    try:
        table = tomllib.loads(site.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{site}: the file cannot be read ({error.strerror}). Name another with --site.") from error
    except ValueError as error:
        raise SettingsError(f"{site}: not a TOML file ({error}). Mend it, or name another with --site.") from error
    check = table.get("check", {})
    written = check.get("ignore", []) if isinstance(check, dict) else None
    if not isinstance(written, list) or (isinstance(check, dict) and set(check) - {"ignore"}):
        raise SettingsError(f'{site}: [check] is not as expected. Write ignore = ["unknown-key"] below it.')
    return kinds_named(written, f"{site}: [check] ignore")


def kinds_named(names: Iterable[object], where: str) -> tuple[ProblemKind, ...]:
    """Return the kinds with ``names``; SettingsError, naming ``where``, for one that there is none of."""
    known = {str(kind): kind for kind in ProblemKind}
    found = []
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise SettingsError(f"{where} names {name!r}, which is no kind of problem. Use {', '.join(known)}.")
        found.append(known[name])
    return tuple(found)
