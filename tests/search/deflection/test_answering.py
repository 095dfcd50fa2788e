"""An answer is given where it is sure and suggested, and opens by itself where its article is as sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search import UNTUNED, Band, CitedAnswer, Decision, Results, Thresholds, Tuning, answer_to_show, opens_by_itself
from search.deflection.decision import Cause, Reason
from search.model import ArticleHead, LineKind

HEAD = ArticleHead("en/a", "en", "a", "A", "general", "a", "", None, (), ())
ANSWER = CitedAnswer(HEAD, "0" * 16, "", "", "It is.", (0, 6), (LineKind.PROSE,), 0, 0, 1.0)
TUNED = Tuning(0.95, {"en": Thresholds(possible=0.1, questions=40)})


def decision(band: Band) -> Decision:
    return Decision(band, 0.9, Reason(Cause.MATCHED), True)


def results(evidence: float, answer: CitedAnswer | None = ANSWER) -> Results:
    return replace(Results.nothing("q", "en", "1"), evidence=evidence, answer=answer)


@pytest.mark.parametrize("band", Band)
def test_an_answer_is_given_where_its_article_is_suggested(band: Band) -> None:
    assert (answer_to_show(results(0.9), decision(band)) is ANSWER) == (band in (Band.STRONG, Band.POSSIBLE))
    assert answer_to_show(results(0.9, None), decision(band)) is None


@pytest.mark.parametrize(
    ("tuning", "evidence", "expected"),
    [
        (UNTUNED, 0.59, False),
        (UNTUNED, 0.6, True),
        (Tuning(0.95, {"en": Thresholds(possible=0.4)}), 0.64, False),
        (Tuning(0.95, {"en": Thresholds(possible=0.4)}), 0.66, True),
        (Tuning(0.95, {"en": Thresholds(possible=0.4, judged=40)}), 0.41, True),
        (TUNED, 0.11, True),
        (replace(TUNED, languages={"es": Thresholds(questions=40)}), 0.5, False),
    ],
)
def test_it_opens_by_itself_where_its_article_is_sure(tuning: Tuning, evidence: float, expected: bool) -> None:
    assert opens_by_itself(results(evidence), decision(Band.POSSIBLE), tuning) == expected


def test_what_is_not_suggested_never_opens() -> None:
    assert not opens_by_itself(results(0.9), decision(Band.NONE), TUNED)
    assert not opens_by_itself(results(0.9, None), decision(Band.STRONG), TUNED)
