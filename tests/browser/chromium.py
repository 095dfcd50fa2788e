"""The browser: Debian's Chromium, driven by Playwright, with a watch over everything it does."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, WebError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OWN_SCHEMES = ("data", "blob")
LOUD = ("error", "warning")
TIMEOUT_MS = 10_000
"""Longest wait for one thing on a page."""


def missing() -> str:
    """Return what is not installed for tests in a browser, nothing where all is there."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed: make browser installs it."
    if program() is None:
        return f"None of {', '.join(PROGRAMS)} is on the PATH: apt-get install chromium."
    return ""


def program() -> str | None:
    """Return the path of the browser."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser; ``missing`` must have answered that it is there."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=flags)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What the pages of a context did that no page may do."""

    url: str
    """Of the site; requests to another host are faults."""

    faults: list[str] = field(default_factory=list)
    _allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Take messages of the console that match ``pattern`` as part of the test."""
        self._allowed.append(re.compile(pattern))

    def over(self, context: BrowserContext) -> None:
        """Look at everything that ``context`` does from now on."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in OWN_SCHEMES and f"{parts.scheme}://{parts.netloc}" != self.url:
            self.faults.append(f"request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in LOUD and not any(each.search(message.text) for each in self._allowed):
            self.faults.append(f"console {message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"uncaught: {error.error}")
