"""What is wrong with a page as it is shown: what axe-core finds, and what must be scrolled sideways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE_OPTIONS = {"resultTypes": ["violations", "incomplete"], "rules": {"target-size": {"enabled": True}}}
WIDTHS = (360, 1440)
"""Of a telephone and of a desk, in CSS pixels."""


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


@dataclass(frozen=True, slots=True)
class Inspector:
    """Looks at pages that somebody is in the middle of."""

    axe: str
    """The script of axe-core."""

    def faults(self, page: Page) -> list[str]:
        """Return what is wrong with ``page`` in light and dark, narrow and wide; it looks afterwards as before."""
        size, found = page.viewport_size, []
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += findings(page, self.axe)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{page.url} at {width} pixels: {each}" for each in sideways(page)]
        if size:
            page.set_viewport_size(size)
        return found
