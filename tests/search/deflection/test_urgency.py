"""An alarm comes from articles that say they are urgent, by their own words."""

from __future__ import annotations

import pytest

from search import Alarms, MeaningSettings, build, open_searcher
from tests.articles import markdown
from tests.conftest import WriteArticles

FILES = {
    "en/stolen.md": markdown("My bicycle was stolen", urgent="Ring the police now", category="theft"),
    "en/brakes.md": markdown("My brakes squeal", questions="[my bicycle is loud, brakes need oil]", category="theft"),
    "en/fees.md": markdown("What does a repair cost", questions="[price of a repair]", category="prices"),
}


def line_for(kb: WriteArticles, text: str, files: dict[str, str], model: str = "trilingual") -> str | None:
    settings = kb(files)
    build(settings)
    searcher = open_searcher(settings)
    meaning = MeaningSettings() if model == "trilingual" else MeaningSettings(model=model)
    alarm = Alarms(searcher, meaning).alarm(searcher.search(text, "en"))
    return alarm.article.urgent if alarm else None


@pytest.mark.parametrize("text", ["my bicycle was stolen", "stolen", "someone has stolen my bike"])
def test_an_emergency_is_heard(kb: WriteArticles, text: str) -> None:
    assert line_for(kb, text, FILES) == "Ring the police now"


@pytest.mark.parametrize("text", ["my brakes squeal", "price of a repair", "my bicycle is loud", "hello", "", "!?"])
def test_another_question_of_the_same_category_is_none(kb: WriteArticles, text: str) -> None:
    assert line_for(kb, text, FILES) is None


def test_without_an_urgent_article_nothing_is(kb: WriteArticles) -> None:
    files = FILES | {"en/stolen.md": markdown("My bicycle was stolen")}
    assert line_for(kb, "my bicycle was stolen", files) is None


def test_words_alone_are_enough_without_a_model(kb: WriteArticles) -> None:
    assert line_for(kb, "my bicycle was stolen", FILES, "none") == "Ring the police now"
    assert line_for(kb, "my brakes squeal", FILES, "none") is None


def test_questions_asked_at_leisure_raise_none(kb: WriteArticles) -> None:
    calls = "[my bicycle was stolen, a thief has my bicycle]"
    head = {"urgent": "Ring the police now", "questions": "[how do I insure a bicycle]", "urgent_questions": calls}
    files = FILES | {"en/stolen.md": markdown("Theft", **head)}
    assert line_for(kb, "how do I insure a bicycle", files) is None
    assert line_for(kb, "a thief has my bicycle", files) == "Ring the police now"
