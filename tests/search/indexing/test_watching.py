"""A saved file is searchable within a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from statistics import median
from threading import Event, Thread

import pytest
from watchfiles import Change

import search
from search import Report, Settings, SettingsError
from search.indexing.watching import article_filter
from tests.articles import markdown, write_files

WITHIN_S = 1.0
PATIENCE_S = 10.0


@contextmanager
def watching(settings: Settings) -> Iterator[Queue[Report]]:
    """Watch ``settings.articles`` in a thread; yields what it reports."""
    reports: Queue[Report] = Queue()
    stop = Event()

    def run() -> None:
        for report in search.watch(settings, stop):
            reports.put(report)

    thread = Thread(target=run)
    thread.start()
    try:
        yield reports
    finally:
        stop.set()
        thread.join(PATIENCE_S)
    assert not thread.is_alive()


def seconds_until(condition: Callable[[], bool]) -> float:
    """Return how long ``condition`` stayed false; fails where it never becomes true."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() < started + PATIENCE_S, "it never happened"
    return time.monotonic() - started


def test_the_index_is_up_to_date_before_anything_changes(settings: Settings) -> None:
    with watching(settings) as reports:
        assert reports.get(timeout=PATIENCE_S).articles == 6


def test_a_saved_file_is_searchable_within_a_second(built: Settings) -> None:
    searcher = search.open_searcher(built)

    def is_found(text: str) -> bool:
        searcher.refresh()
        return bool(searcher.search(text, "en").hits)

    with watching(built) as reports:
        reports.get(timeout=PATIENCE_S)
        taken = []
        for animal in ("badger", "otter", "weasel"):
            assert not is_found(animal)
            write_files(built.articles, {"en/vpn.md": markdown("Remote access", f"Ask for a {animal}.")})
            taken.append(seconds_until(lambda text=animal: is_found(text)))  # type: ignore[misc]
    assert median(taken) < WITHIN_S, "a machine that stalls once is no reason, one that always does is"


def test_a_file_saved_by_renaming_and_a_deleted_one_are_noticed(built: Settings) -> None:
    with watching(built) as reports:
        reports.get(timeout=PATIENCE_S)
        saved = built.articles / "en/.vpn.md.swp"
        saved.write_text(markdown("Remote access", "Ask for a badger."))
        saved.replace(built.articles / "en/vpn.md")
        assert reports.get(timeout=PATIENCE_S).changed == 1
        (built.articles / "en/fees.md").unlink()
        assert reports.get(timeout=PATIENCE_S).removed == 1


def test_an_article_that_breaks_while_it_is_watched_is_kept_until_it_is_mended(built: Settings) -> None:
    with watching(built) as reports:
        reports.get(timeout=PATIENCE_S)
        (built.articles / "en/vpn.md").write_bytes(b"---\ntitle: [x\n---\n\nText")
        broken = reports.get(timeout=PATIENCE_S)
        assert (broken.articles, [each.kind for each in broken.notices]) == (6, ["kept-article"])
        assert search.open_searcher(built).article("en/vpn").title == "How do I set up the VPN?"
        write_files(built.articles, {"en/vpn.md": markdown("Remote access")})
        mended = reports.get(timeout=PATIENCE_S)
        assert (mended.articles, mended.notices) == (6, ())
        assert search.open_searcher(built).article("en/vpn").title == "Remote access"


def test_a_folder_moved_away_while_it_is_watched_takes_nothing_from_readers(built: Settings) -> None:
    with watching(built) as reports:
        reports.get(timeout=PATIENCE_S)
        (built.articles / "es").rename(built.articles.parent / "away")
        refused = reports.get(timeout=PATIENCE_S)
        assert "no articles in es where the index has 3" in refused.refused
        assert search.open_searcher(built).languages == ("en", "es")
        (built.articles.parent / "away").rename(built.articles / "es")
        back = reports.get(timeout=PATIENCE_S)
        assert (back.articles, back.refused) == (6, "")


def test_a_file_saved_during_the_first_update_is_not_missed(built: Settings) -> None:
    stop = Event()
    reports = search.watch(built, stop)
    assert next(reports).changed == 0
    write_files(built.articles, {"en/vpn.md": markdown("Remote access")})
    assert next(reports).changed == 1
    stop.set()
    assert list(reports) == []


def test_a_file_of_json_lines_is_watched_even_if_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    line = '{"id": "vpn", "language": "en", "title": "How do I set up the VPN?", "body": "Install the tunnel."}\n'
    path.write_text(line)
    with watching(Settings(path, tmp_path / "index")) as reports:
        assert reports.get(timeout=PATIENCE_S).articles == 1
        for animal in ("badger", "otter"):
            (tmp_path / "new").write_text(line.replace("tunnel", animal))
            (tmp_path / "new").replace(path)
            assert reports.get(timeout=PATIENCE_S).changed == 1


def test_an_index_among_the_articles_does_not_wake_the_watcher(settings: Settings) -> None:
    inside = Settings(settings.articles, settings.articles / "_index")
    with watching(inside) as reports:
        reports.get(timeout=PATIENCE_S)
        write_files(settings.articles, {"en/vpn.md": markdown("Remote access")})
        assert reports.get(timeout=PATIENCE_S).changed == 1
        with pytest.raises(Empty):
            reports.get(timeout=0.6)


@pytest.mark.parametrize(
    ("name", "is_article"),
    [
        ("en/vpn.md", True),
        ("synonyms/en.txt", True),
        ("categories.yml", True),
        ("_index/CURRENT", False),
        ("en/.vpn.md.swp", False),
        ("en/vpn.md~", False),
    ],
)
def test_only_changes_that_matter_wake_the_watcher(tmp_path: Path, name: str, is_article: bool) -> None:
    is_change = article_filter(tmp_path, tmp_path / "_index")
    assert is_change(Change.modified, str(tmp_path / name)) == is_article


def test_articles_that_are_not_there_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        next(search.watch(Settings(tmp_path / "nowhere" / "deep", tmp_path / "index")))
