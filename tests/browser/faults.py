"""A search that answers as told: wrongly, late, never."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

SUGGEST = "**/api/v1/suggest?*"
NOISE = "Failed to load resource"
"""What the browser writes into the console about an answer that is none."""

POLL_MS = 10
MOST_POLLS = 1_000


def refusal(status: int, kind: str, body: str) -> Callable[[Route], None]:
    """Return what answers with something that is no answer."""
    return lambda route: route.fulfill(status=status, content_type=kind, body=body)


JSON = "application/json"
FAILED = '{"error": {"code": "failed", "message": "search: it failed. Try again later."}}'
PORTAL = "<!doctype html><title>Welcome</title>Sign in to the network"
FAILURES: Mapping[str, Callable[[Route], None]] = {
    "an error": refusal(500, JSON, FAILED),
    "no index": refusal(503, JSON, FAILED),
    "too many requests": refusal(429, JSON, FAILED),
    "nonsense": refusal(200, JSON, "[]"),
    "the page of a hotel": refusal(200, "text/html", PORTAL),
    "a cut connection": lambda route: route.abort("connectionreset"),
}
"""Name -> answer that is none."""


class Search:
    """Stands between the pages of a context and the real search."""

    def __init__(self, context: BrowserContext) -> None:
        self.asked: list[str] = []
        self.held: list[Route] = []
        self._answer: Callable[[Route], None] = self.work
        context.route(SUGGEST, self._route)

    def _route(self, route: Route) -> None:
        self.asked += parse_qs(urlsplit(route.request.url).query).get("q", [""])
        self._answer(route)

    def answer_with(self, answer: Callable[[Route], None]) -> None:
        """Answer so from now on: one of ``FAILURES``, ``work`` or ``hold``."""
        self._answer = answer

    def work(self, route: Route) -> None:
        """Let the real search answer."""
        route.continue_()

    def hold(self, route: Route) -> None:
        """Let the page wait until ``release``."""
        self.held.append(route)

    def wait_for_questions(self, page: Page, count: int) -> None:
        """Wait until ``count`` questions have come from ``page``; what it sent may be under way still."""
        for _ in range(MOST_POLLS):
            if len(self.asked) >= count:
                return
            page.wait_for_timeout(POLL_MS)
        raise AssertionError(f"{len(self.asked)} questions came, not {count}: {self.asked}")

    def release(self, newest_first: bool = False) -> None:
        """Let the real search answer all that wait."""
        from playwright.sync_api import Error

        waiting = self.held[::-1] if newest_first else self.held
        self.held = []
        for route in waiting:
            try:
                route.continue_()
            except Error:
                continue  # the page has given it up
