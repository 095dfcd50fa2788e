"""A process of its own that sends requests over a few connections kept alive and prints how many a second."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

LENGTH = b"content-length: "
HEAD_END = b"\r\n\r\n"


@dataclass
class Worker:
    """One connection and what came over it."""

    port: int
    paths: Sequence[str]
    deadline: float
    seconds: list[float] = field(default_factory=list)
    failures: int = 0

    def run(self) -> None:
        """Send a request for each path, one after the other, until the deadline."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for path in self.paths:
                started = time.perf_counter()
                if started > self.deadline:
                    return
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                self.failures += not answer(connection).startswith(b"HTTP/1.1 200")
                self.seconds.append(time.perf_counter() - started)


def answer(connection: socket.socket) -> bytes:
    """Return one whole response."""
    data = connection.recv(65536)
    while HEAD_END not in data:
        data += more(connection)
    head, _, body = data.partition(HEAD_END)
    start = head.lower().index(LENGTH) + len(LENGTH)
    left = int(head[start:].split(b"\r", 1)[0]) - len(body)
    while left > 0:
        rest = more(connection)
        data, left = data + rest, left - len(rest)
    return data


def more(connection: socket.socket) -> bytes:
    """Return further bytes; ConnectionError where the server has hung up."""
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("The server closed the connection in the middle of an answer.")
    return data


def main(port: int, connections: int, limit_s: float) -> None:
    """Read paths as JSON from stdin, ask for them all and print one line of JSON."""
    paths = json.load(sys.stdin)
    started = time.perf_counter()
    workers = [Worker(port, paths[each::connections], started + limit_s) for each in range(connections)]
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - started
    seconds = [each for worker in workers for each in worker.seconds]
    print(json.dumps({"wall_s": taken, "seconds": seconds, "failures": sum(worker.failures for worker in workers)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
