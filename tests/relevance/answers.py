"""``python -m tests.relevance.answers``: how often what is shown of an article holds the answer.

XQuAD says in which words each paragraph answers its questions. Every second paragraph is for tuning: what is derived
from it is measured on the others. A passage *holds* the answer where one of these wordings stands in it and the
article is the right one.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

import search
from search import Hit, Results, Searcher
from tests.relevance.measuring import build
from tests.relevance.public_sets import xquad

LANGUAGES = ("en", "es")
HALVES = ("tune", "measure")
"""Paragraphs with an even number, and those with an odd one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a paragraph, and what was found for it."""

    paragraph: int
    key: str
    golds: tuple[str, ...]
    """Wordings of the answer as they stand in the paragraph."""

    results: Results

    @property
    def first(self) -> Hit | None:
        """The first hit."""
        return next(iter(self.results.hits), None)

    def is_right(self) -> bool:
        """Return whether the first hit is the paragraph asked about."""
        return self.first is not None and self.first.article.key == self.key

    def holds(self, text: str) -> bool:
        """Return whether ``text``, shown of the first hit, holds the answer."""
        return self.is_right() and any(gold in text for gold in self.golds)


def ask(folder: Path, language: str) -> list[Asked]:
    """Return what is found for every question about the paragraphs of XQuAD in ``folder``."""
    topics = json.loads((folder / f"xquad.{language}.json").read_text("utf-8"))["data"]
    paragraphs = [paragraph for topic in topics for paragraph in topic["paragraphs"]]
    with tempfile.TemporaryDirectory() as place:
        searcher = search.open_searcher(build(xquad(folder.parent, language), Path(place)))
        return list(answers(searcher, paragraphs, language))


def answers(searcher: Searcher, paragraphs: Sequence[dict[str, list[dict[str, object]]]], language: str) -> Iterator[Asked]:
    """Yield what ``searcher`` finds for every question."""
    for number, paragraph in enumerate(paragraphs):
        for asked in paragraph["qas"]:
            golds = tuple(str(each["text"]) for each in asked["answers"])
            yield Asked(number, f"p{number:03}", golds, searcher.search(str(asked["question"]), language))
