"""Pictures beside articles: found in the folder, known by their content, measured, named after their hash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from struct import error as struct_error
from struct import unpack

from search.content.links import USE_IMAGE
from search.kinds import ProblemKind
from search.settings import ContentSettings

SCHEME = "picture:"
"""``picture:<hash>.<ending>/<path below the folder of articles>`` is the src of a picture that the site serves."""

HEAD_BYTES = 64 * 1024
"""Beginning of a file that tells what it is and how large it is drawn."""

SVG_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>\[]*>\s*)?<svg[\s>]", re.DOTALL
)
STATIC = "static"
"""Folder whose content other systems publish at the root."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be served."""

    name: str
    """Hash of the content and an ending that tells its type."""

    place: str
    """Path below the folder of articles."""

    width: int = 0
    """In pixels, 0 where it is not known."""

    height: int = 0


class PictureError(Exception):
    """The picture cannot be shown."""

    def __init__(self, what: str, remedy: str, kind: ProblemKind = ProblemKind.IMAGE_REFUSED) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what
        self.remedy = remedy


def read_picture(written: str, root: Path, folder: str, language: str, settings: ContentSettings) -> Picture:
    """Return the picture that the path ``written`` names in a file in ``folder`` below ``root``; else PictureError."""
    inside = root.resolve()
    found = find_picture(written, root, folder, language)
    if found is None:
        raise PictureError(f"image '{written}' is not there", USE_IMAGE, ProblemKind.IMAGE_MISSING)
    try:
        real = found.resolve(strict=True)
        if not real.is_relative_to(inside):
            raise PictureError(f"image '{written}' lies outside the folder of articles", "Copy it into the folder")
        size = real.stat().st_size
        if size > settings.picture_bytes:
            what = f"image '{written}' has {size} bytes, at most {settings.picture_bytes} are shown"
            raise PictureError(what, "Make it smaller, or save it as JPEG or WebP")
        content = real.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        what = f"image '{written}' cannot be read ({reason})"
        raise PictureError(what, "Check its permissions", ProblemKind.IMAGE_MISSING) from error
    kind = kind_of(content)
    if kind is None:
        raise PictureError(f"image '{written}' is no picture that browsers show", "Save it as PNG, JPEG, GIF or WebP")
    width, height = dimensions(content, kind)
    name = f"{blake2b(content, digest_size=16).hexdigest()}.{kind}"
    return Picture(name, real.relative_to(inside).as_posix(), width, height)


def find_picture(written: str, root: Path, folder: str, language: str) -> Path | None:
    """Return the regular file that ``written`` names: beside the article, or from the root as writers see it."""
    for path in picture_paths(written, folder, language):
        try:
            if (root / path).is_file():
                return root / path
        except (OSError, ValueError):
            continue
    return None


def picture_paths(written: str, folder: str, language: str) -> Iterator[str]:
    """Yield the paths below the folder of articles that ``written`` may mean, none of which climbs out of it."""
    if not written.startswith("/"):
        parts = [part for part in folder.split("/") if part]
        while written.startswith("../") and parts:
            parts.pop()
            written = written[3:]
        if not written.startswith(".."):
            yield "/".join([*parts, written])
        return
    bare = written.lstrip("/")
    yield f"{language}/{bare}"
    yield bare
    yield f"{STATIC}/{bare}"


def kind_of(content: bytes) -> str | None:
    """Return the ending of the kind of picture that ``content`` is, None where it is none of those browsers show."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and content[8:12] in (b"avif", b"avis"):
        return "avif"
    return "svg" if SVG_START.match(content[:HEAD_BYTES]) else None


def dimensions(content: bytes, kind: str) -> tuple[int, int]:
    """Return width and height in pixels, so that a page keeps their room free; zeros where they cannot be read."""
    try:
        if kind == "png":
            return unpack(">II", content[16:24])
        if kind == "gif":
            return unpack("<HH", content[6:10])
        if kind == "jpg":
            return jpeg_dimensions(content)
        return webp_dimensions(content) if kind == "webp" else (0, 0)
    except (ValueError, IndexError, ArithmeticError, struct_error):
        return 0, 0


def jpeg_dimensions(content: bytes) -> tuple[int, int]:
    """Return what the first frame of a JPEG says.  ITU T.81, B.2.2."""
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + max(length, 1)
    return 0, 0


def webp_dimensions(content: bytes) -> tuple[int, int]:
    """Return what the first chunk of a WebP says.  RFC 9649, sections 2.5 to 2.7."""
    chunk = content[12:16]
    if chunk == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
