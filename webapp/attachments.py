"""Files that customers send: what is accepted, where it is put, and what is removed again."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import puremagic
from flask_babel import gettext, ngettext
from werkzeug.datastructures import FileStorage

from webapp.config import config
from webapp.database.requests_store import NewAttachment
from webapp.typed_text import one_line

FOLDER = "attachments"
"""In the instance folder; nothing in it is ever served as it lies there."""

INCOMING = "incoming"
"""Part of ``FOLDER`` in which files lie until they are complete."""

NAME_LETTERS = 100
"""What is kept of a file's own name, in characters."""

STORED_NAME_BYTES = 16
HEAD_BYTES = 64 * 1024
"""Beginning of a file that tells what it is."""

CHUNK_BYTES = 1024 * 1024
SWEPT_AFTER_S = 3600
"""A file that belongs to no request is removed at this age, in seconds; a younger one may be on its way."""

SWEPT_AT_ONCE = 500
"""Names that the database is asked about together."""

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class AttachmentLimits:
    """What one message may carry."""

    count: int = 5
    file_bytes: int = 10 * MEGABYTE
    """Of each file."""

    together_bytes: int = 25 * MEGABYTE


DEFAULT_LIMITS = AttachmentLimits()


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
NO_TEXT = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
"""Control characters that no text has."""

RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
)
"""Names that Windows takes for devices."""


class RefusedFiles(Exception):
    """The files cannot be taken; the message is a sentence for the customer."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    content: IO[bytes]


def folder() -> Path:
    """Return where the attachments of the site lie."""
    return config().instance / FOLDER


def check(files: Iterable[FileStorage], limits: AttachmentLimits = DEFAULT_LIMITS) -> tuple[Upload, ...]:
    """Return ``files`` checked, without the empty entry of a field in which none was chosen; else RefusedFiles."""
    chosen = [each for each in files if each.filename]
    if len(chosen) > limits.count:
        raise RefusedFiles(
            ngettext(
                "You chose %(chosen)s files. Send at most %(num)s file.",
                "You chose %(chosen)s files. Send at most %(num)s files.",
                limits.count,
                chosen=len(chosen),
            )
        )
    uploads = tuple(checked(each, limits) for each in chosen)
    if sum(each.size_bytes for each in uploads) > limits.together_bytes:
        most = limits.together_bytes // MEGABYTE
        raise RefusedFiles(gettext("The files are larger than %(most)s MB together. Send fewer of them.", most=most))
    return uploads


def checked(file: FileStorage, limits: AttachmentLimits) -> Upload:
    """Return one file, checked."""
    name = clean_name(file.filename or "")
    size_bytes, sha256 = measured(file.stream)
    if not size_bytes:
        raise RefusedFiles(gettext("“%(name)s” is empty.", name=name))
    if size_bytes > limits.file_bytes:
        most = limits.file_bytes // MEGABYTE
        raise RefusedFiles(gettext("“%(name)s” is larger than %(most)s MB.", name=name, most=most))
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        kinds = ", ".join(ending[1:].upper() for ending in KINDS)
        raise RefusedFiles(
            gettext("“%(name)s” is of a kind that we cannot take. Send one of: %(kinds)s.", name=name, kinds=kinds)
        )
    if not is_of(kind, file.stream, name):
        raise RefusedFiles(gettext("“%(name)s” does not hold what its ending says.", name=name))
    return Upload(name, kind.media_type, size_bytes, sha256, file.stream)


def clean_name(name: str) -> str:
    """Return the name of a file without folders, unseen characters or what a file system trips over; bounded."""
    name = one_line(name.replace("\\", "/").rpartition("/")[2])
    name = "".join("_" if letter in '<>:"|?*' else letter for letter in name).strip(". ")
    ending = Path(name).suffix[:NAME_LETTERS]
    stem = name.removesuffix(ending)[: NAME_LETTERS - len(ending)].strip() or "file"
    return f"{'_' if stem.partition('.')[0].upper() in RESERVED else ''}{stem}{ending}"


def measured(content: IO[bytes]) -> tuple[int, str]:
    """Return size and hash of ``content``, in bytes and hexadecimal digits."""
    content.seek(0)
    size_bytes, sha256 = 0, hashlib.sha256()
    while chunk := content.read(CHUNK_BYTES):
        size_bytes += len(chunk)
        sha256.update(chunk)
    return size_bytes, sha256.hexdigest()


def is_of(kind: Kind, content: IO[bytes], name: str) -> bool:
    """Return whether ``content`` is what ``kind`` says."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    found = found_in(head, name)
    if not kind.beginnings:
        return is_text(content) and all(ending in TEXT_ENDINGS for ending in found[:1])
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


def is_text(content: IO[bytes]) -> bool:
    """Return whether ``content`` has no character that belongs in no text."""
    content.seek(0)
    return not any(
        len(chunk.translate(None, NO_TEXT)) < len(chunk) for chunk in iter(lambda: content.read(CHUNK_BYTES), b"")
    )


def is_archive_of(member: str, content: IO[bytes]) -> bool:
    """Return whether ``content`` is an archive that holds ``member`` and no macros; nothing is unpacked."""
    content.seek(0)
    if content.read(len(ZIP)) != ZIP:
        return False
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return False
    return member in names and not any(name.lower().endswith(MACROS) for name in names)


def put_away(uploads: Sequence[Upload], target: Path) -> tuple[NewAttachment, ...]:
    """Write ``uploads`` to ``target``, under random names, durably; OSError where that fails, and none is left.

    A file is complete before it has its name there, and has it before a request mentions it.
    """
    if not uploads:
        return ()
    incoming = target / INCOMING
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept: list[NewAttachment] = []
    try:
        for each in uploads:
            stored_name = secrets.token_hex(STORED_NAME_BYTES)
            kept.append(NewAttachment(stored_name, each.name, each.media_type, each.size_bytes, each.sha256))
            write_durably(each.content, incoming / stored_name)
            (incoming / stored_name).replace(target / stored_name)
        sync_folder(target)
    except OSError:
        discard(kept, target)
        raise
    return tuple(kept)


def write_durably(content: IO[bytes], path: Path) -> None:
    """Write ``content`` to a new file that only the site's own user may read."""
    content.seek(0)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(content, file, CHUNK_BYTES)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def discard(attachments: Iterable[NewAttachment], target: Path) -> None:
    """Remove files that no request will mention."""
    for each in attachments:
        (target / INCOMING / each.stored_name).unlink(missing_ok=True)
        (target / each.stored_name).unlink(missing_ok=True)


def sweep(target: Path, in_use: Callable[[Collection[str]], Collection[str]], now_s: float | None = None) -> int:
    """Remove what a crash left in ``target``: files older than ``SWEPT_AFTER_S`` that no request has; return how many.

    ``in_use`` returns those of some names that a request has.
    """
    oldest_s = (time.time() if now_s is None else now_s) - SWEPT_AFTER_S
    unfinished = old_files(target / INCOMING, oldest_s)
    old = old_files(target, oldest_s)
    left = [*unfinished]
    for start in range(0, len(old), SWEPT_AT_ONCE):
        some = {path.name: path for path in old[start : start + SWEPT_AT_ONCE]}
        used = in_use(some.keys())
        left += [path for name, path in some.items() if name not in used]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def old_files(path: Path, oldest_s: float) -> list[Path]:
    """Return the files in ``path`` last changed before ``oldest_s``."""
    if not path.is_dir():
        return []
    return [Path(each) for each in os.scandir(path) if each.is_file() and each.stat().st_mtime < oldest_s]
