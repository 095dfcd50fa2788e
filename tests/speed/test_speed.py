"""The benchmark on a handful of articles: it still runs, and measures what visitors are served with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from search import Settings, build
from tests.speed import report
from tests.speed.__main__ import Options, run
from tests.speed.corpora import Mode, made_queries, write_corpus
from tests.speed.engines import CONTENDERS, CandidatesOnly, corpus_of, missing
from tests.speed.measure import ROOT
from tests.speed.plot import plot

NOWHERE = Path("no-such-folder")
ENGINES = tuple(name for name in CONTENDERS if missing(name) is None)


@pytest.mark.speed
def test_every_installed_engine_stands_in_the_table_with_every_mode(tmp_path: Path) -> None:
    options = Options(rounds=1, queries=6, only=tuple(CONTENDERS), shared=NOWHERE)
    found = run(60, tmp_path, options)
    assert {(each.engine, each.mode) for each in found.timings} == {(name, mode) for name in ENGINES for mode in Mode}
    page = report.report([found])
    assert [name for name in CONTENDERS if f"\n| {report.NAMES[name]} |" in page] == list(ENGINES)
    assert all(f"| {mode} |" in page for mode in Mode)
    assert plot([found]).count("<rect") == len(ENGINES) + 2
    assert report.run_of(asdict(found)) == found


@pytest.mark.speed
def test_the_candidates_that_are_timed_are_those_that_are_ranked(tmp_path: Path) -> None:
    articles = write_corpus(tmp_path / "articles.jsonl", 60, ROOT / "kb_articles", NOWHERE)
    settings = Settings(articles=tmp_path / "articles.jsonl", index=tmp_path / "index")
    build(settings)
    timed = CandidatesOnly(corpus_of(tmp_path, settings, articles))
    limit = settings.retrieval.candidates
    for made in made_queries(articles, 5)[Mode.HALF_TYPED]:
        query = timed.query(made.text)
        shortlist = timed.shelf.retrieve(query, limit)
        ranked = {shortlist.article_id(place) for place in range(len(shortlist))}
        books = [(each.book.segment.article_ids, each.numbers) for each in timed.shelf.choose(query, limit)]
        assert {ids[number] for ids, numbers in books for number in numbers} == ranked
