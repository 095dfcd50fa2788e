"""Categories and their names in every language, from ``categories.yml``."""

from __future__ import annotations

from pathlib import Path
from unicodedata import category as category_of

from search.content.fields import tidy
from search.content.findings import Findings
from search.content.front_matter import Field, HeadError, Kind, mapping_of, read_yaml
from search.kinds import ProblemKind
from search.model import Category, Problem

FILE = "categories.yml"
FILE_BYTES = 256_000
"""Largest file that is read; fifty categories in ten languages have 60 kB."""

LAYOUT = "Write 'key: {language: {name: ..., description: ...}}'"
URGENT = "urgent"
ICON = "icon"
ICONS = (
    *("account", "box", "calendar", "card", "chart", "chat", "document", "download", "globe", "help", "home", "lock"),
    *("money", "people", "phone", "settings", "star", "transfer", "upload", "warning"),
)
"""Names of the icons that the site draws."""

EMOJI_LETTERS = 12
"""Longest emoji, in code points: a family of four, each with a colour of skin."""

JOINERS = "\u200d\ufe0f\u20e3"
"""What joins the parts of an emoji, asks for its colours, or frames a digit."""
"""What a category said until articles did; no language."""

MOVED = "Remove the line, and write 'urgent: ' and what to do at once into the articles that are"


def read_categories(root: Path) -> tuple[tuple[Category, ...], tuple[Problem, ...]]:
    """Return the categories of the folder ``root`` in the order to show them; none where it has no such file."""
    path = root / FILE
    if not path.is_file():
        return (), ()
    findings = Findings(path.as_posix())
    fields = read_file(path, findings) or {}
    categories = [category(key, field, findings) for key, field in fields.items()]
    return tuple(each for each in categories if each), tuple(findings.problems)


def read_file(path: Path, findings: Findings) -> dict[str, Field] | None:
    """Return the entries of the file; None, and an error, where it has none to use."""
    try:
        if path.stat().st_size > FILE_BYTES:
            findings.error(
                1, f"the file has more than {FILE_BYTES} bytes", "Shorten the descriptions", ProblemKind.TOO_LARGE
            )
            return None
        top = read_yaml(path.read_text("utf-8-sig"))
    except OSError as error:
        findings.error(
            1, f"the file cannot be read ({error.strerror})", "Check its permissions", ProblemKind.UNREADABLE
        )
    except UnicodeDecodeError:
        findings.error(1, "the file is not UTF-8", "Save it as UTF-8", ProblemKind.NOT_UTF_8)
    except HeadError as error:
        what = error.what.replace("front matter", "file")
        findings.error(error.line + 1, what, error.remedy, ProblemKind.BAD_CATEGORIES)
    else:
        if top.kind in (Kind.MAPPING, Kind.EMPTY):
            return mapping_of(top, 1, findings)
        findings.error(1, f"the file is {top.kind}, expected categories by key", LAYOUT, ProblemKind.BAD_CATEGORIES)
    return None


def category(key: str, field: Field, findings: Findings) -> Category | None:
    """Return the category ``key``; None, and a warning, where it has no name at all."""
    names: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    icon = ""
    for language, entry in zip(field.keys, field.items, strict=False):
        if language == URGENT:
            what = f"category '{key}' is urgent as a whole, which counts for nothing any more"
            findings.warn(entry.line, what, MOVED, ProblemKind.BAD_CATEGORIES)
            continue
        if language == ICON:
            icon = icon_of(key, entry, findings)
            continue
        values = dict(zip(entry.keys, entry.items, strict=False)) if entry.kind is Kind.MAPPING else {"name": entry}
        for part, texts in (("name", names), ("description", descriptions)):
            value = values.get(part)
            if value and value.kind is Kind.TEXT and tidy(value.text):
                texts[language] = tidy(value.text)
        if language not in names:
            what = f"category '{key}' has no name in language '{language}'"
            findings.warn(entry.line, what, LAYOUT, ProblemKind.UNNAMED_CATEGORY)
    if field.kind is not Kind.MAPPING:
        what = f"category '{key}' is {field.kind}, expected names by language"
        findings.warn(field.line, what, LAYOUT, ProblemKind.BAD_CATEGORIES)
    if not names and field.kind is Kind.MAPPING:
        findings.warn(field.line, f"category '{key}' has no name", LAYOUT, ProblemKind.UNNAMED_CATEGORY)
    return Category(key, names, descriptions, icon) if names else None


def icon_of(key: str, entry: Field, findings: Findings) -> str:
    """Return the name of an icon, or an emoji; nothing, and a warning, for anything else."""
    icon = tidy(entry.text)
    if icon in ICONS or is_emoji(icon):
        return icon
    what = (
        f"category '{key}' has the unknown icon '{icon[:40]}'" if icon else f"the icon of category '{key}' is no text"
    )
    findings.warn(entry.line, what, f"Use an emoji, or one of {', '.join(ICONS)}", ProblemKind.UNKNOWN_ICON)
    return ""


def is_emoji(text: str) -> bool:
    """Return whether ``text`` is made of emoji, or of other signs that are drawn and not read."""
    signs = text.translate(dict.fromkeys(map(ord, JOINERS)))
    if "\u20e3" in text:
        return len(signs) == 1 and signs in "0123456789#*"
    return 0 < len(text) <= EMOJI_LETTERS and bool(signs) and all(category_of(sign) in ("So", "Sk") for sign in signs)
