"""What replaying old requests promises.

1. Every request is counted once, in its language and band.
2. Expected figures are sums of the decision's confidence.
3. Where the answering article is known, it is said how often it was shown and how often others were.
4. Unanswered questions are grouped by what they have in common, each in one group.
5. No personal data is in the report.
6. Memory does not grow with the number of requests.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict

import pytest

from search import (
    ArticleHead,
    Band,
    Hit,
    Measure,
    OldRequest,
    Problem,
    ReplayReport,
    ReplaySettings,
    Results,
    Settings,
    Severity,
    Snippet,
    Thresholds,
    Tuning,
    build,
    open_searcher,
    replay,
)
from tests.articles import markdown

SETTINGS = ReplaySettings()
LEVELS = Thresholds(Measure.EVIDENCE, unsure=0.25, possible=0.3, strong=0.6)
TUNING = Tuning(0.95, {"en": LEVELS, "sk": LEVELS})


def head(key: str) -> ArticleHead:
    return ArticleHead(f"en/{key}", "en", key, key, "general", key, "", None, (), ())


class Stub:
    """Finds article ``vpn`` with the evidence that the question names as its last word."""

    languages = ("en", "sk")

    def search(self, text: str, language: str, limit: int) -> Results:
        evidence = float(text.split()[-1]) if "0." in text else 0.1
        hit = Hit(head("vpn"), 1.0, 1.0, "", Snippet("", ()), (), "en")
        own = language if language in self.languages else "en"
        return Results(text, own, (), (hit,), 1, "1.1", evidence=evidence, asked=1, matched=1)

    def heads(self, language: str) -> Sequence[ArticleHead]:
        return [head("vpn"), head("card"), head("cards--lost")]


def report_on(*requests: OldRequest | Problem, settings: ReplaySettings = SETTINGS) -> ReplayReport:
    return replay(Stub(), TUNING, requests, settings)


def counts(report: ReplayReport) -> dict[str, tuple[int, ...]]:
    return {each.language: tuple(band.requests for band in each.bands) for each in (*report.languages, report.overall)}


def test_every_request_is_counted_in_its_language_and_band() -> None:
    report = report_on(
        OldRequest("a 0.9", "", "en"),
        OldRequest("b 0.4", "", "en"),
        OldRequest("b 0.27", "", "en"),
        OldRequest("c 0.2", "", "sk"),
        OldRequest("d 0.2", "", ""),
        OldRequest("e 0.7", "", "de"),
    )
    assert counts(report) == {"en": (1, 1, 1, 1), "sk": (0, 0, 0, 1), "other": (1, 0, 0, 0), "all": (2, 1, 1, 2)}
    assert report.overall.coverage == pytest.approx(4 / 6)
    assert [band.band for band in report.overall.bands] == [Band.STRONG, Band.POSSIBLE, Band.UNSURE, Band.NONE]


def test_expected_figures_are_sums_of_the_confidence() -> None:
    strong, possible = (TUNING.of("en").probability(evidence) for evidence in (0.61, 0.31))
    report = report_on(
        *[OldRequest("a 0.61", "", "en"), OldRequest("b 0.31", "", "en")] * 10, OldRequest("c", "", "en")
    )
    assert report.overall.expected_deflection == pytest.approx(10 * (strong + possible), abs=0.1)
    assert report.overall.expected_wrongly_shut == pytest.approx(10 * (1 - strong), abs=0.1)


def test_known_answers_are_looked_for_among_the_hits() -> None:
    report = report_on(
        OldRequest("a 0.9", "", "en", "en/vpn"),
        OldRequest("b 0.9", "", "en", "card"),
        OldRequest("c 0.4", "", "en", "sk/card"),
        OldRequest("c 0.27", "", "en", "card"),
        OldRequest("d 0.1", "", "en", "card"),
        OldRequest("e 0.9", "", "en", "en/gone"),
        OldRequest("f 0.9", "", "en"),
    )
    resolved = report.overall.resolved
    assert (resolved.requests, resolved.found) == (5, 1)
    assert (resolved.wrongly_strong, resolved.wrongly_possible, resolved.unknown_articles) == (1, 1, 1)


@pytest.mark.parametrize("written", ["cards/lost", "en/cards/lost", "en/cards--lost"])
def test_an_answer_in_a_folder_is_known_by_its_key(written: str) -> None:
    assert report_on(OldRequest("a 0.9", "", "sk", written)).overall.resolved.wrongly_strong == 1


def test_the_sentence_that_finds_most_counts() -> None:
    report = report_on(OldRequest("a", "One 0.1\n\nTwo 0.9", "en"))
    assert counts(report)["all"] == (1, 0, 0, 0)


def test_no_requests_give_an_empty_report() -> None:
    report = report_on()
    assert (report.overall.requests, report.overall.coverage, report.languages, report.groups) == (0, 0.0, (), ())


def test_the_first_few_problems_are_kept_and_all_are_counted() -> None:
    bad = Problem("old.csv", 2, "what", "Remedy")
    replaced = Problem("old.csv", 3, "what", "Remedy", Severity.WARNING)
    report = report_on(bad, replaced, bad, bad, settings=ReplaySettings(problems=2))
    assert (report.bad_rows, report.replaced_rows, report.problems) == (3, 1, (bad, replaced))


def test_unanswered_questions_are_grouped_by_what_they_have_in_common() -> None:
    unanswered = [
        *[
            OldRequest(f"Hello, can I get a mortgage for a {what}", "", "en")
            for what in ("house", "flat", "boat", "farm")
        ],
        *[OldRequest(f"Hello, {what} the gym closes", "", "en") for what in ("when", "why", "tell me if")],
        OldRequest("Hello, my name is Novak", "", "en"),
    ]
    answered = [OldRequest(f"Hello, can I get my card {number} 0.9", "", "en") for number in range(60)]
    first, second = report_on(*unanswered, *answered).groups
    assert (first.words[0], first.requests, second.requests) == ("mortgage", 4, 3)
    assert set(second.words) == {"gym", "closes"}
    assert all("mortgage" in example for example in first.examples)
    assert len(first.examples) == 3


def test_groups_are_reckoned_from_a_sample() -> None:
    requests = [OldRequest("mortgage", "", "en"), OldRequest("gym", "", "en")] * 500
    groups = report_on(*requests, settings=ReplaySettings(sample=200)).groups
    assert sum(group.requests for group in groups) == 1000
    assert all(400 <= group.requests <= 600 for group in groups)


def test_no_personal_data_is_in_the_report() -> None:
    body = "Write to jana@example.com or +421 905 123 456, card 4111 1111 1111 1111."
    report = report_on(*[OldRequest("mortgage", body, "en")] * 5)
    text = str(asdict(report))
    assert "[email]" in text
    assert not any(secret in text for secret in ("jana", "905", "4111"))
    assert not {"email", "phone", "card"} & set(report.groups[0].words[:1])


WORDS = ("mortgage", "gym", "loan", "insurance", "parking", "lottery", "horse", "weather")


def requests(number: int, traced: int) -> Iterator[OldRequest]:
    """Yield requests that are all different; memory is measured while the last ``traced`` are read."""
    for place in range(number):
        if place == number - traced:
            tracemalloc.start()
        word = WORDS[place % len(WORDS)]
        body = f"Please tell w{place} about {word} 0.{place % 10}"
        yield OldRequest(f"{word} w{place}", body, "en", f"en/key{place}")


@pytest.fixture
def peak() -> Iterator[Callable[[], int]]:
    """Return a function that tells by how many bytes memory grew since it was measured."""
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.soak
def test_memory_does_not_grow_with_a_hundred_thousand_requests(peak: Callable[[], int]) -> None:
    start = time.perf_counter()
    report = replay(Stub(), TUNING, requests(100_000, traced=5_000), ReplaySettings(sample=200))
    assert report.overall.requests == 100_000
    assert peak() < 2_000_000
    assert time.perf_counter() - start < 60


@pytest.mark.soak
def test_memory_does_not_grow_with_requests_to_an_index(
    kb: Callable[[Mapping[str, str]], Settings], peak: Callable[[], int]
) -> None:
    settings = kb({f"en/{word}.md": markdown(f"About your {word}", f"All about {word}.") for word in WORDS[:4]})
    build(settings)
    report = replay(open_searcher(settings), TUNING, requests(3_000, traced=200), ReplaySettings(sample=200))
    assert report.overall.requests == 3_000
    assert peak() < 5_000_000
