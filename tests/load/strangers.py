"""How long pages take while strangers send and read slowly: ``python -m tests.load.strangers 127.0.0.1:8000``."""

from __future__ import annotations

import argparse
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException

KINDS = {
    "nothing": b"",
    "head": b"GET /en/ HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "small body": b"POST /api/v1/votes HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n{",
    "large body": b"POST /en/contact HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n",
    "chunks": b"POST /api/v1/votes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n{",
    "reading": b"GET /static/site.js HTTP/1.1\r\nHost: x\r\n\r\n" * 200,
}
PAGES = ("/en/", "/healthz", "/api/v1/suggest?q=fees&language=en")
BUDGET_S = {"/healthz": 1.0}
PATIENCE_S = 15.0


class Strangers:
    """Connections that bring a byte a second, or take none."""

    def __init__(self, address: tuple[str, int], each: int) -> None:
        self.dropped: Counter[str] = Counter()
        self._open = [(kind, begun(address, first)) for kind, first in KINDS.items() for _ in range(each)]
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._drip)
        self._thread.start()

    def end(self) -> None:
        """Hang up."""
        self._is_over.set()
        self._thread.join()
        for _, client in self._open:
            client.close()

    def _drip(self) -> None:
        while not self._is_over.wait(1.0):
            for kind, client in self._open:
                if kind not in ("nothing", "reading") and client.fileno() >= 0:
                    try:
                        client.send(b"x")
                    except OSError:
                        self.dropped[kind] += 1
                        client.close()


def begun(address: tuple[str, int], first: bytes) -> socket.socket:
    """Return a connection that has sent ``first`` and takes little at once."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.settimeout(PATIENCE_S)
    client.connect(address)
    client.sendall(first)
    client.setblocking(False)
    return client


def answered_s(address: tuple[str, int], path: str) -> float:
    """Return how long ``path`` took, ``PATIENCE_S`` where no answer came."""
    began_s = time.perf_counter()
    client = HTTPConnection(*address, timeout=PATIENCE_S)
    with suppress(OSError, HTTPException):
        client.request("GET", path)
        client.getresponse().read()
        return time.perf_counter() - began_s
    return PATIENCE_S


def told(path: str, times_s: Sequence[float]) -> str:
    """Return a line of the table."""
    found = sorted(times_s)
    median, nearly_all, worst = (found[int(share * (len(found) - 1))] * 1000 for share in (0.5, 0.95, 1))
    return f"| {path} | {len(found)} | {median:.0f} | {nearly_all:.0f} | {worst:.0f} |"


def main() -> int:
    """Measure, print a table; return 1 where health takes longer than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--each", type=int, default=40, help="slow connections of each kind")
    parser.add_argument("--seconds", type=float, default=45.0)
    options = parser.parse_args()
    host, _, port = options.address.partition(":")
    address = (host, int(port))
    for path in PAGES * 10:
        answered_s(address, path)
    strangers = Strangers(address, options.each)
    times_s: dict[str, list[float]] = {path: [] for path in PAGES}
    until_s = time.perf_counter() + options.seconds
    while time.perf_counter() < until_s:
        for path in PAGES:
            times_s[path].append(answered_s(address, path))
    strangers.end()
    print(f"{datetime.now(UTC):%Y-%m-%d}, {options.each} slow connections of each of {', '.join(KINDS)}\n")
    print("| page | asked | p50 ms | p95 ms | worst ms |\n|---|---|---|---|---|")
    print("\n".join(told(path, found) for path, found in times_s.items()))
    print(f"\nclosed by the site: {dict(strangers.dropped)}")
    return int(max(times_s["/healthz"]) > BUDGET_S["/healthz"])


if __name__ == "__main__":
    sys.exit(main())
