"""What people type, without what cannot be seen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.texts.typed import lines, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  my   money  ", "my money"),
        ("one\r\ntwo\u2028three", "one two three"),
        ("a\0b", "ab"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("pay\u200bpal", "paypal"),
        ("Subject: x\r\nBcc: everybody@example.com", "Subject: x Bcc: everybody@example.com"),
        ("vy\u0301ber", "výber"),
        ("👨‍👩‍👧 שלום", "👨‍👩‍👧 שלום"),
    ],
)
def test_a_line(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


def test_lines_stay_lines() -> None:
    assert lines(" a\r\nb\rc\u2029\td\n\n\ne\0\x0b ") == "a\nb\nc\n\td\n\n\ne"


@given(st.text(st.characters(codec=None)))
def test_whatever_is_kept_can_be_stored(text: str) -> None:
    for kept in (one_line(text), lines(text)):
        kept.encode()
        assert not any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t" for each in kept)
        assert unicodedata.is_normalized("NFC", kept)
    assert len(one_line(text).splitlines()) <= 1
    assert one_line(one_line(text)) == one_line(text)
