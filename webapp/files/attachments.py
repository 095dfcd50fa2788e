"""Files that customers send: what is accepted, where it is put, and what is removed again."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from flask_babel import gettext, ngettext
from werkzeug.datastructures import FileStorage

from webapp.config import config
from webapp.database.attachment_quota import FREE_DISK_BYTES, MEGABYTE, NoRoom
from webapp.database.requests_store import NewAttachment
from webapp.files.kinds import KINDS, is_of
from webapp.files.photos import without_metadata
from webapp.texts.typed import one_line

FOLDER = "attachments"
"""In the instance folder; nothing in it is ever served as it lies there."""

INCOMING = "incoming"
"""Part of ``FOLDER`` in which files lie until they are complete."""

NAME_LETTERS = 100
"""What is kept of a file's own name, in characters."""

STORED_NAME_BYTES = 16
CHUNK_BYTES = 1024 * 1024
SWEPT_AFTER_S = 3600
"""A file that belongs to no request is removed at this age, in seconds; a younger one may be on its way."""

SWEPT_AT_ONCE = 500
"""Names that the database is asked about together."""


@dataclass(frozen=True, slots=True)
class AttachmentLimits:
    """What one message may carry."""

    count: int = 5
    file_bytes: int = 10 * MEGABYTE
    """Of each file."""

    together_bytes: int = 25 * MEGABYTE


DEFAULT_LIMITS = AttachmentLimits()


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
        raise RefusedFiles(gettext("The files are larger than %(most)s MB in total. Send fewer of them.", most=most))
    return uploads


def checked(file: FileStorage, limits: AttachmentLimits) -> Upload:
    """Return one file, checked."""
    name = clean_name(file.filename or "")
    size_bytes, _ = measured(file.stream)
    if not size_bytes:
        raise RefusedFiles(gettext("“%(name)s” is empty.", name=name))
    if size_bytes > limits.file_bytes:
        most = limits.file_bytes // MEGABYTE
        raise RefusedFiles(gettext("“%(name)s” is larger than %(most)s MB.", name=name, most=most))
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        kinds = ", ".join(ending[1:].upper() for ending in KINDS)
        raise RefusedFiles(
            gettext(
                "We cannot accept “%(name)s”. Send a file of one of these types: %(kinds)s.", name=name, kinds=kinds
            )
        )
    if not is_of(kind, file.stream, name):
        raise RefusedFiles(gettext("The contents of “%(name)s” do not match its file type.", name=name))
    content = picture_only(file.stream, kind.media_type)
    return Upload(name, kind.media_type, *measured(content), content)


def picture_only(content: IO[bytes], media_type: str) -> IO[bytes]:
    """Return ``content``, a picture without where and when it was taken: nobody means to tell that who sends one."""
    if not media_type.startswith("image/"):
        return content
    content.seek(0)
    return BytesIO(without_metadata(content.read(), media_type))


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


def put_away(uploads: Sequence[Upload], target: Path) -> tuple[NewAttachment, ...]:
    """Write ``uploads`` to ``target``, under random names, durably; OSError where that fails, and none is left.

    A file is complete before it has its name there, and has it before a request mentions it.  NoRoom where they would
    fill the disk.
    """
    if not uploads:
        return ()
    incoming = target / INCOMING
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    require_disk(sum(each.size_bytes for each in uploads), target)
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


def require_disk(new_bytes: int, target: Path) -> None:
    """Raise NoRoom where ``new_bytes`` more in ``target`` would leave too little of its disk free."""
    left_bytes = shutil.disk_usage(target).free - new_bytes
    if left_bytes < FREE_DISK_BYTES:
        raise NoRoom(
            f"{target}: {max(left_bytes, 0) // MEGABYTE} MB would be left free on its disk. Make room until there are "
            f"{FREE_DISK_BYTES // MEGABYTE} MB."
        )


def no_room() -> str:
    """Return what somebody is told whose files cannot be kept now."""
    said: str = gettext("We cannot accept files at the moment. Please send your message without them.")
    return said


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
