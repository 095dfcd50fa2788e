"""JPEG files.  ITU-T T.81, annex B."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from webapp.files.photos.exif import EXIF, only_orientation
from webapp.files.photos.parts import Unreadable, bounded

END = 0xD9
SCAN = 0xDA
ALONE = frozenset({0x01, *range(0xD0, 0xDA)})
"""Markers without a length."""

SAID_BESIDES = frozenset({*range(0xE0, 0xF0), 0xFE})
"""Segments of programs, and comments.  ITU-T T.81, table B.1."""

NEEDED = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
"""Those of them that say how to show the picture: (marker, beginning)."""

FILLING = re.compile(rb"\xff+")
"""What a marker begins with."""

MARKER = re.compile(rb"\xff[^\0\xd0-\xd7\xff]")
"""What ends a scan, in which a byte FF is followed by 0 or counts intervals."""


def jpeg(content: bytes) -> bytes:
    """Return a JPEG file from its beginning to its first end, without what its programs noted."""
    kept = [content[:2]]
    for marker, segment, scan in bounded(segments(content)):
        said = segment[4:]
        if marker == 0xE1 and said.startswith(EXIF):
            turned = only_orientation(said.removeprefix(EXIF))
            segment = segment_of(0xE1, EXIF + turned) if turned else b""
        elif marker in SAID_BESIDES and not any(
            marker == each and said.startswith(beginning) for each, beginning in NEEDED
        ):
            segment = b""
        kept += (segment, scan)
    return b"".join(kept)


def segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (marker, segment, scan data that follow it) up to the end of the picture."""
    marker, at = 0, 2
    while marker != END and at < len(content):
        filling = FILLING.match(content, at)
        if not filling:
            raise Unreadable
        start, marker = filling.end() - 1, content[filling.end()]
        end = start + 2 + (0 if marker in ALONE else struct.unpack_from(">H", content, start + 2)[0])
        if marker == 0 or end > len(content):
            raise Unreadable
        at = end
        if marker == SCAN:
            found = MARKER.search(content, end)
            at = found.start() if found else len(content)
        yield marker, content[start:end], content[end:at]


def segment_of(marker: int, said: bytes) -> bytes:
    """Return a segment that holds ``said``."""
    return struct.pack(">BBH", 0xFF, marker, len(said) + 2) + said
