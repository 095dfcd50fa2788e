"""Everything works in a browser that runs no script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.addresses import LANGUAGES, NONSENSE, QUESTIONS
from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors
from tests.browser.serving import Site
from tests.browser.stored import rows

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_becomes_a_stored_request(visitors: Visitors, site: Site, language: str, tmp_path: Path) -> None:
    page = visitors.open(f"/{language}/contact", java_script_enabled=False)
    page.locator("[name=q]:visible").fill(QUESTIONS[language])
    page.locator("[data-ask] button").first.click()
    assert read_in_place(page)

    page.locator("[data-way-out]").click()
    assert page.locator("[name=description]").input_value() == QUESTIONS[language]
    send = page.locator("[data-send]")
    send.locator("[name=name]").fill("Zoë Ñandú")
    send.locator("[name=subject]").fill(f"Without script, {language}")
    screenshot = tmp_path / "screenshot.png"
    screenshot.write_bytes(page.screenshot())
    send.locator("[name=attachments]").set_input_files(screenshot)
    send.locator("button").last.click()
    send.locator("[name=email]").fill("zoe@example.org")
    send.locator("button").last.click()

    code = page.locator("output").inner_text()
    assert re.fullmatch(r"[\w-]{8,}", code)
    page.reload()
    assert page.locator("output").inner_text() == code
    stored = [each for each in rows(site, "requests") if each["subject"] == f"Without script, {language}"]
    assert [each["language"] for each in stored] == [language]


def read_in_place(page: Page) -> bool:
    """Return whether the second answer can be opened and read where it stands."""
    answer = page.locator("[data-hits] > li").nth(1)
    assert not answer.locator("[data-content]").is_visible()
    answer.locator("summary").click()
    return answer.locator("[data-content]").is_visible() and bool(answer.locator("[data-content]").inner_text())


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(visitors: Visitors, watch: Watch) -> None:
    watch.allow("status of 422")
    page = visitors.open("/en/contact?q=my+words&form=1", java_script_enabled=False)
    form = page.locator("[data-send]")
    form.evaluate("form => form.noValidate = true")
    form.locator("[name=name]").fill("Ada")
    form.locator("[name=email]").fill("nowhere@localhost")
    form.locator("[name=subject]").fill("Subject <b>")
    form.locator("[name=description]").fill("Line one\nline two")
    form.locator("button").last.click()
    page.locator("[data-errors]").wait_for()
    assert page.locator("[name=name]").input_value() == "Ada"
    assert page.locator("[name=email]").input_value() == "nowhere@localhost"
    assert page.locator("[name=subject]").input_value() == "Subject <b>"
    assert page.locator("[name=description]").input_value() == "Line one\nline two"
    page.locator("[data-errors] a").first.click()
    assert page.evaluate("location.hash") == "#email"
    assert page.locator("[name=email]").get_attribute("aria-invalid") == "true"


def test_not_solved_leads_to_the_form(visitors: Visitors) -> None:
    page = visitors.open("/en/contact?q=how+much+are+the+fees", java_script_enabled=False)
    answer = page.locator("[data-hits] > li").first
    if not answer.locator("[data-content]").is_visible():
        answer.locator("summary").click()
    answer.locator("button[value=no]").click()
    page.locator("[name=description]").wait_for()
    assert page.locator("[name=description]").input_value() == "how much are the fees"


def test_nothing_found_opens_the_form(visitors: Visitors) -> None:
    page = visitors.open("/en/contact", java_script_enabled=False)
    page.locator("[name=q]:visible").fill(NONSENSE)
    page.locator("[data-ask] button").first.click()
    assert page.locator("[name=description]").is_visible()
    assert page.locator("[data-why]:visible").inner_text()


def test_an_article_is_found_from_the_home_page(visitors: Visitors) -> None:
    page = visitors.open("/sk/", java_script_enabled=False)
    page.locator("main [name=q]").fill(QUESTIONS["sk"])
    page.locator("main [name=q]").press("Enter")
    first = page.locator(".hits h2 a, .hits h3 a").first
    title = first.inner_text()
    first.click()
    assert page.locator("h1").inner_text() == title


def test_a_vote_is_counted(visitors: Visitors, site: Site) -> None:
    page = visitors.open("/en/articles/fees", java_script_enabled=False)
    page.locator("[data-vote] button[value=yes]").click()
    page.locator("[data-vote-answer=yes]").wait_for()
    assert any(each["article_id"] == "en/fees" for each in rows(site, "votes"))
