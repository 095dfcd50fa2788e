"""WebP files.  RFC 9649, section 2."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from webapp.files.photos.exif import EXIF, only_orientation
from webapp.files.photos.parts import Unreadable, bounded

NEEDED = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ICCP", b"ALPH", b"ANIM", b"ANMF"})
HAS_EXIF = 0x08
HAS_XMP = 0x04
"""Bits of the first byte of VP8X."""


def webp(content: bytes) -> bytes:
    """Return a WebP file up to its end, without XMP and Exif."""
    kept: list[tuple[bytes, bytes]] = []
    flags = 0
    for name, said in bounded(chunks(content)):
        if name == b"EXIF" and (turned := only_orientation(said.removeprefix(EXIF))):
            kept.append((name, turned))
            flags = HAS_EXIF
        elif name in NEEDED:
            kept.append((name, said))
    body = b"".join(chunk(name, with_flags(said, flags) if name == b"VP8X" else said) for name, said in kept)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, data) of each chunk."""
    at, end = 12, 8 + struct.unpack_from("<I", content, 4)[0]
    if end > len(content):
        raise Unreadable
    while at < end:
        name, size_bytes = struct.unpack_from("<4sI", content, at)
        said = content[at + 8 : at + 8 + size_bytes]
        if len(said) < size_bytes:
            raise Unreadable
        yield name, said
        at += 8 + size_bytes + size_bytes % 2


def chunk(name: bytes, said: bytes) -> bytes:
    """Return a chunk that holds ``said``, filled up to an even length."""
    return name + struct.pack("<I", len(said)) + said + b"\0" * (len(said) % 2)


def with_flags(said: bytes, flags: int) -> bytes:
    """Return what a VP8X chunk says, with ``flags`` for the metadata that are left."""
    return bytes([said[0] & ~(HAS_EXIF | HAS_XMP) | flags]) + said[1:]
