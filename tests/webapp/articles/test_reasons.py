"""Why articles are offered, or none."""

from __future__ import annotations

import pytest

from search import Band, Cause, Decision, Reason
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from webapp.articles.reasons import count_text, heading, reason_text

LANGUAGES = ("es", "sk", "en")


def decided(reason: Reason, band: Band = Band.POSSIBLE, *, is_question: bool = True) -> Decision:
    """Return a decision for ``reason``."""
    return Decision(band, 0.5, reason, has_enough_words=is_question)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason(Cause.GREETING), "We are here to help. What happened? One sentence is enough."),
        (Reason(Cause.NO_WORDS), "Describe what you need in a few words."),
        (Reason(Cause.UNKNOWN_WORD, word="100% <b>"), "No article mentions “100% <b>”."),
        (Reason(Cause.NOTHING_FOUND), "No article mentions any of these words."),
        (
            Reason(Cause.SIMILAR, title="Fees"),
            "Similar in meaning to “Fees”.",
        ),
        (
            Reason(Cause.MATCHED, matched=1, asked=1, title="5 % fees"),
            "“5 % fees” contains 1 of the 1 word that matters in your question.",
        ),
        (
            Reason(Cause.MATCHED, matched=2, asked=3, title="Fees"),
            "“Fees” contains 2 of the 3 words that matter in your question.",
        ),
    ],
)
def test_every_cause_has_a_sentence(open_site: OpenSite, reason: Reason, sentence: str) -> None:
    with open_site(FakeSearcher()).application.test_request_context("/en/"):
        assert reason_text(decided(reason)) == sentence


@pytest.mark.parametrize(
    ("reason", "is_question", "sentence"),
    [
        (
            Reason(Cause.MATCHED, matched=1, asked=3, title="Fees"),
            True,
            "The nearest one, “Fees”, contains only 1 of the 3 words that matter.",
        ),
        (
            Reason(Cause.MATCHED, matched=2, asked=2, title="Fees"),
            True,
            "The nearest one, “Fees”, is probably about something else.",
        ),
        (
            Reason(Cause.MATCHED, matched=0, asked=1, title="Fees"),
            True,
            "The nearest one, “Fees”, is probably about something else.",
        ),
        (
            Reason(Cause.MATCHED, matched=1, asked=1, title="Fees"),
            False,
            "A few more words help us to find the right answer.",
        ),
    ],
)
def test_what_does_not_answer_is_not_praised(
    open_site: OpenSite, reason: Reason, is_question: bool, sentence: str
) -> None:
    with open_site(FakeSearcher()).application.test_request_context("/en/"):
        assert reason_text(decided(reason, Band.NONE, is_question=is_question)) == sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cause_is_left_out(open_site: OpenSite, language: str) -> None:
    with open_site(FakeSearcher()).application.test_request_context(f"/{language}/"):
        said = [reason_text(decided(Reason(cause), band)) for cause in Cause for band in Band]
        assert all(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_that_may_not_answer_stand_under_the_word_that_none_mentions(
    open_site: OpenSite, language: str
) -> None:
    unknown = Reason(Cause.UNKNOWN_WORD, word="staking")
    with open_site(FakeSearcher()).application.test_request_context(f"/{language}/"):
        above = heading(decided(unknown, Band.UNSURE))
        assert above.startswith(reason_text(decided(unknown, Band.UNSURE)))
        assert above.endswith(":")
        usual = heading(decided(unknown, Band.POSSIBLE))
        assert usual == heading(decided(Reason(Cause.SIMILAR, title="Fees"), Band.UNSURE))
        assert "staking" not in usual


@pytest.mark.parametrize(("count", "text"), [(0, "No article found"), (1, "1 article found"), (5, "5 articles found")])
def test_articles_are_counted(open_site: OpenSite, count: int, text: str) -> None:
    with open_site(FakeSearcher()).application.test_request_context("/en/"):
        assert count_text(count) == text
