"""axe-core finds nothing, and nothing must be scrolled sideways when letters are four times as large."""

from __future__ import annotations

import pytest

from tests.browser.addresses import KINDS, LANGUAGES, address
from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors
from tests.browser.looking import findings, sideways

ZOOMED_WIDTHS = {200: 640, 400: 320}
"""Percent -> width in CSS pixels of a window 1280 pixels wide."""

NOT_FOUND = "status of 404"


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
