"""The decision as a picture: how far its probabilities can be trusted, and what the one knob does. SVG as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from search.evaluation.metrics import Bin, reliability
from search.evaluation.report import Outcome

SIDE = 260
"""Of a panel, in pixels."""

LEFT = 56
GAP = 96
TOP = 64
BOTTOM = 58
WIDTH = LEFT + 2 * SIDE + GAP + 24
HEIGHT = TOP + SIDE + BOTTOM
SECOND = LEFT + SIDE + GAP

STEPS = 100
"""Points of a curve."""

STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #424a53 }
.heading { font-size: 14px; font-weight: 600 }
.kept { fill: #0f6b5f } .kept-line { stroke: #0f6b5f } .revealed { fill: #8a4b08 } .revealed-line { stroke: #8a4b08 }
.bar { fill: #0f6b5f; fill-opacity: .75 }
.line { fill: none; stroke-width: 2.5 }
.frame, .grid { fill: none; stroke: #8c959f; stroke-opacity: .35 }
.ideal, .present { stroke: #6e7781; stroke-dasharray: 4 4 }
@media (prefers-color-scheme: dark) {
text { fill: #b7bfc8 } .kept, .bar { fill: #6fd1bf } .kept-line { stroke: #6fd1bf }
.revealed { fill: #f0b76a } .revealed-line { stroke: #f0b76a } }"""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one position of the knob does to judged queries."""

    keep: float
    kept: float
    """Share of the queries with an answer among the first three that get suggestions."""

    revealed: float
    """Share of the queries without an answer that open the form."""


def turns(outcomes: Sequence[Outcome], steps: int = STEPS) -> list[Turn]:
    """Return what each share to keep, from 0.5 to 1, does; nothing without queries of both kinds."""
    right = np.array([each.measured for each in outcomes if each.is_right])
    without = np.array([each.measured for each in outcomes if not each.judgement.answers])
    if not len(right) or not len(without):
        return []
    found = []
    for keep in np.linspace(0.5, 1, steps + 1).tolist():
        threshold = np.quantile(right, 1 - keep)
        found.append(Turn(keep, float((right >= threshold).mean()), float((without < threshold).mean())))
    return found


def decision_plot(outcomes: Sequence[Outcome], title: str) -> str:
    """Return the SVG of ``outcomes``: reliability on the left, the knob on the right."""
    bins = reliability([each.confidence for each in outcomes], [each.is_right for each in outcomes])
    curve = turns(outcomes)
    body = "\n".join([*reliability_panel(bins), *(knob_panel(curve) if curve else [])])
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title description">
<title id="title">{escape(title)}</title>
<desc id="description">{escape(description(bins, curve))}</desc>
<style>
{STYLE}
</style>
{body}
</svg>
"""


def description(bins: Sequence[Bin], curve: Sequence[Turn]) -> str:
    """Return in words what the panels show."""
    trust = ", ".join(f"{each.confidence:.0%} said, {each.right:.0%} right" for each in bins)
    knob = ", ".join(f"keeping {each.kept:.0%} opens {each.revealed:.0%}" for each in curve[::10])
    return f"Reliability: {trust}. The knob: {knob or 'no queries without an answer'}."


def reliability_panel(bins: Sequence[Bin]) -> Iterator[str]:
    """Yield a bar a tenth of confidence: as high as the share that was right; on the dashed line would be perfect."""
    yield from frame(LEFT, "How far the confidence can be trusted", "confidence", "an answer among the first three")
    for each in bins:
        x, width = across(LEFT, each.low), SIDE * (each.high - each.low)
        top = up(each.right)
        yield (
            f'<rect class="bar" x="{x + 2:.1f}" y="{top:.1f}" width="{width - 4:.1f}" height="{TOP + SIDE - top:.1f}">'
            f"<title>{each.queries} queries: {each.confidence:.0%} said, {each.right:.0%} right</title></rect>"
        )
    yield f'<path class="ideal" d="M{LEFT} {TOP + SIDE}L{LEFT + SIDE} {TOP}"/>'


def knob_panel(curve: Sequence[Turn]) -> Iterator[str]:
    """Yield how many unanswerable questions open the form for each share of right suggestions that is kept."""
    yield from frame(
        SECOND, "What the knob does", "right suggestions kept", "unanswerable questions that open the form"
    )
    points = " ".join(f"{across(SECOND, (each.kept - 0.5) * 2):.1f},{up(each.revealed):.1f}" for each in curve)
    yield f'<polyline class="line revealed-line" points="{points}"/>'
    for keep in (0.9, 0.95, 0.98):
        turn = min(curve, key=lambda each: abs(each.keep - keep))
        x, y = across(SECOND, (turn.kept - 0.5) * 2), up(turn.revealed)
        yield f'<circle class="revealed" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        yield f'<text x="{x - 8:.1f}" y="{y + 16:.1f}" text-anchor="end">{turn.kept:.0%}: {turn.revealed:.0%}</text>'


def frame(left: int, heading: str, below: str, beside: str) -> Iterator[str]:
    """Yield heading, axes and grid of a panel; the second one shows 50 to 100 % from left to right."""
    yield f'<text class="heading" x="{left}" y="24">{heading}</text>'
    yield f'<text x="{left}" y="46">↑ {beside}</text>'
    yield f'<rect class="frame" x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>'
    yield f'<text x="{left + SIDE}" y="{TOP + SIDE + 42}" text-anchor="end">{below} →</text>'
    lowest = 0.0 if left == LEFT else 0.5
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = across(left, share), up(share)
        yield f'<path class="grid" d="M{left} {y:.1f}h{SIDE}"/>'
        yield f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>'
        label = lowest + share * (1 - lowest)
        yield f'<text x="{x:.1f}" y="{TOP + SIDE + 20}" text-anchor="middle">{label:.0%}</text>'


def across(left: int, share: float) -> float:
    """Return where ``share`` lies from left to right in the panel that begins at ``left``."""
    return left + SIDE * share


def up(share: float) -> float:
    """Return where ``share`` lies from the bottom to the top."""
    return TOP + SIDE * (1 - share)
