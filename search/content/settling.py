"""Where the links and pictures of an article lead, once it is known where its file stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape, unescape
from pathlib import Path

from search.content.findings import Findings
from search.content.links import PICTURE, image, link
from search.content.pictures import Picture, PictureError, read_picture
from search.content.sanitising import text_of_attribute
from search.content.slugs import heading_anchors
from search.content.sources import Source
from search.kinds import ProblemKind
from search.model import FOLDER_MARK, Section
from search.settings import ContentSettings

LINK = re.compile(r'<a href="(article:|picture:|#)([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
ID = re.compile(r' id="([^"]+)"')
FENCED = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
WRITTEN = re.compile(
    r"\]\(\s*(?:<([^>\n]+)>|((?:[^\s()]|\([^\s()]*\))+))"
    r"|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*<?([^\s>]+)"
    r"|<(?:a|img)\b[^>\n]{0,300}?\b(?:href|src)\s*=\s*[\"']?([^\"'\s>]+)",
    re.MULTILINE | re.IGNORECASE,
)
"""An address as Markdown or HTML writes it."""

TOP = "#"
"""The address of the beginning of any page."""

OUT = "Write the way to a file within the folder of articles"
NO_ANCHOR = "Write the words of a heading, as in [text](#the-words)"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the file of an article stands."""

    folder: tuple[str, ...]
    """Folders below that of its language."""

    named: tuple[str, ...]
    """Folders that its key names, in a folder that was made flat."""

    has_language_folder: bool

    def target(self, way: str) -> str | None:
        """Return the target that ``way`` leads to, None where it leads out of the folder of articles."""
        if way.startswith("/"):
            return way
        ups = way.count("../")
        rest = way[3 * ups :]
        if ups <= len(self.folder):
            return joined(self.folder[: len(self.folder) - ups], rest)
        if ups == len(self.folder) + 1 and self.has_language_folder and FOLDER_MARK in rest:
            return rest.replace(FOLDER_MARK, "/", 1)
        if ups <= len(self.named):
            return joined(self.named[: len(self.named) - ups], rest)
        return None


def joined(folders: tuple[str, ...], rest: str) -> str:
    """Return the key of ``rest`` in ``folders``; the index of a folder is named as the folder."""
    if rest.partition(".")[0] == "index" and folders:
        return FOLDER_MARK.join(folders) + rest[len("index") :]
    return FOLDER_MARK.join([*folders, rest])


def standing(source: Source) -> Standing:
    """Return where ``source`` stands."""
    language, _, key = source.article_id.partition("/")
    key = key.replace("#", "%23")
    folders = source.place.replace("#", "%23").split("/")[:-1]
    has_language_folder = folders[:1] == [language]
    named = tuple(key.split(FOLDER_MARK)[:-1])
    if not source.place:
        return Standing(named, named, has_language_folder=False)
    return Standing(tuple(folders[1:] if has_language_folder else folders), named, has_language_folder)


class Lines:
    """In which lines of a text addresses stand, each used once."""

    def __init__(self, text: str, first_line: int, kept: Callable[[str], str | None] = link) -> None:
        self._first_line = first_line
        self._waiting: dict[str, list[int]] = defaultdict(list)
        for line, address in written_addresses(text):
            for name in {address, kept(address) or address, image(address) or address}:
                self._waiting[name].append(first_line + line)

    def take(self, address: str) -> int:
        """Return the line in which ``address``, as written or as kept, stands next."""
        lines = self._waiting.get(address)
        if not lines:
            return self._first_line
        return lines.pop(0) if len(lines) > 1 else lines[0]


def written_addresses(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line from 0, address) of all that Markdown or HTML in ``text`` links to, but in fenced code."""
    bare = FENCED.sub(lambda match: "\n" * match[0].count("\n"), text)
    line, place = 0, 0
    for match in WRITTEN.finditer(bare):
        line += bare.count("\n", place, match.start())
        place = match.start()
        yield line, unescape(next(filter(None, match.groups())))


class Settling:
    """Settles what one article links to; what leads nowhere becomes text, and a problem."""

    def __init__(self, source: Source, settings: ContentSettings, lines: Lines, findings: Findings) -> None:
        self._source = source
        self._standing = standing(source)
        self._settings = settings
        self._lines = lines
        self._findings = findings
        self._anchors: frozenset[str] = frozenset()
        self._title: tuple[str, ...] = ()

    def sections(self, sections: tuple[Section, ...], title: str) -> tuple[Section, ...]:
        """Return ``sections`` of the article called ``title`` with settled links and pictures."""
        if not any("<a " in each.html or "<img" in each.html for each in sections):
            return sections
        self._anchors = frozenset(anchor for each in sections for anchor in ID.findall(each.html))
        self._title = heading_anchors(title)
        return tuple(replace(each, html=IMAGE.sub(self._image, LINK.sub(self._link, each.html))) for each in sections)

    def _link(self, match: re.Match[str]) -> str:
        if match[1] == "#":
            return self._anchor_link(match)
        if match[1] == PICTURE:
            return self._picture_link(match)
        way, hash_sign, anchor = unescape(match[2]).partition("#")
        target = self._standing.target(way)
        if target is None:
            line = self._lines.take(f"article:{way}{hash_sign}{anchor}")
            shown = way.replace(FOLDER_MARK, "/")
            what = f"link '{shown}' leads out of the folder of articles"
            self._findings.warn(line, what, OUT, ProblemKind.LINK_REFUSED)
            return match[3]
        href = f"article:{target}{hash_sign}{anchor}"
        return match[0].replace(f'"article:{match[2]}"', f'"{escape(href)}"', 1)

    def _anchor_link(self, match: re.Match[str]) -> str:
        anchor = unescape(match[2])
        if not anchor or anchor in self._anchors:
            return match[0]
        if anchor in (*self._title, "s-top"):
            return match[0].replace(f'"#{match[2]}"', f'"{TOP}"', 1)
        shown = anchor.removeprefix("s-")
        line = self._lines.take(f"#{anchor}")
        what = f"link to '#{shown}', a section that this article does not have"
        self._findings.warn(line, what, NO_ANCHOR, ProblemKind.DEAD_ANCHOR)
        return match[3]

    def _image(self, match: re.Match[str]) -> str:
        attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(match[1])}
        written = attributes.get("src", "")
        if written.startswith("https:") or not written:
            return match[0]
        picture = self._picture(written, written)
        return tag_of(picture, attributes) if picture else text_of_attribute(escape(attributes.get("alt", "")))

    def _picture_link(self, match: re.Match[str]) -> str:
        written = unescape(match[2])
        picture = self._picture(written, f"{PICTURE}{written}")
        return match[0].replace(f"{PICTURE}{match[2]}", escape(picture.address), 1) if picture else match[3]

    def _picture(self, written: str, kept: str) -> Picture | None:
        """Return the picture that the path ``written`` names; None, and a problem where ``kept`` stands, without."""
        folder, name = self._folder()
        language = self._source.article_id.partition("/")[0]
        try:
            return read_picture(written, folder, name, language, self._settings)
        except PictureError as error:
            self._findings.warn(self._lines.take(kept), error.what, error.remedy, error.kind)
            return None

    def _folder(self) -> tuple[Path, str]:
        """Return the folder of articles, and below it the one in which the file stands."""
        path = Path(self._source.path)
        if not self._source.place:
            return path.parent, ""
        return Path(self._source.path.removesuffix(self._source.place) or "."), self._source.place.rpartition("/")[0]


def tag_of(picture: Picture, attributes: dict[str, str]) -> str:
    """Return the element that shows ``picture``."""
    size = {"width": str(picture.width), "height": str(picture.height)} if picture.width and picture.height else {}
    kept = {**attributes, "src": picture.address, **size}
    return f"<img{''.join(f' {name}={chr(34)}{escape(value)}{chr(34)}' for name, value in kept.items())}>"


def target_lines(source: Source) -> Lines:
    """Return where addresses stand in the file of ``source``, by the target that they lead to."""
    stands = standing(source)

    def kept(address: str) -> str | None:
        href = link(address)
        if href is None or not href.startswith("article:"):
            return href
        way, hash_sign, anchor = href.removeprefix("article:").partition("#")
        return f"{stands.target(way)}{hash_sign}{anchor}"

    return Lines(source.raw.decode(errors="replace"), source.line, kept)
