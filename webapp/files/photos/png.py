"""PNG files.  W3C, Portable Network Graphics, third edition."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from webapp.files.photos.exif import only_orientation
from webapp.files.photos.parts import Unreadable, bounded

HEAD = b"\x89PNG\r\n\x1a\n"
NEEDED = frozenset(b"tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split())
"""Chunks that say how to show the picture, besides those in capitals, without which there is none."""


def png(content: bytes) -> bytes:
    """Return a PNG file up to its end, without text, times and Exif."""
    kept = [HEAD]
    for name, said in bounded(chunks(content)):
        if name == b"eXIf" and (turned := only_orientation(said)):
            kept.append(chunk(name, turned))
        elif name[:1].isupper() or name in NEEDED:
            kept.append(chunk(name, said))
    return b"".join(kept)


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, data) of each chunk up to the last."""
    at, name = len(HEAD), b""
    while name != b"IEND":
        size_bytes, name = struct.unpack_from(">I4s", content, at)
        said = content[at + 8 : at + 8 + size_bytes]
        if len(said) < size_bytes:
            raise Unreadable
        yield name, said
        at += 12 + size_bytes


def chunk(name: bytes, said: bytes) -> bytes:
    """Return a chunk that holds ``said``."""
    return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))
