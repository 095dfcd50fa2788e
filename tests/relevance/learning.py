"""Learning simulated on BANKING77: solved questions become wordings of their articles, a round of them at a time.

The articles begin with 5 questions each. The other rows of the training part come in rounds, in file order, one row of
each category a round, and are solved: two customers say so of each, so it is in force with the next round. After
every round that is measured the rows of the test part are asked. Three runs:

* right: every row is fed to the article of its category, as if agents answered with it what the search did not find;
* wrong: the same with one in ten fed to another article, drawn with a fixed seed, and agreed upon all the same, which
  is worse than life;
* shown: only rows whose article is among the first three at that moment, since a customer can solve nothing else.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from random import Random

import search
from search import LearningSettings, Searcher, SolvedQuestion
from tests.relevance.measuring import build
from tests.relevance.public_sets import SEED, Query, Rows, banking77, divided, read_csv

QUESTIONS = 5
"""Of each article at the start."""

START = 0
MEASURED = (START, 1, 2, 5, 10, 15, 25, 45)
"""Rounds after which the test rows are asked."""

WRONG_SHARE = 0.1
TARGETS = {"right": {5: 0.04, 15: 0.07, 45: 0.09}, "wrong": {5: 0.02, 15: 0.05, 45: 0.07}}
"""Run -> rounds -> least gain of hit@3; after other rounds the least is 0."""

Round = Sequence[tuple[str, str]]
"""(text, article it is fed to)."""

Feed = Callable[[Searcher, Round], Round]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is found after so many solved questions of each article."""

    run: str
    per_article: int
    learned: int
    """Wordings in force, of all articles."""

    hit_1: float
    hit_3: float
    gain: float
    """Of hit@3, from the start."""

    least: float | None
    """Least gain asked for; None for a run without target."""

    @property
    def is_met(self) -> bool:
        """Return whether the gain is as large as was asked for."""
        return self.least is None or self.gain >= self.least - 1e-9


def simulate(folder: Path, is_validation: bool = False, settings: LearningSettings | None = None) -> list[Figure]:
    """Return the figures of all runs; ``folder`` holds the public sets.

    With ``is_validation`` the queries are rows of the training part, which are not fed then.
    """
    corpus = banking77(folder, QUESTIONS, is_validation=is_validation)
    _, rest = divided(read_csv(folder / "banking77" / "train.csv"), QUESTIONS)
    kept_back = Counter(query.text for query in corpus.queries) if is_validation else Counter()
    rounds = list(in_rounds([row for row in rest if row[0] not in kept_back]))[: max(MEASURED)]
    categories = [str(article["id"]) for article in corpus.articles]
    with tempfile.TemporaryDirectory() as place:
        index = build(corpus, Path(place))
        return [
            figure
            for run, feed in feeds(categories).items()
            for figure in figures(run, feed, search.open_searcher(index), rounds, corpus.queries, settings)
        ]


def in_rounds(rows: Rows) -> Iterator[Round]:
    """Yield the rows in rounds of one of each category, while it has some."""
    by_category: dict[str, list[tuple[str, str]]] = {}
    for text, category in rows:
        by_category.setdefault(category, []).append((text, category))
    for batch in zip_longest(*by_category.values()):
        yield [row for row in batch if row is not None]


def feeds(categories: Sequence[str]) -> dict[str, Feed]:
    """Return what each run makes of a round."""
    random = Random(SEED)

    def with_wrong(_: Searcher, batch: Round) -> Round:
        return [(text, other(name) if random.random() < WRONG_SHARE else name) for text, name in batch]

    def other(name: str) -> str:
        return random.choice([each for each in categories if each != name])

    def only_shown(searcher: Searcher, batch: Round) -> Round:
        return [(text, name) for text, name in batch if name in keys(searcher, text)]

    return {"right": lambda _, batch: batch, "wrong": with_wrong, "shown": only_shown}


def figures(  # noqa: PLR0913, one argument for each thing that a run consists of
    run: str,
    feed: Feed,
    searcher: Searcher,
    rounds: Sequence[Round],
    queries: Sequence[Query],
    settings: LearningSettings | None,
) -> Iterator[Figure]:
    """Yield the figures of one run."""
    solved: list[SolvedQuestion] = []
    start = 0.0
    for number, batch in enumerate(chain([()], rounds)):
        for text, name in feed(searcher, batch):
            solved += [SolvedQuestion(f"en/{name}", text, customer) for customer in ("one", "another")]
        wordings = search.wordings_in_force(solved, settings or LearningSettings())
        searcher.refresh(wordings)
        if number in MEASURED:
            found = [(keys(searcher, query.text), query.answer) for query in queries]
            hit_1 = sum(answer in hits[:1] for hits, answer in found) / len(found)
            hit_3 = sum(answer in hits for hits, answer in found) / len(found)
            start = start if number else hit_3
            least = TARGETS[run].get(number, 0.0) if run in TARGETS else None
            yield Figure(run, number, len(wordings), hit_1, hit_3, hit_3 - start, least)


def keys(searcher: Searcher, text: str) -> list[str]:
    """Return the keys of the first three hits."""
    return [hit.article.key for hit in searcher.search(text, "en", limit=3).hits]
