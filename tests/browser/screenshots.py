"""``python -m tests.browser.screenshots``: the pictures of ``docs/screenshots``, taken from the real site."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from search import Settings, build, tune
from tests.browser.addresses import ARTICLE, QUESTIONS, slug
from tests.browser.chromium import launched, missing
from tests.browser.contact import question, wait_for_form, wait_for_state, wait_until_sendable
from tests.browser.serving import ROOT, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = ROOT / "docs" / "screenshots"
MOST_KB = 150
DESKTOP = (1280, 800)
PHONE = (390, 844)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture and how to come to what it shows."""

    name: str
    address: str
    prepare: Callable[[Page], None]
    size: tuple[int, int] = DESKTOP
    scheme: str = "light"


def nothing(page: Page) -> None:
    """Leave the page as it is."""


def ask(page: Page) -> None:
    """Type the question of the page's language and wait for its answers."""
    language = page.locator("html").get_attribute("lang") or ""
    question(page).press_sequentially(QUESTIONS[language])
    wait_for_state(page, "answered")
    page.locator("[data-hits] > [data-hit]").first.wait_for()


def suggest(page: Page) -> None:
    """Type into the search field until it suggests."""
    page.locator("[data-suggest]").press_sequentially("withdr")
    page.locator("[role=option]").first.wait_for()


def open_form(page: Page) -> None:
    """Ask, then go to the form."""
    ask(page)
    page.locator("[data-way-out]").click()
    wait_for_form(page)
    page.locator("[data-request]").evaluate("form => form.scrollIntoView()")


def send(page: Page) -> None:
    """Send a request."""
    open_form(page)
    page.locator("[data-send] [name=name]").fill("Zoë Ñandú")
    page.locator("[data-send] [name=email]").fill("zoe@example.org")
    wait_until_sendable(page)
    page.locator("[data-send] button").last.click()
    page.locator("output").wait_for()


PICTURES = (
    Picture("home", "/en/", nothing),
    Picture("suggestions", "/en/", suggest),
    Picture("article", f"/en/articles/{slug('en', ARTICLE)}", nothing),
    Picture("results", f"/en/search?q={quote(QUESTIONS['en'])}", nothing),
    Picture("contact", "/en/contact", ask),
    Picture("contact-form", "/en/contact", open_form),
    Picture("contact-dark", "/es/contact", ask, scheme="dark"),
    Picture("contact-phone", "/sk/contact", ask, size=PHONE),
    Picture("sent", "/en/contact", send),
)


def take(browser: Browser, url: str, picture: Picture) -> bytes:
    """Return ``picture`` as PNG."""
    width, height = picture.size
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(picture.address)
    picture.prepare(page)
    taken = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return taken


def main() -> None:
    """Write all pictures; SystemExit where something is missing or a picture is too large."""
    if reason := missing():
        sys.exit(reason)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(articles=ROOT / "kb_articles", index=Path(folder) / "index")
        build(settings)
        tune(settings)
        with served(settings, Path(folder) / "instance") as site, launched() as browser:
            for picture in PICTURES:
                taken = take(browser, site.url, picture)
                if len(taken) > MOST_KB * 1024:
                    sys.exit(
                        f"{picture.name}: {len(taken) // 1024} KB. Show less of the page: {MOST_KB} KB is the most."
                    )
                (FOLDER / f"{picture.name}.png").write_bytes(taken)
                print(f"{picture.name}.png {len(taken) // 1024} KB")


if __name__ == "__main__":
    main()
