"""A subject says what a request is about, not whom it greets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from webapp.texts.subjects import subject_of

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "subjects.jsonl").read_text("utf-8").splitlines()]
LETTERS = 150


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_a_salutation_is_no_subject(case: dict[str, str]) -> None:
    assert subject_of(case["text"], LETTERS) == case["subject"]
    assert subject_of(" ".join(case["text"].split()), LETTERS).startswith(case["subject"])


def test_a_long_sentence_is_cut_between_words() -> None:
    assert subject_of("Hello, " + "my money is late and " * 20, 30) == "my money is late and my money…"
