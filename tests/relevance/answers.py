"""``python -m tests.relevance.answers``: how often what is shown of an article holds the answer.

XQuAD says in which words each paragraph answers its questions. Every second paragraph is for tuning: what is derived
from these is measured on the others. A text *holds* the answer where one of those wordings stands in it and the article
is the right one.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

import search
from search import UNTUNED, AnswerSettings, Results, Settings, answer_to_show, decide, opens_by_itself
from tests.relevance.measuring import build
from tests.relevance.public_sets import xquad

LANGUAGES = ("en", "es")
HALVES = {"tune": 0, "measure": 1}
"""Name of a half -> remainder of the numbers of its paragraphs, halved."""

PRECISION = 0.95
"""What is asked for on the half for tuning, so that 0.93 holds on others."""

FIGURES = {
    "snippet holds": "of the first hit",
    "letters": "of the snippet, mean",
    "three sentences hold": "the answer of the first hit, however unsure its sentence",
    "letters of it": "mean",
    "sure": "share of questions whose sentence is sure",
    "sure holds": "of these",
    "shown": "share of questions that are answered on the first day: sure, and the article suggested",
    "shown holds": "of these",
    "opens": "share of questions whose answer opens by itself on the first day",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a paragraph, and what was found for it."""

    paragraph: int
    golds: tuple[str, ...]
    """Wordings of the answer, as they stand in the paragraph."""

    results: Results
    """With an answer, however unsure its sentence."""

    def holds(self, text: str) -> bool:
        """Return whether ``text``, shown of the first hit, holds the answer."""
        hits = self.results.hits[:1]
        is_right = any(hit.article.key == key_of(self.paragraph) for hit in hits)
        return is_right and any(gold in text for gold in self.golds)

    @property
    def snippet(self) -> str:
        """What is shown under the title of the first hit."""
        return self.results.hits[0].snippet.text if self.results.hits else ""

    @property
    def answer(self) -> str:
        """The words that would be cited."""
        return self.results.answer.text if self.results.answer else ""

    @property
    def score(self) -> float:
        """How sure its best sentence is."""
        return self.results.answer.score if self.results.answer else 0.0

    def is_shown(self) -> bool:
        """Return whether a site gives the answer on its first day."""
        return answer_to_show(self.results, decide(self.results, UNTUNED)) is not None

    def opens(self) -> bool:
        """Return whether it opens by itself then."""
        return opens_by_itself(self.results, decide(self.results, UNTUNED), UNTUNED)


def key_of(paragraph: int) -> str:
    """Return the key of a paragraph's article."""
    return f"p{paragraph:03}"


def ask(folder: Path, language: str, place: Path) -> list[Asked]:
    """Return what is found for every question about the paragraphs of XQuAD in ``folder``."""
    settings = build(xquad(folder.parent, language), place)
    topics = json.loads((folder / f"xquad.{language}.json").read_text("utf-8"))["data"]
    return list(asked_of([each for topic in topics for each in topic["paragraphs"]], settings, language))


def asked_of(paragraphs: Sequence[Mapping[str, Any]], settings: Settings, language: str) -> Iterator[Asked]:
    """Yield what is found for every question."""
    searcher = search.open_searcher(replace(settings, answer=AnswerSettings(sure=0)))
    for number, paragraph in enumerate(paragraphs):
        for question in paragraph["qas"]:
            golds = tuple(each["text"] for each in question["answers"])
            yield Asked(number, golds, searcher.search(question["question"], language))


def figures(asked: Sequence[Asked], sure: float) -> list[float]:
    """Return the figures of ``FIGURES``, in their order."""
    certain = [each for each in asked if each.score >= sure]
    shown = [each for each in certain if each.is_shown()]
    return [
        share([each.holds(each.snippet) for each in asked]),
        mean([len(each.snippet) for each in asked]),
        share([each.holds(each.answer) for each in asked]),
        mean([len(each.answer) for each in asked if each.answer]),
        len(certain) / len(asked),
        share([each.holds(each.answer) for each in certain]),
        len(shown) / len(asked),
        share([each.holds(each.answer) for each in shown]),
        share([each.opens() for each in certain]) * len(certain) / len(asked),
    ]


def share(are: Sequence[bool]) -> float:
    """Return which share is true; 0 of nothing."""
    return mean([float(each) for each in are])


def mean(values: Sequence[float]) -> float:
    """Return the mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def derived(asked: Sequence[Asked]) -> float:
    """Return the lowest score from which on ``PRECISION`` of the answers hold what was asked, in steps of 0.05."""
    steps = [step / 20 for step in range(31)]
    precise = [step for step in steps if figures(asked, step)[5] >= PRECISION]
    return min(precise, default=steps[-1])


@click.command()
@click.option("--xquad", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
def main(folder: Path) -> None:
    """Say how often snippets and answers hold what was asked; --xquad is the folder of xquad.en.json."""
    missing = [path for path in (folder / f"xquad.{each}.json" for each in LANGUAGES) if not path.is_file()]
    if missing:
        raise click.UsageError(f"{missing[0]}: there is no such file. Give the folder of XQuAD.")
    tuning: list[Asked] = []
    table = Table("XQuAD", *FIGURES, box=None)
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as place:
            asked = ask(folder.resolve(), language, Path(place))
        for half, remainder in HALVES.items():
            own = [each for each in asked if each.paragraph % len(HALVES) == remainder]
            tuning += own if half == "tune" else []
            values = figures(own, AnswerSettings().sure)
            table.add_row(f"{language} {half}", *(f"{each:.0f}" if each > 1 else f"{each:.3f}" for each in values))
    console = Console(width=200)
    console.print(table)
    for name, meaning in FIGURES.items():
        console.print(f"{name}: {meaning}", highlight=False)
    console.print(f"sure, derived from the halves for tuning: {derived(tuning)}; in force: {AnswerSettings().sure}")


if __name__ == "__main__":
    main()
