"""HEIC files: what they tell besides the picture is written over, since everything else is found by its place.

How such a picture is turned stands beside it, not in its Exif data.  ISO/IEC 14496-12, section 8.11; 23008-12, annex A.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

from webapp.files.photos.parts import MOST_PARTS, Unreadable, bounded

SAID_BESIDES = frozenset({b"Exif", b"mime"})
"""Kinds of items that are no picture; XMP is of the second."""

IN_FILE = 0
IN_ITEM_DATA = 1
"""Where the parts of an item lie, counted from."""

NOTHING = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
"""Exif data without an entry, after their offset."""


def heic(content: bytes) -> bytes:
    """Return a HEIC file of the same length, with nothing in its Exif data and XMP."""
    found = {name: (start, end) for name, start, end in boxes(content, 0, len(content))}
    if b"meta" not in found:
        raise Unreadable
    start, end = found[b"meta"]
    written, left_bytes = bytearray(content), len(content)
    for first, last in said_besides(content, start + 4, end):
        length = last - first
        left_bytes -= length
        if left_bytes < 0:
            raise Unreadable
        written[first:last] = NOTHING[:length].ljust(length, b"\0")
    return bytes(written)


def boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, start of what it holds, end) of each box between two places."""
    return bounded(every_box(content, at, end))


def every_box(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield what ``boxes`` does, however many there are."""
    while at < end:
        size_bytes, name = struct.unpack_from(">I4s", content, at)
        start = at + 8
        if size_bytes == 1:
            (size_bytes,) = struct.unpack_from(">Q", content, start)
            start += 8
        after = at + size_bytes if size_bytes else end
        if not start <= after <= end:
            raise Unreadable
        yield name, start, after
        at = after


def said_besides(content: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every part of the items that are no picture, from what a meta box holds."""
    found = {name: (start, after) for name, start, after in boxes(content, at, end)}
    if b"iinf" not in found or b"iloc" not in found:
        raise Unreadable
    unwanted = set(items_said_besides(content, *found[b"iinf"]))
    origins = {IN_FILE: 0, IN_ITEM_DATA: found.get(b"idat", (len(content), 0))[0]}
    for item, method, offset, length in islice(extents(content, found[b"iloc"][0]), MOST_PARTS):
        if item in unwanted:
            start = origins.get(method, len(content)) + offset
            if start + length > len(content):
                raise Unreadable
            yield start, start + length


def items_said_besides(content: bytes, start: int, end: int) -> Iterator[int]:
    """Yield the numbers of the items that are no picture, from what an iinf box holds."""
    first = start + (6 if content[start] == 0 else 8)
    for name, at, _ in boxes(content, first, end):
        version = content[at]
        if name == b"infe" and version >= 2:
            item, _, kind = struct.unpack_from(">HH4s" if version == 2 else ">IH4s", content, at + 4)
            if kind in SAID_BESIDES:
                yield item


def extents(content: bytes, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (item, method, offset, length) of every part of every item, from what an iloc box holds."""
    version, sizes = content[at], struct.unpack_from(">H", content, at + 4)[0]
    offset_bytes, length_bytes, base_bytes = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_bytes = sizes & 15 if version else 0
    number = Numbers(content, at + 6)
    wide = 4 if version == 2 else 2
    items = number.next(wide)
    if items > MOST_PARTS:
        raise Unreadable
    for _ in range(items):
        item = number.next(wide)
        method = number.next(2) & 15 if version else IN_FILE
        number.next(2)
        base = number.next(base_bytes)
        for _ in range(number.next(2)):
            number.next(index_bytes)
            offset = number.next(offset_bytes)
            yield item, method, base + offset, number.next(length_bytes)


class Numbers:
    """Reads whole numbers, one after another."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content = content
        self._at = at

    def next(self, size_bytes: int) -> int:
        """Return the number in the next bytes, 0 in none."""
        part = self._content[self._at : self._at + size_bytes]
        if len(part) < size_bytes:
            raise Unreadable
        self._at += size_bytes
        return int.from_bytes(part, "big")
