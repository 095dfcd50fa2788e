"""Of two writers the second waits for the first, or says who holds the lock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

import search
from search import IndexLocked, IndexSettings, Report, Settings
from search.engines.local.generations import read_current, write_lock
from tests.articles import markdown, write_files

HOLD_UNTIL_TOLD = """
import sys
from pathlib import Path
from search.engines.local.generations import write_lock
with write_lock(Path(sys.argv[1]), 0):
    print("held", flush=True)
    sys.stdin.readline()
"""
ROOT = Path(search.__file__).parent.parent


@contextmanager
def another_writer(index: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock of ``index``; a line to it ends it."""
    command = [sys.executable, "-c", HOLD_UNTIL_TOLD, str(index)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def impatient(settings: Settings, wait_s: float) -> Settings:
    """Return ``settings`` that wait no longer than ``wait_s`` for the lock."""
    return replace(settings, indexing=IndexSettings(lock_wait_s=wait_s))


@pytest.mark.parametrize("write", [search.build, search.update])
@pytest.mark.parametrize("wait_s", [0, 0.2])
def test_a_writer_that_has_waited_long_enough_names_the_other(
    built: Settings, write: Callable[[Settings], Report], wait_s: float
) -> None:
    with another_writer(built.index) as other:
        with pytest.raises(IndexLocked) as caught:
            write(impatient(built, wait_s))
        assert str(caught.value) == (
            f"{built.index}: process {other.pid} has been writing for more than {wait_s:g} s. Wait for it or stop it."
        )


def test_readers_do_not_mind_a_writer(built: Settings) -> None:
    with another_writer(built.index):
        assert len(search.open_searcher(built).heads("en")) == 3


def test_a_lock_is_free_when_its_holder_was_killed(built: Settings) -> None:
    with another_writer(built.index) as other:
        other.kill()
        other.wait()
        assert search.update(impatient(built, 0)).generation == "1.1"


def test_a_lock_is_free_when_its_holder_failed(built: Settings) -> None:
    with pytest.raises(search.SettingsError):
        search.build(replace(built, articles=built.articles / "nowhere"))
    assert search.build(impatient(built, 0)).generation == "2.1"


def test_the_second_writer_waits_for_the_first(built: Settings) -> None:
    write_files(built.articles, {"en/vpn.md": markdown("Remote access")})
    reports: list[Report] = []
    begun = Event()

    def write() -> None:
        begun.set()
        reports.append(search.update(impatient(built, 30)))

    second = Thread(target=write)
    with write_lock(built.index, 0):
        second.start()
        begun.wait()
        assert read_current(built.index).generation == "1.1"
        assert reports == []
    second.join()
    assert [(report.generation, report.changed) for report in reports] == [("1.2", 1)]


def test_many_writers_take_turns(built: Settings) -> None:
    generations: list[str] = []
    writers = [
        Thread(target=lambda: generations.append(search.build(impatient(built, 60)).generation)) for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(generations) == ["2.1", "3.1", "4.1", "5.1"]
    assert read_current(built.index).generation == "5.1"


def test_the_lock_names_the_process_that_holds_it(built: Settings) -> None:
    with write_lock(built.index, 0):
        assert (built.index / "LOCK").read_text() == str(os.getpid())
