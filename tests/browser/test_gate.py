"""The page before you submit is never a trap: whatever somebody does, and whatever fails, in any order.

1. The form is open, or one visible press away.
2. Once open for good it never closes, until it is cleared; an empty one is as good as cleared when the page is left.
   One that only a pause opened may close.
3. Nothing that was typed is ever lost, until it is cleared or an article solved it.
4. The answers shown are those to the newest text.
"""

from __future__ import annotations

import json
import random
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors
from tests.browser.contact import FIELDS, PAUSE_MS, SETTLED_MS, SLOW_MS, question, seen, stop_clock, wait_for_state
from tests.browser.faults import FAILURES, NOISE, Search

if TYPE_CHECKING:
    from playwright.sync_api import Page

WALKS = 16
STEPS = 40
"""Of one walk."""

LANGUAGE = "en"
TEXTS = (
    "I cannot withdraw my money",
    "how much are the fees? ",
    "qwrtz zzyqx plkjh ",
    "Two lines.\nOf text.",
    "identity rejected ",
    "ñž € 100 ",
    "a",
    "  ",
)
COMPOSED = ("ㅎ", "하")
"""What stands in the field while an input method puts letters together; not a question yet."""

BUTTONS = {
    "the first answer": "[data-hits] > :nth-child(1) summary",
    "the second answer": "[data-hits] > :nth-child(2) summary",
    "solved": "[data-hits] button[value=yes]",
    "not solved": "[data-hits] button[value=no]",
    "more": "[data-more] button",
    "the way out": "[data-way-out]",
    "clear": "[data-clear]",
    "bring back": "[data-undo]",
}


@cache
def expected_hits(url: str, text: str) -> list[str]:
    """Return what the real search answers to ``text``."""
    query = urllib.parse.urlencode({"q": text, "language": LANGUAGE, "limit": 5})
    with urllib.request.urlopen(f"{url}/api/v1/suggest?{query}", timeout=10) as response:
        answer = json.load(response)
    return [] if answer["band"] == "none" else [hit["id"] for hit in answer["hits"]]


class Walk:
    """A customer, a page whose time stands still unless put forward, and a search that may fail."""

    def __init__(self, visitors: Visitors, seed: int) -> None:
        self.chance = random.Random(seed)
        self.taken: list[str] = []
        self.url = visitors.url
        self.context = visitors.context()
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        stop_clock(self.context)
        self.search = Search(self.context)
        self.page: Page = self.context.new_page()
        self.page.goto(f"/{LANGUAGE}/contact")
        self.is_online = True
        self.does_search_work = True
        self.was_open = False
        self.is_solved = False
        self.typed: dict[str, str] = dict.fromkeys(("q", *FIELDS), "")
        self.edited: set[str] = set()
        self.cleared = (self.typed, self.edited)

    def step(self) -> None:
        """Do one thing, and see that what always holds still does."""
        name, choices = self.chance.choices(list(STEPS_TO_TAKE.items()), WEIGHTS)[0]
        values = [self.chance.choice(choice) for choice in choices]
        self.taken.append(f"{name}({', '.join(map(repr, values))})")
        getattr(self, name)(*values)
        self.check()

    # What the customer writes

    def write(self, way: str, text: str) -> None:
        self.is_solved = False
        question(self.page).press("Control+End")
        if way == "type":
            self.page.keyboard.type(text)
            self.typed["q"] += text
        elif way == "paste":
            self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
            self.page.keyboard.press("Control+V")
            self.typed["q"] += text
        elif way == "compose":
            self.compose(text[:2])
            self.typed["q"] += text[:2]
        elif way == "erase":
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Backspace")
            self.typed["q"] = ""
        else:
            self.page.keyboard.press("Enter")
            now = seen(self.page).values["q"]
            assert now in (self.typed["q"], self.typed["q"] + "\n")
            self.typed["q"] = now

    def compose(self, letters: str) -> None:
        """Put ``letters`` together in an input method."""
        client = self.context.new_cdp_session(self.page)
        for part in (*COMPOSED, letters):
            place = {"selectionStart": len(part), "selectionEnd": len(part)}
            client.send("Input.imeSetComposition", {"text": part, **place})
            self.page.clock.run_for(PAUSE_MS)
        client.send("Input.insertText", {"text": letters})
        client.detach()

    def fill(self, field: str, text: str) -> None:
        if not seen(self.page).is_open:
            return
        control = self.page.locator(f"[data-send] [name={field}]")
        before = control.input_value()
        text = " ".join(text.split()) if field != "description" else text
        text = text.replace(" ", "") if field == "email" else text  # browsers leave blanks out of addresses
        if not text:
            return
        control.press("Control+End")
        self.page.keyboard.insert_text(text)
        self.typed[field] = before + text
        self.is_solved = False
        self.edited.add(field)

    # What the customer does

    def wait(self, ms: int) -> None:
        self.page.clock.run_for(ms)

    def press(self, what: str) -> None:
        button = self.page.locator(BUTTONS[what]).locator("visible=true").first
        if not button.count():
            return
        button.press("Enter")
        if what in ("the way out", "not solved"):
            assert seen(self.page).is_open
        elif what == "clear":
            self.cleared = (self.typed, self.edited)
            self.typed, self.edited = dict.fromkeys(self.typed, ""), set()
            self.was_open = False
        elif what == "bring back":
            self.typed, self.edited = self.cleared
        if what in ("solved", "clear", "bring back"):
            self.is_solved = what == "solved"

    def come_again(self, way: str) -> None:
        if not self.is_online:
            return
        if self.is_solved:
            self.typed, self.edited, self.is_solved = dict.fromkeys(self.typed, ""), set(), False
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

    # What the search and the network do

    def connect(self, is_online: bool) -> None:
        self.context.set_offline(not is_online)
        self.is_online = is_online

    def break_search(self, how: str) -> None:
        self.search.answer_with(FAILURES.get(how, self.search.hold))
        self.does_search_work = False

    def mend_search(self, newest_first: bool) -> None:
        self.search.answer_with(self.search.work)
        self.search.release(newest_first)
        self.does_search_work = True

    def overtake(self, *texts: str) -> None:
        """Ask again and again before there is an answer; then the answers come, the newest first."""
        self.search.answer_with(self.search.hold)
        for text in texts:
            self.write("paste", text)
        self.mend_search(newest_first=True)

    def see_the_answer(self) -> None:
        if not (self.does_search_work and self.is_online):
            return
        question(self.page).focus()
        question(self.page).blur()
        text = " ".join(self.typed["q"].split())
        if not text:
            assert seen(self.page).hits == []
        if len(text) < 2:
            return
        wait_for_state(self.page, "answered")
        self.page.clock.run_for(SETTLED_MS)
        now = seen(self.page)
        assert now.shown_for == text
        assert now.hits == expected_hits(self.url, text)

    # What always holds

    def check(self) -> None:
        now = seen(self.page)
        assert now.is_open or now.has_way_out
        assert now.is_open or not self.was_open, "the form closed"
        assert now.is_open or now.state != "failed", "the search failed and the form is closed"
        self.was_open |= now.stays
        assert now.is_open or not now.stays
        assert not any(part in text for text in self.search.asked for part in COMPOSED), "asked too early"
        own = {name: self.typed[name] for name in ("q", *sorted(self.edited))}
        assert {name: now.values[name] for name in own} == own, "typed text is lost"
        if not self.edited & {"subject", "description"}:
            assert now.values["description"] == self.typed["q"].strip(), "the question is not in the form"


STEPS_TO_TAKE: Mapping[str, Sequence[Sequence[object]]] = {
    "write": (("type", "paste", "compose", "erase", "Enter"), TEXTS),
    "fill": (FIELDS, TEXTS),
    "wait": ((50, PAUSE_MS, SETTLED_MS, SLOW_MS, 1_500),),
    "press": (tuple(BUTTONS),),
    "come_again": (("reload", "away and back", "another window"),),
    "connect": ((True, True, False),),
    "break_search": ((*FAILURES, "late"),),
    "mend_search": ((True, False),),
    "overtake": (TEXTS, TEXTS, TEXTS),
    "see_the_answer": (),
}
"""Method of ``Walk`` -> what may be passed to it."""

WEIGHTS = (5, 3, 4, 4, 1, 1, 1, 2, 1, 2)
"""How often each is chosen."""


@pytest.mark.parametrize("seed", range(WALKS))
def test_the_page_is_never_a_trap(visitors: Visitors, watch: Watch, seed: int) -> None:
    watch.allow(NOISE)
    walk = Walk(visitors, seed)
    try:
        for _ in range(STEPS):
            walk.step()
    except Exception as error:
        error.add_note("\n".join(("Steps:", *walk.taken)))
        raise
    finally:
        walk.search.release()
