"""Pictures: the picture stays as it is, and what it tells besides goes.

1. Exif, XMP, texts, times and whatever lies behind the picture are gone; colours and pixels stay, byte for byte.
2. How to turn the picture stays.
3. What cannot be read stays as it is, and costs no time.
"""

from __future__ import annotations

import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.files.photos import STRIPPERS, without_metadata

EXIF = b"Exif\0\0"
PLACE = "Secret street 1"
XMP = b"http://ns.adobe.com/xap/1.0/\0<x>Secret street 1</x>"
ICC = b"ICC_PROFILE\0\x01\x01colours"


def tiff(orientation: int = 0, place: str = PLACE, order: str = "<") -> bytes:
    """Return Exif data with a place, and how to turn the picture where that is said."""
    entries = [(0x010E, 2, len(place), 200)]
    if orientation:
        entries.append((0x0112, 3, 1, orientation if order == "<" else orientation << 16))
    packed = b"".join(struct.pack(f"{order}HHII", *entry) for entry in entries)
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HIH", 42, 8, len(entries))
    return (head + packed + bytes(4)).ljust(200, b"\0") + place.encode()


def segment(marker: int, said: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(said) + 2) + said


def jpeg(*segments: bytes, behind: bytes = b"") -> bytes:
    """Return a JPEG file of two scans, which hold bytes that look like markers."""
    tables = segment(0xDB, bytes(65)) + segment(0xC0, bytes(15)) + segment(0xC4, bytes(20))
    scan = segment(0xDA, bytes(10)) + b"pixels\xff\0more\xff\xd0pixels"
    return b"\xff\xd8" + b"".join(segments) + tables + scan + b"\xff" + scan + b"\xff\xd9" + behind


def chunk(name: bytes, said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    pixels = chunk(b"IDAT", zlib.compress(b"\0pixels"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + pixels + chunk(b"IEND", b"") + behind


def riff(name: bytes, said: bytes) -> bytes:
    return name + struct.pack("<I", len(said)) + said + b"\0" * (len(said) % 2)


def webp(*chunks: bytes, flags: int, behind: bytes = b"") -> bytes:
    body = b"WEBP" + riff(b"VP8X", bytes([flags]) + bytes(9)) + riff(b"VP8L", b"pixels!") + b"".join(chunks)
    return riff(b"RIFF", body) + behind


def box(name: bytes, *said: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(b"".join(said)), name) + b"".join(said)


def heic(exif: bytes) -> bytes:
    """Return a HEIC file with a picture, Exif and XMP."""
    items = ((1, b"hvc1", b"pixels"), (2, b"Exif", bytes(4) + exif), (3, b"mime", XMP))
    entries = (box(b"infe", struct.pack(">IHH4s", 2 << 24, number, 0, kind)) for number, kind, _ in items)
    infos = box(b"iinf", struct.pack(">IH", 0, 3), *entries)
    head = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    at = len(head) + len(infos) + 12 + 8 + (8 + 3 * 14) + 8
    places = b""
    for number, _, said in items:
        places += struct.pack(">HHHII", number, 0, 1, at, len(said))
        at += len(said)
    where = box(b"iloc", struct.pack(">IHH", 0, 0x4400, 3), places)
    return head + box(b"meta", bytes(4), infos, where) + box(b"mdat", *(said for _, _, said in items))


def test_a_jpeg_keeps_its_colours_and_pixels_and_nothing_else() -> None:
    needed = (segment(0xE0, b"JFIF\0\x01\x01"), segment(0xE2, ICC), segment(0xEE, b"Adobe\0d"))
    besides = (
        segment(0xE1, EXIF + tiff()),
        segment(0xE1, XMP),
        segment(0xE2, b"MPF\0Secret street 1"),
        segment(0xED, b"Photoshop 3.0\0Secret street 1"),
        segment(0xFE, b"Secret street 1"),
    )
    assert without_metadata(jpeg(*needed, *besides, behind=jpeg(*besides)), "image/jpeg") == jpeg(*needed)


def test_a_png_keeps_its_colours_and_pixels_and_nothing_else() -> None:
    needed = (chunk(b"gAMA", bytes(4)), chunk(b"iCCP", b"colours"), chunk(b"pHYs", bytes(9)))
    besides = (
        chunk(b"eXIf", tiff()),
        chunk(b"tEXt", b"Comment\0Secret street 1"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0" + XMP),
        chunk(b"zTXt", b"Raw profile type exif\0"),
        chunk(b"tIME", bytes(7)),
    )
    assert without_metadata(png(*needed, *besides, behind=b"Secret street 1"), "image/png") == png(*needed)


def test_a_webp_keeps_its_colours_and_pixels_and_nothing_else() -> None:
    besides = (riff(b"EXIF", tiff()), riff(b"XMP ", XMP), riff(b"????", b"Secret street 1"))
    content = webp(riff(b"ICCP", b"colours"), *besides, flags=0x3C, behind=b"Secret street 1")
    assert without_metadata(content, "image/webp") == webp(riff(b"ICCP", b"colours"), flags=0x30)


def test_a_heic_is_written_over_where_it_says_something_besides() -> None:
    content = heic(EXIF + tiff(6))
    kept = without_metadata(content, "image/heic")
    assert PLACE.encode() in content
    assert PLACE.encode() not in kept
    assert len(kept) == len(content)
    assert kept.partition(b"pixels")[0] == content.partition(b"pixels")[0]
    assert b"pixels" + bytes(4) + b"MM\0*" in kept


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_how_to_turn_a_picture_stays(orientation: int, order: str) -> None:
    said = tiff(orientation, order=order)
    turned = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([orientation]) + bytes(6)
    assert without_metadata(jpeg(segment(0xE1, EXIF + said)), "image/jpeg") == jpeg(segment(0xE1, EXIF + turned))
    assert without_metadata(png(chunk(b"eXIf", said)), "image/png") == png(chunk(b"eXIf", turned))
    for beginning in (b"", EXIF):
        content = webp(riff(b"EXIF", beginning + said), flags=0x08)
        assert without_metadata(content, "image/webp") == webp(riff(b"EXIF", turned), flags=0x08)


@pytest.mark.parametrize("said", [b"", b"II", b"MM\0*\0\0\0\xff", b"II*\0\x08\0\0\0\xff\xff", tiff(9), tiff(1)])
def test_exif_that_says_nothing_of_use_goes_altogether(said: bytes) -> None:
    assert without_metadata(jpeg(segment(0xE1, EXIF + said)), "image/jpeg") == jpeg()


def test_a_picture_that_was_stripped_before_stays_the_same() -> None:
    contents = {
        "image/jpeg": jpeg(segment(0xE1, EXIF + tiff(6))),
        "image/png": png(chunk(b"eXIf", tiff(6))),
        "image/webp": webp(riff(b"EXIF", tiff(6)), flags=0x08),
        "image/heic": heic(EXIF + tiff(6)),
    }
    assert set(contents) == set(STRIPPERS)
    for media_type, content in contents.items():
        once = without_metadata(content, media_type)
        assert once != content
        assert without_metadata(once, media_type) == once


def test_a_jpeg_that_was_cut_off_in_its_pixels_is_stripped_too() -> None:
    content = jpeg(segment(0xE1, EXIF + tiff()))[:-2]
    assert without_metadata(content, "image/jpeg") == jpeg()[:-2]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\xff\xd8\xff\xe1\xff\xffshort", "image/jpeg"),
        (b"\xff\xd8pixels", "image/jpeg"),
        (png()[:-12], "image/png"),
        (png()[:40], "image/png"),
        (webp(flags=0)[:-1], "image/webp"),
        (b"RIFF", "image/webp"),
        (heic(EXIF)[:60], "image/heic"),
        (heic(EXIF)[:-1], "image/heic"),
        (box(b"ftyp", b"heic"), "image/heic"),
        (b"GIF89a" + PLACE.encode(), "image/gif"),
    ],
)
def test_what_cannot_be_read_stays_as_it_is(content: bytes, media_type: str) -> None:
    assert without_metadata(content, media_type) == content


def wide_meta(extents: int) -> bytes:
    """Return a HEIC file in which one item claims to lie in the whole file, many times over."""
    infos = box(b"iinf", struct.pack(">IH", 0, 1), box(b"infe", struct.pack(">IHH4s", 2 << 24, 1, 0, b"Exif")))
    part = struct.pack(">II", 0, 500_000)
    where = box(b"iloc", struct.pack(">IHHHHH", 0, 0x4400, 1, 1, 0, extents), part * extents)
    return box(b"meta", bytes(4), infos, where) + bytes(500_000)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8" + b"\xff\x01" * 5_000_000, "image/jpeg"),
        (b"\xff\xd8" + b"\xff" * 10_000_000, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IDAT\0\0\0\0" * 800_000, "image/png"),
        (riff(b"RIFF", b"WEBP" + b"ANMF\0\0\0\0" * 1_200_000), "image/webp"),
        (b"\0\0\0\x08free" * 1_200_000, "image/heic"),
        (wide_meta(65_535), "image/heic"),
    ],
    ids=["markers", "filling", "chunks", "riff", "boxes", "extents"],
)
def test_a_file_made_to_take_long_does_not(content: bytes, media_type: str) -> None:
    started_s = time.process_time()
    assert without_metadata(content, media_type) == content
    assert time.process_time() - started_s < 0.5


@given(st.sampled_from(sorted(STRIPPERS)), st.integers(0, 2_000), st.binary(max_size=30))
def test_no_damage_is_a_fault_of_ours(media_type: str, at: int, damage: bytes) -> None:
    content = {
        "image/jpeg": jpeg(segment(0xE1, EXIF + tiff(6)), segment(0xE2, ICC)),
        "image/png": png(chunk(b"eXIf", tiff(6))),
        "image/webp": webp(riff(b"EXIF", tiff(6)), flags=0x08),
        "image/heic": heic(EXIF + tiff(6)),
    }[media_type]
    at %= len(content)
    without_metadata(content[:at] + damage + content[at + len(damage) :], media_type)
