"""Requests a second over HTTP: suggestions against a static route of the same site, in alternating rounds."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np

from search import Settings
from tests.speed.corpora import LANGUAGE, Query
from tests.speed.measure import ROOT
from tests.speed.site import STATIC, SUGGEST

CONNECTIONS = 2
ROUNDS = 5
REQUESTS = 400
"""Of one route in one round."""

ROUND_S = 2.0
START_S = 30.0
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Traffic:
    """What one worker of gunicorn answers, medians of the rounds."""

    route: str
    static_per_s: float
    suggest_per_s: float
    share: float
    """Suggestions over static answers, median of the rounds' own ratios."""

    suggest_p50_ms: float
    suggest_p99_ms: float
    connections: int
    requests: int


@dataclass(frozen=True, slots=True)
class Load:
    """What the client measured in one round."""

    wall_s: float
    seconds: list[float]
    failures: int

    @property
    def per_s(self) -> float:
        """Return requests a second."""
        return len(self.seconds) / self.wall_s


def traffic(settings: Settings, queries: Sequence[Query]) -> Traffic:
    """Return what the site answers over ``settings.index``."""
    environment = {
        **os.environ,
        "VENTANILLA_ARTICLES": str(settings.articles),
        "VENTANILLA_INDEX": str(settings.index),
        "VENTANILLA_INSTANCE": str(settings.index.parent / "instance"),
        "VENTANILLA_RATE_STORAGE": "off",
        "VENTANILLA_LOG_LEVEL": "warning",
    }
    asked = [address(SUGGEST, query.text) for query in queries]
    with served(environment) as port:
        load(port, [STATIC, *asked[:REQUESTS]])
        rounds = [both(port, turn(asked, number)) for number in range(ROUNDS)]
    suggest_ms = np.array([second for _, found in rounds for second in found.seconds]) * 1000
    static_rates = [static.per_s for static, _ in rounds]
    suggest_rates = [suggested.per_s for _, suggested in rounds]
    return Traffic(
        route=SUGGEST,
        static_per_s=statistics.median(static_rates),
        suggest_per_s=statistics.median(suggest_rates),
        share=statistics.median(one / other for one, other in zip(suggest_rates, static_rates, strict=True)),
        suggest_p50_ms=float(np.percentile(suggest_ms, 50)),
        suggest_p99_ms=float(np.percentile(suggest_ms, 99)),
        connections=CONNECTIONS,
        requests=len(suggest_ms),
    )


def address(route: str, text: str) -> str:
    """Return path and query string."""
    return f"{route}?{urlencode({'q': text, 'language': LANGUAGE})}"


def turn(asked: Sequence[str], number: int) -> list[str]:
    """Return the addresses of round ``number``; all are asked before one comes again."""
    return [asked[(number * REQUESTS + place) % len(asked)] for place in range(REQUESTS)]


def both(port: int, asked: Sequence[str]) -> tuple[Load, Load]:
    """Ask for the static route, then for suggestions."""
    return load(port, [STATIC] * REQUESTS), load(port, asked)


def load(port: int, paths: Sequence[str]) -> Load:
    """Return what the client measured; RuntimeError where an answer was not 200."""
    command = [sys.executable, "-m", "tests.speed.client", str(port), str(CONNECTIONS), str(ROUND_S)]
    done = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True, input=json.dumps(paths), timeout=60
    )
    found = Load(**json.loads(done.stdout))
    if found.failures:
        raise RuntimeError(f"{paths[0]}: {found.failures} of {len(found.seconds)} answers were not 200.")
    return found


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """Run gunicorn with one worker on a free port of the loopback interface, and give the port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--workers", "1", "--threads", "1", "--log-level", "error", "tests.speed.site:create_app()"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; RuntimeError where it stops or takes too long."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(POLL_S)
        else:
            return
    raise RuntimeError(f"gunicorn does not listen on port {port}, exit code {server.poll()}.")
