"""A site that ``ventanilla serve`` runs, and a browser without script that visits it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

from tests.installed.environments import Environment
from tests.webapp.parsing import Node, parse

START_S = 300.0
"""A site shows its home within so many seconds of the first start on a machine, or did not start."""

STOP_S = 60.0


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Site:
    """A site that answers."""

    url: str
    log: Path
    seconds: float
    """From the command to the home page."""


@contextmanager
def served(environment: Environment, cwd: Path, *options: str) -> Iterator[Site]:
    """Run ``ventanilla serve`` in ``cwd`` and wait for its home; RuntimeError with its log where none comes."""
    port, log = free_port(), cwd.parent / f"{cwd.name}.log"
    started = time.monotonic()
    with log.open("wb") as output:
        program = subprocess.Popen(
            [environment.program("ventanilla"), "serve", *options, "--port", str(port)],
            cwd=cwd,
            env=dict(environment.variables),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        while not answers(f"{url}/en/"):
            if program.poll() is not None or time.monotonic() - started > START_S:
                raise RuntimeError(f"{url}: no answer.\n{log.read_text('utf-8')}")
            time.sleep(0.1)
        yield Site(url, log, time.monotonic() - started)
    finally:
        program.terminate()
        program.wait(STOP_S)


def answers(url: str) -> bool:
    """Return whether a page comes from ``url``."""
    try:
        with urllib.request.urlopen(url, timeout=START_S) as response:
            return bool(response.status == 200)
    except (OSError, http.client.HTTPException):
        return False


@dataclass
class Browser:
    """A visitor without script; follows redirects and keeps cookies."""

    site: Site
    url: str = ""
    """Of the page that is open."""

    page: Node = field(default_factory=lambda: Node(""))

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, sent: dict[str, str] | None = None) -> str:
        """Open a page, by sending it a form where one is given, and return its text."""
        data = None if sent is None else urllib.parse.urlencode(sent).encode()
        with self._opener.open(urllib.parse.urljoin(self.site.url, path), data, timeout=START_S) as response:
            self.url, content = response.url, str(response.read(), "utf-8")
        if response.headers.get_content_type() == "text/html":
            self.page = parse(content)
            return self.page.text
        return content

    def send(self, action: str, **typed: str) -> str:
        """Fill in and send the form of the open page whose address ends with ``action``; return the page that comes."""
        form = next(
            each
            for each in self.page.all("form", method="post")
            if each.attributes.get("action", "").partition("?")[0].endswith(action)
        )
        fields = {
            each.attributes["name"]: each.attributes.get("value", "") for each in form.all("input", type="hidden")
        }
        return self.open(urllib.parse.urljoin(self.url, form.attributes["action"]), fields | typed)
