"""A reader sees one generation whole, however often the index is written, until it refreshes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

import search
from search import Report, Results, Searcher, Settings
from search.engines.local.generations import Manifest, read_current
from tests.articles import markdown, write_files


def answers(searcher: Searcher) -> list[object]:
    """Return what ``searcher`` says of everything."""
    queries = ("set up the vpn", "which fees", "lost phone", "tunnel", "badger", "comisiones")
    results: list[Results] = [searcher.search(query, language) for query in queries for language in ("en", "es")]
    articles = [searcher.article(head.article_id) for language in ("en", "es") for head in searcher.heads(language)]
    return [searcher.generation, results, articles]


def change(settings: Settings) -> None:
    """Change an article, delete one and write a new one."""
    new = {"en/vpn.md": markdown("Remote access", "Ask for a badger."), "es/new.md": markdown("Nuevo")}
    write_files(settings.articles, new)
    (settings.articles / "en/phone.md").unlink()


@pytest.mark.parametrize(("write", "generation"), [(search.build, "2.1"), (search.update, "1.2")])
def test_a_reader_keeps_answering_from_its_generation_until_it_refreshes(
    built: Settings, write: Callable[[Settings], Report], generation: str
) -> None:
    searcher = search.open_searcher(built)
    before = answers(searcher)
    change(built)
    write(built)
    assert answers(searcher) == before
    assert searcher.refresh()
    assert read_current(built.index).generation == generation
    assert answers(searcher) == answers(search.open_searcher(built))
    assert [hit.article.article_id for hit in searcher.search("badger", "en").hits] == ["en/vpn"]


def test_a_reader_keeps_answering_through_many_generations(built: Settings) -> None:
    searcher = search.open_searcher(built)
    before = answers(searcher)
    change(built)
    search.update(built)
    search.build(built)
    write_files(built.articles, {"en/vpn.md": markdown("Yet another")})
    search.update(built)
    assert answers(searcher) == before


def test_there_is_nothing_to_take_up_where_nothing_was_written(built: Settings) -> None:
    searcher = search.open_searcher(built)
    search.update(built)
    assert not searcher.refresh()


def test_a_generation_removed_while_it_is_opened_gives_way_to_the_newer_one(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []

    def read_then_let_another_write(index: Path) -> Manifest:
        manifest = read_current(index)
        if not reads:
            search.build(built)
        reads.append(manifest.generation)
        return manifest

    monkeypatch.setattr("search.engines.local.engine.read_current", read_then_let_another_write)
    search.open_searcher(built)
    assert reads[:2] == ["1.1", "2.1"]


def test_readers_that_open_while_another_writes_always_find_an_index(built: Settings) -> None:
    written = Event()

    def keep_writing() -> None:
        try:
            for number in range(12):
                write_files(built.articles, {"en/vpn.md": markdown(f"Remote access {number}")})
                (search.build if number % 3 == 2 else search.update)(built)
        finally:
            written.set()

    writer = Thread(target=keep_writing)
    writer.start()
    searcher = search.open_searcher(built)
    generations = set()
    while not written.is_set():
        searcher.refresh()
        generations.add(searcher.generation)
        assert len(searcher.heads("en")) == len(search.open_searcher(built).heads("en")) == 3
        assert searcher.search("which fees", "en").hits[0].article.article_id == "en/fees"
    writer.join()
    assert len(generations) > 1
