"""The page before you submit is never a trap: whatever somebody does, and whatever fails, in any order.

1. The form is open, or one visible press away.
2. Once open it never closes, until it is cleared; an empty one is as good as cleared when the page is left.
3. Nothing that was typed is ever lost, until it is cleared.
4. The answers shown are those to the newest text.
"""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from functools import cache
from typing import TYPE_CHECKING

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors
from tests.browser.contact import FIELDS, PAUSE_MS, SETTLED_MS, SLOW_MS, question, seen, wait_for_state
from tests.browser.faults import FAILURES, NOISE, Search

if TYPE_CHECKING:
    from playwright.sync_api import Page

EXAMPLES = 12
STEPS = 30
LANGUAGE = "en"
WORDS = ("withdraw ", "my money ", "not arrived ", "zzyqx ", "a", "fees? ", "identity rejected ", "  ", "€ 100 ", "ñž ")
QUESTIONS = ("I cannot withdraw my money", "how much are the fees", "qwrtz zzyqx plkjh", "Two lines.\nOf text.")
COMPOSED = (("ㅎ", "하", "한"), ("n", "ni", "你"), ("´", "é"))
"""What stands in the field while a letter is being composed; the last is taken."""


@cache
def expected_hits(url: str, text: str) -> list[str]:
    """Return what the real search answers to ``text``."""
    query = urllib.parse.urlencode({"q": text, "language": LANGUAGE, "limit": 5})
    with urllib.request.urlopen(f"{url}/api/v1/suggest?{query}", timeout=10) as response:
        answer = json.load(response)
    return [] if answer["band"] == "none" else [hit["id"] for hit in answer["hits"]]


class Gate(RuleBasedStateMachine):
    """A customer, a page with a clock that can be put forward, and a search that may fail."""

    def __init__(self, visitors: Visitors) -> None:
        super().__init__()
        self.visitors = visitors
        self.context = visitors.context()
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.clock.install()
        self.search = Search(self.context)
        self.page: Page = self.context.new_page()
        self.is_online = True
        self.does_search_work = True
        self.was_open = False
        self.typed: dict[str, str] = dict.fromkeys(("q", *FIELDS), "")
        self.edited: set[str] = set()
        self.cleared = (self.typed, self.edited)

    def teardown(self) -> None:
        self.search.release()
        self.context.close()

    @initialize()
    def arrive(self) -> None:
        self.page.goto(f"/{LANGUAGE}/contact")

    # What the customer types

    @rule(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
    def type(self, words: list[str]) -> None:
        self.to_end_of_question()
        self.page.keyboard.type("".join(words))
        self.typed["q"] += "".join(words)

    @rule(text=st.sampled_from(QUESTIONS))
    def paste(self, text: str) -> None:
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.to_end_of_question()
        self.page.keyboard.press("Control+V")
        self.typed["q"] += text

    @rule(parts=st.sampled_from(COMPOSED))
    def compose(self, parts: tuple[str, ...]) -> None:
        self.to_end_of_question()
        before = seen(self.page).shown_for
        client = self.context.new_cdp_session(self.page)
        for part in parts:
            client.send(
                "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
            )
        assert seen(self.page).shown_for == before
        client.send("Input.insertText", {"text": parts[-1]})
        client.detach()
        self.typed["q"] += parts[-1]

    @rule()
    def erase(self) -> None:
        question(self.page).press("Control+A")
        self.page.keyboard.press("Backspace")
        self.typed["q"] = ""

    @rule()
    def press_enter(self) -> None:
        self.to_end_of_question()
        self.page.keyboard.press("Enter")
        now = seen(self.page).values["q"]
        assert now in (self.typed["q"], self.typed["q"] + "\n")
        self.typed["q"] = now

    @rule()
    def leave_the_field(self) -> None:
        question(self.page).blur()

    @rule(field=st.sampled_from(FIELDS), text=st.sampled_from(WORDS))
    def fill(self, field: str, text: str) -> None:
        if not seen(self.page).is_open:
            return
        control = self.page.locator(f"[data-send] [name={field}]")
        before = control.input_value()
        text = "".join(text.split()) if field == "email" else text  # browsers leave blanks out of addresses
        control.press("Control+End")
        self.page.keyboard.type(text)
        self.typed[field] = before + text
        self.edited.add(field)

    def to_end_of_question(self) -> None:
        question(self.page).press("Control+End")

    # What the customer does

    @rule(ms=st.sampled_from((50, PAUSE_MS, SETTLED_MS, SLOW_MS, 1_500)))
    def wait(self, ms: int) -> None:
        self.page.clock.run_for(ms)

    @rule(place=st.integers(0, 2))
    def open_answer(self, place: int) -> None:
        self.press(f"[data-hits] > :nth-child({place + 1}) summary")

    @rule(answer=st.sampled_from(("yes", "no")))
    def judge(self, answer: str) -> None:
        if self.press(f"[data-hits] button[value={answer}]") and answer == "no":
            assert seen(self.page).is_open

    @rule()
    def take_the_way_out(self) -> None:
        self.page.locator("[data-way-out]").click()
        assert seen(self.page).is_open

    @rule()
    def clear(self) -> None:
        if not self.press("[data-clear]"):
            return
        self.cleared = (self.typed, self.edited)
        self.typed = dict.fromkeys(self.typed, "")
        self.edited = set()
        self.was_open = False

    @rule()
    def bring_back(self) -> None:
        if self.press("[data-undo]"):
            self.typed, self.edited = self.cleared

    @precondition(lambda self: self.is_online)
    @rule(way=st.sampled_from(("reload", "away and back", "another window")))
    def come_again(self, way: str) -> None:
        self.was_open &= any(self.typed.values())
        if way == "reload":
            self.page.reload()
        elif way == "away and back":
            self.page.goto(f"/{LANGUAGE}/")
            self.page.go_back()
        else:
            self.page.close()
            self.page = self.context.new_page()
            self.page.goto(f"/{LANGUAGE}/contact")

    def press(self, selector: str) -> bool:
        """Press the first visible ``selector`` with the keyboard; return whether there was one."""
        target = self.page.locator(selector).locator("visible=true").first
        if not target.count():
            return False
        target.press("Enter")
        return True

    # What fails

    @rule(is_online=st.booleans())
    def connect(self, is_online: bool) -> None:
        self.context.set_offline(not is_online)
        self.is_online = is_online

    @rule(name=st.sampled_from(tuple(FAILURES)))
    def break_search(self, name: str) -> None:
        self.search.answer_with(FAILURES[name])
        self.does_search_work = False

    @rule()
    def let_search_wait(self) -> None:
        self.search.answer_with(self.search.hold)
        self.does_search_work = False

    @rule(newest_first=st.booleans())
    def mend_search(self, newest_first: bool) -> None:
        self.search.answer_with(self.search.work)
        self.search.release(newest_first)
        self.does_search_work = True

    @precondition(lambda self: self.does_search_work and self.is_online)
    @rule()
    def see_the_answer(self) -> None:
        question(self.page).focus()
        question(self.page).blur()
        text = " ".join(self.typed["q"].split())
        if len(text) < 2:
            assert seen(self.page).hits == [] or not text
            return
        wait_for_state(self.page, "answered")
        self.page.clock.run_for(SETTLED_MS)
        now = seen(self.page)
        assert now.shown_for == text
        assert now.hits == expected_hits(self.visitors.url, text)

    # What always holds

    @invariant()
    def the_form_is_within_one_press(self) -> None:
        now = seen(self.page)
        assert now.is_open or now.has_way_out
        assert now.is_open or not self.was_open, "the form closed"
        self.was_open |= now.is_open

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        values = seen(self.page).values
        carried = {} if self.edited & {"subject", "description"} else {"description": self.typed["q"].strip()}
        assert values == {**values, "q": self.typed["q"], **carried}
        assert {name: values[name] for name in self.edited} == {name: self.typed[name] for name in self.edited}


def test_the_page_is_never_a_trap(visitors: Visitors, watch: Watch) -> None:
    watch.allow(NOISE)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # so it is
        lambda: Gate(visitors),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
