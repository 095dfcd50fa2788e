"""Search suggestions and votes in the help centre, by keyboard, and as assistive technology is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.addresses import LANGUAGES, QUESTIONS
from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors
from tests.browser.faults import FAILURES, NOISE, Search
from tests.browser.serving import Site
from tests.browser.stored import rows

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TABS = 12
"""The search field is reached within so many presses of Tab."""


def tab_to(page: Page, selector: str, most: int = TABS) -> Locator:
    """Press Tab until ``selector`` has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return page.locator(":focus")
    raise AssertionError(f"{selector} has no focus after {most} times Tab")


def suggested(page: Page, text: str) -> Locator:
    """Type ``text`` into the search field that has the focus and return the options, once they are shown."""
    page.keyboard.insert_text(text)  # as one: no answer to a part of it comes later
    page.locator("[role=combobox][aria-expanded=true]").wait_for()
    return page.locator("[role=listbox] [role=option]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_is_found_by_keyboard(visitors: Visitors, language: str) -> None:
    page = visitors.open(f"/{language}/")
    tab_to(page, "[role=combobox]")
    options = suggested(page, QUESTIONS[language])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    title = options.nth(1).locator("span").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/articles/*")
    assert page.locator("h1").inner_text() == title


def test_what_was_typed_is_searched_where_no_suggestion_is_chosen(visitors: Visitors) -> None:
    page = visitors.open("/en/")
    tab_to(page, "[role=combobox]")
    suggested(page, QUESTIONS["en"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=I+cannot*")


def test_arrows_go_round_by_way_of_the_field(visitors: Visitors) -> None:
    page = visitors.open("/en/")
    field = tab_to(page, "[role=combobox]")
    options = suggested(page, QUESTIONS["en"])
    page.keyboard.press("ArrowUp")
    last = options.last
    assert field.get_attribute("aria-activedescendant") == last.get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert not field.get_attribute("aria-activedescendant")
    assert field.input_value() == QUESTIONS["en"]


def test_escape_closes_the_list_and_then_empties_the_field(visitors: Visitors) -> None:
    page = visitors.open("/en/")
    field = tab_to(page, "[role=combobox]")
    suggested(page, "withdraw")
    page.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "withdraw"
    page.keyboard.press("Escape")
    assert field.input_value() == ""


def test_the_skip_link_leads_to_the_content(visitors: Visitors) -> None:
    page = visitors.open("/en/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("address", ["/en/", "/en/articles/fees"])
def test_suggestions_are_told_to_assistive_technology(visitors: Visitors, address: str) -> None:
    page = visitors.open(address)
    field = page.locator("[data-suggest]")
    name = accessible(page, field)["name"]
    assert name
    field.focus()
    options = suggested(page, QUESTIONS["en"])
    assert accessible(page, field) == {"role": "combobox", "name": name, "expanded": True, "autocomplete": "list"}
    assert page.locator("[role=listbox]").aria_snapshot().startswith("- listbox")
    page.keyboard.press("ArrowDown")
    first = accessible(page, options.first)
    assert first["role"] == "option"
    assert first["selected"] is True
    assert options.first.locator("span").first.inner_text() in str(first["name"])
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    controlled = field.get_attribute("aria-controls")
    assert page.locator(f"[id='{controlled}']").get_attribute("role") == "listbox"


def test_the_number_of_suggestions_is_announced_once_typing_has_stopped(visitors: Visitors) -> None:
    context = visitors.context()
    context.clock.install()
    page = context.new_page()
    page.goto("/sk/")
    page.locator("[data-suggest]").focus()
    options = suggested(page, QUESTIONS["sk"])
    told = page.locator("[role=search] [role=status]")
    assert "".join(told.all_inner_texts()) == ""
    page.clock.run_for(1_500)
    assert f"{options.count()} článkov" in "".join(told.all_inner_texts())


@pytest.mark.parametrize("failure", FAILURES)
def test_a_search_that_fails_leaves_the_field_as_it_is(visitors: Visitors, watch: Watch, failure: str) -> None:
    watch.allow(NOISE)
    context = visitors.context()
    search = Search(context)
    search.answer_with(FAILURES[failure])
    page = context.new_page()
    page.goto("/en/")
    with page.expect_request("**/api/v1/suggest?*") as asked:
        page.locator("[data-suggest]").press_sequentially("withdraw")
    assert "withdraw" in asked.value.url
    assert page.locator("[role=listbox]").is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search?q=withdraw*")


def test_a_vote_is_sent_without_leaving_the_page(visitors: Visitors, site: Site) -> None:
    page = visitors.open("/en/articles/closed-requests")
    page.evaluate("window.stayed = true")
    tab_to(page, "[data-vote] button[value=yes]", most=80)
    page.keyboard.press("Enter")
    page.locator("[data-vote-answer=yes]").wait_for()
    assert page.evaluate("window.stayed")
    assert any(each["article_id"] == "en/closed-requests" for each in rows(site, "votes"))


def accessible(page: Page, element: Locator) -> dict[str, object]:
    """Return what the accessibility tree says of ``element``."""
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    mark = "document.querySelector('[data-under-test]')"
    element.evaluate("element => element.setAttribute('data-under-test', '')")
    handle = client.send("Runtime.evaluate", {"expression": mark})["result"]["objectId"]
    tree = client.send("Accessibility.getPartialAXTree", {"objectId": handle, "fetchRelatives": False})
    element.evaluate("element => element.removeAttribute('data-under-test')")
    client.detach()
    node = tree["nodes"][0]
    told = ("expanded", "selected", "autocomplete")
    states = {each["name"]: each["value"]["value"] for each in node["properties"] if each["name"] in told}
    return {"role": node["role"]["value"], "name": node["name"]["value"], **states}
