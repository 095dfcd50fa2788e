"""The duplicate guard: what it finds and misses among labelled pairs, and why."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from webapp.duplicates import LEAST_LIKENESS, Known, likeness, similar, words_of

PAIRS = [json.loads(each) for each in Path(__file__).with_name("duplicates.jsonl").read_text("utf-8").splitlines()]

PRECISION = 0.97
RECALL = 0.91
"""Floors that may only rise."""


def is_found(pair: dict[str, str]) -> bool:
    return bool(similar(pair["typed"], pair["language"], [Known("VT", pair["language"], pair["known"])]))


def test_the_pairs_are_enough_in_every_language() -> None:
    counted = Counter((pair["language"], pair["is_same"]) for pair in PAIRS)
    assert len(counted) == 6
    assert min(counted.values()) >= 16


def test_precision_and_recall_stay_above_their_floors() -> None:
    found = [pair for pair in PAIRS if is_found(pair)]
    right = sum(pair["is_same"] for pair in found)
    assert right / len(found) >= PRECISION
    assert right / sum(pair["is_same"] for pair in PAIRS) >= RECALL


@pytest.mark.parametrize("language", ["en", "es", "sk"])
def test_no_language_is_left_behind(language: str) -> None:
    pairs = [pair for pair in PAIRS if pair["language"] == language]
    found = [pair for pair in pairs if is_found(pair)]
    right = sum(pair["is_same"] for pair in found)
    assert right / len(found) >= 0.9
    assert right / sum(pair["is_same"] for pair in pairs) >= 0.6


def test_the_likeliest_comes_first_and_only_so_many() -> None:
    asked = "the app crashes when I open it on android"
    known = [
        Known("A", "en", "the app crashes on the iPhone when I pay"),
        Known("B", "en", "the app crashes when I open it on android"),
        Known("C", "en", "my card was declined"),
    ]
    found = similar(asked, "en", known)
    assert found[0].code == "B"
    assert "C" not in [each.code for each in found]
    assert similar(asked, "en", [known[1]] * 5, limit=2) == found[:1] * 2


def test_one_word_in_common_is_a_topic_and_no_duplicate() -> None:
    assert similar("withdrawal", "en", [Known("A", "en", "withdrawal")]) == ()


def test_a_number_in_another_spelling_is_the_same_number() -> None:
    assert words_of("2,400 EUR", "en") == words_of("2400 EUR", "en") == words_of("2.400 EUR", "en")


def test_a_mistyped_word_counts() -> None:
    typed, known = words_of("my withdrawl of 500 is missing", "en"), words_of("withdrawal of 500 missing", "en")
    assert likeness(typed, known) >= LEAST_LIKENESS


@pytest.mark.parametrize("text", ["", "   ", "?!", "a" * 100_000, "\0", "🙂"])
def test_any_text_is_compared(text: str) -> None:
    assert similar(text, "en", [Known("A", "en", text)]) == ()
