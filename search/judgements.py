"""Judged queries: what was asked, and which articles answer it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from search.analysis.languages import LANGUAGES
from search.errors import SettingsError
from search.model import Hit, whole_id


@dataclass(frozen=True, slots=True)
class Judgement:
    """One query and its answers."""

    judgement_id: str
    language: str
    """Of the page the query is typed on."""

    query: str
    answers: frozenset[str]
    """article_ids; empty where no article answers."""

    kind: str = ""

    def id_of(self, hit: Hit) -> str:
        """Return the id to judge ``hit`` by: of the article it was found by where that answers, else of the one shown.

        They differ where a translation into the page's language is shown.
        """
        found = f"{hit.found_in}/{hit.article.key}"
        return found if found in self.answers else hit.article.article_id


def read_judgements(path: Path | str) -> list[Judgement]:
    """Return the lines of a JSON Lines file ``{"id", "language", "query", "answer": [article ids]}``.

    An answer that names no language is in the page's. Raises SettingsError naming the first line that is not of this
    form.
    """
    return [judgement(Path(path), number, line) for number, line in lines_of(Path(path))]


def lines_of(path: Path) -> list[tuple[int, str]]:
    """Return the lines of ``path`` that are not blank, numbered from 1."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: the queries cannot be read ({error}). Give a JSON Lines file.") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def read_questions(path: Path | str) -> list[tuple[str, str]]:
    """Return (text, language) of the lines of a JSON Lines file ``{"language", "query"}``; whatever else is there.

    Raises SettingsError naming the first line that is not of this form.
    """
    return [asked_on(Path(path), number, line) for number, line in lines_of(Path(path))]


def asked_on(path: Path, number: int, line: str) -> tuple[str, str]:
    """Return text and language of the question on one line."""
    try:
        record = json.loads(line)
        language, query = record["language"], record["query"]
        if not isinstance(language, str) or not isinstance(query, str):
            raise TypeError("query")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SettingsError(f'{path}:{number}: no question. Write {{"language": "en", "query": "..."}}.') from error
    return query, language


def judgement(path: Path, number: int, line: str) -> Judgement:
    """Return the judgement on one line."""
    try:
        record = json.loads(line)
        language = record["language"]
        answers = record["answer"]
        if not isinstance(answers, list) or not all(isinstance(each, str) for each in (language, *answers)):
            raise TypeError("answer")
        return Judgement(
            judgement_id=str(record.get("id", number)),
            language=language,
            query=str(record["query"]),
            answers=frozenset(whole_id(each, language, LANGUAGES) for each in answers),
            kind=str(record.get("kind", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SettingsError(
            f"{path}:{number}: no judged query. "
            'Write {"id": "1", "language": "en", "query": "...", "answer": ["en/key"]}.'
        ) from error
