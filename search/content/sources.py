"""Which files are articles: the folder is walked, or the JSON Lines file is split."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from search.content.findings import Findings
from search.content.json_lines import read_record
from search.errors import SettingsError
from search.kinds import ProblemKind
from search.model import FOLDER_MARK, Problem
from search.settings import ContentSettings

NOT_LANGUAGES = {"synonyms"}


@dataclass(frozen=True, slots=True)
class Source:
    """What one article is read from."""

    article_id: str
    path: str
    raw: bytes
    content_hash: str
    """blake2b of ``raw``, 128 bits, in hexadecimal digits."""

    line: int = 1
    """Line of ``path`` that holds it, in a JSON Lines file."""


def list_sources(
    root: Path, settings: ContentSettings, languages: Collection[str]
) -> tuple[list[Source], list[Problem]]:
    """Return what articles are read from, by article_id, and the files and lines that cannot be read.

    ``root`` is a folder of ``<language>/<key>.md`` or a file ``*.jsonl``. Raises SettingsError where it is neither.
    """
    if is_json_lines(root.name) and root.is_file():
        walk: RecordWalk | FolderWalk = RecordWalk(root, settings, languages)
    elif root.is_dir():
        walk = FolderWalk(root, settings, languages)
    elif root.exists():
        raise SettingsError(f"{root}: not a folder of articles. Name a folder, or a file that ends in .jsonl.")
    else:
        raise SettingsError(f"{root}: no such folder or file. Create it, or name another with --articles.")
    walk.run()
    return [walk.sources[article_id] for article_id in sorted(walk.sources)], sorted(walk.problems)


def is_json_lines(path: str) -> bool:
    """Return whether ``path`` names a JSON Lines file."""
    return path.lower().endswith(".jsonl")


def content_hash(raw: bytes) -> str:
    """Return the hash by which a changed source is known."""
    return blake2b(raw, digest_size=16).hexdigest()


def use_one_of(languages: Collection[str]) -> str:
    """Return the remedy for an unknown language."""
    return f"Use one of {', '.join(sorted(languages))}"


class Walk:
    """Collects sources and problems under ``root``."""

    def __init__(self, root: Path, settings: ContentSettings, languages: Collection[str]) -> None:
        self.root = root
        self.settings = settings
        self.languages = languages
        self.sources: dict[str, Source] = {}
        self.problems: list[Problem] = []

    def note(self, path: str, line: int, what: str, remedy: str, kind: ProblemKind = ProblemKind.OTHER) -> None:
        """Note what keeps an article out."""
        findings = Findings(printable(path))
        findings.error(line, what, remedy, kind)
        self.problems += findings.problems

    def add(self, source: Source) -> None:
        """Take in ``source`` unless another has its place."""
        known = self.sources.setdefault(source.article_id, source)
        if known is not source:
            what = f"article '{source.article_id}' is already read from {known.path}:{known.line}"
            self.note(source.path, source.line, what, "Rename one of the two", ProblemKind.DOUBLE_ARTICLE)


class RecordWalk(Walk):
    """Splits a JSON Lines file."""

    def run(self) -> None:
        """Find every line that holds an article."""
        path = self.root.as_posix()
        try:
            with self.root.open("rb") as file:
                for number, line in enumerate(file, 1):
                    if not line.isspace():
                        self.read_line(path, number, line)
        except OSError as error:
            what = f"the file cannot be read ({error.strerror})"
            self.note(path, 1, what, "Check its permissions", ProblemKind.UNREADABLE)

    def read_line(self, path: str, number: int, line: bytes) -> None:
        """Take in one line."""
        if len(line) > self.settings.file_bytes:
            what = f"the line has {len(line)} bytes, at most {self.settings.file_bytes} are read"
            self.note(path, number, what, "Divide the article", ProblemKind.TOO_LARGE)
            return
        record = read_record(line)
        if record is None:
            what = "the line is no JSON object in UTF-8"
            self.note(path, number, what, "Write one object a line", ProblemKind.BAD_RECORD)
            return
        article_id = self.article_id(record, path, number)
        if article_id:
            self.add(Source(article_id, path, line, content_hash(line), number))

    def article_id(self, record: dict[str, Any], path: str, number: int) -> str | None:
        """Return the id of the article in ``record``; None, and a problem, where it has none."""
        written, language = str(record.get("id", "")).strip(), str(record.get("language", "")).strip()
        if not language:
            language = written.partition("/")[0] if "/" in written else ""
        if language not in self.languages:
            what = f"unknown language '{language[:40]}'"
            self.note(path, number, what, use_one_of(self.languages), ProblemKind.UNKNOWN_LANGUAGE)
            return None
        key = written.removeprefix(f"{language}/").replace("/", FOLDER_MARK)
        if not key or not key.isprintable():
            what = "'id' is missing or holds signs that cannot be shown"
            self.note(path, number, what, "Give the article an 'id'", ProblemKind.MISSING_ID)
            return None
        return f"{language}/{key}"


class FolderWalk(Walk):
    """Walks ``<root>/<language>/**/*.md``; every real folder is read once, so links cannot go in circles."""

    def __init__(self, root: Path, settings: ContentSettings, languages: Collection[str]) -> None:
        super().__init__(root, settings, languages)
        self.real_root = root.resolve()
        self.seen: set[Path] = set()
        self.linked: list[tuple[Path, str, str]] = []
        """Folders behind symbolic links, with language and key so far; read after all others."""

    def run(self) -> None:
        """Find every file that holds an article."""
        for entry in self.entries(self.root):
            path = self.root / entry.name
            is_folder = self.is_folder(entry, path)
            if is_folder is None or is_hidden(entry.name):
                continue
            if is_folder:
                self.enter_language(path, entry)
            elif is_markdown(entry.name) and entry.name != "README.md":
                what = "the file stands outside the folders of the languages"
                remedy = f"Move it into one of {', '.join(sorted(self.languages))}"
                self.note(path.as_posix(), 1, what, remedy, ProblemKind.OUTSIDE_LANGUAGES)
        while self.linked:
            self.read_folder(*self.linked.pop(0))

    def enter_language(self, path: Path, entry: os.DirEntry[str]) -> None:
        """Read the folder of a language."""
        if entry.name in NOT_LANGUAGES:
            return
        if entry.name not in self.languages:
            remedy = f"{use_one_of(self.languages)}, or begin the name with '_' if it holds no articles"
            what = f"unknown language '{printable(entry.name)}'"
            self.note(path.as_posix(), 1, what, remedy, ProblemKind.UNKNOWN_LANGUAGE)
        else:
            self.enter(path, entry.is_symlink(), entry.name, "")

    def enter(self, path: Path, is_link: bool, language: str, prefix: str) -> None:
        """Read a folder, a linked one later."""
        if is_link:
            self.linked.append((path, language, prefix))
        else:
            self.read_folder(path, language, prefix)

    def read_folder(self, path: Path, language: str, prefix: str) -> None:
        """Take in the files of ``path`` and of the folders below it."""
        real = path.resolve()
        if real in self.seen:
            what = "the link leads to a folder that is read already"
            self.note(path.as_posix(), 1, what, "Remove the link", ProblemKind.BAD_LINK_ON_DISK)
            return
        self.seen.add(real)
        for entry in self.entries(path):
            if is_hidden(entry.name):
                continue
            inner = path / entry.name
            is_folder = self.is_folder(entry, inner)
            if is_folder:
                self.enter(inner, entry.is_symlink(), language, f"{prefix}{entry.name}{FOLDER_MARK}")
            elif is_folder is not None and is_markdown(entry.name):
                self.read_file(inner, f"{language}/{prefix}{entry.name[:-3]}")

    def entries(self, path: Path) -> Iterator[os.DirEntry[str]]:
        """Yield what lies in ``path``, by name."""
        try:
            with os.scandir(path) as found:
                yield from sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            what = f"the folder cannot be read ({error.strerror})"
            self.note(path.as_posix(), 1, what, "Check its permissions", ProblemKind.UNREADABLE)

    def is_folder(self, entry: os.DirEntry[str], path: Path) -> bool | None:
        """Return whether ``entry`` is a folder; None, and a problem, for a link that must not be followed."""
        if not entry.is_symlink():
            return entry.is_dir()
        if is_hidden(entry.name):
            return None
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError) as error:
            is_missing = isinstance(error, FileNotFoundError)
            what = "the link leads nowhere" if is_missing else "the link leads in a circle"
            self.note(path.as_posix(), 1, what, "Remove or mend it", ProblemKind.BAD_LINK_ON_DISK)
            return None
        if not target.is_relative_to(self.real_root):
            what = "the link leads out of the folder of articles"
            self.note(path.as_posix(), 1, what, "Copy what it points to into the folder", ProblemKind.BAD_LINK_ON_DISK)
            return None
        if path.parent.resolve().is_relative_to(target):
            self.note(
                path.as_posix(), 1, "the link leads in a circle", "Remove or mend it", ProblemKind.BAD_LINK_ON_DISK
            )
            return None
        return target.is_dir()

    def read_file(self, path: Path, article_id: str) -> None:
        """Take in one file; one that was deleted meanwhile is passed over."""
        shown = path.as_posix()
        if not article_id.isprintable() or article_id.endswith("/"):
            what = "the name of the file holds signs that cannot be shown"
            self.note(shown, 1, what, "Rename it", ProblemKind.BAD_NAME)
            return
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                self.note(shown, 1, "this is not a regular file", "Move it out of the folder", ProblemKind.NOT_A_FILE)
            elif status.st_size > self.settings.file_bytes:
                what = f"the file has {status.st_size} bytes, at most {self.settings.file_bytes} are read"
                self.note(shown, 1, what, "Divide the article", ProblemKind.TOO_LARGE)
            else:
                raw = path.read_bytes()
                self.add(Source(unicodedata.normalize("NFC", article_id), shown, raw, content_hash(raw)))
        except FileNotFoundError:
            return
        except OSError as error:
            what = f"the file cannot be read ({error.strerror})"
            self.note(shown, 1, what, "Check its permissions", ProblemKind.UNREADABLE)


def is_hidden(name: str) -> bool:
    """Return whether ``name`` is kept out on purpose."""
    return name.startswith((".", "_"))


def is_markdown(name: str) -> bool:
    """Return whether ``name`` is that of a Markdown file."""
    return name.lower().endswith(".md")


def printable(name: str) -> str:
    """Return ``name`` fit for a message of one line."""
    return name if name.isprintable() else name.encode("unicode_escape", "replace").decode()
