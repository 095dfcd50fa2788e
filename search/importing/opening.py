"""Open an export: a file, a folder or a zip archive of strangers, of which nothing is unpacked unasked."""

from __future__ import annotations

import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from search.content.sources import printable
from search.errors import ExportError
from search.settings import ImportSettings

MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DRIVE = re.compile(r"[a-z]:", re.IGNORECASE)
JUNK = ("__MACOSX", "Thumbs.db", "desktop.ini")
ANEW = "Take the export anew"


class Source:
    """The files of an export by their names, ``/`` between folders; ``read`` gives the content of one.

    Raises ExportError for anything that no help desk writes: links, names that lead out, more than the limits.
    """

    def __init__(self, path: Path, settings: ImportSettings) -> None:
        self.path = path
        self.settings = settings
        self._archive: zipfile.ZipFile | None = None
        self._files: dict[str, Path | zipfile.ZipInfo] = {}
        if path.is_dir():
            self._list_folder()
        elif not path.is_file():
            raise ExportError(f"{path}: no such file or folder. Name an export.")
        elif path.suffix.lower() == ".zip":
            self._list_archive()
        else:
            self._add(path.name, path, path.stat().st_size)
            self.check_total([path.stat().st_size])
        if not self._files:
            raise ExportError(f"{path}: there is no file in it. Name an export.")

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive:
            self._archive.close()

    def names(self, *endings: str) -> list[str]:
        """Return the names of the files, in order, those with one of ``endings`` where some are given."""
        return sorted(name for name in self._files if not endings or name.lower().endswith(endings))

    def where(self, name: str) -> str:
        """Return ``name`` for a message."""
        return printable(self.path.name if self.path.is_file() and not self._archive else f"{self.path.name}/{name}")

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        entry = self._files[name]
        most = self.settings.file_bytes
        try:
            if isinstance(entry, Path):
                return entry.read_bytes()
            assert self._archive is not None
            with self._archive.open(entry) as file:
                content = file.read(most + 1)
        except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            raise ExportError(f"{self.where(name)}: the file cannot be read ({error}). {ANEW}.") from error
        if len(content) > min(most, entry.file_size):
            raise ExportError(f"{self.where(name)}: the file is larger than the archive says. {ANEW}.")
        return content

    def text(self, name: str) -> str:
        """Return the content of a file in UTF-8, or UTF-16 with its mark, as text without a NUL."""
        raw = self.read(name)
        try:
            text = raw.decode(MARKS.get(raw[:2], "utf-8-sig"))
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            what = f"the file is not UTF-8: byte 0x{raw[error.start]:02X}"
            raise ExportError(f"{self.where(name)}:{line}: {what}. Save it as UTF-8.") from error
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise ExportError(f"{self.where(name)}:{line}: the file holds a NUL, so it is no text. {ANEW}.")
        return text

    def json(self, name: str) -> Any:
        """Return the JSON in a file."""
        text = self.text(name)
        try:
            return json.loads(text)
        except RecursionError as error:
            raise ExportError(f"{self.where(name)}: the JSON is nested too deeply. {ANEW}.") from error
        except json.JSONDecodeError as error:
            raise ExportError(f"{self.where(name)}:{error.lineno}: this is not JSON ({error.msg}). {ANEW}.") from error
        except ValueError as error:
            raise ExportError(f"{self.where(name)}: the JSON holds a number that is too long. {ANEW}.") from error

    def check_total(self, sizes: list[int]) -> None:
        """Raise ExportError where the files are too many or too large together."""
        if len(sizes) > self.settings.files:
            what = f"the export has {len(sizes)} files, at most {self.settings.files} are read"
            raise ExportError(f"{self.path}: {what}. Divide it.")
        if sum(sizes) > self.settings.all_bytes:
            what = f"the export has {sum(sizes)} bytes unpacked, at most {self.settings.all_bytes} are read"
            raise ExportError(f"{self.path}: {what}. Divide it.")

    def _add(self, name: str, entry: Path | zipfile.ZipInfo, size: int) -> None:
        if size > self.settings.file_bytes:
            what = f"the file has {size} bytes, at most {self.settings.file_bytes} are read"
            raise ExportError(f"{self.where(name)}: {what}. Divide the export.")
        self._files[name] = entry

    def _list_folder(self) -> None:
        sizes = []
        for path in self._walk(self.path):
            status = path.lstat()
            name = path.relative_to(self.path).as_posix()
            if stat.S_ISLNK(status.st_mode):
                what = "this is a symbolic link, which is not followed"
                raise ExportError(f"{self.where(name)}: {what}. Copy what it points to in its place.")
            if not stat.S_ISREG(status.st_mode):
                raise ExportError(f"{self.where(name)}: this is not a regular file. Move it out of the export.")
            self._add(name, path, status.st_size)
            sizes.append(status.st_size)
            if len(sizes) > self.settings.files:
                break
        self.check_total(sizes)

    def _walk(self, root: Path) -> Iterator[Path]:
        def refuse(error: OSError) -> None:
            raise ExportError(f"{error.filename}: the folder cannot be read ({error.strerror}). Check its permissions.")

        for folder, folders, files in os.walk(root, onerror=refuse):
            folders[:] = sorted(each for each in folders if not is_junk(each))
            yield from (Path(folder) / each for each in folders if (Path(folder) / each).is_symlink())
            yield from (Path(folder) / each for each in sorted(files) if not is_junk(each))

    def _list_archive(self) -> None:
        try:
            self._archive = zipfile.ZipFile(self.path)
            entries = self._archive.infolist()
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise ExportError(f"{self.path}: this is no zip archive that can be read ({error}). {ANEW}.") from error
        for entry in entries:
            self._check_entry(entry)
            if not entry.is_dir() and not any(is_junk(part) for part in PurePosixPath(entry.filename).parts):
                if entry.filename in self._files:
                    raise ExportError(f"{self.where(entry.filename)}: two files have this name. {ANEW}.")
                self._add(entry.filename, entry, entry.file_size)
        self.check_total([entry.file_size for entry in entries])

    def _check_entry(self, entry: zipfile.ZipInfo) -> None:
        name = entry.orig_filename
        parts = name.replace("\\", "/").split("/")
        if "\0" in name or "\\" in name or parts[0] == "" or ".." in parts or DRIVE.match(name):
            raise ExportError(f"{self.path}: the name '{printable(name)[:120]}' leads out of the archive. {ANEW}.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ExportError(f"{self.where(name)}: this is a symbolic link, which is not followed. {ANEW}.")
        if entry.flag_bits & 1:
            raise ExportError(f"{self.where(name)}: the file is encrypted. Pack it without a password.")
        is_large = entry.file_size > self.settings.packed_bytes
        if is_large and entry.file_size > self.settings.pack_ratio * max(entry.compress_size, 1):
            what = f"{entry.compress_size} bytes would become {entry.file_size} when unpacked"
            raise ExportError(f"{self.where(name)}: {what}. Unpack it yourself if you trust it, and name the folder.")


def is_junk(name: str) -> bool:
    """Return whether ``name`` is something that systems leave in folders."""
    return name.startswith(".") or name in JUNK
