"""Large builds: files are parsed, and Whoosh is written, by programs of their own.

1. The result is the same as that of one process.
2. Articles and problems keep the order of the files.
3. What stops the build stops the programs, and leaves nothing that readers see.
4. A program that fails is named, with the reason.
5. Python files in the folder that the build is called in are not taken for modules of ours.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search import ContentSettings, IndexSettings, IndexUnavailable, Settings
from search.content.sources import list_sources
from search.engines.local import writer
from search.engines.local.whoosh_index import Record
from search.engines.local.whoosh_program import WhooshProgram
from search.indexing import reading
from tests.articles import markdown, write_files

LANGUAGES = ("en", "es", "sk")


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return settings of 80 articles, enough for programs here."""
    monkeypatch.setattr(reading, "FEWEST", 10)
    monkeypatch.setattr(writer, "FEWEST_FOR_PROGRAM", 10)
    files = {
        f"en/a{number:03d}.md": markdown(f"Question {number} about fees", f"Word{number}.") for number in range(80)
    }
    write_files(tmp_path / "articles", {**files, "en/broken.md": "---\n- no mapping\n---\nText.\n"})
    return Settings(articles=tmp_path / "articles", index=tmp_path / "index")


def answers(settings: Settings) -> list[tuple[str, float]]:
    searcher = search.open_searcher(settings)
    hits = [hit for number in range(0, 80, 7) for hit in searcher.search(f"word{number} ", "en").hits]
    return [(hit.article.article_id, round(hit.score, 5)) for hit in hits]


def test_programs_build_what_one_process_builds(many: Settings) -> None:
    alone = replace(many, index=many.index.parent / "alone", indexing=IndexSettings(processes=1))
    report, report_alone = search.build(many), search.build(alone)
    assert (report.articles, report.problems) == (report_alone.articles, report_alone.problems) == (80, report.problems)
    assert len(report.problems) == 1
    assert answers(many) == answers(alone)


def test_nothing_is_imported_from_the_present_folder(
    many: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "search.py").write_text("raise SystemExit('not ours')\n")
    monkeypatch.chdir(tmp_path)
    assert search.build(many).articles == 80


def test_articles_keep_the_order_of_the_files(many: Settings) -> None:
    sources, _ = list_sources(many.articles, many.content, LANGUAGES)
    found = reading.read_sources(sources, many.content, many.indexing)
    assert [article and article.article_id for article, _ in found] == [
        None if source.article_id == "en/broken" else source.article_id for source in sources
    ]


def test_a_reader_that_is_left_early_ends_its_programs(many: Settings) -> None:
    sources, _ = list_sources(many.articles, many.content, LANGUAGES)
    found = reading.read_sources(sources, ContentSettings(), many.indexing)
    assert isinstance(found, Generator)
    next(found)
    found.close()


def test_what_stops_a_build_leaves_nothing_that_readers_see(many: Settings) -> None:
    def stop(done: int, _: int) -> None:
        if done == 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search.build(many, stop)
    with pytest.raises(IndexUnavailable):
        search.open_searcher(many)
    assert search.build(many).articles == 80


def test_a_whoosh_program_that_fails_is_named_with_the_reason(tmp_path: Path) -> None:
    program = WhooshProgram(tmp_path / "missing" / "whoosh")
    program.add(Record("en/a", "en", "0", "fee", "", "fee"))
    with pytest.raises(IndexUnavailable) as caught:
        program.finish()
    assert str(caught.value).startswith(
        f"{tmp_path}/missing/whoosh: Whoosh could not write its index (FileNotFoundError"
    )
    assert str(caught.value).endswith("Mend that and build.")


def test_a_reading_program_that_dies_is_named(many: Settings) -> None:
    with reading.Reader(many.content) as reader:
        reader._process.kill()
        reader._process.wait()
        with pytest.raises(IndexUnavailable, match="A program that reads articles died"):
            reader.result()
