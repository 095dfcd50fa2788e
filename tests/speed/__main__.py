"""``make benchmark``: measure, print the tables and write them to docs/."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from search import MeaningSettings, Settings
from search.settings import NO_MODEL
from tests.speed.corpora import LANGUAGE, Mode, Query, made_queries, pool, write_corpus
from tests.speed.engines import CONTENDERS, Opened, asked, corpus_of, missing, opened
from tests.speed.http import traffic
from tests.speed.measure import ROOT, Timing, build_s, memory, sizes, time_changes, time_engines
from tests.speed.plot import plot
from tests.speed.report import SizeRun, read_runs, report, write_runs

PARTS = (*CONTENDERS, "changes", "memory", "http")
DEFAULT_SIZES = (1_000, 10_000)


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    sizes: tuple[int, ...] = DEFAULT_SIZES
    rounds: int = 3
    queries: int = 600
    only: tuple[str, ...] = PARTS
    shared: Path = ROOT.parent / "shared"
    words_only: bool = False
    command: str = "make benchmark"

    @property
    def is_whole(self) -> bool:
        """Return whether everything is measured; only then are the figures kept."""
        return set(self.only) == set(PARTS) and not self.words_only

    @property
    def meaning(self) -> MeaningSettings:
        """The model that is asked."""
        return MeaningSettings(model=NO_MODEL) if self.words_only else MeaningSettings()


def main(arguments: Sequence[str]) -> None:
    """Measure what ``arguments`` ask for."""
    options = parse(arguments)
    runs = []
    for count in options.sizes:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            runs.append(run(count, Path(folder), options))
        print(f"{count:,} articles: done", file=sys.stderr)
    if options.is_whole:
        runs = keep(runs, ROOT / "docs")
    print(report(runs))


def parse(arguments: Sequence[str]) -> Options:
    """Return the options; SystemExit with the usage where they are wrong."""
    default = Options()
    parser = argparse.ArgumentParser(prog="python -m tests.speed", description="Measure time and memory of the search.")
    parser.add_argument("--sizes", type=counts, default=default.sizes, help="articles, by comma: 1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=default.rounds, help="the best of so many counts (3)")
    parser.add_argument("--queries", type=int, default=default.queries, help="queries a mode (600)")
    parser.add_argument(
        "--only", type=parts, default=default.only, help=f"some of {','.join(PARTS)}; nothing is written"
    )
    parser.add_argument("--shared", type=Path, default=default.shared, help="folder with eval/ (../shared)")
    parser.add_argument("--words-only", action="store_true", help="without the model of meaning; nothing is written")
    command = shlex.join(["make", "benchmark", *([f"ARGS={' '.join(arguments)}"] if arguments else [])])
    return Options(**vars(parser.parse_args(arguments)), command=command)


def counts(text: str) -> tuple[int, ...]:
    """Return numbers of articles."""
    return tuple(int(each) for each in text.split(","))


def parts(text: str) -> tuple[str, ...]:
    """Return names of ``PARTS``; ValueError for another."""
    names = tuple(text.split(","))
    if not set(names) <= set(PARTS):
        raise ValueError(text)
    return names


def run(count: int, folder: Path, options: Options) -> SizeRun:
    """Return all figures for ``count`` articles; what they need is written to ``folder``.

    Changes come last: they add a small segment to the index that all others measure.
    """
    its_machine = machine()
    kb_articles = ROOT / "kb_articles"
    articles = write_corpus(folder / "articles.jsonl", count, kb_articles, options.shared)
    settings = Settings(articles=folder / "articles.jsonl", index=folder / "index", meaning=options.meaning)
    own_build_s = build_s(settings)
    queries = made_queries(articles, options.queries)
    skipped = {name: reason for name in options.only if name in CONTENDERS and (reason := missing(name))}
    for name, reason in skipped.items():
        print(f"{name}: skipped, {reason}", file=sys.stderr)
    corpus = corpus_of(folder, settings, articles)
    engines = [opened(name, corpus) for name in CONTENDERS if name in options.only and name not in skipped]
    full = queries[Mode.FULL]
    return SizeRun(
        articles=count,
        date=date.today().isoformat(),
        machine=its_machine,
        command=options.command,
        rounds=options.rounds,
        queries=options.queries,
        source_articles=len(pool(LANGUAGE, kb_articles, options.shared)),
        own_build_s=own_build_s,
        peer_build_s={engine.name: engine.build_s for engine in engines if engine.build_s is not None},
        sizes=sizes(settings),
        timings=tuple(timings(engines, queries, options)),
        memory=memory(settings, full, folder) if "memory" in options.only else None,
        traffic=traffic(settings, full) if "http" in options.only else None,
        changes=time_changes(settings) if "changes" in options.only else None,
        skipped=skipped,
    )


def timings(engines: Sequence[Opened], queries: Mapping[Mode, Sequence[Query]], options: Options) -> Iterator[Timing]:
    """Yield the times of all engines in all modes."""
    contenders = {engine.name: engine.contender for engine in engines}
    for mode, typed in queries.items():
        if contenders:
            yield from time_engines(contenders, asked(typed), mode, options.rounds)


def machine() -> str:
    """Return what the figures were taken on, and how many others wanted it."""
    load = f"load {os.getloadavg()[0]:.1f} before"
    return f"{cpu_model()}, {os.cpu_count()} cores, {load}, Python {platform.python_version()}"


def cpu_model() -> str:
    """Return the name of the processor."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text("utf-8").splitlines() if information.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def keep(runs: Sequence[SizeRun], folder: Path) -> list[SizeRun]:
    """Write ``runs`` to ``folder`` beside those of other sizes, and return all, the smallest first."""
    folder.mkdir(exist_ok=True)
    known = read_runs(folder / "benchmark.json")
    known.update((run.articles, run) for run in runs)
    every = [known[count] for count in sorted(known)]
    write_runs(folder / "benchmark.json", every)
    (folder / "benchmark.md").write_text(report(every), "utf-8")
    (folder / "benchmark.svg").write_text(plot(every), "utf-8")
    return every


if __name__ == "__main__":
    main(sys.argv[1:])
