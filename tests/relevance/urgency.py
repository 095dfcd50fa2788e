"""``python -m tests.relevance.urgency``: how many emergencies raise an alarm, and how many ordinary questions do."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

import search
from search import Settings
from tests.relevance.measuring import LANGUAGES, ROOT

FOLDER = Path(__file__).parent / "urgent"
EMERGENCIES, ORDINARY = "emergencies", "ordinary"
RECOGNISED = 0.95
"""Least share of emergencies that raise an alarm, in each language."""

ALARMED = 0.01
"""Largest share of ordinary questions that do."""


@dataclass(frozen=True, slots=True)
class Case:
    """One judged query."""

    language: str
    kind: str
    text: str
    is_measured: bool
    """An even line; the odd ones are there to tune by."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What became of the cases of one language and kind."""

    language: str
    kind: str
    cases: int
    alarmed: tuple[Case, ...]
    silent: tuple[Case, ...]

    @property
    def share(self) -> float:
        """Share that raised an alarm."""
        return len(self.alarmed) / self.cases

    @property
    def is_met(self) -> bool:
        """Whether the share is where it should be."""
        return self.share >= RECOGNISED if self.kind == EMERGENCIES else self.share <= ALARMED


def cases() -> Iterator[Case]:
    """Yield every line of every file; a line is one query."""
    for language in LANGUAGES:
        for kind in (EMERGENCIES, ORDINARY):
            lines = (FOLDER / f"{kind}.{language}.txt").read_text("utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                yield Case(language, kind, line, is_measured=number % 2 == 0)


def figures(searcher: search.Searcher, settings: Settings, is_measured: bool = True) -> list[Figure]:
    """Return what becomes of the half to measure by, or of that to tune by."""
    alarms = search.Alarms(searcher, settings.meaning)
    asked = [each for each in cases() if each.is_measured == is_measured]
    loud = {each for each in asked if alarms.alarm(searcher.search(each.text, each.language))}
    found = []
    for language in LANGUAGES:
        for kind in (EMERGENCIES, ORDINARY):
            mine = [each for each in asked if (each.language, each.kind) == (language, kind)]
            alarmed, silent = ([each for each in mine if (each in loud) == is_loud] for is_loud in (True, False))
            found.append(Figure(language, kind, len(mine), tuple(alarmed), tuple(silent)))
    return found


def built(folder: Path) -> tuple[search.Searcher, Settings]:
    """Return a searcher over the project's own articles, indexed in ``folder``."""
    settings = Settings(articles=ROOT / "kb_articles", index=folder / "index")
    search.build(settings)
    return search.open_searcher(settings), settings


@click.command()
@click.option("--tuning", "is_tuning", is_flag=True, help="The half to tune by, with each query that went wrong.")
def main(is_tuning: bool) -> None:
    """Print the figures. Exit codes: 0 all are met, 1 one is not."""
    with tempfile.TemporaryDirectory() as folder:
        found = figures(*built(Path(folder)), is_measured=not is_tuning)
    for each in found:
        click.echo(f"{each.language} {each.kind:12} {len(each.alarmed):3} of {each.cases:3}  {each.share:6.1%}")
        wrong = each.silent if each.kind == EMERGENCIES else each.alarmed
        for case in wrong if is_tuning else ():
            click.echo(f"     {case.text}")
    sys.exit(0 if all(each.is_met for each in found) else 1)


if __name__ == "__main__":
    main()
