"""What a run found, as Markdown for people and as JSON for the next run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.speed.corpora import BODY_WORDS, LANGUAGE, OTHERS, OTHERS_SHARE, QUESTIONS, Mode
from tests.speed.http import Traffic
from tests.speed.measure import CHUNK, Changes, Memory, Sizes, Timing

NAMES = {
    "pipeline": "**Ventanilla**, parse to snippet",
    "candidates": "**Ventanilla**, best 10 ids only",
    "tantivy": "tantivy, best 10 ids",
    "bm25s": "bm25s (NumPy), best 10 ids",
    "fts5": "SQLite FTS5, best 10 ids",
    "whoosh": "Whoosh, best 5 documents",
}
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class SizeRun:
    """All that was measured with one number of articles."""

    articles: int
    date: str
    machine: str
    command: str
    rounds: int
    queries: int
    source_articles: int
    """Real articles whose sentences were used."""

    own_build_s: float
    peer_build_s: Mapping[str, float]
    sizes: Sizes
    timings: tuple[Timing, ...]
    memory: Memory | None
    changes: Changes | None
    traffic: Traffic | None
    skipped: Mapping[str, str]
    """What was not measured, and why."""

    def timing(self, engine: str, mode: Mode) -> Timing | None:
        """Return the times of ``engine``; None where it was not asked."""
        return next((each for each in self.timings if (each.engine, each.mode) == (engine, mode.value)), None)


Cell = Callable[[SizeRun], str]
Line = tuple[str, Cell]
"""What a line of a table is called, and what stands in it for a run."""


def run_of(record: Mapping[str, Any]) -> SizeRun:
    """Return the run that ``asdict`` made ``record`` of."""
    parts: dict[str, Callable[..., Any]] = {
        "sizes": Sizes,
        "memory": Memory,
        "changes": Changes,
        "traffic": Traffic,
    }
    nested = {name: record[name] and parts[name](**record[name]) for name in parts}
    return SizeRun(**{**record, **nested, "timings": tuple(Timing(**each) for each in record["timings"])})


def read_runs(path: Path) -> dict[int, SizeRun]:
    """Return the runs kept in ``path`` by number of articles; none where there is no such file."""
    if not path.is_file():
        return {}
    return {run.articles: run for run in map(run_of, json.loads(path.read_text("utf-8")))}


def write_runs(path: Path, runs: Sequence[SizeRun]) -> None:
    """Write ``runs`` to ``path``."""
    path.write_text(json.dumps([asdict(run) for run in runs], ensure_ascii=False, indent=1) + "\n", "utf-8")


def report(runs: Sequence[SizeRun]) -> str:
    """Return the page: the figures that decide, then all of them."""
    parts = [
        "# Benchmark",
        INTRODUCTION,
        by_size(runs, BRIEF),
        *(part for run in runs for part in size_parts(run)),
        "## Index and service",
        by_size(runs, SERVICE),
        "## How it was measured",
        "\n".join(map(circumstances, runs)),
        METHOD,
    ]
    return "\n\n".join(parts) + "\n"


INTRODUCTION = """\
Times of a machine that others use too: the ratios, taken in the same run, say more than the milliseconds.

![Time of a full query by engine and number of articles](benchmark.svg)"""

METHOD = f"""\
The articles are sentences of real Spanish articles put together anew with a fixed seed: a title, {QUESTIONS}
questions, a body of about {BODY_WORDS} words. All that are counted are in one language ({LANGUAGE}), so that one part
of the index is large; {" and ".join(OTHERS)} have one for every {OTHERS_SHARE} of them beside it.

Queries are 2 to 8 neighbouring words of a title or a body: *full* ends in a blank; *half typed* lacks the end of the
last word; *mistyped* has one edit in a word of five letters or more.

All engines hold the same keys (folded, stemmed). The other engines are asked for any of the query's keys as they are:
they neither complete nor correct, so in the last two modes they do less and find less.

Engines are asked in turns, {CHUNK} queries at a time; of each query the best round counts, and quantiles are over
queries. A slow engine, whose time in a round is used up before the last query, is asked fewer (the column *queries*);
ratios are over the queries that both were asked. *Found* is how often the article that the words were taken from is
among the first five; many articles share a sentence, so this only shows that all engines looked for the same.

A changed article is handed to the index as `update` does after reading its file; the time ends when a search for a new
word of its title has found it."""


def circumstances(run: SizeRun) -> str:
    """Return when, where and of what the figures were taken."""
    sources = f"sentences of {run.source_articles:,} articles, best of {run.rounds} rounds"
    return f"- {run.articles:,} articles: {run.date}, {run.machine}; {sources}; `{run.command}`"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, numbers to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def by_size(runs: Sequence[SizeRun], lines: Sequence[Line]) -> str:
    """Return a table with a column for each number of articles."""
    return table(
        ["", *(f"{run.articles:,} articles" for run in runs)], [[name, *map(cell, runs)] for name, cell in lines]
    )


def size_parts(run: SizeRun) -> list[str]:
    """Return heading and tables of one number of articles."""
    head = ["p50 / p95 / p99 in ms", *(mode.value for mode in Mode), "full, to pipeline", "full, to best 10 ids"]
    rows = [engine_row(run, name) for name in NAMES if run.timing(name, Mode.FULL)]
    notes = [f"Not measured: {name} ({reason})." for name, reason in run.skipped.items()]
    return [f"## {run.articles:,} articles", table([*head, "found", "queries"], rows), *notes]


def engine_row(run: SizeRun, name: str) -> list[str]:
    """Return the cells of one engine."""
    timings = [timing for mode in Mode if (timing := run.timing(name, mode))]
    cells = [f"{number(each.p50_ms)} / {number(each.p95_ms)} / {number(each.p99_ms)}" for each in timings]
    ratios = [times(timings[0].shares.get(ours)) for ours in ("pipeline", "candidates")]
    found = NOTHING if name == "candidates" else " / ".join(f"{each.found:.2f}" for each in timings)
    return [NAMES[name], *cells, *ratios, found, " / ".join(str(each.queries) for each in timings)]


def number(value: float) -> str:
    """Return three significant figures."""
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}"


def times(ratio: float | None) -> str:
    """Return a ratio."""
    return NOTHING if ratio is None else f"{number(ratio)}x"


def share(run: SizeRun, engine: str, other: str) -> float | None:
    """Return the p50 of ``engine`` over that of ``other``, full queries."""
    timing = run.timing(engine, Mode.FULL)
    return timing.shares.get(other) if timing else None


def milliseconds(engine: str, mode: Mode, *names: str) -> Cell:
    """Return what shows quantiles of ``engine``."""

    def cell(run: SizeRun) -> str:
        timing = run.timing(engine, mode)
        return f"{' / '.join(number(getattr(timing, name)) for name in names)} ms" if timing else NOTHING

    return cell


def part(show: Callable[[Any], str], name: str) -> Cell:
    """Return what shows a part of a run, if it was measured."""
    return lambda run: show(getattr(run, name)) if getattr(run, name) else NOTHING


def peer_build(name: str) -> Cell:
    """Return what shows how long it took to fill another engine."""
    return lambda run: f"{number(run.peer_build_s[name])} s" if name in run.peer_build_s else NOTHING


BRIEF: tuple[Line, ...] = (
    ("best 10 ids, full query, p50 to tantivy's", lambda run: times(share(run, "candidates", "tantivy"))),
    ("whole pipeline, full query, p50 / p99", milliseconds("pipeline", Mode.FULL, "p50_ms", "p99_ms")),
    ("the same, first round alone", milliseconds("pipeline", Mode.FULL, "first_p50_ms", "first_p99_ms")),
    ("whole pipeline, half typed, p50 / p99", milliseconds("pipeline", Mode.HALF_TYPED, "p50_ms", "p99_ms")),
    ("whole pipeline, mistyped, p50 / p99", milliseconds("pipeline", Mode.MISTYPED, "p50_ms", "p99_ms")),
    ("Whoosh's own OR search to the whole pipeline, p50", lambda run: times(share(run, "whoosh", "pipeline"))),
    ("suggestions over HTTP, share of the static route's requests/s", part(lambda it: f"{it.share:.2f}", "traffic")),
    ("changed article found, p50 / p95", part(lambda it: f"{number(it.p50_ms)} / {number(it.p95_ms)} ms", "changes")),
)

SERVICE: tuple[Line, ...] = (
    ("build from JSON Lines, all languages", lambda run: f"{number(run.own_build_s)} s"),
    ("tantivy: fill with keys made before", peer_build("tantivy")),
    ("bm25s: the same", peer_build("bm25s")),
    ("SQLite FTS5: the same", peer_build("fts5")),
    ("index: arrays and texts", lambda run: f"{number(run.sizes.arrays_mb)} MB"),
    ("index: Whoosh", lambda run: f"{number(run.sizes.whoosh_mb)} MB"),
    ("memory of a process after its imports", part(lambda it: f"{it.before_mb:.0f} MB", "memory")),
    ("memory after all queries", part(lambda it: f"{it.after_mb:.0f} MB", "memory")),
    ("of it not shared with other processes", part(lambda it: f"{it.private_mb:.0f} MB", "memory")),
    ("HTTP, one worker: static route", part(lambda it: f"{it.static_per_s:.0f} requests/s", "traffic")),
    ("HTTP, one worker: suggestions", part(lambda it: f"{it.suggest_per_s:.0f} requests/s", "traffic")),
    ("HTTP: route of the suggestions", part(lambda it: f"`{it.route}`", "traffic")),
    (
        "HTTP: one suggestion, p50 / p99, two connections",
        part(lambda it: f"{number(it.suggest_p50_ms)} / {number(it.suggest_p99_ms)} ms", "traffic"),
    ),
)
