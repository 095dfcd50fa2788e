"""One site and one browser a session, one watched context a test."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from search import Settings, build, tune
from tests.browser.chromium import TIMEOUT_MS, Watch, launched, missing
from tests.browser.serving import ROOT, Site, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ADDRESSES = (f"10.{number >> 8}.{number & 255}.1" for number in count())
"""Where visitors come from, so that the site counts the requests of each by themselves."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the browser; without one the test is skipped, but fails where CI is set."""
    reason = missing()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with launched() as started:
        yield started


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the site over the project's own articles; fails at the end if it logged an error."""
    folder = tmp_path_factory.mktemp("site")
    settings = Settings(articles=ROOT / "kb_articles", index=folder / "index")
    build(settings)
    tune(settings)
    with served(settings, folder / "instance") as started:
        yield started
    assert started.failures() == []


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None and found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")


@dataclass
class Visitors:
    """Opens browsers of their own for visitors of one site."""

    browser: Browser
    url: str
    watch: Watch
    contexts: list[BrowserContext] = field(default_factory=list)

    def context(self, **options: Any) -> BrowserContext:  # Playwright's options, named and checked by Playwright
        """Return a visitor who was never here before."""
        headers = {"X-Forwarded-For": next(ADDRESSES)}
        context = self.browser.new_context(base_url=self.url, extra_http_headers=headers, **options)
        context.set_default_timeout(TIMEOUT_MS)
        self.watch.over(context)
        self.contexts.append(context)
        return context

    def open(self, address: str, **options: Any) -> Page:
        """Return a new visitor's page at ``address``, which begins with a slash."""
        page = self.context(**options).new_page()
        page.goto(address)
        return page

    def close(self) -> None:
        """Let all visitors go."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """Return the watch over the visitors of the test, which fails if a page did what no page may do."""
    watch = Watch(site.url)
    yield watch
    assert watch.faults == []


@pytest.fixture
def visitors(browser: Browser, site: Site, watch: Watch) -> Iterator[Visitors]:
    """Return who opens pages of the site."""
    opened = Visitors(browser, site.url, watch)
    yield opened
    opened.close()
