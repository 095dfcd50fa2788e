"""A segment on disk is the segment in memory."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from search.analysis.analyzer import Analyzer
from search.engines.local.compiling import Reader, compile_segment
from search.engines.local.segment import SegmentArrays, load_segment, save_segment
from search.model import Article
from search.settings import Settings
from tests.factories import BY_MEANING, BY_WORDS, article, section

ARTICLES = [
    article("en/a", "Lost card", [section("Block the card."), section("Žltý kôň 🙂", "Heading", "s-heading")]),
    article("en/b", "E-mail", "Write an e-mail.", questions=["how to write", "mail"], keywords=["post"]),
]


@pytest.mark.parametrize("settings", [BY_WORDS, BY_MEANING], ids=["words", "meaning"])
@pytest.mark.parametrize("articles", [ARTICLES, ARTICLES[:1], []], ids=["two", "one", "none"])
def test_a_segment_comes_back_as_it_was_saved(
    articles: list[Article], settings: Settings, tmp_path: Path, english: Analyzer
) -> None:
    reader = Reader(english)
    for each in articles:
        reader.read(each)
    arrays, texts = compile_segment(reader, settings)
    save_segment(tmp_path / "en-0001", arrays, texts)
    loaded = load_segment(tmp_path / "en-0001")
    for name in (field.name for field in fields(SegmentArrays)):
        np.testing.assert_array_equal(getattr(loaded.arrays, name), getattr(arrays, name), name)
    assert loaded.forms.words == texts.forms
    assert loaded.keys.words == texts.keys
    assert [loaded.article(number) for number in range(loaded.count)] == articles


def test_texts_and_heads_are_those_of_their_articles(tmp_path: Path, english: Analyzer) -> None:
    reader = Reader(english)
    for each in ARTICLES:
        reader.read(each)
    save_segment(tmp_path / "en-0001", *compile_segment(reader, BY_MEANING))
    loaded = load_segment(tmp_path / "en-0001")
    assert [loaded.section_text(number) for number in range(3)] == [
        "Block the card.",
        "Žltý kôň 🙂",
        "Write an e-mail.",
    ]
    head, anchors = loaded.head(0)
    assert (head.article_id, head.title, anchors) == ("en/a", "Lost card", ["", "s-heading"])
    assert loaded.numbers == {"en/a": 0, "en/b": 1}


def test_what_analysis_leaves_nothing_of_makes_no_sentence(english: Analyzer) -> None:
    reader = Reader(english)
    reader.read(
        article("en/a", "A", [section("\uff9e\uff9e. One e-mail. \uff9e\uff9e! Two."), section("\uff9e.", "B", "s-b")])
    )
    arrays, texts = compile_segment(reader, BY_MEANING)
    assert arrays.sentence_offsets.tolist() == [0, 2, 2]
    assert arrays.sentence_starts.tolist() == [4, 20]
    keys = [texts.keys[key] for key in arrays.token_keys]
    first, second, end = arrays.sentence_tokens.tolist()
    assert (keys[first:second][0], keys[second:end]) == ("one", ["two"])
    assert [texts.keys[key] for key in arrays.heading_keys] == ["b"]
    assert arrays.heading_offsets.tolist() == [0, 0, 1]
