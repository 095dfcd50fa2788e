"""Sizes of files as each language writes them."""

from __future__ import annotations

import pytest

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from webapp.texts.sizes import MEGABYTE, size_text


@pytest.mark.parametrize(
    ("language", "size_bytes", "text"),
    [
        ("en", 1, "1 kB"),
        ("en", 1536, "2 kB"),
        ("en", MEGABYTE - 1, "1,024 kB"),
        ("en", 3 * MEGABYTE // 2, "1.5 MB"),
        ("es", 3 * MEGABYTE // 2, "1,5 MB"),
        ("sk", 3 * MEGABYTE // 2, "1,5\u00a0MB"),
        ("sk", 2 * MEGABYTE, "2\u00a0MB"),
    ],
)
def test_a_size_is_written_as_the_language_writes_numbers(
    open_site: OpenSite, language: str, size_bytes: int, text: str
) -> None:
    with open_site(FakeSearcher()).application.test_request_context(f"/{language}/"):
        assert size_text(size_bytes) == text
