"""The picture of the decision:

1. It is well-formed SVG with a title and a description.
2. The description says the figures that are drawn.
3. Whatever the title holds is text.
4. Without queries that nothing answers the knob is left out, and said to be.
5. Turning the knob keeps more and opens the form less.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.deflection.decision import Band
from search.evaluation.plot import SIDE, TOP, decision_plot, turns
from search.evaluation.report import Outcome
from search.judgements import Judgement

SVG = "{http://www.w3.org/2000/svg}"
EVIDENCE = st.integers(0, 100).map(lambda hundredths: hundredths / 100)


def right(evidence: float, confidence: float = 0.5) -> Outcome:
    """Return a query that was answered by the first hit."""
    judgement = Judgement("1", "en", "lost my card", frozenset({"en/card"}))
    return Outcome(judgement, ("en/card",), evidence, confidence, Band.POSSIBLE)


def wrong(evidence: float, confidence: float = 0.5) -> Outcome:
    """Return a query that nothing answers."""
    return Outcome(Judgement("2", "en", "a pool", frozenset()), ("en/card",), evidence, confidence, Band.NONE)


def lost(evidence: float, confidence: float = 0.5) -> Outcome:
    """Return a query whose answer was not found."""
    judgement = Judgement("3", "en", "lost my card", frozenset({"en/card"}))
    return Outcome(judgement, ("en/fees",), evidence, confidence, Band.NONE)


OUTCOMES = [
    *(right(number / 10, confidence=number / 10 + 0.05) for number in range(10)),
    *(wrong(number / 20, confidence=number / 10 + 0.05) for number in range(10)),
]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def text_of(root: ElementTree.Element, name: str) -> str:
    element = root.find(f"{SVG}{name}")
    assert element is not None
    return element.text or ""


def drawn(root: ElementTree.Element, name: str, css_class: str) -> list[ElementTree.Element]:
    return [each for each in root.iter(f"{SVG}{name}") if each.get("class") == css_class]


def test_it_is_svg_with_a_title_and_a_description() -> None:
    root = parsed(decision_plot(OUTCOMES, "The decision on 20 judged queries"))
    assert (root.tag, root.get("role"), root.get("aria-labelledby")) == (f"{SVG}svg", "img", "title description")
    assert text_of(root, "title") == "The decision on 20 judged queries"
    assert [(each.tag, each.get("id")) for each in list(root)[:2]] == [
        (f"{SVG}title", "title"),
        (f"{SVG}desc", "description"),
    ]


def test_everything_is_drawn_within_its_frame() -> None:
    root = parsed(decision_plot(OUTCOMES, "t"))
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    numbers = [(float(each.get("x", 0)), float(each.get("y", 0))) for each in root.iter()]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in numbers)


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "Fees & 'limits' \"today\"", "]]>", "</title>", "", "žĺ✓"]
)
def test_whatever_the_title_holds_is_text(title: str) -> None:
    root = parsed(decision_plot(OUTCOMES, title))
    assert text_of(root, "title") == title
    assert root.find(f".//{SVG}script") is None


def test_the_description_says_the_reliability_that_is_drawn() -> None:
    outcomes = [right(0.5, 0.32), right(0.5, 0.34), lost(0.5, 0.3), wrong(0.1, 0.36), right(0.9, 0.95)]
    root = parsed(decision_plot(outcomes, "t"))
    assert text_of(root, "desc").startswith("Reliability: 33% said, 50% right, 95% said, 100% right. The knob: ")
    low, high = drawn(root, "rect", "bar")
    assert [bar.findtext(f"{SVG}title") for bar in (low, high)] == [
        "4 queries: 33% said, 50% right",
        "1 queries: 95% said, 100% right",
    ]
    assert (float(low.get("height", 0)), float(high.get("height", 0))) == (SIDE / 2, SIDE)
    assert float(low.get("y", 0)) == TOP + SIDE / 2
    assert float(high.get("x", 0)) - float(low.get("x", 0)) == pytest.approx(0.6 * SIDE)


def test_the_description_says_the_knob_that_is_drawn() -> None:
    outcomes = [*(right((number + 0.5) / 1000) for number in range(1000)), *map(wrong, (0.03, 0.04, 0.3, 0.6))]
    root = parsed(decision_plot(outcomes, "t"))
    said = re.findall(r"keeping (\d+%) opens (\d+%)", text_of(root, "desc"))
    assert said == [
        *[("50%", "75%"), ("55%", "75%"), ("60%", "75%"), ("65%", "75%"), ("70%", "75%"), ("75%", "50%")],
        *[("80%", "50%"), ("85%", "50%"), ("90%", "50%"), ("95%", "50%"), ("100%", "0%")],
    ]
    labels = [each.text for each in root.iter(f"{SVG}text") if re.fullmatch(r"\d+%: \d+%", each.text or "")]
    assert labels == ["90%: 50%", "95%: 50%", "98%: 0%"]
    (line,) = drawn(root, "polyline", "line revealed-line")
    points = [point.split(",") for point in str(line.get("points")).split()]
    steps = [(share, TOP + SIDE * (1 - share)) for share in (0.75, 0.5, 0.25, 0.0)]
    shares = [next(share for share, y in steps if abs(y - float(each)) < 0.1) for _, each in points]
    assert (len(shares), shares[0], shares[-1], shares.count(0.25)) == (101, 0.75, 0.0, 2)
    assert float(points[-1][0]) - float(points[0][0]) == pytest.approx(SIDE)


@pytest.mark.parametrize("outcomes", [[], [right(0.5)], [lost(0.5)], [right(0.5), lost(0.2)], [wrong(0.4)]])
def test_without_queries_of_both_kinds_the_knob_is_left_out(outcomes: list[Outcome]) -> None:
    root = parsed(decision_plot(outcomes, "t"))
    assert turns(outcomes) == []
    assert root.find(f"{SVG}polyline") is None
    assert text_of(root, "desc").endswith("The knob: no queries without an answer.")
    assert len(drawn(root, "rect", "frame")) == 1
    assert len(drawn(root, "rect", "bar")) == bool(outcomes)


def test_both_kinds_give_both_panels() -> None:
    root = parsed(decision_plot([right(0.5), wrong(0.4)], "t"))
    assert len(drawn(root, "rect", "frame")) == 2
    assert root.find(f"{SVG}polyline") is not None


@given(st.lists(EVIDENCE, min_size=1, max_size=20), st.lists(EVIDENCE, min_size=1, max_size=20))
def test_turning_the_knob_keeps_more_and_opens_the_form_less(found: list[float], missing: list[float]) -> None:
    curve = turns([*map(right, found), *map(wrong, missing), lost(0.9)])
    assert [each.keep for each in curve] == sorted(each.keep for each in curve)
    assert [each.kept for each in curve] == sorted(each.kept for each in curve)
    assert [each.revealed for each in curve] == sorted((each.revealed for each in curve), reverse=True)
    assert (curve[0].keep, curve[-1].keep, curve[-1].kept) == (0.5, 1.0, 1.0)
    assert all(each.kept >= each.keep - 1 / len(found) for each in curve)


def test_a_turn_counts_right_suggestions_and_unanswerable_queries() -> None:
    outcomes = [*map(right, (0.2, 0.4, 0.6, 0.8)), *map(wrong, (0.1, 0.3, 0.5, 0.7)), lost(0.0)]
    first, _, last = turns(outcomes, steps=2)
    assert (first.keep, first.kept, first.revealed) == (0.5, 0.5, 0.5)
    assert (last.keep, last.kept, last.revealed) == (1.0, 1.0, 0.25)
