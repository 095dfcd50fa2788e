"""A visitor with a question: typed before writing to the team, answered by an article, which is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from tests.browser.chromium import TIMEOUT_MS, Watch
from tests.browser.contact import question, wait_for_state
from tests.browser.looking import WIDTHS, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the article that answers it."""

    text: str
    language: str
    key: str
    """Of the article, as its article_id has it or its address."""

    def is_meant_by(self, article_id: str, address: str) -> bool:
        """Return whether a suggestion is the article."""
        return self.key in (article_id.partition("/")[2], unquote(urlsplit(address).path.rpartition("/")[2]))


@dataclass(frozen=True, slots=True)
class Answered:
    """What came."""

    place: int
    """Of the right article among those that were suggested, from 1."""

    title: str
    faults: tuple[str, ...]
    """What the pages did that no page may do."""


def too_wide(page: Page) -> list[str]:
    """Return, for a telephone and a desk, the first element that makes ``page`` scroll sideways."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{urlsplit(page.url).path} at {width} pixels: {each}" for each in sideways(page)[:1]]
    return found


def ask(browser: Browser, url: str, asked: Asked) -> Answered:
    """Type the question, wait for the right article and open it; RuntimeError where it does not come."""
    watch = Watch(url)
    context = browser.new_context(base_url=url)
    context.set_default_timeout(TIMEOUT_MS)
    watch.over(context)
    try:
        page = context.new_page()
        page.goto(f"/{asked.language}/")
        page.locator("main [data-write]").first.click()
        question(page).press_sequentially(asked.text)
        wait_for_state(page, "answered")
        wide = too_wide(page)
        hits = page.locator("[data-hits] > [data-hit]")
        keys = [hit.get_attribute("data-hit") or "" for hit in hits.all()]
        addresses = [each.get_attribute("href") or "" for each in hits.locator("[data-whole]").all()]
        place = next((n for n, both in enumerate(zip(keys, addresses, strict=True)) if asked.is_meant_by(*both)), None)
        if place is None:
            raise RuntimeError(f"{asked.text!r}: {asked.key} is not among {keys}.")
        hit = hits.nth(place)
        title = hit.locator("[data-title]").inner_text()
        if not hit.locator("[data-whole]").is_visible():
            hit.locator("[data-title]").click()
        hit.locator("[data-whole]").click()
        page.wait_for_url(f"**{urlsplit(addresses[place]).path}*")
        shown = page.locator("h1").inner_text()
        if shown.split() != title.split():
            raise RuntimeError(f"The suggestion {title!r} leads to the page {shown!r}.")
        return Answered(place + 1, shown, (*watch.faults, *wide, *too_wide(page)))
    finally:
        context.close()
