"""Exif data: how to turn a picture, and nothing else."""

from __future__ import annotations

import struct

UPRIGHT = 1
ORIENTATION = 0x0112
"""Tag that says how to turn a picture, 1..8.  Exif 3.0, section 4.6.5.1."""

EXIF = b"Exif\0\0"
BYTE_ORDERS = {b"II": "<", b"MM": ">"}


def only_orientation(tiff: bytes) -> bytes:
    """Return Exif data that say how to turn the picture and nothing else; empty where it stands upright."""
    found = orientation(tiff)
    if found == UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, found, 0)
    return b"MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"


def orientation(tiff: bytes) -> int:
    """Return how Exif data say to turn the picture, 1..8; upright where they do not say or cannot be read."""
    order = BYTE_ORDERS.get(tiff[:2])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT
