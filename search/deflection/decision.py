"""From results to a band: strong, possible, unsure or none, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from search.analysis.tokens import as_typed
from search.deflection.tuning import Thresholds, Tuning
from search.model import Results
from search.query.openers import is_opener

ENOUGH_WORDS = 2
UNKNOWN_ZONE = 1.5
"""How many times wider the zone of doubt is where the question has a word that no article holds."""


class Band(StrEnum):
    """What the page does with the first hit."""

    STRONG = "strong"
    """It is opened in place."""

    POSSIBLE = "possible"
    """The articles are suggested."""

    UNSURE = "unsure"
    """They are suggested, and the form opens under them."""

    NONE = "none"
    """The form opens."""

    @property
    def reaches_form(self) -> bool:
        """Whether the form opens, instead of the articles or under them."""
        return self in (Band.UNSURE, Band.NONE)


class Cause(StrEnum):
    """Why a band was chosen; the page has a sentence for each."""

    NO_WORDS = "no words"
    """The query holds no word."""

    GREETING = "greeting"
    """The query only greets, thanks or calls for help: it has still to say what happened."""

    UNKNOWN_WORD = "unknown word"
    """No article mentions ``Reason.word``."""

    NOTHING_FOUND = "nothing found"
    """No article holds any of the words."""

    SIMILAR = "similar"
    """The first hit shares few words; it is similar in meaning to its question or heading ``Reason.title``."""

    MATCHED = "matched"
    """The first hit holds ``Reason.matched`` of ``Reason.asked`` words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in terms a person understands."""

    cause: Cause
    word: str = ""
    matched: int = 0
    asked: int = 0
    title: str = ""

    def __str__(self) -> str:
        match self.cause:
            case Cause.NO_WORDS:
                return "the question holds no word"
            case Cause.GREETING:
                return "the question does not say yet what happened"
            case Cause.UNKNOWN_WORD:
                return f"no article mentions '{self.word}'"
            case Cause.NOTHING_FOUND:
                return "no article holds any of the words"
            case Cause.SIMILAR:
                return f"similar in meaning to the question '{self.title}'"
            case Cause.MATCHED:
                return f"'{self.title}' matches {self.matched} of {self.asked} words"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the results may answer."""

    band: Band
    confidence: float
    """Probability that one of the first three hits answers, 0..1."""

    reason: Reason
    has_enough_words: bool
    """Whether the question says enough to be judged: two words that mean something, or one that no article holds."""


def decide(results: Results, tuning: Tuning) -> Decision:
    """Return band, confidence and reason for ``results``; costs a few microseconds."""
    if is_opener(results.text):
        return Decision(Band.NONE, 0.0, Reason(Cause.GREETING), has_enough_words=False)
    thresholds = tuning.of(results.language)
    has_enough_words = results.asked >= ENOUGH_WORDS or results.asked > results.matched
    if not results.hits:
        cause = Cause.NOTHING_FOUND if results.asked else Cause.NO_WORDS
        return Decision(Band.NONE, 0.0, Reason(cause), has_enough_words)
    measured = thresholds.measure.of(results)
    band = band_of(measured, thresholds, bool(results.unknown))
    return Decision(band, thresholds.probability(measured), reason_for(results, band), has_enough_words)


def band_of(measured: float, thresholds: Thresholds, has_unknown_words: bool) -> Band:
    """Return the band of what was measured, 0..1; a word that no article holds speaks against leaving it at a list."""
    if measured < thresholds.unsure:
        return Band.NONE
    zone = (thresholds.possible - thresholds.unsure) * (UNKNOWN_ZONE if has_unknown_words else 1)
    if measured < thresholds.unsure + zone:
        return Band.UNSURE
    return Band.STRONG if measured >= thresholds.strong else Band.POSSIBLE


def reason_for(results: Results, band: Band) -> Reason:
    """Return what speaks for ``band``: a likeness in meaning, a word nobody mentions, or what the first hit holds."""
    alike = results.hits[0].alike
    if alike and not band.reaches_form:
        return Reason(Cause.SIMILAR, title=alike)
    if band is not Band.STRONG and results.unknown:
        return Reason(Cause.UNKNOWN_WORD, word=as_typed(results.unknown[0], results.text))
    if band.reaches_form and results.is_gibberish:
        return Reason(Cause.NOTHING_FOUND)
    if alike and band is Band.UNSURE:
        return Reason(Cause.SIMILAR, title=alike)
    return Reason(Cause.MATCHED, matched=results.matched, asked=results.asked, title=results.hits[0].article.title)
