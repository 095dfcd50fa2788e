"""The decision:

1. From ``strong`` the first hit is opened, from ``possible`` the list is shown, from ``unsure`` the form under it,
   below the form alone.
2. Where a word is in no article, the form opens under the list in a wider zone; no list is taken away for it.
3. Without a hit the form opens and the confidence is 0.
4. A greeting is asked what happened, whatever was found for it.
5. Every cause has a sentence.
6. A word that no article mentions is the reason wherever the first hit is not opened.
7. Two words that mean something are enough to judge by, so is one that the first hit does not hold.
8. More of what is measured never gives less confidence nor a lower band.
9. A language without tuning is decided by the defaults; each language has its own measure.
10. A first hit that is shown though it shares few words is shown for its likeness in meaning.
11. In doubt a word that no article mentions comes before a likeness, named as it was typed; of gibberish nothing is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.deflection.decision import UNKNOWN_ZONE, Band, Cause, Reason, band_of, decide
from search.deflection.tuning import DEFAULT, UNTUNED, Measure, Thresholds, Tuning
from search.model import ArticleHead, Hit, Results, Snippet

THRESHOLDS = Thresholds(Measure.EVIDENCE, unsure=0.3, possible=0.4, strong=0.6, slope=8.0, intercept=-2.0)
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
    """Return results of one hit, or of those with ``titles``; it attained as much as there is evidence."""
    hits = tuple(map(hit, titles or ["Set up the VPN"]))
    return Results(
        "text",
        language,
        (),
        hits,
        len(hits),
        "1.1",
        evidence,
        attained=evidence,
        asked=asked,
        matched=matched,
        unknown=tuple(unknown),
    )


def nothing(asked: int) -> Results:
    return Results("text", "en", (), (), 0, "1.1", asked=asked)


@pytest.mark.parametrize(
    ("evidence", "band"),
    [
        (0.0, Band.NONE),
        (math.nextafter(0.3, 0), Band.NONE),
        (0.3, Band.UNSURE),
        (math.nextafter(0.4, 0), Band.UNSURE),
        (0.4, Band.POSSIBLE),
        (math.nextafter(0.6, 0), Band.POSSIBLE),
        (0.6, Band.STRONG),
        (math.nextafter(0.6, 1), Band.STRONG),
        (1.0, Band.STRONG),
    ],
)
def test_the_band_changes_at_the_thresholds(evidence: float, band: Band) -> None:
    assert decide(results(evidence), TUNING).band is band


def test_where_the_thresholds_are_level_nothing_is_only_suggested() -> None:
    level = Thresholds(unsure=0.4, possible=0.4, strong=0.4)
    assert [band_of(measured, level, False) for measured in (0.39, 0.4)] == [Band.NONE, Band.STRONG]


@pytest.mark.parametrize(
    ("measured", "band", "band_with_unknown"),
    [
        (0.29, Band.NONE, Band.NONE),
        (0.31, Band.UNSURE, Band.UNSURE),
        (0.41, Band.POSSIBLE, Band.UNSURE),
        (0.44, Band.POSSIBLE, Band.UNSURE),
        (0.46, Band.POSSIBLE, Band.POSSIBLE),
        (0.61, Band.STRONG, Band.STRONG),
    ],
)
def test_a_word_that_no_article_has_widens_the_zone_of_doubt(
    measured: float, band: Band, band_with_unknown: Band
) -> None:
    assert UNKNOWN_ZONE == 1.5
    assert band_of(measured, THRESHOLDS, has_unknown_words=False) is band
    assert band_of(measured, THRESHOLDS, has_unknown_words=True) is band_with_unknown
    assert decide(results(measured), TUNING).band is band
    assert decide(results(measured, unknown=("mortgage",)), TUNING).band is band_with_unknown


def test_in_the_wider_zone_nothing_is_opened_in_place() -> None:
    near = Thresholds(unsure=0.3, possible=0.4, strong=0.4)
    assert [band_of(0.42, near, each) for each in (False, True)] == [Band.STRONG, Band.UNSURE]


@given(SHARES)
def test_an_unknown_word_takes_no_list_away_and_never_shuts_the_form(measured: float) -> None:
    band, with_unknown = (band_of(measured, THRESHOLDS, each) for each in (False, True))
    assert (band is Band.NONE) == (with_unknown is Band.NONE)
    assert BANDS.index(with_unknown) <= BANDS.index(band)


def test_the_form_is_reached_where_articles_are_not_left_alone() -> None:
    assert [each for each in Band if each.reaches_form] == [Band.UNSURE, Band.NONE]


GREETINGS = ("Hola, buenas. Help!", "hi", "HELLO!!", "ok", "ahoj", "Dobrý deň", "hola, buenas tardes", "thanks")


@pytest.mark.parametrize("text", GREETINGS)
@pytest.mark.parametrize("language", ["en", "es", "sk"])
def test_a_greeting_is_asked_what_happened_whatever_was_found(text: str, language: str) -> None:
    decision = decide(replace(results(0.9, language=language), text=text), TUNING)
    assert (decision.band, decision.confidence) == (Band.NONE, 0.0)
    assert (decision.reason, decision.has_enough_words) == (Reason(Cause.GREETING), False)
    assert decide(replace(nothing(1), text=text), TUNING) == decision


@pytest.mark.parametrize("text", ["hello my card was stolen", "hola, no puedo entrar", "ahoj, kde sú peniaze"])
def test_a_greeting_before_a_problem_is_a_question(text: str) -> None:
    decision = decide(replace(results(0.9), text=text), TUNING)
    assert (decision.band, decision.has_enough_words) == (Band.STRONG, True)


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


@pytest.mark.parametrize("evidence", [0.1, 0.35, 0.5])
def test_an_unknown_word_is_the_reason_for_not_opening_the_first_hit(evidence: float) -> None:
    reason = decide(results(evidence, unknown=("mortgage", "house")), TUNING).reason
    assert reason == Reason(Cause.UNKNOWN_WORD, word="mortgage")


def test_an_unknown_word_is_no_reason_where_the_first_hit_is_opened() -> None:
    reason = decide(results(0.7, "Set up the VPN", "Fees", unknown=("please",)), TUNING).reason
    assert reason == Reason(Cause.MATCHED, matched=2, asked=3, title="Set up the VPN")


def test_an_unknown_word_is_named_as_it_was_typed() -> None:
    found = replace(results(0.35, unknown=("vyrocna",)), text="Výročná správa")
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
    found = replace(results(0.35, unknown=unknown), hits=(hit("Fees", alike="Is it free?"),))
    assert decide(found, TUNING).reason == expected


@pytest.mark.parametrize(("evidence", "band"), [(0.1, Band.NONE), (0.35, Band.UNSURE)])
def test_of_gibberish_no_article_holds_a_word(evidence: float, band: Band) -> None:
    found = replace(results(evidence, matched=0), is_gibberish=True, hits=(hit("Fees", alike="Is it free?"),))
    decision = decide(found, TUNING)
    assert (decision.band, decision.reason) == (band, Reason(Cause.NOTHING_FOUND))


@pytest.mark.parametrize("evidence", [0.46, 0.5, 0.7])
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


@pytest.mark.parametrize("evidence", [0.1, 0.35, 0.5, 0.7])
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
    tuning = Tuning(0.95, {"en": THRESHOLDS, "sk": Thresholds(unsure=0.05, possible=0.1, strong=0.2)})
    assert [decide(results(0.25, language=each), tuning).band for each in ("en", "sk", "es")] == [
        *(Band.NONE, Band.STRONG, Band.UNSURE)
    ]


def test_each_language_is_decided_by_its_own_measure() -> None:
    found = replace(results(0.9), attained=0.1)
    by_score = Tuning(0.95, {"en": replace(THRESHOLDS, measure=Measure.ATTAINED)})
    assert [decide(found, each).band for each in (TUNING, by_score)] == [Band.STRONG, Band.NONE]
    assert decide(found, by_score).confidence == pytest.approx(THRESHOLDS.probability(0.1))
