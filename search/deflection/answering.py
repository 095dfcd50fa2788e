"""Whether what the first hit says is given as the answer, and whether it opens by itself."""

from __future__ import annotations

from search.deflection.decision import Band, Decision
from search.deflection.tuning import Source, Thresholds, Tuning
from search.model import CitedAnswer, Results

MARGIN = 0.25
LEAST = 0.6
"""Where no question is known with its answer, the article's score must be so far above ``unsure``, and so high.

Near-duplicates make the first of them wrong half the time however high it scores (m365: 0.47 to 0.58 at 0.2).
"""


def answer_to_show(results: Results, decision: Decision) -> CitedAnswer | None:
    """Return the answer of ``results`` where its sentence is sure and its article suggested, else None."""
    return results.answer if decision.band in (Band.STRONG, Band.POSSIBLE) else None


def opens_by_itself(results: Results, decision: Decision, tuning: Tuning) -> bool:
    """Return whether the answer of ``results`` is shown in the place of the list: its article is as sure as itself.

    Where thresholds were set from questions or judgements, a suggested article is; see ``LEAST`` where they were not.
    """
    if answer_to_show(results, decision) is None:
        return False
    thresholds = tuning.of(results.language)
    if thresholds.source not in (Source.NOTHING, Source.TRAFFIC):
        return True
    return article_score(results, thresholds) >= max(thresholds.unsure + MARGIN, LEAST)


def article_score(results: Results, thresholds: Thresholds) -> float:
    """Return the number that the decision is taken from, 0..1."""
    return thresholds.measure.of(results)
