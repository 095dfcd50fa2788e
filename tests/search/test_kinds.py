"""Every problem has a kind, said by whoever notes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import search
from search import ProblemKind

SOURCES = sorted(Path(search.__file__).parent.rglob("*.py"))
NOTING = {"error", "warn", "note", "Fault", "Problem"}
"""Names of what notes a problem; its last argument is the kind."""


def notes(tree: ast.Module) -> Iterator[tuple[int, bool]]:
    """Yield line, and whether a kind is given, of every call that notes a problem."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or any(isinstance(each, ast.Starred) for each in node.args):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in NOTING and len(node.args) >= 3:
            last = ast.unparse([*node.args, *(each.value for each in node.keywords)][-1])
            yield node.lineno, re.search(r"\b(kind|ProblemKind\.\w+)$", last) is not None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_whoever_notes_a_problem_says_its_kind(path: Path) -> None:
    without = [line for line, has_kind in notes(ast.parse(path.read_text("utf-8"))) if not has_kind]
    assert without == []


def test_calls_without_a_kind_are_seen() -> None:
    tree = ast.parse("findings.warn(1, what, remedy)\nfindings.warn(1, what, remedy, kind)\nself.note(path, 1, a, b)")
    assert list(notes(tree)) == [(1, False), (2, True), (3, False)]


def test_names_and_descriptions_are_of_one_form() -> None:
    for kind in ProblemKind:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind)
        assert kind.name == kind.replace("-", "_").upper()
        assert re.fullmatch(r"\S.{9,99}[^.]", kind.description)


def test_names_are_sorted() -> None:
    assert list(ProblemKind) == sorted(ProblemKind)


def test_every_kind_is_used() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES)
    unused = [kind for kind in ProblemKind if not re.search(rf"ProblemKind\.{kind.name}\b", text)]
    assert unused == []
