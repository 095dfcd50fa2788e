"""Whether what the first hit says is given as the answer, and whether it opens by itself."""

from __future__ import annotations

from search.deflection.decision import Band, Decision
from search.deflection.tuning import Tuning
from search.model import CitedAnswer, Results

MARGIN = 0.25
LEAST = 0.6
"""Where nothing is known of how customers ask, the article's score must be so far above ``possible``, and so high.

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
    return thresholds.is_tuned or article_score(results) >= max(thresholds.possible + MARGIN, LEAST)


def article_score(results: Results) -> float:
    """Return the number that the decision is taken from, 0..1."""
    return results.evidence
