"""Generations on disk: what a reader sees is named by one small file, which is replaced whole.

    index/CURRENT                              one line: generation-0003/manifest-0007.json
    index/LOCK                                 held by the process that writes
    index/generation-0003/whoosh/              the Whoosh index
    index/generation-0003/segments/sk-0001/    compiled arrays
    index/generation-0003/manifest-0007.json   which segments belong together
    index/pictures/                            what articles show, named after its content

A full build fills a new folder, an update adds a segment and a manifest to the current one. Until ``CURRENT`` is
replaced nobody knows of the new files; a process killed before leaves some that the next build removes.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from search.errors import IndexLocked, IndexOutdated, IndexUnavailable, SettingsError
from search.programs import index_command

FORMAT = 5
"""Raise it when files below change their meaning; older generations are then built anew."""

POINTER = "CURRENT"
LOCK = "LOCK"
POLL_S = 0.05
REBUILD = f"Run '{index_command('build')}'"

GENERATION = re.compile(r"[0-9]+\.[0-9]+")
FOLDER = re.compile(r"generation-[0-9]+")
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a pointer or manifest raises that is damaged or not ours."""


@dataclass(frozen=True, slots=True)
class Shelving:
    """The segments of one language, oldest first, and the ids that none of them shows any more."""

    segments: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One state of the index."""

    generation: str
    """``<build>.<update>``, both counted from 1."""

    fingerprint: str
    """Of everything that decides what is indexed: settings, analysis, versions."""

    shelves: dict[str, Shelving]
    categories: tuple[dict[str, Any], ...]
    """``model.Category`` as JSON knows it."""
    synonyms: dict[str, str]
    """Language -> text of its synonyms file."""

    folder: str
    """Name of the generation's folder."""

    stamp: str = ""
    """Random; tells a build from one of the same number in an index that was deleted meanwhile."""

    format: int = FORMAT


def read_current(index: Path) -> Manifest:
    """Return the manifest that ``index`` points to.

    Raises IndexUnavailable where there is none, IndexOutdated where it cannot be understood.
    """
    pointed = read_pointer(index)
    while True:
        try:
            return manifest_from(json.loads((index / pointed).read_text("utf-8")))
        except FileNotFoundError as error:
            newer = read_pointer(index)
            if newer == pointed:
                raise IndexOutdated(f"{index}: the current generation is gone. {REBUILD}.") from error
            pointed = newer
        except UNREADABLE as error:
            raise unreadable(index, error) from error


def read_pointer(index: Path) -> str:
    """Return the path that ``CURRENT`` names; IndexUnavailable where there is no such file."""
    try:
        return (index / POINTER).read_text("utf-8").strip()
    except FileNotFoundError as error:
        raise IndexUnavailable(f"{index}: there is no index. {REBUILD}.") from error
    except UNREADABLE as error:
        raise unreadable(index, error) from error


def unreadable(index: Path, error: Exception) -> IndexOutdated:
    """Return what to raise where the state of ``index`` cannot be understood."""
    return IndexOutdated(f"{index}: the current generation cannot be read ({error}). {REBUILD}.")


def manifest_from(record: dict[str, Any]) -> Manifest:
    """Return the manifest that ``record`` holds; ValueError, KeyError, TypeError or AttributeError where it is none."""
    if record["format"] != FORMAT:
        raise ValueError(f"format {record['format']}, expected {FORMAT}")
    if not GENERATION.fullmatch(record["generation"]) or not FOLDER.fullmatch(record["folder"]):
        raise ValueError(f"generation {record['generation']!r} in {record['folder']!r}")
    shelves = {
        code: Shelving(tuple(each["segments"]), tuple(each["removed"])) for code, each in record["shelves"].items()
    }
    categories = tuple({**each} for each in record["categories"])
    return Manifest(**{**record, "shelves": shelves, "categories": categories, "synonyms": {**record["synonyms"]}})


def write_current(index: Path, manifest: Manifest) -> None:
    """Make ``manifest`` the state that readers see, at once and durably."""
    folder = index / manifest.folder
    update = int(manifest.generation.partition(".")[2])
    path = folder / f"manifest-{update:04d}.json"
    write_durably(path, json.dumps(asdict(manifest), ensure_ascii=False))
    sync_folder(folder)
    write_durably(index / f"{POINTER}.new", f"{manifest.folder}/{path.name}\n")
    (index / f"{POINTER}.new").replace(index / POINTER)
    sync_folder(index)


def write_durably(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` and wait until the disk has it."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_files(folder: Path) -> None:
    """Wait until the disk has all files in and below ``folder``."""
    for path in sorted(folder.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in ``folder``."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def new_folder(index: Path) -> Path:
    """Return a new folder for a full build, its number above all that exist."""
    numbers = [int(path.name.split("-")[1]) for path in index.glob("generation-*") if FOLDER.fullmatch(path.name)]
    folder = index / f"generation-{max(numbers, default=0) + 1:04d}"
    folder.mkdir(mode=0o700)
    return folder


def prune(index: Path, manifest: Manifest) -> None:
    """Remove what no manifest but the current one needs: older builds, segments and manifests, half-written ones."""
    for path in index.glob("generation-*"):
        if path.name != manifest.folder:
            shutil.rmtree(path, ignore_errors=True)
    folder = index / manifest.folder
    needed = {name for each in manifest.shelves.values() for name in each.segments}
    for path in (folder / "segments").glob("*"):
        if path.name not in needed:
            shutil.rmtree(path, ignore_errors=True)
    newest = f"manifest-{int(manifest.generation.partition('.')[2]):04d}.json"
    for path in folder.glob("manifest-*.json"):
        if path.name != newest:
            path.unlink(missing_ok=True)
    (index / f"{POINTER}.new").unlink(missing_ok=True)


@contextmanager
def write_lock(index: Path, wait_s: float) -> Iterator[None]:
    """Hold the lock of ``index``, which the operating system frees when the process dies.

    Raises IndexLocked with the number of the process that holds it after ``wait_s``, SettingsError where ``index``
    can be no folder.
    """
    with open_lock(index) as file:
        deadline = time.monotonic() + wait_s
        while not locked(file.fileno()):
            if time.monotonic() >= deadline:
                file.seek(0)
                holder = file.read().strip() or "unknown"
                raise IndexLocked(
                    f"{index}: process {holder} has been writing for more than {wait_s:g} s. Wait for it or stop it."
                )
            time.sleep(POLL_S)
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def open_lock(index: Path) -> TextIO:
    """Return the open lock file of ``index``, a new folder where there is none."""
    try:
        index.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (index / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        what = f"the index cannot be written there ({error.strerror})"
        raise SettingsError(f"{index}: {what}. Name another folder with --index.") from error


def locked(descriptor: int) -> bool:
    """Take the lock on ``descriptor`` if it is free; return whether it was."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
