"""Read many sources in several processes: started as programs of their own, fed and read through pipes.

A pool of the standard library would either import the caller's main module again, which only works where that is
guarded, or fork and leave orphans that hold the lock of a writer that was killed. These end when their input does.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from search.content.articles import parse_source
from search.content.sources import Source
from search.errors import IndexUnavailable
from search.model import Article, Problem
from search.settings import ContentSettings, IndexSettings
from search.subprograms import start

FEWEST = 600
"""Sources below which starting processes costs more than it saves."""

CHUNK = 32

Read = tuple[Article | None, tuple[Problem, ...]]


def read_sources(sources: Sequence[Source], content: ContentSettings, indexing: IndexSettings) -> Iterator[Read]:
    """Yield article and problems of every source, in order."""
    if len(sources) < FEWEST or indexing.processes < 2:
        yield from (parse_source(source, content) for source in sources)
        return
    chunks = iter([sources[place : place + CHUNK] for place in range(0, len(sources), CHUNK)])
    with ExitStack() as stack:
        readers = [stack.enter_context(Reader(content)) for _ in range(indexing.processes)]
        waiting = deque(reader for reader in readers if reader.take(next(chunks, None)))
        while waiting:
            reader = waiting.popleft()
            done = reader.result()
            if reader.take(next(chunks, None)):
                waiting.append(reader)
            yield from done


class Reader:
    """One process that parses the chunk it was last given."""

    def __init__(self, content: ContentSettings) -> None:
        self._process = start(__name__, stdout=subprocess.PIPE)
        self._content = content

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def take(self, chunk: Sequence[Source] | None) -> bool:
        """Begin to parse ``chunk``; return whether there is one."""
        if not chunk:
            return False
        assert self._process.stdin is not None
        pickle.dump((chunk, self._content), self._process.stdin)
        self._process.stdin.flush()
        return True

    def result(self) -> list[Read]:
        """Return what became of the chunk, once it is parsed; IndexUnavailable if the process died."""
        assert self._process.stdout is not None
        try:
            done: list[Read] = pickle.load(self._process.stdout)
        except (EOFError, pickle.UnpicklingError) as error:
            raise IndexUnavailable("A program that reads articles died: memory may be short. Build again.") from error
        return done


def serve() -> None:
    """Parse chunks from standard input until it ends."""
    while True:
        try:
            chunk, content = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump([parse_source(source, content) for source in chunk], sys.stdout.buffer)
        sys.stdout.buffer.flush()
