"""Why articles are offered, or none."""

from __future__ import annotations

import pytest

from search import Cause, Reason
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from webapp.articles.reasons import count_text, reason_text


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
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
        assert reason_text(reason) == sentence


def test_no_cause_is_left_out(open_site: OpenSite) -> None:
    with open_site(FakeSearcher()).application.test_request_context("/en/"):
        assert all(reason_text(Reason(cause)) for cause in Cause)


@pytest.mark.parametrize(("count", "text"), [(0, "No article found"), (1, "1 article found"), (5, "5 articles found")])
def test_articles_are_counted(open_site: OpenSite, count: int, text: str) -> None:
    with open_site(FakeSearcher()).application.test_request_context("/en/"):
        assert count_text(count) == text
