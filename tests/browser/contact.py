"""The page before you submit, as a person meets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

FIELDS = ("name", "email", "subject", "description")
"""Where a person types in the form."""

PAUSE_MS = 250
"""Longer than the page waits for the next key before it asks."""

SETTLED_MS = 800
"""Longer than the page waits before a text counts as a question."""

SLOW_MS = 900
"""Longer than the page waits for an answer before it opens the form."""

YOUNGEST_FORM_MS = 2_100
"""A form that is sent sooner was not filled in by a person."""

ARRIVED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

OBSERVE = """() => {
    const root = document.querySelector('[data-contact]')
    const isSeen = each => each !== null && each.checkVisibility({visibilityProperty: true}) && !each.disabled
    const values = {}
    for (const name of ['q', 'name', 'email', 'subject', 'description'])
        values[name] = root.querySelector(`:is(input, textarea)[name=${name}]:not([type=hidden])`)?.value ?? ''
    return {
        state: root.dataset.state,
        shown_for: root.dataset.shownFor ?? '',
        opened_by: root.dataset.openedBy ?? '',
        stays: 'stays' in root.dataset,
        is_open: isSeen(root.querySelector('[name=description]')) && isSeen(root.querySelector('[data-send] button')),
        has_way_out: isSeen(root.querySelector('[data-way-out]')),
        hits: [...root.querySelectorAll('[data-hits] > [data-hit]')].map(each => each.dataset.hit),
        values,
    }
}"""


def stop_clock(context: BrowserContext) -> None:
    """Let the time in the pages of ``context`` stand still but for ``page.clock.run_for``."""
    context.clock.install(time=ARRIVED)
    context.clock.pause_at(ARRIVED + timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Seen:
    """What is on the page now."""

    state: str
    shown_for: str
    """The text that the answers belong to."""

    opened_by: str
    stays: bool
    """The form is open for good."""

    is_open: bool
    has_way_out: bool
    hits: list[str]
    """Their article_ids."""

    values: dict[str, str]
    """Field -> what stands in it."""


def seen(page: Page) -> Seen:
    """Return what a person sees on ``page``."""
    return Seen(**page.evaluate(OBSERVE))


def question(page: Page) -> Locator:
    """Return the field for the question."""
    return page.locator("[data-question]")


def wait_for_state(page: Page, *states: str) -> None:
    """Wait until the search is in one of ``states``."""
    page.wait_for_function(
        "states => states.includes(document.querySelector('[data-contact]').dataset.state)", arg=list(states)
    )


def wait_for_form(page: Page) -> None:
    """Wait until the form is open."""
    page.locator("[data-contact][data-form=open]").wait_for()
    page.locator("[name=description]").wait_for()


def wait_until_sendable(page: Page) -> None:
    """Wait until the form is as old as one that a person has filled in."""
    page.wait_for_function("least => performance.now() > least", arg=YOUNGEST_FORM_MS)
