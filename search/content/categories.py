"""Categories and their names in every language, from ``categories.yml``."""

from __future__ import annotations

from pathlib import Path

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
    for language, entry in zip(field.keys, field.items, strict=False):
        if language == URGENT:
            what = f"category '{key}' is urgent as a whole, which counts for nothing any more"
            findings.warn(entry.line, what, MOVED, ProblemKind.BAD_CATEGORIES)
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
    return Category(key, names, descriptions) if names else None
