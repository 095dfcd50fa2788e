"""Articles as JSON and back."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from search.engines.local.records import article_from_json, article_to_json, head_from_json, head_to_json
from search.model import Article, ArticleHead
from tests.factories import article, section

FULL = dataclasses.replace(
    article(
        "sk/vyber",
        "Výber „peňazí“ 🙂",
        [section("Úvod\nriadok"), section("Text", "Nadpis", "s-nadpis"), section("", "Koniec", "s-koniec")],
        questions=["kde je výber", "prečo"],
        keywords=["výber"],
        summary='So znakmi " \\ a \u2028',
        updated=date(2026, 2, 28),
    ),
    related=("vklad",),
    aliases=("stary-vyber",),
    finds=("nejde výber",),
    not_for=("vklad",),
    content_hash="abc",
)
EMPTY = article("en/empty", text=[])


@pytest.mark.parametrize("whole", [FULL, EMPTY], ids=["full", "empty"])
def test_an_article_comes_back_as_it_went(whole: Article) -> None:
    assert article_from_json(article_to_json(whole)) == whole


@pytest.mark.parametrize("whole", [FULL, EMPTY], ids=["full", "empty"])
def test_a_head_comes_back_with_its_anchors(whole: Article) -> None:
    head, anchors = head_from_json(head_to_json(whole))
    assert head == ArticleHead(**{each.name: getattr(whole, each.name) for each in dataclasses.fields(ArticleHead)})
    assert anchors == [each.anchor for each in whole.sections]


def test_a_record_is_readable_utf_8() -> None:
    assert "Výber „peňazí“ 🙂".encode() in article_to_json(FULL)
