"""Pictures beside articles: found in the folder, known by their content, named after their hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from search.content.links import PICTURE, USE_IMAGE
from search.content.measuring import HEAD_BYTES, SVG_START, dimensions
from search.kinds import ProblemKind
from search.settings import ContentSettings

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

    @property
    def address(self) -> str:
        """``picture:<hash>.<ending>/<path below the folder of articles>``, by which the site knows what to serve."""
        return f"{PICTURE}{self.name}/{self.place}"


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
