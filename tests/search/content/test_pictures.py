"""What a file is by its content, and how large it is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.content.measuring import MOST_PIXELS, dimensions
from search.content.pictures import kind_of


def box(name: str, content: bytes, version: bytes = b"") -> bytes:
    """Return a box of an AVIF file."""
    return (8 + len(version + content)).to_bytes(4) + name.encode() + version + content


def avif(width: int, height: int, turn: int = 0) -> bytes:
    """Return the head of an AVIF with a small picture beside the primary one, which is turned by ``turn`` quarters."""
    sizes = [box("ispe", each.to_bytes(4) * 2, bytes(4)) for each in (5, 0)]
    sizes[1] = box("ispe", width.to_bytes(4) + height.to_bytes(4), bytes(4))
    known = box("ipco", b"".join([*sizes, box("irot", bytes([turn]))]))
    of_items = box("ipma", (2).to_bytes(4) + b"\0\1\1\x81" + b"\0\2\2\x02\x83", bytes(4))
    meta = box("hdlr", b"pict", bytes(4)) + box("pitm", b"\0\2", bytes(4)) + box("iprp", known + of_items)
    return box("ftyp", b"avif\0\0\0\0") + box("meta", meta, bytes(4)) + box("mdat", b"x")


JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x20\0\x10\x03" + bytes(12)
PICTURES = {
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x20", (16, 32)),
    "jpg": (JPEG, (16, 32)),
    "gif": (b"GIF89a\x10\0\x20\0", (16, 32)),
    "webp": (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x1f\0\0", (16, 32)),
    "avif": (avif(16, 32), (16, 32)),
    "svg": (b'<?xml version="1.0"?>\n<!-- <svg width="9"> --><svg width="16" height="32px" a=">"/>', (16, 32)),
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


SVGS = {
    "viewBox='0 0 16 32'": (16, 32),
    "viewBox='-8,-8, 16,32' width='100%'": (16, 32),
    "width='8' viewBox='0 0 16 32'": (8, 16),
    "height='64' viewBox='0 0 16 32'": (32, 64),
    "width='1in' height='72pt'": (96, 96),
    "width='2.54cm' height='25.4mm'": (96, 96),
    "width='10em' height='5em'": (0, 0),
    "width='16'": (0, 0),
    "data-width='16' stroke-width='2' height='16'": (0, 0),
    "width='0' height='0'": (0, 0),
    "width='-4' height='5'": (0, 0),
    "width='1e99' height='5'": (0, 0),
    "viewBox='0 0 0 0'": (0, 0),
    "viewBox='a b c d'": (0, 0),
    "xmlns='http://www.w3.org/2000/svg'": (0, 0),
}


@pytest.mark.parametrize(("attributes", "size"), SVGS.items())
def test_an_svg_is_as_large_as_its_lengths_or_its_box(attributes: str, size: tuple[int, int]) -> None:
    assert dimensions(f"<svg {attributes}><rect width='3' height='4'/></svg>".encode(), "svg") == size


@pytest.mark.parametrize(("turn", "size"), [(0, (16, 32)), (1, (32, 16)), (2, (16, 32)), (3, (32, 16))])
def test_an_avif_is_measured_as_it_is_shown(turn: int, size: tuple[int, int]) -> None:
    assert dimensions(avif(16, 32, turn), "avif") == size


def test_an_avif_that_says_nothing_of_its_size_has_none() -> None:
    assert dimensions(box("ftyp", b"avif\0\0\0\0"), "avif") == (0, 0)
    assert dimensions(avif(MOST_PIXELS + 1, 3), "avif") == (0, 0)


@given(st.integers(0, 200), st.integers(0, 255))
def test_no_damage_to_an_avif_raises(place: int, byte: int) -> None:
    content = bytearray(avif(16, 32))
    content[place % len(content)] = byte
    assert all(side >= 0 for side in dimensions(bytes(content), "avif"))


@pytest.mark.parametrize("content", NONE)
def test_what_browsers_do_not_show_is_no_picture(content: bytes) -> None:
    assert kind_of(content) is None


@given(st.binary(max_size=64), st.sampled_from(sorted(PICTURES)))
def test_no_bytes_raise(content: bytes, kind: str) -> None:
    kind_of(content)
    assert all(side >= 0 for side in dimensions(PICTURES[kind][0][:12] + content, kind))
