"""The site as visitors meet it: gunicorn on a free port of the loopback interface, over an index of its own."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from search import Settings

ROOT = Path(__file__).parent.parent.parent
START_S = 60.0
"""The site answers its first request within so many seconds, or did not start."""

STOP_S = 20.0
SIGNS_OF_FAILURE = ("Traceback (most recent call last)", '"level": "error"', "[ERROR]", "[CRITICAL]")


@dataclass(frozen=True, slots=True)
class Site:
    """A site that answers."""

    url: str
    """Without a slash at its end."""

    folder: Path
    """Database, attachments and mail."""

    log: Path

    def failures(self) -> list[str]:
        """Return the lines of the log that tell of an error."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return [line for line in lines if any(sign in line for sign in SIGNS_OF_FAILURE)]


@contextmanager
def served(settings: Settings, folder: Path, **variables: str) -> Iterator[Site]:
    """Run the site over ``settings.index`` with its data in ``folder``; ``variables`` come on top."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener, log.open("wb") as output:
        site = Site(f"http://127.0.0.1:{listener.getsockname()[1]}", folder, log)
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}", "--threads", "4"]
        command += ["--no-control-socket", "--log-level", "warning", "webapp:create_app()"]
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(settings, folder, {"VENTANILLA_ADDRESS": site.url, **variables}),
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(site)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=STOP_S)


def environment(settings: Settings, folder: Path, variables: dict[str, str]) -> dict[str, str]:
    """Return what the site is told; nothing of what the shell says to another one."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("VENTANILLA_") and name != "DATABASE_URL"
    }
    return {
        **inherited,
        "VENTANILLA_ARTICLES": str(settings.articles),
        "VENTANILLA_INDEX": str(settings.index),
        "VENTANILLA_INSTANCE": str(folder),
        "VENTANILLA_SECRET_KEY": secrets.token_hex(32),
        "VENTANILLA_PROXIES": "1",  # a visitor's X-Forwarded-For is believed
        "VENTANILLA_SMTP": "files",  # nobody else comes, though a proxy makes it look so
        **variables,
    }


def wait_for(site: Site) -> None:
    """Wait for the first answer; RuntimeError with the log where there is none."""
    started = time.monotonic()
    try:
        urllib.request.urlopen(f"{site.url}/healthz", timeout=START_S).close()
    except OSError as error:
        waited = time.monotonic() - started
        raise RuntimeError(f"{site.url}: no answer after {waited:.0f} s.\n{site.log.read_text('utf-8')}") from error
