"""Markup in articles, in questions and in every field of the form is shown, never run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from search import Settings, build
from tests.articles import markdown, write_files
from tests.browser.chromium import Watch
from tests.browser.conftest import ADDRESSES, Visitors
from tests.browser.payloads import LISTEN, LIVE, PAYLOADS
from tests.browser.serving import Site, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REFUSED_BY_BROWSER = "status of 4(00|03|04|13|22|29)"
"""Statuses that a page with a payload may come with."""

SEARCHED = (
    "() => ['answered', 'failed', 'idle', 'typing'].includes(document.querySelector('[data-contact]').dataset.state)"
)
LOADED = "() => [...document.querySelectorAll('details[open] [data-content]')].every(each => each.childNodes.length)"

CLOBBERS = ("main", "header-q", "q", "contents", "related", "related-articles", "form", "questions", "name", "email")
"""Headings that want the ids of parts of pages."""

TOGETHER = tuple(zip_longest(PAYLOADS[::3], PAYLOADS[1::3], PAYLOADS[2::3], fillvalue="text"))
"""Three at a time, so that every one stands in a form or a question."""


def hostile_article(number: int, payload: str) -> str:
    """Return an article that has ``payload`` everywhere."""
    one_line = json.dumps(f"Hostile number{number} {' '.join(payload.split())}", ensure_ascii=False)
    body = (
        f"Hostile number{number} begins.\n\n{payload}\n\n## Hostile {payload}\n\n{payload}\n\n`{payload}`\n\nThe end."
    )
    return markdown(one_line, body, summary=one_line, questions=f"[{one_line}]", keywords=f"[{one_line}]")


@pytest.fixture(scope="module")
def hostile_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site whose every article is an attack."""
    folder = tmp_path_factory.mktemp("hostile")
    files = {f"en/hostile-{number}.md": hostile_article(number, each) for number, each in enumerate(PAYLOADS)}
    headings = "\n\n".join(f"## {each}\n\nHostile clobber." for each in CLOBBERS)
    files["en/clobber.md"] = markdown("Clobber", headings)
    settings = Settings(articles=write_files(folder / "kb_articles", files), index=folder / "index")
    build(settings)
    with served(settings, folder / "instance") as started:
        yield started
    assert started.failures() == []


@pytest.fixture
def page(browser: Browser, hostile_site: Site) -> Iterator[Page]:
    """Return a page that records what payloads do; any breach of the content security policy fails the test."""
    watch = Watch(hostile_site.url)
    watch.allow(REFUSED_BY_BROWSER)
    visitors = Visitors(browser, hostile_site.url, watch)
    page = visitors.context().new_page()
    page.add_init_script(LISTEN)
    yield page
    visitors.close()
    assert watch.faults == []


def live(page: Page, address: str) -> list[str]:
    """Return what runs, or could, in the page at ``address``."""
    page.goto(address)
    found: list[str] = page.evaluate(LIVE)
    return [f"{address}: {each}" for each in found]


def test_an_article_made_of_markup_is_inert(page: Page, hostile_site: Site) -> None:
    addresses = [f"/en/articles/hostile-{number}" for number in range(len(PAYLOADS))]
    assert [fault for each in [*addresses, "/en/articles/clobber"] for fault in live(page, each)] == []


def test_titles_and_passages_made_of_markup_are_inert_in_results(page: Page) -> None:
    for number in range(0, len(PAYLOADS), 5):
        for way in ("search", "contact"):
            assert live(page, f"/en/{way}?q=hostile+number{number}+text+alert") == []


def test_a_question_made_of_markup_is_shown_as_it_is(page: Page) -> None:
    for payload in PAYLOADS:
        assert live(page, f"/en/search?q={quote(payload)}") == []
        asked = " ".join(payload.split())
        assert page.locator("main input[name=q]").input_value() == asked
        assert asked in page.locator("h1").inner_text()


def test_a_question_to_us_made_of_markup_is_shown_as_it_is(page: Page) -> None:
    for payloads in TOGETHER:
        text = " ".join(payloads)
        assert live(page, f"/en/contact?q={quote(text)}") == []
        assert page.locator("[data-question]").input_value().split() == text.split()


def test_code_in_an_article_is_shown_as_it_is(page: Page) -> None:
    number = PAYLOADS.index("<img src=x onerror=alert(1)>")
    page.goto(f"/en/articles/hostile-{number}")
    assert "<img src=x onerror=alert(1)>" in page.locator("article code").all_inner_texts()


def test_every_field_of_the_form_is_shown_as_it_is(page: Page) -> None:
    page.goto("/en/contact?form=1")
    for payloads in TOGETHER:
        page.context.set_extra_http_headers({"X-Forwarded-For": next(ADDRESSES)})
        one_line = [" ".join(payload.split())[:90] for payload in payloads]
        typed = dict(zip(("name", "email", "subject"), one_line, strict=True))
        form = page.locator("[data-send]")
        form.evaluate("form => { form.noValidate = true; form.email.type = 'text' }")
        for name, value in typed.items():
            form.locator(f"[name={name}]").fill(value)
        form.locator("[name=description]").fill("\n".join(payloads))
        form.evaluate("form => form.submit()")
        page.locator("[data-errors]").wait_for()
        assert page.evaluate(LIVE) == [], payloads
        assert {name: form.locator(f"[name={name}]").input_value() for name in typed} == typed
        assert form.locator("[name=description]").input_value().split() == " ".join(payloads).split()


def test_what_is_typed_is_inert_while_it_is_typed(page: Page) -> None:
    page.goto("/en/contact")
    for payload in PAYLOADS:
        page.locator("[data-question]").fill(payload)
        page.locator("[data-question]").blur()
        page.wait_for_function(SEARCHED)
        assert page.evaluate(LIVE) == [], payload


def test_articles_made_of_markup_are_inert_when_opened_in_place(page: Page) -> None:
    for number in range(0, len(PAYLOADS), 10):
        page.goto(f"/en/contact?q=hostile+number{number}+begins")
        for handle in page.locator("[data-hits] summary:visible").all():
            handle.click()
        page.wait_for_function(LOADED)
        assert page.evaluate(LIVE) == []
