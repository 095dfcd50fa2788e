"""A connection that never waits: what the network does not take is kept, in order, and sent when it does."""

from __future__ import annotations

import io
import random
import socket
from contextlib import closing

from webapp.server.line import MEMORY_BYTES, Line


def test_an_answer_is_taken_at_once_and_arrives_whole() -> None:
    ours, theirs = socket.socketpair()
    answer = random.Random(1).randbytes(8 * MEMORY_BYTES)
    with closing(Line(ours)) as line, closing(theirs):
        for start in range(0, len(answer), 100_000):
            line.sendall(answer[start : start + 100_000])
        assert line.unsent > 0
        assert not line.flush()
        received = bytearray()
        while len(received) < len(answer):
            received += theirs.recv(65_536)
            line.flush()
        assert received == answer
        assert line.flush()
        assert line.send(b"more") == 4
        assert theirs.recv(10) == b"more"


def test_a_request_is_read_to_its_end_and_no_further() -> None:
    ours, theirs = socket.socketpair()
    with closing(Line(ours)) as line, closing(theirs):
        theirs.sendall(b"the next request")
        assert line.recv(10) == b""
        request = io.BytesIO(b"all of it")
        request.read()
        line.offer(request)
        assert (line.recv(3), line.recv(100), line.recv(100)) == (b"all", b" of it", b"")
