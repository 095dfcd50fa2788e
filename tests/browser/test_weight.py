"""The first page is light and quick, and no page moves under the reader's eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.addresses import KINDS, LANGUAGES, address
from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

MOST_KB = 60
"""Of the first page with all it needs, heads included, as transferred; 1 KB has 1024 bytes."""

MOST_REQUESTS = 3
MOST_LCP_MS = 500
PAINTS = 7
"""Times that each language is opened; the quickest counts, as whatever else the machine does only adds."""

VISITS = 3
"""What the page itself does, it does each time; a busy machine may paint a page of which half is read."""


LARGEST_PAINT_MS = """() => new Promise(resolve =>
    new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
        .observe({type: 'largest-contentful-paint', buffered: true}))"""

SHIFTS = """() => new Promise(resolve => {
    const shifts = []
    const note = entries => { for (const each of entries) shifts.push(...each.sources.map(moved)) }
    const place = ({x, y, width, height}) => [x, y, width, height].join(' ')
    const moved = ({node, previousRect, currentRect}) =>
        `${node?.cloneNode?.(false).outerHTML ?? node?.nodeName}: ${place(previousRect)} -> ${place(currentRect)}`
    const observer = new PerformanceObserver(list => note(list.getEntries()))
    observer.observe({type: 'layout-shift', buffered: true})
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
        note(observer.takeRecords())
        resolve(shifts)
    })))
})"""
"""Script that returns what has moved, from where to where: left, top, width and height in pixels."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_small(visitors: Visitors, language: str) -> None:
    page = visitors.context().new_page()
    sent: list[Request] = []
    page.on("requestfinished", lambda request: sent.append(request))
    page.goto(f"/{language}/", wait_until="networkidle")
    sizes = [each.sizes() for each in sent]
    transferred = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)
    assert transferred <= MOST_KB * 1024, [each.url for each in sent]
    assert len(sent) <= MOST_REQUESTS, [each.url for each in sent]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_painted_at_once(visitors: Visitors, language: str) -> None:
    paints = [largest_paint_ms(visitors.open(f"/{language}/")) for _ in range(PAINTS)]
    assert min(paints) <= MOST_LCP_MS, paints


def largest_paint_ms(page: Page) -> float:
    """Return when the largest part of ``page`` was painted, since navigation."""
    painted: float = page.evaluate(LARGEST_PAINT_MS)
    return painted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_while_a_page_loads(visitors: Visitors, watch: Watch, kind: str, language: str) -> None:
    watch.allow("status of 404")
    for width in (1280, 390):
        loads: list[list[str]] = []
        while len(loads) < VISITS and [] not in loads:
            page = visitors.open(address(kind, language), viewport={"width": width, "height": 800})
            loads.append(page.evaluate(SHIFTS))
        assert [] in loads, f"{width} pixels wide"
