"""The site as it is shipped: gunicorn with its settings on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import search
from search import Settings
from tests.articles import write_files

ROOT = Path(__file__).parent.parent.parent.parent
START_S = 60
ARTICLE = "---\ntitle: What are the fees?\ncategory: general\nupdated: 2026-10-21\n---\n\nA withdrawal costs 1 EUR.\n"


@dataclass(frozen=True, slots=True)
class Served:
    """A running site."""

    address: tuple[str, int]
    log: Path
    """What it wrote to standard error."""

    def connect(self, receives_bytes: int = 0, timeout_s: float = 10.0) -> socket.socket:
        """Return a connection; one that takes little at once where ``receives_bytes`` is small."""
        client = socket.socket()
        if receives_bytes:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives_bytes)
        client.settimeout(timeout_s)
        client.connect(self.address)
        return client


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory, compiled_translations: None) -> Iterator[Served]:
    """Yield the site of one article; the settings are those of the folder, ``gunicorn.conf.py``."""
    folder = tmp_path_factory.mktemp("served")
    write_files(folder / "kb", {"en/fees.md": ARTICLE})
    search.build(Settings(articles=folder / "kb", index=folder / "index"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VENTANILLA_")}
    environment |= {
        "VENTANILLA_ARTICLES": str(folder / "kb"),
        "VENTANILLA_INDEX": str(folder / "index"),
        "VENTANILLA_INSTANCE": str(folder / "instance"),
        "VENTANILLA_RATE_STORAGE": "off",
    }
    log = folder / "log"
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener, log.open("wb") as output:
        number = listener.fileno()
        program = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{number}"],
            cwd=ROOT,
            env=environment,
            pass_fds=[number],
            stderr=output,
            start_new_session=True,
        )
        try:
            site = Served(listener.getsockname()[:2], log)
            with site.connect(timeout_s=START_S) as client:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                assert client.recv(100).startswith(b"HTTP/1.1 200")
            yield site
        finally:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()
