"""Kinds of files that are accepted, and whether a file is of one, by its content."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

import puremagic

HEAD_BYTES = 64 * 1024
"""Beginning of a file that tells what it is."""

CHUNK_BYTES = 1024 * 1024
DIRECTORY_BYTES = 1024 * 1024
"""What is read of an archive to list its members; the directory of a document takes a few kilobytes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is accepted."""

    media_type: str
    beginnings: tuple[tuple[int, bytes], ...]
    """(offset, bytes), one of which the file must have; none for plain text."""

    found_as: frozenset[str] = frozenset()
    """What puremagic must call it, one of these."""

    member: str = ""
    """File that an archive of this kind holds."""


PNG = Kind("image/png", ((0, b"\x89PNG\r\n\x1a\n"),), frozenset({".png"}))
JPEG = Kind("image/jpeg", ((0, b"\xff\xd8\xff"),), frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}))
HEIC = Kind(
    "image/heic",
    tuple((4, b"ftyp" + brand) for brand in (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")),
    frozenset({".heic", ".heif"}),
)
TEXT = Kind("text/plain", ())
ZIP = b"PK\x03\x04"
OFFICE = "application/vnd.openxmlformats-officedocument"


def open_document(name: str, ending: str) -> Kind:
    """Return a kind of OpenDocument, which says what it is in its first bytes.  OASIS ODF 1.3, part 2, section 3.3."""
    media_type = f"application/vnd.oasis.opendocument.{name}"
    return Kind(media_type, ((30, f"mimetype{media_type}".encode()),), frozenset({ending}), "content.xml")


KINDS: Mapping[str, Kind] = {
    ".pdf": Kind("application/pdf", ((0, b"%PDF-"),), frozenset({".pdf"})),
    ".png": PNG,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".gif": Kind("image/gif", ((0, b"GIF87a"), (0, b"GIF89a")), frozenset({".gif"})),
    ".webp": Kind("image/webp", ((8, b"WEBP"),), frozenset({".webp"})),
    ".heic": HEIC,
    ".heif": HEIC,
    ".txt": TEXT,
    ".log": TEXT,
    ".csv": Kind("text/csv", ()),
    ".docx": Kind(f"{OFFICE}.wordprocessingml.document", ((0, ZIP),), frozenset({".docx"}), "word/document.xml"),
    ".xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", ((0, ZIP),), frozenset({".xlsx"}), "xl/workbook.xml"),
    ".odt": open_document("text", ".odt"),
    ".ods": open_document("spreadsheet", ".ods"),
}
"""Ending -> what the content must be; anything else is refused."""

MACROS = "vbaproject.bin"
TEXT_CONFIDENCE = 0.4
"""From here on, what puremagic takes a text for is believed; short beginnings are met by chance."""

TEXT_ENDINGS = frozenset({".txt", ".csv", ".log", ""})
WIDE_MARKS: Mapping[bytes, str] = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
"""Byte order mark -> encoding: what Windows calls Unicode text."""

NO_TEXT = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
"""Control characters that no text has."""


def is_of(kind: Kind, content: IO[bytes], name: str) -> bool:
    """Return whether ``content`` is what ``kind`` says."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    if not kind.beginnings:
        encoding = encoding_of(head)
        found = found_in(head[len(codecs.BOM_UTF16) :].decode(encoding, "ignore").encode() if encoding else head, name)
        return is_text(content, encoding) and all(ending in TEXT_ENDINGS for ending in found[:1])
    found = found_in(head, name)
    if not any(head[offset:].startswith(beginning) for offset, beginning in kind.beginnings):
        return False
    return not kind.found_as.isdisjoint(found) and (not kind.member or is_archive_of(kind.member, content))


def found_in(head: bytes, name: str) -> list[str]:
    """Return the endings that puremagic gives to ``head`` with some confidence, the likeliest first."""
    try:
        matches = puremagic.magic_string(head, name)
    except (puremagic.PureError, ValueError):
        return []
    return [each.extension.lower() for each in matches if each.confidence >= TEXT_CONFIDENCE]


def encoding_of(head: bytes) -> str:
    """Return the encoding of two bytes a letter that ``head`` begins with the mark of; empty for any other."""
    return next((encoding for mark, encoding in WIDE_MARKS.items() if head.startswith(mark)), "")


def is_text(content: IO[bytes], encoding: str = "") -> bool:
    """Return whether ``content`` has no character that belongs in no text, and in ``encoding`` nothing but letters."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
    try:
        for chunk in iter(lambda: content.read(CHUNK_BYTES), b""):
            letters = decoder.decode(chunk).encode() if decoder else chunk
            if len(letters.translate(None, NO_TEXT)) < len(letters):
                return False
        return decoder is None or not decoder.decode(b"", final=True)
    except UnicodeError:
        return False


class Directory:
    """An archive of which only the directory is read, and not one that is larger than ``DIRECTORY_BYTES``."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._left_bytes = DIRECTORY_BYTES
        self.seek = content.seek
        self.tell = content.tell

    def read(self, size: int = -1) -> bytes:
        """Return the next ``size`` bytes, or all; BadZipFile where that is more than may be read."""
        is_bounded = 0 <= size <= self._left_bytes
        part = self._content.read(size if is_bounded else self._left_bytes + 1)
        if len(part) > self._left_bytes:
            raise zipfile.BadZipFile(f"its directory has more than {DIRECTORY_BYTES} bytes")
        self._left_bytes -= len(part)
        return part


def is_archive_of(member: str, content: IO[bytes]) -> bool:
    """Return whether ``content`` is an archive that holds ``member`` and no macros; nothing is unpacked."""
    content.seek(0)
    if content.read(len(ZIP)) != ZIP:
        return False
    try:
        with zipfile.ZipFile(Directory(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return False
    return member in names and not any(name.lower().endswith(MACROS) for name in names)
