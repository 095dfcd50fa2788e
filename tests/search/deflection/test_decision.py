"""The decision:

1. From the threshold ``strong`` the first hit is opened, from ``possible`` it is suggested, from ``unsure`` the form
   opens under it, and below instead of it. Where a word is unknown, more is unsure.
2. Without a hit the form opens and the confidence is 0.
3. Every cause has a sentence.
4. A word that no article mentions is the reason wherever the first hit is not opened.
5. Two words that mean something are enough to judge by, so is one that the first hit does not hold.
6. More evidence never gives less confidence nor a lower band.
7. A language without tuning is decided by the defaults.
8. A first hit that is shown though it shares few words is shown for its likeness in meaning; in doubt a word that no
   article mentions comes first, named as it was typed.
9. A greeting has still to say what happened, whatever it finds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.deflection.decision import Band, Cause, Reason, decide
from search.deflection.tuning import DEFAULT, UNTUNED, Measure, Thresholds, Tuning
from search.model import ArticleHead, Hit, Results, Snippet

EVIDENCE = Thresholds(measure=Measure.EVIDENCE)
THRESHOLDS = replace(EVIDENCE, unsure=0.25, possible=0.5, strong=0.75, slope=8.0, intercept=-2.0)
TUNING = Tuning(0.95, {"en": THRESHOLDS})
SHARES = st.floats(0, 1)
BANDS = [Band.NONE, Band.UNSURE, Band.POSSIBLE, Band.STRONG]


def hit(title: str, alike: str = "") -> Hit:
    head = ArticleHead("en/vpn", "en", "vpn", title, "general", "vpn", "", None, (), ())
    return Hit(
        head, score=1.0, confidence=0.5, anchor="", snippet=Snippet("", ()), signals=(), found_in="en", alike=alike
    )


def results(
    evidence: float,
    *titles: str,
    language: str = "en",
    asked: int = 3,
    matched: int = 2,
    unknown: Sequence[str] = (),
) -> Results:
    """Return results of one hit, or of those with ``titles``."""
    hits = tuple(map(hit, titles or ["Set up the VPN"]))
    return Results(
        "text", language, (), hits, len(hits), "1.1", evidence, asked=asked, matched=matched, unknown=tuple(unknown)
    )


def nothing(asked: int) -> Results:
    return Results("text", "en", (), (), 0, "1.1", asked=asked)


@pytest.mark.parametrize(
    ("evidence", "band"),
    [
        (0.0, Band.NONE),
        (math.nextafter(0.25, 0), Band.NONE),
        (0.25, Band.UNSURE),
        (math.nextafter(0.5, 0), Band.UNSURE),
        (0.5, Band.POSSIBLE),
        (math.nextafter(0.75, 0), Band.POSSIBLE),
        (0.75, Band.STRONG),
        (1.0, Band.STRONG),
    ],
)
def test_the_band_changes_at_the_thresholds(evidence: float, band: Band) -> None:
    assert decide(results(evidence), TUNING).band is band


def test_where_the_thresholds_are_level_nothing_is_only_suggested() -> None:
    level = Tuning(0.95, {"en": replace(EVIDENCE, unsure=0.4, possible=0.4, strong=0.4)})
    assert [decide(results(evidence), level).band for evidence in (0.39, 0.4)] == [Band.NONE, Band.STRONG]


@pytest.mark.parametrize(("asked", "cause"), [(0, Cause.NO_WORDS), (2, Cause.NOTHING_FOUND)])
def test_without_a_hit_the_form_opens(asked: int, cause: Cause) -> None:
    certain = Tuning(0.95, {"en": Thresholds(unsure=0.0, possible=0.0, strong=0.0, intercept=9.0)})
    decision = decide(nothing(asked), certain)
    assert (decision.band, decision.confidence, decision.reason) == (Band.NONE, 0.0, Reason(cause))


SENTENCES = {
    Reason(Cause.NO_WORDS): "the question holds no word",
    Reason(Cause.GREETING): "the question does not say yet what happened",
    Reason(Cause.UNKNOWN_WORD, word="mortgage"): "no article mentions 'mortgage'",
    Reason(Cause.NOTHING_FOUND): "no article holds any of the words",
    Reason(Cause.SIMILAR, title="Is it free?"): "similar in meaning to the question 'Is it free?'",
    Reason(Cause.MATCHED, matched=2, asked=3, title="Fees"): "'Fees' matches 2 of 3 words",
}


def test_every_cause_has_a_sentence() -> None:
    assert {reason: str(reason) for reason in SENTENCES} == SENTENCES
    assert [reason.cause for reason in SENTENCES] == list(Cause)


@pytest.mark.parametrize("text", ["hello", "Hola, buenas", "ahoj!"])
def test_a_greeting_has_still_to_say_what_happened(text: str) -> None:
    decision = decide(replace(results(0.9), text=text), TUNING)
    assert (decision.band, decision.reason, decision.has_enough_words) == (Band.NONE, Reason(Cause.GREETING), False)


def test_where_a_word_is_unknown_more_is_unsure() -> None:
    assert [decide(results(0.6, unknown=each), TUNING).band for each in ((), ("mortgage",))] == [
        *(Band.POSSIBLE, Band.UNSURE)
    ]


@pytest.mark.parametrize("evidence", [0.1, 0.4])
def test_an_unknown_word_is_the_reason_for_not_opening_the_first_hit(evidence: float) -> None:
    reason = decide(results(evidence, unknown=("mortgage", "house")), TUNING).reason
    assert reason == Reason(Cause.UNKNOWN_WORD, word="mortgage")


def test_an_unknown_word_is_no_reason_where_the_first_hit_is_opened() -> None:
    reason = decide(results(0.9, "Set up the VPN", "Fees", unknown=("please",)), TUNING).reason
    assert reason == Reason(Cause.MATCHED, matched=2, asked=3, title="Set up the VPN")


def test_an_unknown_word_is_named_as_it_was_typed() -> None:
    found = replace(results(0.4, unknown=("vyrocna",)), text="Výročná správa")
    assert decide(found, TUNING).reason == Reason(Cause.UNKNOWN_WORD, word="Výročná")


@pytest.mark.parametrize(
    ("unknown", "expected"),
    [
        (("mortgage",), Reason(Cause.UNKNOWN_WORD, word="mortgage")),
        ((), Reason(Cause.SIMILAR, title="Is it free?")),
    ],
)
def test_in_doubt_a_word_that_no_article_mentions_comes_before_a_likeness(
    unknown: tuple[str, ...], expected: Reason
) -> None:
    found = replace(results(0.4, unknown=unknown), hits=(hit("Fees", alike="Is it free?"),))
    assert decide(found, TUNING).reason == expected


@pytest.mark.parametrize(("evidence", "band"), [(0.1, Band.NONE), (0.4, Band.UNSURE)])
def test_of_gibberish_no_article_holds_a_word(evidence: float, band: Band) -> None:
    found = replace(results(evidence, matched=0), is_gibberish=True, hits=(hit("Fees", alike="Is it free?"),))
    decision = decide(found, TUNING)
    assert (decision.band, decision.reason) == (band, Reason(Cause.NOTHING_FOUND))


@pytest.mark.parametrize("evidence", [0.65, 0.7, 0.8])
@pytest.mark.parametrize("unknown", [(), ("mortgage",)])
def test_a_likeness_in_meaning_is_the_reason_for_showing_what_shares_few_words(
    evidence: float, unknown: tuple[str, ...]
) -> None:
    found = replace(results(evidence, unknown=unknown), hits=(hit("Fees", alike="Is it free?"), hit("VPN")))
    assert decide(found, TUNING).reason == Reason(Cause.SIMILAR, title="Is it free?")


def test_a_likeness_of_a_hit_that_is_not_the_first_is_no_reason() -> None:
    found = replace(results(0.4), hits=(hit("Fees"), hit("VPN", alike="Is it free?")))
    assert decide(found, TUNING).reason.cause is Cause.MATCHED


@pytest.mark.parametrize(
    ("unknown", "expected"),
    [
        (("mortgage",), Reason(Cause.UNKNOWN_WORD, word="mortgage")),
        ((), Reason(Cause.MATCHED, matched=2, asked=3, title="Fees")),
    ],
)
def test_a_likeness_in_meaning_is_no_reason_for_opening_the_form(unknown: tuple[str, ...], expected: Reason) -> None:
    found = replace(results(0.1, unknown=unknown), hits=(hit("Fees", alike="Is it free?"),))
    assert decide(found, TUNING).reason == expected


@pytest.mark.parametrize("evidence", [0.1, 0.4, 0.6])
def test_without_an_unknown_word_the_first_hit_is_the_reason(evidence: float) -> None:
    reason = decide(results(evidence, "Fees", "Set up the VPN"), TUNING).reason
    assert str(reason) == "'Fees' matches 2 of 3 words"


@pytest.mark.parametrize(
    ("asked", "matched", "is_enough"), [(0, 0, False), (1, 1, False), (1, 0, True), (2, 2, True), (5, 1, True)]
)
def test_two_words_are_enough_or_one_that_the_first_hit_does_not_hold(
    asked: int, matched: int, is_enough: bool
) -> None:
    assert decide(results(0.4, asked=asked, matched=matched), TUNING).has_enough_words is is_enough


@pytest.mark.parametrize(("asked", "is_enough"), [(0, False), (1, True), (2, True)])
def test_a_word_that_finds_nothing_is_enough(asked: int, is_enough: bool) -> None:
    assert decide(nothing(asked), TUNING).has_enough_words is is_enough


@given(SHARES, SHARES)
def test_more_evidence_never_gives_less(one: float, other: float) -> None:
    less, more = (decide(results(evidence), TUNING) for evidence in sorted((one, other)))
    assert 0 < less.confidence <= more.confidence < 1
    assert BANDS.index(less.band) <= BANDS.index(more.band)


def test_the_confidence_is_read_from_the_curve() -> None:
    assert decide(results(0.25), TUNING).confidence == pytest.approx(0.5)
    assert decide(results(0.5), TUNING).confidence == pytest.approx(1 / (1 + math.exp(-2)))


@given(SHARES)
def test_a_language_without_tuning_is_decided_by_the_defaults(evidence: float) -> None:
    slovak = results(evidence, language="sk")
    assert decide(slovak, TUNING) == decide(slovak, UNTUNED) == decide(slovak, Tuning(0.5, {"sk": DEFAULT}))


def test_each_language_has_its_own_thresholds() -> None:
    tuning = Tuning(0.95, {"en": THRESHOLDS, "sk": replace(THRESHOLDS, unsure=0.1, possible=0.1, strong=0.2)})
    bands = [decide(replace(results(0.24, language=each), attained=0.35), tuning).band for each in ("en", "sk", "es")]
    assert bands == [Band.NONE, Band.STRONG, Band.POSSIBLE]
