"""An answer is given where it is sure and suggested, and opens by itself where its article is as sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search import UNTUNED, Band, CitedAnswer, Decision, Results, Thresholds, Tuning, answer_to_show, opens_by_itself
from search.deflection.decision import Cause, Reason
from search.deflection.tuning import Measure, Source
from search.model import ArticleHead, LineKind

HEAD = ArticleHead("en/a", "en", "a", "A", "general", "a", "", None, (), ())
ANSWER = CitedAnswer(HEAD, "0" * 16, "", "", "It is.", (0, 6), (LineKind.PROSE,), 0, 0, 1.0)
TUNED = Tuning(0.95, {"en": Thresholds(Measure.EVIDENCE, Source.QUESTIONS, unsure=0.05, possible=0.1)})
BY_TRAFFIC = Tuning(0.95, {"en": Thresholds(Measure.ATTAINED, Source.TRAFFIC, unsure=0.4)})


def decision(band: Band) -> Decision:
    return Decision(band, 0.9, Reason(Cause.MATCHED), True)


def results(attained: float, answer: CitedAnswer | None = ANSWER, evidence: float = 0.0) -> Results:
    return replace(Results.nothing("q", "en", "1"), attained=attained, evidence=evidence, answer=answer)


@pytest.mark.parametrize("band", Band)
def test_an_answer_is_given_where_its_article_is_suggested(band: Band) -> None:
    assert (answer_to_show(results(0.9), decision(band)) is ANSWER) == (band in (Band.STRONG, Band.POSSIBLE))
    assert answer_to_show(results(0.9, None), decision(band)) is None


@pytest.mark.parametrize(
    ("tuning", "attained", "expected"),
    [
        (UNTUNED, 0.59, False),
        (UNTUNED, 0.6, True),
        (BY_TRAFFIC, 0.64, False),
        (BY_TRAFFIC, 0.66, True),
        (TUNED, 0.11, True),
        (replace(TUNED, languages={"es": TUNED.of("en")}), 0.5, False),
    ],
)
def test_it_opens_by_itself_where_its_article_is_sure(tuning: Tuning, attained: float, expected: bool) -> None:
    assert opens_by_itself(results(attained), decision(Band.POSSIBLE), tuning) == expected


@pytest.mark.parametrize("source", Source)
def test_its_article_need_not_lie_so_high_where_questions_are_known_with_their_answers(source: Source) -> None:
    tuning = Tuning(0.95, {"en": Thresholds(source=source)})
    is_known = source not in (Source.NOTHING, Source.TRAFFIC)
    assert opens_by_itself(results(0.4), decision(Band.POSSIBLE), tuning) == is_known


@pytest.mark.parametrize(("measure", "expected"), [(Measure.ATTAINED, False), (Measure.EVIDENCE, True)])
def test_what_thresholds_compare_is_what_must_lie_so_high(measure: Measure, expected: bool) -> None:
    tuning = Tuning(0.95, {"en": Thresholds(measure)})
    assert opens_by_itself(results(0.1, evidence=0.9), decision(Band.STRONG), tuning) == expected


def test_what_is_not_suggested_never_opens() -> None:
    assert not opens_by_itself(results(0.9), decision(Band.NONE), TUNED)
    assert not opens_by_itself(results(0.9, None), decision(Band.STRONG), TUNED)
