"""Blocks that hold text and no other blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from markdown.util import BLOCK_LEVEL_ELEMENTS


@dataclass(slots=True)
class Leaf:
    """Lines that are read together once they are complete."""

    lines: list[str]

    is_done = False

    def takes(self, rest: str) -> bool:
        """Take the line ``rest`` in, and return whether it was this block's whatever it holds."""
        return False

    def text(self) -> str:
        """Return the lines as one text."""
        return "\n".join(self.lines)


class Paragraph(Leaf):
    """Text; what the next line is decides whether it goes on."""

    def text(self) -> str:
        """Return the lines without what they are set in by."""
        return "\n".join(line.lstrip() for line in self.lines).rstrip()


class Table(Leaf):
    """A head, a line of dashes and rows."""

    DELIMITER: ClassVar = re.compile(r"[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")


class Code(Leaf):
    """Code that is set in by four blanks."""

    def takes(self, rest: str) -> bool:
        """Take lines that are set in, and blank ones."""
        if rest.startswith("    ") or not rest.strip():
            self.lines.append(rest[4:])
            return True
        return False


@dataclass(slots=True)
class Footnote(Leaf):
    """A footnote, kept as text."""

    name: str

    BEGIN: ClassVar = re.compile(r"[ ]{0,3}\[\^([^\]]+)\]:[ ]*")

    @classmethod
    def begun_by(cls, rest: str) -> Footnote | None:
        """Return the footnote that ``rest`` begins."""
        found = cls.BEGIN.match(rest)
        return cls([rest[found.end() :]], found[1]) if found else None

    def takes(self, rest: str) -> bool:
        """Take what is set in by four blanks, blank lines, and lines right below text but another footnote."""
        is_text = bool(self.lines[-1].strip()) and not self.BEGIN.match(rest)
        if rest.strip() and not rest.startswith("    ") and not is_text:
            return False
        self.lines.append(rest[4:] if rest.startswith("    ") else rest)
        return True


@dataclass(slots=True)
class Fence(Leaf):
    """Code between two lines of backticks or tildes."""

    sign: str
    indent: int
    is_done: bool = False

    BEGIN: ClassVar = re.compile(r"([ ]{0,3})(`{3,}(?=[^`]*$)|~{3,})")

    @classmethod
    def begun_by(cls, rest: str) -> Fence | None:
        """Return the block that ``rest`` begins; what stands behind the sign (language, title) is not shown."""
        found = cls.BEGIN.match(rest)
        return cls([], found[2], len(found[1])) if found else None

    def takes(self, rest: str) -> bool:
        """Take every line; one of the same sign is the last."""
        text = rest.strip()
        if text.startswith(self.sign) and not text.strip(self.sign[0]) and not rest.startswith("    "):
            self.is_done = True
            return True
        blanks = len(rest) - len(rest.lstrip(" "))
        self.lines.append(rest[min(blanks, self.indent) :])
        return True


@dataclass(slots=True)
class Html(Leaf):
    """HTML as it was written, to a blank line or to ``ending``."""

    ending: str
    is_done: bool = False

    ENDINGS: ClassVar = ("</script>", "</pre>", "</style>", "</textarea>", "-->", "?>", "]]>", ">")
    RAW: ClassVar = re.compile(r"<(script|pre|style|textarea)(?:[\s>]|$)", re.IGNORECASE)
    NAME: ClassVar = re.compile(r"</?([a-zA-Z][\w-]*)(?:\s|/?>|$)")
    WHOLE_TAG: ClassVar = re.compile(
        r"(?:<[a-zA-Z][\w-]*(?:\s+[a-zA-Z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*\s*/?>"
        r"|</[a-zA-Z][\w-]*\s*>)\s*$"
    )
    HOLDS_MARKDOWN: ClassVar = re.compile(
        r"<[a-z]+(?:\s[^<>]*)?\smarkdown(?:=[\"']?(?:1|block|true)[\"']?)?(?:\s[^<>]*)?>$"
    )
    """What MkDocs and kramdown lay out between a tag and its end."""

    BLOCKS: ClassVar = frozenset(BLOCK_LEVEL_ELEMENTS) - {"math", "canvas", "output", "video", "script", "style", "pre"}

    @classmethod
    def begun_by(cls, rest: str, *, is_in_paragraph: bool) -> Html | None:
        """Return the block that ``rest`` begins, as the seven cases of CommonMark have it."""
        text = rest.strip()
        ending = cls.ending_of(text)
        if ending is None:
            name = cls.NAME.match(text)
            is_block = name is not None and name[1].lower() in cls.BLOCKS
            if not is_block and (is_in_paragraph or not cls.WHOLE_TAG.match(text)):
                return None
            ending = ""
        is_done = bool(cls.HOLDS_MARKDOWN.match(text)) or (bool(ending) and ending in text.lower())
        return cls([rest], ending, is_done)

    @classmethod
    def ending_of(cls, text: str) -> str | None:
        """Return what ends the block that ``text`` begins; None where a blank line does, or it begins none."""
        if found := cls.RAW.match(text):
            return f"</{found[1].lower()}>"
        for beginning, ending in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
            if text.startswith(beginning):
                return ending
        return ">" if re.match(r"<![A-Za-z]", text) else None

    def takes(self, rest: str) -> bool:
        """Take every line to the end."""
        if not self.ending:
            if not rest.strip():
                return False
            self.lines.append(rest)
            return True
        self.lines.append(rest)
        self.is_done = self.ending in rest.lower()
        return True
