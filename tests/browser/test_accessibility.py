"""axe-core finds nothing, and nothing must be scrolled sideways when letters are four times as large."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.addresses import KINDS, LANGUAGES, address
from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE_OPTIONS = {"resultTypes": ["violations", "incomplete"], "rules": {"target-size": {"enabled": True}}}
ZOOMED_WIDTHS = {200: 640, 400: 320}
"""Percent -> width in CSS pixels of a window 1280 pixels wide."""

NOT_FOUND = "status of 404"


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None and found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")


def findings(page: Page, axe: str, outcome: str = "violations") -> list[str]:
    """Return what axe-core finds wrong with ``page`` as it is shown now."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    results: dict[str, list[dict[str, Any]]] = page.evaluate("options => axe.run(options)", AXE_OPTIONS)
    return [
        f"{rule['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for rule in results[outcome]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_in_light_or_dark(
    visitors: Visitors, watch: Watch, axe: str, kind: str, language: str
) -> None:
    watch.allow(NOT_FOUND)
    page = visitors.open(address(kind, language), color_scheme="light", reduced_motion="reduce")
    assert findings(page, axe) == []
    page.emulate_media(color_scheme="dark")
    assert findings(page, axe) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_zoomed_pages_are_not_scrolled_sideways(visitors: Visitors, watch: Watch, kind: str, language: str) -> None:
    watch.allow(NOT_FOUND)
    page = visitors.open(address(kind, language), viewport={"width": 1280, "height": 800})
    for percent, width in ZOOMED_WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 512})
        assert sideways(page) == [], f"{percent} %"


def sideways(page: Page) -> list[str]:
    """Return the elements that reach past the right edge of a page that can be scrolled there."""
    found: list[str] = page.evaluate(
        """() => {
            const root = document.scrollingElement
            if (root.scrollWidth <= root.clientWidth) return []
            return [...document.body.querySelectorAll('*')]
                .filter(each => each.getBoundingClientRect().right > root.clientWidth + 0.5)
                .map(each => each.outerHTML.slice(0, 120))
        }"""
    )
    return found
