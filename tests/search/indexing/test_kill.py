"""A writer killed at any moment leaves the old generation or the new one, and the next update mends the rest."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import search
from search import Settings
from search.engines.local.generations import read_current
from tests.articles import markdown, write_files

ROOT = Path(search.__file__).parent.parent
KILLS = 25
"""Of each command."""
MOST_ROUNDS = 60
"""A child that is faster than the clock foretold ends by itself; that round does not count."""

KEYS = ("fees", "phone", "vpn", "limits", "tax", "closing", "card")
LANGUAGES = ("en", "es", "sk")
NEVER = "60"


def write_state(root: Path, number: int) -> None:
    """Write 21 articles that all name state ``number``, and one that is there in every other state only."""
    for language in LANGUAGES:
        for key in KEYS:
            text = f"This is state{number}.\n\n## More about {key}\n\nWords of help about {key}, number {number}."
            write_files(root, {f"{language}/{key}.md": markdown(f"About {key}", text)})
    (root / "en/sometimes.md").unlink(missing_ok=True)
    if number % 2:
        write_files(root, {"en/sometimes.md": markdown("Sometimes here", f"This is state{number}.")})


def state_seen(settings: Settings) -> int:
    """Return the one state that all articles and all answers are of."""
    searcher = search.open_searcher(settings)
    heads = [head for language in LANGUAGES for head in searcher.heads(language)]
    articles = [searcher.article(head.article_id) for head in heads]
    states = {article.sections[0].text for article in articles}
    assert len(states) == 1
    number = int(states.pop().removeprefix("This is state").removesuffix("."))
    assert len(articles) == len(KEYS) * len(LANGUAGES) + number % 2
    for language in LANGUAGES:
        hits = searcher.search(f"state{number}", language, limit=30).hits
        assert len(hits) >= len(KEYS)
        assert {hit.article for hit in hits} <= set(heads)
        assert searcher.search("about phone", language).hits[0].article.key == "phone"
    return number


def require_nothing_left_over(index: Path) -> None:
    """Fail where a file lies in ``index`` that the current state does not need."""
    manifest = read_current(index)
    generation = index / manifest.folder
    assert {path.name for path in index.iterdir()} == {"CURRENT", "LOCK", manifest.folder}
    assert len(list(generation.iterdir())) == len(["whoosh", "segments", "the manifest"])
    needed = {name for shelving in manifest.shelves.values() for name in shelving.segments}
    assert {path.name for path in (generation / "segments").iterdir()} == needed
    contents = list((generation / "whoosh").glob("*.toc"))
    assert len(contents) == 1
    for path in (generation / "whoosh").glob("*.seg"):
        assert path.stem.removeprefix("MAIN_").encode() in contents[0].read_bytes()
    assert {path.suffix for path in (generation / "whoosh").iterdir()} == {".toc", ".seg", ""}


class Victim:
    """The process that writes and is killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self) -> str:
        """Return its next line."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def run(self, command: str, delay_s: float | str = NEVER) -> tuple[bool, float]:
        """Let it run ``command`` and be killed after ``delay_s``; return whether it was, and the seconds it took."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command} {delay_s}\n")
        self._process.stdin.flush()
        outcome, seconds = self.read().split()
        return outcome == "killed", float(seconds)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of state 0, not indexed yet."""
    write_state(tmp_path / "articles", 0)
    return Settings(tmp_path / "articles", tmp_path / "index")


@pytest.fixture
def victim(settings: Settings) -> Iterator[Victim]:
    """Return a warm victim that has built state 0."""
    command = [sys.executable, "-m", "tests.search.indexing.victim", str(settings.articles), str(settings.index)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # a child of a process with threads may not wake up
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        warm = Victim(process)
        try:
            assert warm.read() == "ready\n"
            yield warm
        finally:
            process.kill()


@pytest.mark.soak
@pytest.mark.parametrize("command", ["build", "update"])
def test_a_writer_killed_at_any_moment_leaves_one_whole_state(settings: Settings, victim: Victim, command: str) -> None:
    write_state(settings.articles, 1)
    was_killed, duration_s = victim.run(command)
    assert not was_killed
    chance = random.Random(command)
    seen = {"old": 0, "new": 0}
    kills, number = 0, 1
    while kills < KILLS:
        number += 1
        assert number < MOST_ROUNDS
        write_state(settings.articles, number)
        was_killed, seconds = victim.run(command, duration_s * (kills + chance.random()) / KILLS)
        kills += was_killed
        duration_s = duration_s if was_killed else min(duration_s, seconds)
        state = state_seen(settings)
        assert state in (number - 1, number)
        seen["old" if state == number - 1 else "new"] += 1
        report = search.update(settings)
        assert report.rebuilt_because == ""
        assert report.problems == ()
        assert state_seen(settings) == number
        require_nothing_left_over(settings.index)
    assert seen["old"] >= 5


@pytest.mark.soak
def test_a_writer_killed_again_and_again_is_mended_by_one_update(settings: Settings, victim: Victim) -> None:
    _, duration_s = victim.run("build")
    write_state(settings.articles, 1)
    chance = random.Random("again")
    for number in range(8):
        victim.run("build" if number % 2 else "update", duration_s * chance.random())
        assert state_seen(settings) in (0, 1)
    search.update(settings)
    assert state_seen(settings) == 1
    require_nothing_left_over(settings.index)
