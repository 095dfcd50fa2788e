"""HTML of other help desks to Markdown that a writer would have written."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from search.content.fields import tidy
from search.importing.export import Losses, Setting
from search.importing.tidying import HEADINGS, classes_of, clean

INDENT = 4
"""Blanks below a list item; every reader of Markdown takes them, which is not so of two or three."""

TITLES = {
    "en": {"note": "Note", "tip": "Tip", "warning": "Warning", "danger": "Danger"},
    "es": {"note": "Nota", "tip": "Consejo", "warning": "Atención", "danger": "Peligro"},
    "sk": {"note": "Poznámka", "tip": "Tip", "warning": "Upozornenie", "danger": "Pozor"},
}
CODE = re.compile(r"(?:language|lang|brush:?)-?\s*([\w+#-]+)")
LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|>|!!!|\?\?\?|:::|-{3,}$)", re.MULTILINE)
NUMBER_START = re.compile(r"^(\s*\d{1,9})([.)])(?=\s)", re.MULTILINE)
TEXT_SIGNS = re.compile(r"[\\`*\[\]{]|(?<!\w)_|_(?!\w)|~(?=~)|(?<!\w):(?=[a-z0-9_+-]+:)")
BLANK_LINES = re.compile(r"\n{3,}")
BREAK_AT_END = re.compile(r" +\n(?=\n)")
UNDERLINE = re.compile(r"^(\s*)=(?==*$)", re.MULTILINE)
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def markdown_of(soup: BeautifulSoup, setting: Setting, losses: Losses) -> str:
    """Return what ``soup`` says in Markdown, and note what is lost; ``soup`` is used up."""
    clean(soup, setting, losses)
    text = INVISIBLE.sub("", Converter(setting).convert_soup(soup)).replace("\u00a0", " ")
    lines = (line if line.endswith("  ") and line.strip() else line.rstrip() for line in text.split("\n"))
    return BLANK_LINES.sub("\n\n", BREAK_AT_END.sub("\n", "\n".join(lines))).strip()


class Converter(MarkdownConverter):
    """Markdown as this project's readers take it."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(
            heading_style=ATX,
            bullets="-",
            table_infer_header=True,
            code_language_callback=language_of_code,
            keep_inline_images_in=["td", "th", "a", *HEADINGS],
        )
        self._setting = setting

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return ``text`` so that no sign in it is taken for markup."""
        text = text.replace("&", "&amp;") if re.search(r"&(?:#\w+|\w+);", text) else text
        return TEXT_SIGNS.sub(lambda sign: f"\\{sign[0]}", text).replace("<", "&lt;")

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a paragraph that cannot be taken for a list or a heading."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        text = text.strip(" \t\r\n")
        return f"\n\n{self.as_text(text)}\n\n" if text else ""

    @staticmethod
    def as_text(text: str) -> str:
        """Return the lines of a paragraph with what begins like markup escaped."""
        text = NUMBER_START.sub(r"\1\\\2", LINE_START.sub(r"\1\\\2", text))
        return UNDERLINE.sub(r"\1&#61;", text)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link to where the article lies now."""
        address = str(el.get("href") or "").strip()
        image = el.find("img")
        if "_noformat" in parent_tags or not address or not text.strip():
            return text
        if isinstance(image, Tag) and not el.get_text(strip=True) and is_picture(address):
            return text  # a link to the picture itself, large
        target = self._setting.link(address)
        if target is None:
            return text
        before, after = " " * (text[:1] == " "), " " * (text[-1:] == " ")
        return f"{before}[{' '.join(text.split())}]({bare_address(target)}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a picture where it lies now, or what it shows."""
        words = tidy(str(el.get("alt") or ""))
        address = self._setting.picture(str(el.get("src") or el.get("data-src") or "").strip())
        if address is None:
            return self.escape(words, parent_tags)
        return f"![{words.replace('[', '(').replace(']', ')')}]({bare_address(address)})"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return an item whose further lines are indented so that all readers agree."""
        lines = (text or "").strip().split("\n")
        if lines == [""]:
            return "\n"
        mark = "- "
        if el.parent is not None and el.parent.name == "ol":
            mark = f"{el['number']}. "
        blanks = " " * max(INDENT, len(mark))
        first = lines[0] if lines[0].startswith(("```", "!", "[")) else self.as_text(lines[0])
        rest = "".join(f"\n{blanks}{line}" if line else "\n" for line in lines[1:])
        return f"{mark}{first}{rest}\n"

    def convert_callout(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a box; a heading or a bold line on top of it is its title."""
        kind = str(el["kind"])
        text = text.strip()
        if not text:
            return ""
        if "_inline" in parent_tags:
            return f" {text} "
        title = TITLES.get(self._setting.language, TITLES["en"])[kind]
        first, _, rest = text.partition("\n")
        heading = re.fullmatch(r"(?:#{1,6} (.+)|\*\*([^*]+?):?\*\*:?)", first.strip())
        if heading and rest.strip():
            title, text = (heading[1] or heading[2]).strip(), rest.strip()
        return f'\n\n!!! {kind} "{in_quotes(title)}"\n{indented(text)}\n\n'

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a box that opens."""
        summary = el.find("summary")
        title = tidy(summary.get_text(" ")) if isinstance(summary, Tag) else ""
        return f'\n\n??? note "{in_quotes(title)}"\n{indented(text.strip())}\n\n' if text.strip() else ""

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return nothing: the box has it as its title."""
        return ""

    def convert_kbd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a key as HTML, which Markdown has no sign for."""
        return f"<kbd>{text.strip()}</kbd>" if text.strip() else ""

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return code between a fence that is longer than any in it."""
        code = text.strip("\n")
        if not code.strip():
            return ""
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        return f"\n\n{fence}{language_of_code(el) or ''}\n{code}\n{fence}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a cell in which no bar ends it."""
        words = re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))
        width = str(el.get("colspan") or "1")
        return f" {words} |" + "  |" * (min(int(width), 100) - 1 if width.isdecimal() else 0)

    convert_th = convert_td


def language_of_code(node: Tag) -> str | None:
    """Return the language that the classes of a piece of code name."""
    inner = node.find("code")
    classes = [*classes_of(node), *(classes_of(inner) if isinstance(inner, Tag) else ())]
    return next((found[1] for each in classes if (found := CODE.match(each))), None)


def is_picture(address: str) -> bool:
    """Return whether an address is that of a picture."""
    return re.search(r"\.(?:png|jpe?g|gif|webp)(?:[?#]|$)", address, re.IGNORECASE) is not None


def bare_address(address: str) -> str:
    """Return ``address`` so that it stands in Markdown without ending early."""
    return re.sub(r"[\s()<>]", lambda sign: f"%{ord(sign[0]):02X}", address.strip())


def in_quotes(title: str) -> str:
    """Return ``title`` for the place between double quotes."""
    return re.sub(r"\\(\W)", r"\1", title).replace('"', "'")


def indented(text: str) -> str:
    """Return ``text`` below the first line of a box."""
    return "\n".join(f"{' ' * INDENT}{line}" if line else "" for line in text.split("\n"))
