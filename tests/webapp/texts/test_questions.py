"""A question is the same one whichever way it comes: in an address, in a form, or asked by the page's own script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit
from tests.webapp.parsing import parse
from webapp.texts.questions import QUESTION_LETTERS, question

PASTED = [
    ("with\u00addrawal", "withdrawal"),
    ("with\u200bdrawal", "withdrawal"),
    ("with\u200c\u200d\u2060\ufeffdrawal", "withdrawal"),
    ("late\0money", "late money"),
    ("late\x1b \r\n\t money\u2028again", "late money again"),
    ("gnp\u202eexe", "gnpexe"),
    ("vy\u0301ber", "výber"),
    ("  where  is\u00a0it ", "where is it"),
]
ARTICLE = article("en/late", "Why is it late?")


@pytest.mark.parametrize(("typed", "asked"), PASTED)
def test_what_cannot_be_seen_is_no_part_of_a_question(typed: str, asked: str) -> None:
    assert question(typed) == asked


@given(st.text(st.characters(codec=None)))
def test_a_question_is_one_printable_line(text: str) -> None:
    asked = question(text)
    assert asked.isprintable()
    assert unicodedata.is_normalized("NFC", asked)
    assert asked == " ".join(asked.split()) == question(asked)


def test_a_question_is_cut_after_it_was_cleaned() -> None:
    assert question("\u00ad" * QUESTION_LETTERS + "ž" * 2 * QUESTION_LETTERS) == "ž" * QUESTION_LETTERS


@pytest.mark.parametrize(("typed", "asked"), PASTED)
def test_every_way_in_asks_the_same(open_site: OpenSite, typed: str, asked: str) -> None:
    searcher = FakeSearcher((ARTICLE,), {asked: (hit(ARTICLE),)})
    client = open_site(searcher)
    for path in ("/en/contact", "/en/search", "/api/v1/suggest"):
        client.get(path, query_string={"q": typed, "language": "en"})
    page = parse(client.get("/en/contact", query_string={"q": asked}).text)
    token = page.all("form", class_="solved")[0].one("input", name="token").attributes["value"]
    answered = client.post("/en/contact/answer", data={"q": typed, "token": token, "answer": "no"})
    client.get(answered.location)
    client.post("/en/contact", data={"q": typed})
    assert {text for text, _ in searcher.asked} == {asked}
