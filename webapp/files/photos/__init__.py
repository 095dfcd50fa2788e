"""Pictures without what they tell besides the picture: where and when it was taken, with what, by whom.

Pixels are not touched: parts of the file are left out, not encoded anew.  How the picture must be turned stays.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

from webapp.files.photos.heic import heic
from webapp.files.photos.jpeg import jpeg
from webapp.files.photos.parts import Unreadable
from webapp.files.photos.png import png
from webapp.files.photos.webp import webp

STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": jpeg,
    "image/png": png,
    "image/webp": webp,
    "image/heic": heic,
}


def without_metadata(content: bytes, media_type: str) -> bytes:
    """Return ``content`` without what it tells besides the picture; as it is where it cannot be read.

    Takes JPEG, PNG, WebP and HEIC.
    """
    strip = STRIPPERS.get(media_type)
    try:
        return strip(content) if strip else content
    except (Unreadable, struct.error, IndexError):
        return content
