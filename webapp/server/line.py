"""A connection as whoever answers sees it: all of the request is there, and all of the answer is taken at once."""

from __future__ import annotations

import socket
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO

MEMORY_BYTES = 262_144
"""Up to here an answer that is not read yet is kept in memory, beyond it in a file without a name."""

PIECE_BYTES = 65_536
"""Bytes that are offered to the network at once."""


class Line:
    """Stands for the socket of a connection, as far as gunicorn uses it; never waits.

    A thread reads and writes it while it answers, the main loop at any other time, so that no lock is needed.
    """

    def __init__(self, peer: socket.socket) -> None:
        peer.setblocking(False)
        self.peer = peer
        self.unsent = 0
        """Bytes of the answer that the network has not taken yet."""

        self._request: IO[bytes] | None = None
        self._answer: SpooledTemporaryFile[bytes] | None = None
        self._sent = 0

    def offer(self, request: IO[bytes] | None) -> None:
        """Let ``recv`` read ``request`` from its beginning."""
        self._request = request
        if request:
            request.seek(0)

    def recv(self, size: int) -> bytes:
        """Return the next bytes of the request, none at its end."""
        return self._request.read(size) if self._request else b""

    def sendall(self, data: bytes) -> None:
        """Send what the network takes now, and keep the rest."""
        taken = 0
        if not self.unsent:
            with suppress(BlockingIOError, InterruptedError):
                taken = self.peer.send(data)
        if taken < len(data):
            self._keep(memoryview(data)[taken:])

    def send(self, data: bytes) -> int:
        """Send all of ``data``, as ``sendall`` does."""
        self.sendall(data)
        return len(data)

    def flush(self) -> bool:
        """Send what the network takes now; return whether nothing is left."""
        while self.unsent and self._answer:
            self._answer.seek(self._sent)
            try:
                taken = self.peer.send(self._answer.read(PIECE_BYTES))
            except (BlockingIOError, InterruptedError):
                return False
            self._sent += taken
            self.unsent -= taken
        self._forget()
        return True

    def close(self) -> None:
        """Close the connection and forget what was not sent."""
        self._forget()
        self.peer.close()

    def fileno(self) -> int:
        """Return the number of the socket."""
        return self.peer.fileno()

    def getsockname(self) -> object:
        """Return the own address."""
        return self.peer.getsockname()

    def setblocking(self, _: object) -> None:
        """Do nothing: a line never waits."""

    def settimeout(self, _: object) -> None:
        """Do nothing: a line never waits."""

    def gettimeout(self) -> float | None:
        """Return None: nothing here takes time."""
        return None

    def shutdown(self, _: int) -> None:
        """Do nothing: the main loop ends the connection when the answer has left."""

    def _keep(self, data: memoryview) -> None:
        if self._answer is None:
            self._answer = SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115  # closed by ``_forget``
        self._answer.seek(self._sent + self.unsent)
        self._answer.write(data)
        self.unsent += len(data)

    def _forget(self) -> None:
        if self._answer:
            self._answer.close()
        self._answer, self._sent, self.unsent = None, 0, 0
