"""Codes that can be read out and not guessed."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.database.follow_up_codes import ALPHABET, GROUP_LETTERS, GROUPS, new_code, read_code


def test_a_code_has_groups_of_letters_that_are_not_misread() -> None:
    assert re.fullmatch(r"VT(-[0-9A-HJKMNP-TV-Z]{5}){3}", new_code())


def test_a_code_cannot_be_guessed() -> None:
    assert math.log2(len(set(ALPHABET))) * GROUPS * GROUP_LETTERS >= 64
    assert len({new_code() for _ in range(1000)}) == 1000


def test_a_code_fits_its_column() -> None:
    assert len(new_code()) <= 24


@pytest.mark.parametrize(
    "typed",
    [
        "VT-7K3M0-1PX2A-B4CDE",
        "vt-7k3m0-1px2a-b4cde",
        " VT 7K3M0 1PX2A B4CDE ",
        "VT7K3M01PX2AB4CDE",
        "7K3M0-1PX2A-B4CDE",
        "VT-7K3MO-IPX2A-B4CDE",
        "vt-7k3mo-lpx2a-b4cde.",
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "VT-7K3M0-1PX2A-B4CDE"


@pytest.mark.parametrize(
    "typed", ["", "VT", "VT-7K3M0-1PX2A-B4CD", "VT-7K3M0-1PX2A-B4CDEF", "VT-7K3M0-1PX2A-B4CDU", "žltý"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@given(st.text())
def test_no_text_breaks_reading(text: str) -> None:
    assert read_code(text) is None or re.fullmatch(r"VT(-[0-9A-Z]{5}){3}", read_code(text) or "")
