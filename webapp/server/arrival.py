"""A request while its bytes come in: kept in memory, on disk where they are many, until it is whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from tempfile import SpooledTemporaryFile

HEAD_BYTES = 65_536
"""Longest head, request line and fields together, that is waited for."""

LINE_BYTES = 1024
"""Longest line between the chunks of a body that is waited for."""

MEMORY_BYTES = 65_536
"""Up to here a request is kept in memory, beyond it in a file without a name."""

MOST_BYTES = 68 * 1024 * 1024
"""Longest body that is waited for: the 64 MiB that a form with files may bring, and what wraps them."""

HEAD_S = 10.0
"""How long a head may take from its first byte, or from the connection, in seconds."""

BODY_S = 30.0
"""How long a body may take however short it is, in seconds."""

LEAST_RATE = 8192
"""Bytes a second that a body must bring on average once ``BODY_S`` are over: 64 kbit/s, the slowest mobile network."""

HEXADECIMAL = re.compile(b"[0-9a-fA-F]+")
END_OF_HEAD = b"\r\n\r\n"
BAD_REQUEST = 400
TOO_LARGE = 431

Step = Callable[[], bool]


class Arrival:
    """What has come of one request; not for several threads at once.

    It reads of the head only what tells where the request ends. Whoever answers it reads all, and refuses what is
    wrong: a head that cannot be understood is whole, with no body.
    """

    def __init__(self, now_s: float) -> None:
        self.received = SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115  # closed by ``close``
        self.size = 0
        """Bytes of the request that have come."""

        self.rest = b""
        """What came after the end of the request: the beginning of the next."""

        self.is_whole = False
        self.is_cut = False
        """Whether more of the body would come than is waited for: nothing after it can be understood."""

        self.wants_word = False
        """Whether the body is held back until somebody says ``100 Continue``."""

        self.refusal = 0
        """Status to refuse it with, because nobody could tell where it ends; else 0."""

        self.first_line = b""
        self._began_s = now_s
        self._pending = bytearray()
        self._step: Step = self._read_head
        self._missing = 0

    @property
    def is_body(self) -> bool:
        """Whether the head has come, and the body is waited for."""
        return bool(self.first_line) and not self.is_whole

    @property
    def has_begun(self) -> bool:
        """Whether any byte has come."""
        return bool(self.size or self._pending)

    def deadline_s(self) -> float:
        """Return when there is no more waiting, on the clock of ``now_s``; later with every byte of a body."""
        if not self.is_body:
            return self._began_s + HEAD_S
        return self._began_s + BODY_S + self.size / LEAST_RATE

    def feed(self, data: bytes, now_s: float) -> None:
        """Take what has come."""
        if not self.has_begun:
            self._began_s = now_s
        self._pending += data
        while not self.is_whole and self._step():
            pass
        if self.is_whole:
            self.rest = bytes(self._pending)
            self._pending.clear()

    def close(self) -> None:
        """Forget what has come."""
        self.received.close()

    def _keep(self, count: int) -> bytes:
        kept = bytes(self._pending[:count])
        del self._pending[:count]
        self.received.write(kept)
        self.size += len(kept)
        return kept

    def _end(self, refusal: int = 0) -> bool:
        self.refusal = refusal
        self.is_whole = True
        return False

    def _cut(self) -> bool:
        self.is_cut = True
        return self._end()

    def _read_head(self) -> bool:
        while self._pending[:2] == b"\r\n":  # RFC 9112, section 2.2: what some send after a body
            del self._pending[:2]
        end = self._pending.find(END_OF_HEAD)
        if end < 0 or end > HEAD_BYTES:
            return self._end(TOO_LARGE) if len(self._pending) > HEAD_BYTES else False
        head = self._keep(end + len(END_OF_HEAD))
        self.first_line, *lines = head.removesuffix(END_OF_HEAD).split(b"\r\n")
        fields = [
            (name.strip().lower(), value.strip().lower()) for name, _, value in (x.partition(b":") for x in lines)
        ]
        lengths = {value for name, value in fields if name == b"content-length"}
        codings = [value for name, value in fields if name == b"transfer-encoding"]
        self.wants_word = (b"expect", b"100-continue") in fields
        return self._find_body(lengths, codings)

    def _find_body(self, lengths: set[bytes], codings: list[bytes]) -> bool:
        if codings:
            if codings != [b"chunked"] or lengths:  # RFC 9112, section 6.1: the way of request smuggling
                return self._end(BAD_REQUEST)
            self._step = self._read_size
            return True
        if not lengths:
            return self._end()
        length = lengths.pop()
        if lengths or not length.isdigit():
            return self._end(BAD_REQUEST)
        self._missing = int(length[:20])
        if self._missing > MOST_BYTES:
            return self._cut()
        self._step = self._read_length
        return True

    def _read_length(self) -> bool:
        self._missing -= len(self._keep(self._missing))
        return self._end() if not self._missing else False

    def _read_size(self) -> bool:
        line = self._line()
        if line is None:
            return False
        digits = line.partition(b";")[0].strip(b" \t")
        if not HEXADECIMAL.fullmatch(digits):
            return self._end(BAD_REQUEST)
        self._missing = int(digits, 16)
        if self.size + self._missing > MOST_BYTES:
            return self._cut()
        self._step = self._read_chunk if self._missing else self._read_trailer
        return True

    def _read_chunk(self) -> bool:
        self._missing -= len(self._keep(self._missing))
        if self._missing or len(self._pending) < 2:
            return False
        if self._keep(2) != b"\r\n":
            return self._end(BAD_REQUEST)
        self._step = self._read_size
        return True

    def _read_trailer(self) -> bool:
        line = self._line()
        if line is None:
            return False
        return self._end() if line == b"" else True

    def _line(self) -> bytes | None:
        """Return the next line between chunks, None where it has not come yet or is too long."""
        end = self._pending.find(b"\r\n")
        if end < 0 or end > LINE_BYTES:
            if len(self._pending) > LINE_BYTES:
                self._end(BAD_REQUEST)
            return None
        return self._keep(end + 2).removesuffix(b"\r\n")
