"""What a file is by its content, and how large it is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.content.pictures import dimensions, kind_of

JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x20\0\x10\x03" + bytes(12)
PICTURES = {
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x20", (16, 32)),
    "jpg": (JPEG, (16, 32)),
    "gif": (b"GIF89a\x10\0\x20\0", (16, 32)),
    "webp": (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x1f\0\0", (16, 32)),
    "avif": (b"\0\0\0\x1cftypavif", (0, 0)),
    "svg": (b'<?xml version="1.0"?>\n<!-- a --><svg xmlns="http://www.w3.org/2000/svg"/>', (0, 0)),
}
NONE = [
    b"",
    b"<html><svg></svg></html>",
    b"%PDF-1.7",
    b"BM\0\0",
    b"RIFF\0\0\0\0WAVE",
    b"text <svg>",
    b"\0\0\0\x1cftypheic",
]


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_known_by_its_content(kind: str) -> None:
    content, size = PICTURES[kind]
    assert kind_of(content) == kind
    assert dimensions(content, kind) == size


def test_lossless_and_lossy_webp_say_their_size() -> None:
    assert dimensions(b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + ((31 << 14) | 15).to_bytes(4, "little"), "webp") == (16, 32)
    assert dimensions(b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + b"\x10\0\x20\0", "webp") == (16, 32)


@pytest.mark.parametrize("content", NONE)
def test_what_browsers_do_not_show_is_no_picture(content: bytes) -> None:
    assert kind_of(content) is None


@given(st.binary(max_size=64), st.sampled_from(sorted(PICTURES)))
def test_no_bytes_raise(content: bytes, kind: str) -> None:
    kind_of(content)
    assert all(side >= 0 for side in dimensions(PICTURES[kind][0][:12] + content, kind))
