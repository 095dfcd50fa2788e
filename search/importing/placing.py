"""Bring files into a folder: made beside it, moved in at the end, and never over what a writer changed."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from search.authoring.drafted import KEY
from search.content.head_edit import read_back, with_list
from search.content.json_lines import read_record
from search.content.sources import content_hash
from search.errors import ArticleError, SettingsError

RECORD = ".imported.json"
"""What was brought in before, in the target: hashes by path, keys by source id. Hidden, so no article."""


@dataclass(frozen=True, slots=True)
class Before:
    """What an import before left behind."""

    hashes: Mapping[str, str]
    keys: Mapping[str, Mapping[str, str]]
    """Kind of help desk -> source id -> key."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of the files."""

    new: int
    changed: int
    unchanged: int
    kept: tuple[str, ...]
    """Left as a writer had made them since."""


def read_before(target: Path) -> Before:
    """Return what an import into ``target`` before left behind; SettingsError where it cannot be read."""
    path = target / RECORD
    if not path.is_file():
        return Before({}, {})
    try:
        record = read_record(path.read_bytes())
    except OSError as error:
        raise SettingsError(f"{path}: the file cannot be read ({error.strerror}). Check its permissions.") from error
    if record is None or not isinstance(record.get("files"), dict) or not isinstance(record.get("keys"), dict):
        raise SettingsError(f"{path}: this is no record of an import. Delete it; then nothing is replaced.")
    return Before(record["files"], record["keys"])


def place(files: Mapping[str, bytes], keys: Mapping[str, str], kind: str, target: Path, before: Before) -> Placed:
    """Bring ``files`` into ``target``: new ones, and those that are still as they were brought in.

    Raises SettingsError where something cannot be written; what is in the target is then as it was or whole.
    """
    if target.exists() and not target.is_dir():
        raise SettingsError(f"{target}: this is a file. Name a folder.")
    chosen, hashes, kept = choose(files, target, before)
    record = {
        "files": dict(sorted({**before.hashes, **hashes}.items())),
        "keys": {**before.keys, kind: dict(sorted({**before.keys.get(kind, {}), **keys}.items()))},
    }
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    new = sum(not (target / name).exists() for name in chosen)
    try:
        move_in({**chosen, RECORD: text.encode()}, target)
    except OSError as error:
        raise SettingsError(f"{target}: it cannot be written ({error.strerror}). Check its permissions.") from error
    return Placed(new, len(chosen) - new, len(files) - len(chosen) - len(kept), tuple(kept))


def choose(
    files: Mapping[str, bytes], target: Path, before: Before
) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """Return the files to write, the hashes of all that are as brought in, and the paths that stay a writer's."""
    chosen: dict[str, bytes] = {}
    hashes: dict[str, str] = {}
    kept = []
    for name, content in sorted(files.items()):
        path = target / name
        own = path.read_bytes() if path.is_file() else None
        bare, drafted = without_drafted(own, name) if own is not None else (None, ())
        if bare == content:
            hashes[name] = content_hash(content)
        elif bare is None and name not in before.hashes and not path.exists():
            chosen[name], hashes[name] = content, content_hash(content)
        elif bare is not None and before.hashes.get(name) == content_hash(bare):
            chosen[name], hashes[name] = with_drafted(content, drafted), content_hash(content)
        else:
            kept.append(name)
    return chosen, hashes, kept


def without_drafted(content: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    """Return an article without its drafted questions, and these; other files as they are."""
    if not name.endswith(".md") or f"{KEY}:".encode() not in content:
        return content, ()
    try:
        text = content.decode()
        bare = with_list(text, KEY, ())
        return bare.encode(), items_of(text)
    except (ArticleError, UnicodeDecodeError):
        return content, ()


def items_of(text: str) -> tuple[str, ...]:
    """Return the drafted questions in the head of ``text``."""
    document = read_back(text)
    found = document.fields.get(KEY) if document else None
    return tuple(item.text for item in found.items) if found else ()


def with_drafted(content: bytes, drafted: tuple[str, ...]) -> bytes:
    """Return an article with ``drafted`` questions."""
    return with_list(content.decode(), KEY, drafted).encode() if drafted else content


def move_in(files: Mapping[str, bytes], target: Path) -> None:
    """Write ``files`` into a folder beside ``target`` and then move them in, each whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new"))
    try:
        for name, content in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if not target.exists():
            beside.chmod(0o777 & ~current_umask())
            beside.rename(target)
            return
        for name, content in files.items():
            path = target / name
            if path.is_file() and path.read_bytes() == content:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            (beside / name).replace(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def current_umask() -> int:
    """Return the mask of new files; asking changes it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
