"""How large a picture is drawn, so that a page keeps its room free."""

from __future__ import annotations

import re
from collections.abc import Iterator
from struct import error as struct_error
from struct import unpack

HEAD_BYTES = 64 * 1024
"""Beginning of a file that tells what it is and how large it is drawn."""

SVG_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>\[]*>\s*)?<svg(?=[\s>/])", re.DOTALL
)
SVG_TAG = re.compile(rb"<svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
SVG_ATTRIBUTE = re.compile(rb"\s(width|height|viewBox)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
LENGTH = re.compile(r"\s*(\d*\.?\d+(?:e[+-]?\d+)?)(px|pt|pc|in|cm|mm)?\s*", re.IGNORECASE)
PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
"""Pixels of a length.  CSS Values and Units 3, section 6.2."""

MOST_PIXELS = 32_767
"""Longest side that browsers draw."""

MOST_BOXES = 256
"""Boxes of an AVIF file that are looked at on one level."""

NOT_KNOWN = (0, 0)


def dimensions(content: bytes, kind: str) -> tuple[int, int]:
    """Return width and height in pixels; zeros where they cannot be read."""
    readers = {"png": png, "gif": gif, "jpg": jpeg, "webp": webp, "avif": avif, "svg": svg}
    try:
        return readers[kind](content)
    except (ValueError, LookupError, ArithmeticError, struct_error):
        return NOT_KNOWN


def png(content: bytes) -> tuple[int, int]:
    """Return what the head of a PNG says."""
    return unpack(">II", content[16:24])


def gif(content: bytes) -> tuple[int, int]:
    """Return what the head of a GIF says."""
    return unpack("<HH", content[6:10])


def jpeg(content: bytes) -> tuple[int, int]:
    """Return what the first frame of a JPEG says.  ITU T.81, B.2.2."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + max(length, 1)
    return NOT_KNOWN


def webp(content: bytes) -> tuple[int, int]:
    """Return what the first chunk of a WebP says.  RFC 9649, sections 2.5 to 2.7."""
    chunk = content[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def svg(content: bytes) -> tuple[int, int]:
    """Return what the root of an SVG says: its lengths; what is missing of them comes from its view box.

    SVG 2, section 8.2 and CSS Images 3, section 5.1.
    """
    start = SVG_START.match(content[:HEAD_BYTES])
    root = SVG_TAG.match(content[:HEAD_BYTES], start.end() - len(b"<svg")) if start else None
    said = {name.decode(): (double or single).decode(errors="replace") for name, double, single in attributes(root)}
    width, height = pixels(said.get("width", "")), pixels(said.get("height", ""))
    box = [pixels(each) for each in re.split(r"[\s,]+", said.get("viewBox", "").strip())][2:]
    if len(box) == 2 and all(box):
        ratio = box[0] / box[1]
        width, height = width or (height * ratio if height else box[0]), height or (width or box[0]) / ratio
    sides = round(width), round(height)
    return sides if all(0 < side <= MOST_PIXELS for side in sides) else NOT_KNOWN


def attributes(root: re.Match[bytes] | None) -> list[tuple[bytes, bytes, bytes]]:
    """Return the attributes of an element that say how large it is."""
    return SVG_ATTRIBUTE.findall(root[0]) if root else []


def pixels(written: str) -> float:
    """Return an absolute length in pixels, 0 for any other."""
    found = LENGTH.fullmatch(written)
    return float(found[1]) * PIXELS[(found[2] or "").lower()] if found else 0


def avif(content: bytes) -> tuple[int, int]:
    """Return what is said of the primary item of an AVIF, turned as it is shown.

    ISO/IEC 23008-12, sections 6.5.3 (``ispe``), 6.5.10 (``irot``) and 9.3.1 (``ipma``).
    """
    meta = dict(boxes(first(content, b"meta"), 4))
    primary = int.from_bytes(meta[b"pitm"][4 : 8 if meta[b"pitm"][0] else 6])
    properties = meta[b"iprp"]
    known = list(boxes(first(properties, b"ipco")))
    own = [
        known[number - 1] for number in properties_of(primary, first(properties, b"ipma")) if 0 < number <= len(known)
    ]
    said = dict(own)
    width, height = unpack(">II", said[b"ispe"][4:12])
    is_on_its_side = said.get(b"irot", b"\0")[0] & 1
    sides = (height, width) if is_on_its_side else (width, height)
    return sides if max(sides) <= MOST_PIXELS else NOT_KNOWN


def boxes(content: bytes, place: int = 0) -> Iterator[tuple[bytes, bytes]]:
    """Yield (type, content) of the boxes from ``place`` on.  ISO/IEC 14496-12, section 4.2."""
    for _ in range(MOST_BOXES):
        size, name = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        if len(name) < 4 or size < 8:
            return
        yield name, content[place + 8 : place + size]
        place += size


def first(content: bytes, name: bytes) -> bytes:
    """Return the content of the first box called ``name``, nothing where there is none."""
    return next((inner for each, inner in boxes(content) if each == name), b"")


def properties_of(item: int, associations: bytes) -> list[int]:
    """Return the numbers of the properties of ``item``, from 1."""
    version, has_long = associations[0], associations[3] & 1
    of_id, of_number = (4 if version else 2), (2 if has_long else 1)
    place = 8
    for _ in range(int.from_bytes(associations[4:8])):
        found, count = int.from_bytes(associations[place : place + of_id]), associations[place + of_id]
        place += of_id + 1
        if found == item:
            taken = (associations[place + each * of_number :][:of_number] for each in range(count))
            return [int.from_bytes(each) & (0x7FFF if has_long else 0x7F) for each in taken]
        place += count * of_number
    return []
