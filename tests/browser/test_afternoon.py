"""The scripted afternoon over articles in the styles of five families of systems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.afternoon.running import Afternoon, Plan
from tests.browser.serving import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STYLES = ROOT / "tests" / "search" / "content" / "styles"
MEANT = frozenset({"\N{PARTY POPPER} :no_such_sign: :smile:"})
"""A sign without a picture, and one that its writer wants to be seen."""

SEEN = ("import folder", "build", "check", "ventanilla serve", "question", "every page", "the afternoon")


def test_five_styles_are_a_help_centre_that_answers_the_same_afternoon(browser: Browser, tmp_path: Path) -> None:
    told: list[str] = []
    plan = Plan(STYLES, question="fetch the archive", article="github--wide-command", meant=MEANT)
    afternoon = Afternoon(plan, tmp_path, browser, told.append)
    assert list(afternoon.spend().lines()) == []
    assert [line.partition(" s  ")[2].partition(":")[0] for line in told] == list(SEEN)
    assert afternoon.pages > 100


def test_what_init_writes_is_a_help_centre_that_answers(browser: Browser, tmp_path: Path) -> None:
    afternoon = Afternoon(Plan(None), tmp_path, browser, lambda told: None)
    assert list(afternoon.spend().lines()) == []
