"""How long building, answering and updating take, and how large index and process are."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search import Searcher, Settings, build, open_searcher
from search.engines.local.generations import read_current, write_lock
from search.engines.local.whoosh_index import FOLDER
from search.engines.local.writer import Update
from tests.speed.corpora import LANGUAGE, Mode, Query
from tests.speed.engines import SHOWN, Asked, Contender

CHUNK = 25
"""Queries that one engine answers before the next one's turn: noise meets all, and caches are as warm as in use."""

BUDGET_S = 4.0
"""After so long in one round an engine is asked no further queries; its quantiles are then over those before."""

CHANGES = 30
ROOT = Path(__file__).parent.parent.parent

Milliseconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of one engine in one mode."""

    engine: str
    mode: str
    queries: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    first_p50_ms: float
    """Of the first round alone, in which words are met for the first time."""

    first_p99_ms: float
    shares: Mapping[str, float]
    """Engine -> this p50 over its p50, both over the queries that both were asked."""

    found: float
    """Share of queries whose article is among the first ``SHOWN``; without sense where there is no order."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Time until a changed article is found."""

    repetitions: int
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """What an index takes, in megabytes of 10^6 bytes."""

    arrays_mb: float
    whoosh_mb: float


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process has in memory, in megabytes of 10^6 bytes."""

    before_mb: float
    """After the imports."""

    after_mb: float
    """Resident after opening the index and answering all queries; mapped files count."""

    private_mb: float
    """The part of it that no other process on the same index shares."""


class Laps:
    """What one engine took: seconds, float64 (rounds, queries), NaN where it was not asked."""

    def __init__(self, contender: Contender, queries: Sequence[Asked], rounds: int) -> None:
        self._contender = contender
        self._queries = queries
        self.seconds = np.full((rounds, len(queries)), np.nan)
        self._found = np.zeros(len(queries), dtype=bool)

    def ask(self, number: int, first: int) -> None:
        """Ask the queries of one chunk in round ``number``, unless the time for it is used up."""
        lap, clock = self.seconds[number], time.perf_counter
        if np.nansum(lap) > BUDGET_S:
            return
        for place, query in enumerate(self._queries[first : first + CHUNK], first):
            started = clock()
            ids = self._contender.ask(query)
            lap[place] = clock() - started
            self._found[place] = query.article_id in ids[:SHOWN]

    def best_ms(self) -> Milliseconds:
        """Return the best round of each query, NaN for those never asked."""
        best: Milliseconds = np.fmin.reduce(self.seconds, axis=0) * 1000
        return best

    def timing(self, name: str, mode: Mode, peers: Mapping[str, Laps]) -> Timing:
        """Return the figures over all queries asked."""
        best = self.best_ms()
        first = self.seconds[0] * 1000
        others = {peer: laps.best_ms() for peer, laps in peers.items()}
        return Timing(
            engine=name,
            mode=mode.value,
            queries=int(np.isfinite(best).sum()),
            p50_ms=quantile(best, 50),
            p95_ms=quantile(best, 95),
            p99_ms=quantile(best, 99),
            first_p50_ms=quantile(first, 50),
            first_p99_ms=quantile(first, 99),
            shares={
                peer: quantile(best[np.isfinite(ms)], 50) / quantile(ms[np.isfinite(best)], 50)
                for peer, ms in others.items()
            },
            found=float(self._found[np.isfinite(best)].mean()),
        )


def build_s(settings: Settings) -> float:
    """Return how long a full build takes."""
    started = time.perf_counter()
    report = build(settings)
    taken = time.perf_counter() - started
    if not report.articles:
        raise RuntimeError(f"{settings.articles}: no article was indexed. The first problem: {report.problems[:1]}")
    return taken


def quantile(values: Milliseconds, percent: float) -> float:
    """Return a quantile of those of ``values`` that are numbers."""
    return float(np.nanpercentile(values, percent))


def time_engines(
    contenders: Mapping[str, Contender], queries: Sequence[Asked], mode: Mode, rounds: int
) -> list[Timing]:
    """Return the times of all engines, asked in turns, the best round of each query counting."""
    laps = {name: Laps(contender, queries, rounds) for name, contender in contenders.items()}
    names = list(contenders)
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        turn = number % len(names)
        for first in range(0, len(queries), CHUNK):
            for name in names[turn:] + names[:turn]:
                laps[name].ask(number, first)
    gc.unfreeze()
    return [laps[name].timing(name, mode, laps) for name in names]


def time_changes(settings: Settings, repetitions: int = CHANGES) -> Changes:
    """Return how long it takes from an article being changed to the search that finds its new word.

    A file is not read: the article is handed to what ``search.update`` hands it to.
    """
    searcher = open_searcher(settings)
    ids = [head.article_id for head in searcher.heads(LANGUAGE)]
    taken = [time_change(settings, searcher, article_id, place) for place, article_id in enumerate(ids[:repetitions])]
    return Changes(len(taken), quantile(np.array(taken), 50), quantile(np.array(taken), 95))


def time_change(settings: Settings, searcher: Searcher, article_id: str, number: int) -> float:
    """Return the milliseconds of one change."""
    word = f"zarzuela{number:03d}q"
    article = searcher.article(article_id)
    changed = replace(article, title=f"{article.title} {word}", content_hash=f"{number:032x}")
    categories = searcher.categories
    started = time.perf_counter()
    with write_lock(settings.index, settings.indexing.lock_wait_s):
        manifest = read_current(settings.index)
        Update(settings.index, settings, manifest).apply([changed], [], categories, manifest.synonyms)
    searcher.refresh()
    hits = searcher.search(f"{word} ", LANGUAGE, SHOWN).hits
    taken = time.perf_counter() - started
    if not hits or hits[0].article.article_id != article_id:
        raise RuntimeError(f"{article_id}: '{word}' was added to it but does not find it.")
    return taken * 1000


def sizes(settings: Settings) -> Sizes:
    """Return how large the two parts of the index are."""
    folder = settings.index / read_current(settings.index).folder
    whoosh = bytes_below(folder / FOLDER)
    return Sizes(arrays_mb=(bytes_below(folder) - whoosh) / 1e6, whoosh_mb=whoosh / 1e6)


def bytes_below(folder: Path) -> int:
    """Return the sizes of all files below ``folder``."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def memory(settings: Settings, queries: Sequence[Query], folder: Path) -> Memory:
    """Return what a new process has in memory that has opened the index and answered ``queries``."""
    path = folder / "queries.json"
    path.write_text(json.dumps([query.text for query in queries]), "utf-8")
    command = [sys.executable, "-m", "tests.speed.memory", str(settings.index), str(path), settings.meaning.model]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Memory(**json.loads(done.stdout))
