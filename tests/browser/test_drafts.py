"""Nothing that somebody types is lost, on whatever page, in whatever language, tab or visit, until sent or solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.addresses import LANGUAGES, NONSENSE, QUESTIONS
from tests.browser.conftest import Visitors
from tests.browser.contact import question, seen, wait_for_form, wait_for_state, wait_until_sendable

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADDRESS = "/en/contact"
ASKED = QUESTIONS["en"]
OTHER = "where is my tax report"


def fill(page: Page, **values: str) -> None:
    """Type ``values`` into the form, which opens for it."""
    if not seen(page).is_open:
        page.locator("[data-way-out]").click()
    for name, value in values.items():
        page.locator(f"[data-send] [name={name}]").fill(value)


def test_a_draft_of_an_address_leaves_the_question_of_the_page(visitors: Visitors) -> None:
    page = visitors.open(ADDRESS)
    fill(page, email="zoe@example.org")
    page.goto(f"{ADDRESS}?q={OTHER}")
    values = seen(page).values
    assert (values["q"], values["description"], values["email"]) == (OTHER, OTHER, "zoe@example.org")
    page.reload()
    assert seen(page).values == values


def test_another_question_puts_the_draft_aside_until_it_is_brought_back(visitors: Visitors) -> None:
    page = visitors.open(ADDRESS)
    question(page).fill(ASKED)
    fill(page, name="Zoë", description="In my own words")
    before = seen(page).values
    page.goto(f"{ADDRESS}?q={OTHER}")
    now = seen(page).values
    assert (now["q"], now["description"], now["name"]) == (OTHER, OTHER, "Zoë")
    page.locator("[data-send] [name=email]").fill("zoe@example.org") if seen(page).is_open else None
    page.reload()
    assert ASKED in page.locator("[data-dropped]").inner_text()
    page.locator("[data-undo]").click()
    after = seen(page).values
    assert {name: after[name] for name in ("q", "name", "subject", "description")} == {
        name: before[name] for name in ("q", "name", "subject", "description")
    }
    assert OTHER in page.locator("[data-dropped]").inner_text()
    page.goto(f"{ADDRESS}?q=a+third+question")
    offered = [page.locator("[data-dropped]").inner_text()]
    for _ in range(2):
        page.locator("[data-undo]").click()
        offered.append(page.locator("[data-dropped]").inner_text())
    assert [each in text for each, text in zip((ASKED, OTHER, "a third question"), offered, strict=True)] == [True] * 3


def test_what_was_typed_goes_along_to_another_language(visitors: Visitors) -> None:
    page = visitors.open(f"{ADDRESS}?q={OTHER}")
    question(page).fill(f"{ASKED}\nsince Monday")
    fill(page, name="Zoë", email="zoe@example.org", description="In my own words")
    before = seen(page).values
    for language in ("sk", "es", "en"):
        page.locator(f"[data-language-link][hreflang={language}]").click()
        page.wait_for_url(f"**/{language}/contact*")
        assert seen(page).values == before
        assert not page.locator("[data-undo]").is_visible()


def test_two_tabs_have_drafts_of_their_own(visitors: Visitors) -> None:
    one = visitors.open(ADDRESS)
    question(one).fill(ASKED)
    other = one.context.new_page()
    other.goto(ADDRESS)
    assert seen(other).values["q"] == ""
    question(other).fill(OTHER)
    for page, text in ((one, ASKED), (other, OTHER)):
        page.reload()
        assert seen(page).values["q"] == text
    one.goto("/en/")
    third = one.context.new_page()
    third.goto(ADDRESS)
    assert seen(third).values["q"] == ""
    third.close()
    one.close()
    fourth = other.context.new_page()
    fourth.goto(ADDRESS)
    assert seen(fourth).values["q"] == ASKED


def test_a_solved_question_stays_on_its_page_and_comes_back_on_no_other(visitors: Visitors) -> None:
    page = visitors.open(ADDRESS)
    question(page).fill(ASKED)
    wait_for_state(page, "answered")
    page.locator("[data-hits] [data-title]").first.click()
    page.locator("[data-hits] button[value=yes]:visible").first.click()
    assert seen(page).values["q"] == ASKED
    context = page.context
    for _ in ("next visit", "reload"):
        page.close()
        page = context.new_page()
        page.goto(ADDRESS)
        assert set(seen(page).values.values()) == {""}


def test_a_request_that_was_sent_does_not_come_back(visitors: Visitors) -> None:
    page = visitors.open(ADDRESS)
    question(page).fill(NONSENSE)
    fill(page, email="zoe@example.org")
    wait_until_sendable(page)
    page.locator("[data-send] button").last.click()
    page.wait_for_url("**/en/contact/sent?*")
    page.go_back()
    page.wait_for_function("document.querySelector('[data-question]').value === ''")
    assert seen(page).values["description"] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_write_to_us_takes_along_what_was_typed(visitors: Visitors, language: str) -> None:
    for link in (".hero [data-write]", ".site-header [data-write]", ".site-footer [data-write]"):
        page = visitors.open(f"/{language}/")
        page.locator("[data-suggest]").fill(QUESTIONS[language])
        page.locator(link).click()
        page.wait_for_url(f"**/{language}/contact?*")
        assert seen(page).values["q"] == QUESTIONS[language]


def test_write_to_us_on_the_results_takes_along_the_question_without_script(visitors: Visitors) -> None:
    page = visitors.open(f"/en/search?q={OTHER}", java_script_enabled=False)
    page.locator(".site-header [data-write]").click()
    assert page.locator("[data-question]").input_value() == OTHER


def test_a_search_that_was_not_asked_yet_is_kept_through_reload_and_language(visitors: Visitors) -> None:
    page = visitors.open("/en/")
    field = page.locator("[data-suggest]")
    field.press_sequentially("tax rep")
    page.reload()
    assert field.input_value() == "tax rep"
    page.locator("[data-language-link][hreflang=sk]").click()
    page.wait_for_url("**/sk/")
    assert field.input_value() == "tax rep"
    field.press("Enter")
    page.wait_for_url("**/sk/search?*")
    page.goto("/sk/")
    assert field.input_value() == ""


def test_the_form_is_whole_where_nothing_can_be_stored(visitors: Visitors) -> None:
    context = visitors.context()
    context.add_init_script(
        "for (const area of ['localStorage', 'sessionStorage']) delete Window.prototype[area];"
        "for (const area of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, area, {get() { throw new Error('off') }})"
    )
    page = context.new_page()
    page.goto(ADDRESS)
    question(page).fill(ASKED)
    page.locator("[data-way-out]").click()
    wait_for_form(page)
    assert seen(page).values["description"] == ASKED
    page.locator("[data-language-link][hreflang=sk]").click()
    page.wait_for_url("**/sk/contact*")
    assert seen(page).values["q"] == ASKED
