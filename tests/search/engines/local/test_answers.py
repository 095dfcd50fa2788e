"""Cited answers:

1. Where no sentence is sure there is none.
2. An answer is word for word a part of its section, at most three sentences, with the best one's place in it.
3. Of a list of steps it is all steps, with the sentence that leads to them; else one item, and of a table one row.
4. A heading or a question is never the best sentence: what follows is.
5. Nothing before a heading stands with it, nor anything of another section.
6. An answer that would be too long is none.
7. The reference names article, version, section and sentences.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.analysis.analyzer import open_analyzer
from search.content.rendering import render
from search.engines.local.shelf import Shelf
from search.model import CitedAnswer, LineKind
from search.settings import AnswerSettings, SnippetSettings
from tests.factories import article, retrieve, segment

ENGLISH = open_analyzer("en")
SETTINGS = AnswerSettings()
OTHERS = [article(f"en/z{number}", f"Other {number}", "lorem ipsum dolor sit amet") for number in range(5)]


def answer(markdown: str, query: str, settings: AnswerSettings = SETTINGS) -> CitedAnswer | None:
    """Return what the only article that can be found answers."""
    found = replace(article("en/a", "", render(markdown), keywords=[query]), content_hash="0123456789abcdef0123")
    articles = segment([found, *OTHERS], ENGLISH)
    shortlist = retrieve(Shelf([articles], frozenset(), SnippetSettings(), settings), ENGLISH, f"{query} ")
    return shortlist.cited([shortlist.article_id(place) for place in range(len(shortlist))].index("en/a"))


def text(markdown: str, query: str = "pin card", settings: AnswerSettings = SETTINGS) -> str:
    """Return the answer with its best sentence in brackets; empty for none."""
    found = answer(markdown, query, settings)
    if found is None:
        return ""
    begin, end = found.best
    return f"{found.text[:begin]}[{found.best_text}]{found.text[end:]}"


def test_without_a_sure_sentence_there_is_no_answer() -> None:
    assert text("The pin is here.\n\n## Box\n\nThe card is there. Nothing else.") == ""
    assert text("The pin of the card is here. Nothing else.") == "[The pin of the card is here.] Nothing else."


def test_what_is_sure_is_a_setting() -> None:
    settings = AnswerSettings(sure=0.2)
    assert text("The pin is here. It is green.", settings=settings) == "[The pin is here.] It is green."


def test_an_answer_is_at_most_three_sentences_of_its_section() -> None:
    found = answer("One is red.\n\nTwo is blue. The pin of a card. Four is new.\n\nFive is old.", "pin card")
    assert found is not None
    assert found.text == "One is red.\nTwo is blue. The pin of a card."
    assert (found.first, found.last, found.best_text) == (0, 2, "The pin of a card.")


def test_the_better_neighbours_stand_with_it() -> None:
    markdown = "One is red. Two is blue. The pin of a card. The card is new. Five has a pin."
    assert text(markdown) == "[The pin of a card.] The card is new. Five has a pin."


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "Before.\n\nDo this:\n\n1. Take the card.\n2. Choose the pin of the card. Go.\n3. Close it.\n\nAfter.",
            "Take the card.\n[Choose the pin of the card.] Go.\nClose it.",
        ),
        (
            "Before.\n\nTo get the pin of a card:\n\n1. Take it.\n   - The red one.\n2. Close it.",
            "To get the pin of a card:\n[Take it.]\nThe red one.\nClose it.",
        ),
        ("Do this:\n\n- Take it.\n- Choose the pin of the card. Go.\n- Close it.", "[Choose the pin of the card.] Go."),
        ("| What | Costs |\n|--|--|\n| Box | 1 € |\n| Pin. Card. | 2 € |\n| Bag | 3 € |", "[Pin. Card. · 2 €]"),
        ("The pin of a card:\n\n- Take it.\n- Close it.", ""),
    ],
    ids=["steps", "what leads to steps", "item", "row", "what leads to items"],
)
def test_steps_stand_together_and_items_and_rows_alone(markdown: str, expected: str) -> None:
    assert text(markdown) == expected


def test_each_line_is_said_to_be_what_it_is() -> None:
    found = answer("To get the pin of a card:\n\n1. Take it.\n   - Red one.\n2. Close it.", "pin card")
    assert found is not None
    assert found.kinds == (LineKind.PROSE, LineKind.STEP, LineKind.ITEM, LineKind.STEP)


def test_a_question_or_heading_is_not_the_best_sentence() -> None:
    assert text("Where is the pin of a card? On its back.") == "Where is the pin of a card? [On its back.]"
    assert text("#### The pin of a card\n\nOn its back.") == "The pin of a card\n[On its back.]"


def test_nothing_stands_before_a_heading_nor_after_its_section() -> None:
    markdown = "Red.\n\n#### Green\n\nThe pin of a card.\n\n#### Blue\n\nOther.\n\n## Next\n\nThis."
    assert text(markdown) == "Green\n[The pin of a card.]"


def test_an_answer_that_would_be_too_long_is_none() -> None:
    assert text(f"The pin of a card {'and so on ' * 100}.") == ""


def test_of_a_list_that_would_be_too_long_the_one_step_stands() -> None:
    steps = "\n".join(f"1. Take {'it and so on ' * 10} ." for _ in range(9))
    assert text(f"{steps}\n1. The pin of a card.") == "[The pin of a card.]"


def test_the_reference_names_article_version_section_and_sentences() -> None:
    found = answer(
        "One.\n\n## The others\n\nTwo is a box:\n\n- Three is a bag.\n- The pin of a card. Four.", "pin card"
    )
    assert found is not None
    assert (found.anchor, found.heading) == ("s-the-others", "The others")
    assert found.reference == "en/a@0123456789abcdef#s-the-others:2-3"
