"""The page before you submit, step by step: by keyboard, with a search that fails, late answers, and a kept draft."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from search import Settings
from tests.browser.addresses import LANGUAGES, NONSENSE, QUESTIONS
from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors
from tests.browser.contact import (
    FIELDS,
    PAUSE_MS,
    SETTLED_MS,
    SLOW_MS,
    question,
    seen,
    stop_clock,
    wait_for_form,
    wait_for_state,
    wait_until_sendable,
)
from tests.browser.faults import FAILURES, NOISE, Search
from tests.browser.serving import ROOT, Site, served
from tests.browser.stored import rows
from tests.browser.test_help_centre import accessible, tab_to

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Route

ADDRESS = "/en/contact"
SUBJECTS = ROOT / "tests" / "webapp" / "subjects.jsonl"
PAST_THE_EDGE = """() => [...document.body.querySelectorAll('*')]
    .filter(each => !each.closest('.unseen'))
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([each, {left, right}]) => left < -0.5 || right > innerWidth + 0.5)
    .map(([each]) => each.outerHTML.slice(0, 120))"""
"""Script that returns what lies outside the window, hidden by an offset or sticking out."""

ASKED = QUESTIONS["en"]
UNSURE = {
    "band": "unsure",
    "confidence": 0.3,
    "reason": {"cause": "unknown word", "text": "No article mentions “staking”."},
    "heading": "No article mentions “staking”. The nearest are these:",
    "has_enough_words": True,
    "is_urgent": False,
    "opens": "unsure",
    "opens_text": "We are not sure that these answer it. Write to us if they do not.",
}
"""What the site says of articles that may not answer, as ``unsure`` puts into its answer."""


def unsure(route: Route) -> None:
    """Answer what the site answers to a question that one article answers, and doubt it."""
    answer = route.fetch(url=re.sub(r"q=[^&]*", f"q={quote(ASKED)}", route.request.url)).json()
    route.fulfill(json={**answer, "hits": answer["hits"][:1], **UNSURE})


NO_ABORT = "AbortController.prototype.abort = () => {}"
"""Script for a new page: what was asked is answered, even where the page no longer wants it."""


@pytest.fixture
def context(visitors: Visitors) -> BrowserContext:
    """Return a visitor whose clock goes on when it is told to."""
    context = visitors.context()
    stop_clock(context)
    return context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return the page of that visitor."""
    page = context.new_page()
    page.goto(ADDRESS)
    return page


def ask(page: Page, text: str) -> None:
    """Type ``text`` after what stands there and let the clock go on until it is asked."""
    question(page).press("Control+End")
    page.keyboard.insert_text(text)
    page.clock.run_for(PAUSE_MS)


def ask_instead(page: Page, text: str) -> None:
    """Type ``text`` in place of what stands there."""
    question(page).press("Control+A")
    page.keyboard.press("Backspace")
    ask(page, text)


def test_the_way_out_is_there_before_anything_was_typed(page: Page) -> None:
    now = seen(page)
    assert not now.is_open
    assert now.has_way_out
    page.locator("[data-way-out]").click()
    assert seen(page).is_open
    assert page.evaluate("document.activeElement.name") == "name"


def test_an_answer_is_read_in_place_and_a_request_sent_by_keyboard(visitors: Visitors, site: Site) -> None:
    page = visitors.open(ADDRESS)
    tab_to(page, "[data-question]")
    page.keyboard.type(ASKED)
    wait_for_state(page, "answered")
    tab_to(page, "[data-hits] [data-title]", most=8)
    page.keyboard.press("Enter")
    page.locator("[data-hits] [data-content] p").first.wait_for()
    assert page.url.endswith(ADDRESS)
    tab_to(page, "[data-hits] button[value=no]", most=30)
    page.keyboard.press("Enter")
    wait_for_form(page)
    page.keyboard.type("Zoë")
    tab_to(page, "[name=email]", most=1)
    page.keyboard.type("zoe@example.org")
    assert seen(page).values["description"] == ASKED
    wait_until_sendable(page)
    tab_to(page, "[data-send] button", most=8)
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/contact/sent?*")
    assert re.fullmatch(r"[\w-]{8,}", page.locator("output").inner_text())
    stored = [each for each in rows(site, "requests") if each["subject"] == ASKED]
    assert len(stored) == 1

    page.goto(ADDRESS)
    assert set(seen(page).values.values()) == {""}


def test_the_answers_are_a_named_section_of_links(page: Page) -> None:
    ask(page, ASKED)
    wait_for_state(page, "answered")
    snapshot = page.locator("[data-answers]").aria_snapshot()
    hits = len(seen(page).hits)
    assert re.search(r'^- region ".+":\n', snapshot)
    assert re.search(r'heading ".+" \[level=2\]', snapshot)
    assert len(re.findall(r'heading ".+" \[level=3\]:?\n', snapshot)) == min(hits, 3)
    assert re.search(r'link ".+":\n *- /url: /en/articles/', snapshot)
    assert accessible(page, question(page))["role"] == "textbox"
    assert accessible(page, page.locator("[data-way-out]"))["role"] == "button"


def test_answers_and_the_open_form_are_announced_without_moving_the_focus(page: Page) -> None:
    told = page.locator("[data-announcer] [role=status]")
    ask(page, ASKED)
    wait_for_state(page, "answered")
    assert "".join(told.all_inner_texts()) == ""
    page.clock.run_for(1_500)
    page.clock.run_for(SETTLED_MS)
    page.clock.run_for(1_500)
    heard = "".join(told.all_inner_texts())
    assert heard.startswith(f"{len(seen(page).hits)} articles found") or "is open on this page" in heard
    ask_instead(page, NONSENSE)
    wait_for_state(page, "answered")
    page.clock.run_for(SETTLED_MS)
    wait_for_form(page)
    assert page.evaluate("document.activeElement.matches('[data-question]')")
    page.clock.run_for(1_500)
    opened = page.locator("[data-announcer]").get_attribute("data-opened") or ""
    heard = "".join(told.all_inner_texts())
    assert seen(page).hits == []
    assert heard.startswith("No article found")
    assert opened in heard
    assert (page.locator("[data-why]").text_content() or "?") in heard


def test_an_article_that_opens_by_itself_is_named(visitors: Visitors) -> None:
    page = visitors.open(ADDRESS)
    question(page).fill("how do I change my password")
    page.locator("[data-best] :is(details[open], [data-said] mark)").first.wait_for()
    title = page.locator("[data-best] [data-title]").inner_text()
    told = page.locator("[data-announcer] [role=status]", has_text=f"The article “{title}” is open on this page.")
    told.wait_for(state="attached")
    assert told.inner_text().startswith(f"{len(seen(page).hits)} articles found")


def test_the_reason_above_the_form_follows_the_question(context: BrowserContext, watch: Watch, page: Page) -> None:
    watch.allow(NOISE)
    why = page.locator("[data-why]")

    def asked(text: str) -> str:
        ask_instead(page, text)
        wait_for_state(page, "answered")
        page.clock.run_for(SETTLED_MS)
        return why.get_attribute("data-why") or ""

    assert asked(NONSENSE) == "none"
    assert why.is_visible()
    assert asked(ASKED) == ""
    assert not why.is_visible()
    assert asked("my account was stolen by a thief") == "urgent"
    search = Search(context)
    search.answer_with(FAILURES["an error"])
    ask_instead(page, "where is my tax report")
    wait_for_state(page, "failed")
    assert why.get_attribute("data-why") == "failure"
    search.answer_with(search.work)
    ask(page, " of 2025")
    wait_for_state(page, "answered")
    page.clock.run_for(SETTLED_MS)
    assert not why.is_visible()
    assert asked(NONSENSE) == "none"
    question(page).fill("")
    assert not why.is_visible()
    assert seen(page).is_open


def wait_until_settled(page: Page) -> None:
    """Wait for the answer and let as much time pass as makes a text a question."""
    wait_for_state(page, "answered")
    page.clock.run_for(SETTLED_MS)


def test_a_form_that_a_pause_opened_closes_again_when_the_sentence_goes_on(page: Page) -> None:
    question(page).focus()
    ask(page, NONSENSE)
    wait_until_settled(page)
    assert seen(page).is_open
    ask_instead(page, ASKED)
    wait_until_settled(page)
    now = seen(page)
    assert not now.is_open
    assert now.hits
    assert page.evaluate("document.activeElement.matches('[data-question]')")
    assert not page.locator("[data-why]").is_visible()
    page.reload()
    assert not seen(page).is_open


@pytest.mark.parametrize("act", ["Enter", "leaving the field", "a full stop", "the form"])
def test_a_form_is_open_for_good_once_the_question_was_asked(page: Page, act: str) -> None:
    ask(page, NONSENSE + ("." if act == "a full stop" else ""))
    wait_until_settled(page)
    if act == "Enter":
        page.keyboard.press("Enter")
    elif act == "leaving the field":
        question(page).blur()
    elif act == "the form":
        page.locator("[data-send] [name=name]").focus()
    ask_instead(page, ASKED)
    wait_until_settled(page)
    assert seen(page).hits
    assert seen(page).is_open


@pytest.mark.parametrize(("language", "text"), [("en", "hi"), ("es", "hola, buenas"), ("sk", "ahoj")])
def test_a_greeting_is_asked_what_happened(visitors: Visitors, language: str, text: str) -> None:
    page = visitors.open(f"/{language}/contact")
    question(page).press_sequentially(text)
    asked_back = page.locator("[data-note=few]")
    asked_back.wait_for()
    told = page.locator("[data-announcer] [role=status]", has_text=asked_back.inner_text())
    told.wait_for(state="attached")
    assert not seen(page).is_open
    assert seen(page).hits == []
    assert page.evaluate("document.activeElement.matches('[data-question]')")


def test_articles_that_may_not_answer_stay_and_the_form_opens_under_them(context: BrowserContext, page: Page) -> None:
    Search(context).answer_with(unsure)
    ask(page, "is staking possible?")
    wait_until_settled(page)
    now = seen(page)
    assert (len(now.hits), now.opened_by) == (1, "unsure")
    assert now.is_open
    assert page.locator("[data-heading]").inner_text() == UNSURE["heading"]
    assert not page.locator(".answers .reason").is_visible()
    assert page.locator("[data-why]").inner_text() == UNSURE["opens_text"]
    assert page.evaluate("document.activeElement.matches('[data-question]')")
    list_box, form_box = page.locator("[data-answers]").bounding_box(), page.locator("[data-request]").bounding_box()
    assert list_box is not None
    assert form_box is not None
    assert form_box["y"] >= list_box["y"] + list_box["height"]
    page.clock.run_for(1_500)
    heard = "".join(page.locator("[data-announcer] [role=status]").all_inner_texts())
    assert heard.startswith("1 article found. No article mentions “staking”. ")
    assert "The form is open below." in heard


def test_the_subject_begins_behind_the_salutation(page: Page) -> None:
    for case in map(json.loads, SUBJECTS.read_text("utf-8").splitlines()):
        question(page).fill(case["text"])
        assert seen(page).values["subject"] == case["subject"], case


def test_files_are_measured_before_they_are_sent(visitors: Visitors, tmp_path: Path) -> None:
    page = visitors.open(f"{ADDRESS}?form=1")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    files = page.locator("[data-send] [name=attachments]")
    files.set_input_files(large)
    wrong = page.locator("#attachments-error")
    assert wrong.inner_text() == "“large.txt” is larger than 10 MB."
    for name in FIELDS:
        page.locator(f"[data-send] [name={name}]").fill("zoe@example.org")
    page.locator("[data-send] button").last.click()
    assert "POST" not in sent
    assert files.evaluate("field => field.files[0].name") == "large.txt"
    small = [tmp_path / f"{number}.txt" for number in range(6)]
    for each in small:
        each.write_text("small")
    files.set_input_files(small)
    assert wrong.inner_text() == "You chose 6 files. Send at most 5 files."
    files.set_input_files(small[:5])
    assert not wrong.is_visible()
    assert files.evaluate("field => field.validity.valid")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_field_for_programs_takes_no_room_and_no_focus(visitors: Visitors, language: str) -> None:
    page = visitors.open(f"/{language}/contact?form=1", viewport={"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    boxes = page.evaluate(PAST_THE_EDGE)
    assert boxes == []
    trap = page.locator("[name=website]")
    assert trap.evaluate("field => { field.focus(); return document.activeElement !== field }")
    assert trap.evaluate("field => field.tabIndex") == -1
    assert trap.get_attribute("autocomplete") == "off"


@pytest.mark.parametrize("failure", FAILURES)
def test_a_search_that_fails_opens_the_form_and_says_so(
    watch: Watch, context: BrowserContext, page: Page, failure: str
) -> None:
    watch.allow(NOISE)
    search = Search(context)
    search.answer_with(FAILURES[failure])
    ask(page, ASKED)
    wait_for_form(page)
    now = seen(page)
    assert (now.state, now.opened_by) == ("failed", "failure")
    assert now.values["description"] == ASKED
    assert page.locator("[data-why=failure]").is_visible()

    search.answer_with(search.work)
    ask(page, " at all")
    wait_for_state(page, "answered")
    assert seen(page).is_open


def test_a_slow_search_opens_the_form_and_still_shows_its_answer(context: BrowserContext, page: Page) -> None:
    search = Search(context)
    search.answer_with(search.hold)
    ask(page, ASKED)
    search.wait_for_questions(page, 1)
    page.clock.run_for(SLOW_MS)
    wait_for_form(page)
    assert seen(page).opened_by == "slow"
    assert page.locator("[data-why=slow]").is_visible()
    search.release()
    wait_for_state(page, "answered")
    assert seen(page).shown_for == ASKED
    assert seen(page).is_open


def test_a_search_that_never_answers_fails_in_the_end(context: BrowserContext, page: Page) -> None:
    search = Search(context)
    search.answer_with(search.hold)
    ask(page, ASKED)
    page.clock.run_for(11_000)
    wait_for_state(page, "failed")
    assert seen(page).is_open


def test_without_an_index_the_page_is_an_open_form(browser: Browser, visitors: Visitors, tmp_path: Path) -> None:
    settings = Settings(articles=tmp_path, index=tmp_path / "no-index")
    with served(settings, tmp_path / "instance") as bare:
        watch = Watch(bare.url)
        watch.allow("status of 503")
        bare_visitors = Visitors(browser, bare.url, watch)
        page = bare_visitors.open(ADDRESS)
        question(page).fill(ASKED)
        wait_for_form(page)
        assert seen(page).values["description"] == ASKED
        bare_visitors.close()
        assert watch.faults == []


def test_offline_the_form_is_open_and_nothing_is_lost(watch: Watch, context: BrowserContext, page: Page) -> None:
    watch.allow(NOISE)
    ask(page, "I am ")
    context.set_offline(True)
    wait_for_form(page)
    assert seen(page).opened_by == "offline"
    ask(page, "on a train")
    page.locator("[data-send] [name=name]").fill("Zoë")
    page.locator("[data-send] [name=email]").fill("zoe@example.org")
    page.locator("[data-send] button").last.click()
    assert page.url.endswith(ADDRESS)
    assert page.locator("[data-offline]").is_visible()
    context.set_offline(False)
    page.reload()
    values = seen(page).values
    assert (values["q"], values["name"], values["email"]) == ("I am on a train", "Zoë", "zoe@example.org")


def asked_three_times(page: Page, search: Search) -> None:
    """Type three texts, each before the answer to the one before has come."""
    search.answer_with(search.hold)
    for words in ("fees ", "for withdrawing ", "money"):
        ask(page, words)
    search.wait_for_questions(page, 3)


def test_a_question_that_was_overtaken_is_given_up(context: BrowserContext, page: Page) -> None:
    given_up: list[str] = []
    page.on("requestfailed", lambda request: given_up.append(request.url))
    search = Search(context)
    asked_three_times(page, search)
    search.release(newest_first=True)
    wait_for_state(page, "answered")
    assert ["withdrawing+money" in each for each in given_up] == [False, False]
    assert seen(page).shown_for == "fees for withdrawing money"


def test_a_late_answer_never_takes_the_place_of_a_newer_one(context: BrowserContext) -> None:
    context.add_init_script(NO_ABORT)
    page = context.new_page()
    page.goto(ADDRESS)
    search = Search(context)
    asked_three_times(page, search)
    *late, newest = search.held
    search.held = [newest]
    search.release()
    wait_for_state(page, "answered")
    page.clock.run_for(SETTLED_MS)
    shown = seen(page)
    assert shown.shown_for == "fees for withdrawing money"
    for each in reversed(late):
        search.held = [each]
        with page.expect_event("requestfinished"):
            search.release()
    page.clock.run_for(SETTLED_MS)
    assert seen(page) == shown


def test_the_same_text_is_asked_once(context: BrowserContext, page: Page) -> None:
    search = Search(context)
    ask(page, ASKED)
    wait_for_state(page, "answered")
    ask(page, "  ")
    question(page).press("Backspace")
    question(page).blur()
    question(page).focus()
    page.clock.run_for(SETTLED_MS)
    assert len(search.asked) == 1


def test_letters_in_composition_are_not_asked(context: BrowserContext, page: Page) -> None:
    search = Search(context)
    question(page).focus()
    client = context.new_cdp_session(page)
    for part in ("ㅂ", "비", "빌"):
        client.send("Input.imeSetComposition", {"text": part, "selectionStart": 1, "selectionEnd": 1})
        page.clock.run_for(SLOW_MS)
    assert search.asked == []
    client.send("Input.insertText", {"text": "비밀번호"})
    page.clock.run_for(PAUSE_MS)
    wait_for_state(page, "answered")
    assert len(search.asked) == 1
    assert question(page).input_value() == "비밀번호"


@pytest.mark.parametrize("way", ["paste", "Enter", "blur"])
def test_what_is_complete_is_asked_at_once(context: BrowserContext, page: Page, way: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    question(page).focus()
    with page.expect_request("**/api/v1/suggest?*"):
        if way == "paste":
            page.evaluate("text => navigator.clipboard.writeText(text)", ASKED)
            page.keyboard.press("Control+V")
        else:
            page.keyboard.type(ASKED)
            page.keyboard.press("Enter") if way == "Enter" else question(page).blur()


def test_a_second_rewording_opens_the_form(page: Page) -> None:
    for text in ("how much are the fees", "identity document was rejected", "where is my tax report"):
        assert not seen(page).is_open
        ask_instead(page, text)
        wait_for_state(page, "answered")
        page.clock.run_for(SETTLED_MS)
    wait_for_form(page)
    assert seen(page).opened_by == "reworded"


def test_an_urgent_question_opens_the_form(page: Page) -> None:
    ask(page, "my account was stolen by a thief")
    wait_for_state(page, "answered")
    page.clock.run_for(SETTLED_MS)
    wait_for_form(page)
    assert seen(page).opened_by == "urgent"


def test_the_way_out_stays_where_it_is_when_answers_come_late(context: BrowserContext, page: Page) -> None:
    search = Search(context)
    search.answer_with(search.hold)
    ask(page, ASKED)
    search.wait_for_questions(page, 1)
    way_out = page.locator("[data-way-out]").bounding_box()
    search.release()
    wait_for_state(page, "answered")
    assert page.locator("[data-way-out]").bounding_box() == way_out


def test_a_draft_can_be_cleared_and_brought_back(page: Page) -> None:
    ask(page, ASKED)
    page.locator("[data-way-out]").click()
    for name in FIELDS[:2]:
        page.locator(f"[data-send] [name={name}]").fill(f"{name}@example.org")
    before = seen(page).values
    page.locator("[data-clear]").click()
    assert set(seen(page).values.values()) == {""}
    page.locator("[data-undo]").click()
    assert seen(page).values == before
    page.locator("[data-clear]").click()
    page.reload()
    assert set(seen(page).values.values()) == {""}
