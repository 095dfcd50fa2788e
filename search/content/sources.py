"""Which files are articles: the folder is walked, or the JSON Lines file is split."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from search.content.findings import Findings
from search.content.json_lines import read_record
from search.content.links import FOLDER_INDEX, INDEX, image
from search.content.pictures import find_picture
from search.errors import SettingsError
from search.kinds import ProblemKind
from search.model import FOLDER_MARK, Problem
from search.settings import ContentSettings

NOT_LANGUAGES = {"synonyms"}
MARKDOWN = (".md", ".markdown")
OTHER_TEXTS = frozenset(
    (
        ".mdx",
        ".html",
        ".htm",
        ".rst",
        ".adoc",
        ".asciidoc",
        ".txt",
        ".docx",
        ".odt",
        ".rtf",
        ".org",
        ".textile",
        ".mdoc",
    )
)
"""Endings of files that hold text which somebody may take for an article."""

UNNAMED = "en"
"""Language of the files whose names say none, where the others' do; as most systems have it that know such names."""

PICTURE_NAME = re.compile(rb"(?<=[(<\"' ])[^\s()<>\"']{1,500}\.(?:png|jpe?g|gif|webp|avif|svg)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """What one article is read from."""

    article_id: str
    path: str
    raw: bytes
    content_hash: str
    """blake2b of ``raw`` and of the state of its pictures, 128 bits, in hexadecimal digits."""

    line: int = 1
    """Line of ``path`` that holds it, in a JSON Lines file."""

    place: str = ""
    """Path below the folder of articles; empty in a JSON Lines file."""


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
            self.note(
                path, 1, f"the file cannot be read ({error.strerror})", "Check its permissions", ProblemKind.UNREADABLE
            )

    def read_line(self, path: str, number: int, line: bytes) -> None:
        """Take in one line."""
        if len(line) > self.settings.file_bytes:
            what = f"the line has {len(line)} bytes, at most {self.settings.file_bytes} are read"
            self.note(path, number, what, "Divide the article", ProblemKind.TOO_LARGE)
            return
        record = read_record(line)
        if record is None:
            self.note(
                path, number, "the line is no JSON object in UTF-8", "Write one object a line", ProblemKind.BAD_RECORD
            )
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
            self.note(
                path,
                number,
                f"unknown language '{language[:40]}'",
                use_one_of(self.languages),
                ProblemKind.UNKNOWN_LANGUAGE,
            )
            return None
        key = written.removeprefix(f"{language}/").replace("/", FOLDER_MARK)
        if not key or not key.isprintable():
            self.note(
                path,
                number,
                "'id' is missing or holds signs that cannot be shown",
                "Give the article an 'id'",
                ProblemKind.MISSING_ID,
            )
            return None
        return f"{language}/{key}"


class FolderWalk(Walk):
    """Walks a folder of articles; every real folder is read once, so links cannot go in circles.

    The language of an article is that of the folder it stands in (``es/fees.md``), else the end of its name
    (``fees.es.md``), else the one of the settings. Where names do say languages, a file without is in ``UNNAMED``.
    """

    def __init__(self, root: Path, settings: ContentSettings, languages: Collection[str]) -> None:
        super().__init__(root, settings, languages)
        if settings.language and settings.language not in languages:
            raise SettingsError(f"language: unknown language '{settings.language}'. {use_one_of(languages)}.")
        self.real_root = root.resolve()
        self.seen: set[Path] = set()
        self.linked: list[tuple[Path, str]] = []
        """Folders behind symbolic links, with the language so far; read after all others."""

        self.has_languages = False
        """Whether any folder is that of a language."""

        self.others: Counter[str] = Counter()
        """Endings of files that hold text but are not read."""

    def run(self) -> None:
        """Find every file that holds an article."""
        entries = [entry for entry in self.entries(self.root) if not is_hidden(entry.name)]
        kinds = {entry.name: self.is_folder(entry, self.root / entry.name) for entry in entries}
        self.has_languages = has_languages = any(
            kinds[entry.name] and entry.name in self.languages for entry in entries
        )
        language = self.settings.language or ("" if has_languages else self.language_of_unnamed())
        for entry in entries:
            path = self.root / entry.name
            if kinds[entry.name]:
                self.enter_top(path, entry, language)
            elif kinds[entry.name] is not None:
                self.take_top(path, entry.name, language)
        while self.linked:
            self.read_folder(*self.linked.pop(0))
        self.note_others()

    def language_of_unnamed(self) -> str:
        """Return the language of files that name none, where others do; nothing where none does."""
        named = {language_in(path.name, self.languages) for path in markdown_below(self.root)} - {""}
        return UNNAMED if named and UNNAMED in self.languages and UNNAMED not in named else ""

    @property
    def other_way(self) -> str:
        """What may be done instead, where no folder is that of a language."""
        return "" if self.has_languages else ", or name the language of all files with --language"

    def take_top(self, path: Path, name: str, language: str) -> None:
        """Take in a file that stands in no folder."""
        if not is_markdown(name):
            self.count(name)
        elif language or language_in(name, self.languages):
            self.read_file(path, language)
        elif name != "README.md":
            what = "the file stands outside the folders of the languages"
            remedy = f"Move it into one of {', '.join(sorted(self.languages))}{self.other_way}"
            self.note(path.as_posix(), 1, what, remedy, ProblemKind.OUTSIDE_LANGUAGES)

    def enter_top(self, path: Path, entry: os.DirEntry[str], language: str) -> None:
        """Read the folder of a language, or another one where articles need none."""
        if entry.name in self.languages:
            self.enter(path, entry.is_symlink(), entry.name)
        elif entry.name in NOT_LANGUAGES:
            return
        elif language:
            self.enter(path, entry.is_symlink(), language)
        elif next(markdown_below(path), None) or not any(path.iterdir()):
            remedy = f"{use_one_of(self.languages)}{self.other_way}, or begin the name with '_' if it holds no articles"
            what = f"unknown language '{printable(entry.name)}'"
            self.note(path.as_posix(), 1, what, remedy, ProblemKind.UNKNOWN_LANGUAGE)

    def enter(self, path: Path, is_link: bool, language: str) -> None:
        """Read a folder, a linked one later."""
        if is_link:
            self.linked.append((path, language))
        else:
            self.read_folder(path, language)

    def read_folder(self, path: Path, language: str) -> None:
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
                self.enter(inner, entry.is_symlink(), language)
            elif is_folder is not None and is_markdown(entry.name):
                self.read_file(inner, language)
            elif is_folder is not None:
                self.count(entry.name)

    def count(self, name: str) -> None:
        """Count a file that might have been meant as an article."""
        ending = Path(name).suffix.lower()
        if ending in OTHER_TEXTS:
            self.others[ending] += 1

    def note_others(self) -> None:
        """Note all files that hold text but are not read, together."""
        count = sum(self.others.values())
        if count:
            kinds = ", ".join(f"{ending} {number}" for ending, number in self.others.items())
            what = f"{count} {'file is' if count == 1 else 'files are'} no Markdown for us ({kinds})"
            findings = Findings(self.root.as_posix())
            findings.warn(1, what, "Save them as .md, or move them out of the folder", ProblemKind.NOT_MARKDOWN)
            self.problems += findings.problems

    def entries(self, path: Path) -> Iterator[os.DirEntry[str]]:
        """Yield what lies in ``path``, by name."""
        try:
            with os.scandir(path) as found:
                yield from sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.note(
                path.as_posix(),
                1,
                f"the folder cannot be read ({error.strerror})",
                "Check its permissions",
                ProblemKind.UNREADABLE,
            )

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

    def read_file(self, path: Path, language: str) -> None:
        """Take in one file; one that was deleted meanwhile is passed over."""
        shown = path.as_posix()
        place = path.relative_to(self.root).as_posix()
        article_id = id_at(place, language, self.languages)
        if not article_id.isprintable() or article_id.endswith("/"):
            self.note(
                shown, 1, "the name of the file holds signs that cannot be shown", "Rename it", ProblemKind.BAD_NAME
            )
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
                state = picture_state(raw, self.root, place, article_id.partition("/")[0])
                self.add(Source(article_id, shown, raw, content_hash(raw + state), place=place))
        except FileNotFoundError:
            return
        except OSError as error:
            self.note(
                shown, 1, f"the file cannot be read ({error.strerror})", "Check its permissions", ProblemKind.UNREADABLE
            )


def id_at(place: str, language: str, languages: Collection[str]) -> str:
    """Return the id of the article at ``place``, in ``language`` where its name does not say one of ``languages``.

    The index of a folder is named as the folder.
    """
    *folders, name = place.split("/")
    stem = name[: name.rindex(".")]
    if folders[:1] == [language] and language in languages:
        folders = folders[1:]
    elif named := language_in(name, languages):
        language, stem = named, stem[: -len(named) - 1]
    if INDEX.fullmatch(stem):
        stem = folders.pop() if folders else FOLDER_INDEX
    return unicodedata.normalize("NFC", f"{language}/{FOLDER_MARK.join([*folders, stem])}")


def picture_state(raw: bytes, root: Path, place: str, language: str) -> bytes:
    """Return what tells whether a picture that ``raw``, a file at ``place``, names has changed; empty without any."""
    states = []
    for match in PICTURE_NAME.finditer(raw):
        written = image(match[0].decode(errors="replace"))
        if not written or written.startswith("https:"):
            continue
        found = find_picture(written, root, place.rpartition("/")[0], language)
        status = found.stat() if found else None
        states.append(f"{written} {f'{status.st_size} {status.st_mtime_ns}' if status else 'missing'}")
    return "\n".join(states).encode(errors="replace")


def markdown_below(folder: Path) -> Iterator[Path]:
    """Yield the Markdown files in and below ``folder``; links are not followed."""
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_hidden(name)]
        yield from (Path(path, name) for name in names if is_markdown(name) and not is_hidden(name))


def language_in(name: str, languages: Collection[str]) -> str:
    """Return the language that the ``name`` of a file says before its ending, nothing where it says none."""
    parts = name.split(".")
    return parts[-2] if len(parts) > 2 and parts[-2] in languages else ""


def is_folder_index(source: Source) -> bool:
    """Return whether ``source`` stands for a folder of articles."""
    name = source.place.rpartition("/")[2]
    is_named_so = INDEX.fullmatch(name.rpartition(".")[0]) is not None
    return is_named_so and source.article_id.partition("/")[2] != FOLDER_INDEX


def is_hidden(name: str) -> bool:
    """Return whether ``name`` is kept out on purpose."""
    return name.startswith(".") or (name.startswith("_") and not INDEX.fullmatch(name.rpartition(".")[0]))


def is_markdown(name: str) -> bool:
    """Return whether ``name`` is that of a Markdown file."""
    return name.lower().endswith(MARKDOWN)


def printable(name: str) -> str:
    """Return ``name`` fit for a message of one line."""
    return name if name.isprintable() else name.encode("unicode_escape", "replace").decode()
