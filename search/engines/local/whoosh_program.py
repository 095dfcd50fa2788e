"""Write a large Whoosh index in a program of its own, while this one goes on to compile arrays."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from search.engines.local.whoosh_index import Record, write_whoosh
from search.errors import IndexUnavailable
from search.subprograms import start

CHUNK = 64


class WhooshProgram:
    """Takes records and writes them to the new ``folder``; without ``finish`` it writes nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._chunk: list[Record] = []
        self._process = start(__name__, str(folder), stderr=subprocess.PIPE)

    def add(self, record: Record) -> None:
        """Take one record."""
        self._chunk.append(record)
        if len(self._chunk) >= CHUNK:
            self._send(self._chunk)
            self._chunk = []

    def finish(self) -> None:
        """Wait until all records are committed; IndexUnavailable where they could not be written."""
        self._send(self._chunk)
        self._send(None)
        _, complaint = self._process.communicate()
        if self._process.returncode:
            last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
            raise IndexUnavailable(f"{self._folder}: Whoosh could not write its index ({last}). Mend that and build.")

    def abandon(self) -> None:
        """End without an index."""
        self._process.kill()
        self._process.communicate()

    def _send(self, chunk: list[Record] | None) -> None:
        assert self._process.stdin is not None
        try:
            pickle.dump(chunk, self._process.stdin)
            self._process.stdin.flush()
        except BrokenPipeError:
            return


def serve() -> None:
    """Write the records from standard input to the folder that the command line names."""
    write_whoosh(Path(sys.argv[1]), received())


def received() -> Iterator[Record]:
    """Yield records until the end is announced; EOFError where the sender died before."""
    while (chunk := pickle.load(sys.stdin.buffer)) is not None:
        yield from chunk
