"""What belongs to the writer's own case is left out of a question; codes that no article has are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyzer import open_analyzer
from search.query.parse import parse_query
from search.settings import RetrievalSettings
from tests.search.query.vocabularies import WordList

WORDS = "transfer late card lost error fx204 fx 204 60000 help desk 6.1.0 version prevod mešká"
ENGLISH = open_analyzer("en")
VOCABULARY = WordList(WORDS, ENGLISH)


def forms(text: str) -> list[str]:
    return [word.form for word in parse_query(text, ENGLISH, VOCABULARY, RetrievalSettings()).words]


def codes(text: str) -> list[str]:
    words = parse_query(text, ENGLISH, VOCABULARY, RetrievalSettings()).words
    return [word.form for word in words if word.is_code]


@pytest.mark.parametrize(
    "text",
    [
        "transfer late peter.novak+x@mail.example.co.uk",
        "my e-mail address is peter@example.org, transfer late",
        "transfer late, mi correo es eva@ejemplo.es",
        "môj email je eva@priklad.sk a transfer late",
        "číslo účtu: SK3112000000198742637541 transfer late",
        "GB29 NWBK 6016 1331 9268 19 is my account, transfer late",
        "transfer DE89370400440532013000 late",
        "transfer late https://pay.example.net/t/9f8?id=7",
        "see www.example.net/x transfer late",
        "transfer late example.net/receipt/12",
        "transfer late +421 905 123 456",
        "my phone number is (555) 123-4567 transfer late",
        "transfer 90-31177 late",
        "transfer late #8841203",
        "transfer QX-9K3M7-TPX2A late",
        "transfer late 0x52908400098527886E0F7030069857D2E4169EE7",
        "transfer 12.05.2026 late",
        "transfer AC4481 late",
    ],
)
def test_a_question_is_as_it_would_be_without_an_identifier(text: str) -> None:
    assert forms(text) == ["transfer", "late"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("60 000", ["60000"]),
        ("card over 60,000", ["card", "over", "60000"]),
        ("FX-204 late", ["fx204", "late"]),
        ("fx204", ["fx204"]),
        ("fx 204", ["fx", "204"]),
        ("6.1.0", ["6.1.0"]),
    ],
)
def test_what_articles_hold_stays(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


@pytest.mark.parametrize("text", ["eva@example.org", "DE89370400440532013000", "+421 905 123 456", "90-31177"])
def test_an_identifier_alone_is_the_question(text: str) -> None:
    assert forms(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FX-977", "fx977"),
        ("my transfer is late with FX-977 and the card is lost", "fx977"),
        ("error KL-12", "kl12"),
        ("error 50317", "50317"),
        ("chyba 812", "812"),
        ("código ZZ900", "zz900"),
        ("KL-12", "kl12"),
        ("9.4.4", "9.4.4"),
        ("version 9.4", "9.4"),
        ("v9.4.4 late", "9.4.4"),
    ],
)
def test_a_code_that_no_article_has_is_told(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize("text", ["FX-204", "fx 204", "FX-2", "6.1.0", "2fa", "mp4 late", "24h", "60k", "30 days", ""])
def test_what_articles_have_or_what_is_no_code_is_none(text: str) -> None:
    assert codes(text) == []


def test_the_name_of_a_product_is_no_code() -> None:
    assert (codes("q365Planner"), forms("card q365Planner lost")) == ([], ["card", "q365planner", "lost"])


def test_a_code_written_apart_is_one_where_articles_write_its_family_as_one() -> None:
    assert codes("fx 977") == ["fx977"]


@given(st.text(st.sampled_from("ab@.:/-+0159 wE#()"), max_size=40))
def test_any_text_at_all_keeps_a_word_if_it_had_one(text: str) -> None:
    assert bool(forms(text)) == any(map(str.isalnum, text))
