"""The plot of the benchmark: bars on a logarithmic scale, as SVG that needs no library to draw."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from tests.speed.corpora import Mode
from tests.speed.measure import Timing
from tests.speed.report import SizeRun, number

ROWS = (
    ("Ventanilla, whole pipeline", "pipeline", Mode.FULL),
    ("… half typed", "pipeline", Mode.HALF_TYPED),
    ("… mistyped", "pipeline", Mode.MISTYPED),
    ("Ventanilla, best 10 ids", "candidates", Mode.FULL),
    ("tantivy, best 10 ids", "tantivy", Mode.FULL),
    ("bm25s, best 10 ids", "bm25s", Mode.FULL),
    ("SQLite FTS5, best 10 ids", "fts5", Mode.FULL),
    ("Whoosh, best 5", "whoosh", Mode.FULL),
)
OWN = ("pipeline", "candidates")

WIDTH = 760
LEFT = 190
RIGHT = 110
TOP = 34
ROW = 20
BAR = 12
PANEL_GAP = 44
LEAST_MS = 0.01
MOST_MS = 1000.0

STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #6e7781 }
.heading { font-weight: 600 }
.value { font-variant-numeric: tabular-nums }
.own { fill: #2f7de1 }
.other { fill: #8c959f }
.grid { stroke: #8c959f; stroke-opacity: .3 }
.tail { stroke: #6e7781; stroke-width: 2 }
@media (prefers-color-scheme: light) { text { fill: #424a53 } .tail { stroke: #424a53 } }
@media (prefers-color-scheme: dark) { text { fill: #b7bfc8 } .tail { stroke: #b7bfc8 } }"""


def plot(runs: Sequence[SizeRun]) -> str:
    """Return the SVG: a panel for each number of articles, a bar for each engine."""
    panels: list[str] = []
    top = TOP
    for run in runs:
        rows = [(name, kind, timing) for name, kind, mode in ROWS if (timing := run.timing(kind, mode))]
        panels += panel(run, rows, top)
        top += len(rows) * ROW + PANEL_GAP
    height = top - PANEL_GAP + 30
    body = "\n".join([*panels, *axis(top - PANEL_GAP + 18)])
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title description">
<title id="title">Time of one query by engine and number of articles</title>
<desc id="description">{escape(description(runs))}</desc>
<style>
{STYLE}
</style>
{body}
</svg>
"""


def description(runs: Sequence[SizeRun]) -> str:
    """Return in words what the bars show."""
    parts = []
    for run in runs:
        found = [(name, run.timing(kind, mode)) for name, kind, mode in ROWS]
        values = [f"{name} {number(timing.p50_ms)}" for name, timing in found if timing]
        parts.append(f"{run.articles:,} articles: {', '.join(values)}.")
    return f"Median milliseconds on a logarithmic scale, shorter is faster. {' '.join(parts)}"


def panel(run: SizeRun, rows: Sequence[tuple[str, str, Timing]], top: int) -> Iterator[str]:
    """Yield heading, grid and bars of one number of articles."""
    yield f'<text class="heading" x="8" y="{top - 12}">{run.articles:,} articles</text>'
    for value in decades():
        yield f'<path class="grid" d="M{place(value):.1f} {top - 4}v{len(rows) * ROW + 4}"/>'
    for line, (name, kind, timing) in enumerate(rows):
        yield from bar(name, "own" if kind in OWN else "other", timing, top + line * ROW)


def bar(name: str, style: str, timing: Timing, top: int) -> Iterator[str]:
    """Yield one bar up to p50, a line from there to p99, and both as text."""
    middle = top + BAR / 2
    end, tail = place(timing.p50_ms), place(timing.p99_ms)
    yield f'<text x="{LEFT - 8}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>'
    yield f'<rect class="{style}" x="{LEFT}" y="{top}" width="{end - LEFT:.1f}" height="{BAR}" rx="2"/>'
    yield f'<path class="tail" d="M{end:.1f} {middle}H{tail:.1f}"/>'
    label = f"{number(timing.p50_ms)} / {number(timing.p99_ms)}"
    yield f'<text class="value" x="{tail + 6:.1f}" y="{middle + 4}">{label}</text>'


def axis(top: int) -> Iterator[str]:
    """Yield the numbers below the last panel."""
    for value in decades():
        yield f'<text x="{place(value):.1f}" y="{top}" text-anchor="middle">{value:g}</text>'
    yield f'<text x="8" y="{top}">ms: bar p50, line to p99</text>'


def decades() -> list[float]:
    """Return the values that are marked."""
    return [10.0**power for power in range(round(math.log10(LEAST_MS)), round(math.log10(MOST_MS)) + 1)]


def place(milliseconds: float) -> float:
    """Return where a value lies from left to right."""
    within = min(max(milliseconds, LEAST_MS), MOST_MS)
    share = math.log10(within / LEAST_MS) / math.log10(MOST_MS / LEAST_MS)
    return LEFT + share * (WIDTH - LEFT - RIGHT)
