"""What a help centre would have done with the requests of the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.languages import LANGUAGES
from search.deflection.decision import Band, Decision, decide
from search.deflection.groups import Asked, Group, Sample, unanswered_groups
from search.deflection.leave_one_out import FIRST
from search.deflection.old_requests import OldRequest
from search.deflection.own_words import joined, questions_of
from search.deflection.redaction import redact
from search.deflection.tuning import Tuning
from search.model import ArticleHead, Problem, Results, Severity, whole_id
from search.settings import ReplaySettings

ALL = "all"
OTHER = "other"
PAGE_LANGUAGE = "en"
"""Language of the page a question is asked on where nobody knows it; the searcher looks for the question's own."""


class Asking(Protocol):
    """What is needed of a searcher."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have articles."""
        ...

    def search(self, text: str, language: str, limit: int) -> Results:
        """Return the best ``limit`` articles."""
        ...

    def heads(self, language: str) -> Sequence[ArticleHead]:
        """Return the heads of all articles of ``language``."""
        ...


@dataclass(frozen=True, slots=True)
class BandCount:
    """Requests of one band."""

    band: Band
    requests: int
    share: float


@dataclass(frozen=True, slots=True)
class Resolved:
    """Requests of which the article that answers them is known."""

    requests: int
    found: int
    """Those with that article among the first three hits."""

    wrongly_strong: int
    """Not found, but another article would have been opened in place."""

    wrongly_possible: int
    """Not found, but other articles would have been suggested."""

    unknown_articles: int
    """Requests, not counted above, whose article the index does not have."""


@dataclass(frozen=True, slots=True)
class LanguageReplay:
    """What would have become of the requests of one language."""

    language: str
    """Code, ``other`` for languages without articles, ``all`` for the sum."""

    requests: int
    bands: tuple[BandCount, ...]
    """Strong, possible, none."""

    coverage: float
    """Share of requests with suggestions, strong or possible."""

    expected_deflection: float
    """Requests that an article shown answers: the sum of the decision's confidence over those with suggestions.

    Assumes that the confidence is calibrated for requests as they were sent, and that customers read what is shown and
    then do not write: an upper limit of what is saved.
    """

    expected_wrongly_shut: float
    """Requests with a strong hit that does not answer: the sum of 1 - confidence over these, under the same assumption.

    Those with a possible hit are left out, as the button that opens the form stands beside the suggestions.
    """

    resolved: Resolved


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What would have become of all requests."""

    overall: LanguageReplay
    languages: tuple[LanguageReplay, ...]
    """By code; without languages that no request is in."""

    groups: tuple[Group, ...]
    """Of unanswered questions, the biggest first."""

    bad_rows: int
    """Rows left out."""

    replaced_rows: int
    """Rows read although some of their characters were replaced."""

    problems: tuple[Problem, ...]
    """The first few."""


@dataclass(slots=True)
class Tally:
    """Running sums of one language."""

    bands: Counter[Band] = field(default_factory=Counter)
    deflection: float = 0.0
    wrongly_shut: float = 0.0
    resolved: Counter[str] = field(default_factory=Counter)

    def add(self, decision: Decision, found: str) -> None:
        """Count one request; ``found`` is what ``Keys.found`` says."""
        self.bands[decision.band] += 1
        if decision.band is not Band.NONE:
            self.deflection += decision.confidence
        if decision.band is Band.STRONG:
            self.wrongly_shut += 1 - decision.confidence
        self.resolved[f"missed {decision.band}" if found == "missed" else found] += 1

    def plus(self, other: Tally) -> Tally:
        """Return the sums of both."""
        return Tally(
            self.bands + other.bands,
            self.deflection + other.deflection,
            self.wrongly_shut + other.wrongly_shut,
            self.resolved + other.resolved,
        )

    def report(self, language: str) -> LanguageReplay:
        """Return the sums as figures."""
        requests = self.bands.total()
        missed = {band: self.resolved[f"missed {band}"] for band in Band}
        return LanguageReplay(
            language=language,
            requests=requests,
            bands=tuple(BandCount(band, self.bands[band], share(self.bands[band], requests)) for band in Band),
            coverage=share(requests - self.bands[Band.NONE], requests),
            expected_deflection=round(self.deflection, 1),
            expected_wrongly_shut=round(self.wrongly_shut, 1),
            resolved=Resolved(
                requests=self.resolved["found"] + sum(missed.values()),
                found=self.resolved["found"],
                wrongly_strong=missed[Band.STRONG],
                wrongly_possible=missed[Band.POSSIBLE],
                unknown_articles=self.resolved["gone"],
            ),
        )


class Replay:
    """Asks the requests one by one; holds sums and two samples, however many requests there are."""

    def __init__(self, searcher: Asking, tuning: Tuning, settings: ReplaySettings) -> None:
        self._searcher = searcher
        self._tuning = tuning
        self._settings = settings
        self._keys: frozenset[str] | None = None
        self._tallies: dict[str, Tally] = {}
        self._unanswered = Sample(settings.sample)
        self._answered = Sample(settings.sample)
        self._problems: list[Problem] = []
        self._severities: Counter[Severity] = Counter()

    def note(self, problem: Problem) -> None:
        """Count a row that is wrong; the first few are kept."""
        self._severities[problem.severity] += 1
        if len(self._problems) < self._settings.problems:
            self._problems.append(problem)

    def ask(self, request: OldRequest) -> None:
        """Count what would have become of ``request``, asked with the sentence that finds most."""
        questions = questions_of(request.subject, request.body, self._settings)
        page_language = request.language or PAGE_LANGUAGE
        answers = [self._searcher.search(f"{question}\n", page_language, FIRST) for question in questions]
        results = max(answers, key=lambda each: each.evidence)
        decision = decide(results, self._tuning)
        language = request.language or results.language
        language = language if language in self._searcher.languages else OTHER
        self._tallies.setdefault(language, Tally()).add(decision, self._found(request.resolved_by, results))
        sample = self._unanswered if decision.band is Band.NONE else self._answered
        place = sample.place() if results.language in self._searcher.languages else None
        if place is not None:
            sample.put(place, Asked(results.language, redact(joined(questions))))

    def _found(self, resolved_by: str, results: Results) -> str:
        """Return whether the article ``resolved_by`` names is among the hits: found, missed, gone, or unknown."""
        if not resolved_by:
            return "unknown"
        if self._keys is None:
            heads = (head for language in self._searcher.languages for head in self._searcher.heads(language))
            self._keys = frozenset(head.key for head in heads)
        _, _, key = whole_id(resolved_by, results.language, LANGUAGES).partition("/")
        if key not in self._keys:
            return "gone"
        return "found" if key in [hit.article.key for hit in results.hits] else "missed"

    def report(self, groups: int) -> ReplayReport:
        """Return what was counted so far, with at most ``groups`` groups of unanswered questions."""
        overall = Tally()
        for tally in self._tallies.values():
            overall = overall.plus(tally)
        analyzers: dict[str, Analyzer] = {code: open_analyzer(code) for code in self._searcher.languages}
        return ReplayReport(
            overall=overall.report(ALL),
            languages=tuple(tally.report(language) for language, tally in sorted(self._tallies.items())),
            groups=unanswered_groups(self._unanswered, self._answered, analyzers, self._settings, groups),
            bad_rows=self._severities[Severity.ERROR],
            replaced_rows=self._severities[Severity.WARNING],
            problems=tuple(self._problems),
        )


def replay(
    searcher: Asking,
    tuning: Tuning,
    requests: Iterable[OldRequest | Problem],
    settings: ReplaySettings,
    groups: int = 10,
) -> ReplayReport:
    """Return what ``searcher`` and ``tuning`` would have done with ``requests``, ``settings.sentences`` searches each.

    Memory does not grow with the number of requests. Personal data is taken out of all text in the report.
    """
    running = Replay(searcher, tuning, settings)
    for request in requests:
        if isinstance(request, Problem):
            running.note(request)
        else:
            running.ask(request)
    return running.report(groups)


def share(part: int, whole: int) -> float:
    """Return ``part`` of ``whole``, 0..1; 0 of nothing."""
    return part / whole if whole else 0.0
