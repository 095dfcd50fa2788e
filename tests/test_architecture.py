"""The layers of the project, checked: a module imports only layers below its own."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

import search

ROOT = Path(__file__).parent.parent

LAYERS = (  # lowest first; names on one line may not import one another
    ("search.kinds", "search.subprograms"),
    ("search.errors", "search.model", "search.programs", "search.settings"),
    ("search.protocols", "search.content", "search.analysis", "search.problems"),
    ("search.meaning",),
    ("search.query", "search.ranking"),
    ("search.engines",),
    ("search.authoring", "search.checking"),
    ("search.searcher", "search.importing", "search.indexing", "search.statistics", "search.judgements"),
    ("search.deflection", "search.proving"),
    ("search.evaluation",),
    ("search",),
    ("search.commands",),
    ("webapp.build_steps", "webapp.environment", "webapp.shipped"),
    ("webapp.articles", "webapp.files", "webapp.http", "webapp.texts", "webapp.config", "webapp.working_days",
     "webapp.articles.twins", "webapp.server", "webapp.files.kinds", "webapp.files.photos", "webapp.http.envelope",
     "webapp.http.incoming", "webapp.texts.linked", "webapp.texts.sizes", "webapp.texts.subjects",
     "webapp.texts.typed", "indexer"),
    ("webapp.database", "webapp.i18n"),
    ("webapp.articles.knowledge_base", "webapp.command_line", "webapp.duplicates", "webapp.http.api_errors",
     "webapp.http.form_fields", "webapp.http.form_tokens", "webapp.http.security",
     "webapp.http.visitors", "webapp.texts.email_addresses", "webapp.texts.questions"),
    ("webapp.articles.addresses", "webapp.articles.openings", "webapp.articles.reasons",
     "webapp.http.letter_links", "webapp.http.limits", "webapp.http.logs", "webapp.http.typed_addresses",
     "webapp.places", "webapp.sessions", "webapp.site", "webapp.texts.held_requests", "webapp.texts.stage_names"),
    ("webapp.articles.listed", "webapp.articles.prose", "webapp.files.attachments", "webapp.http.static_files",
     "webapp.known_devices", "webapp.mail", "webapp.own_requests"),
    ("webapp.articles.alarms", "webapp.articles.cited", "webapp.articles.passages", "webapp.attempts",
     "webapp.files.downloads"),
    ("webapp.help_centre", "webapp.before_you_submit", "webapp.accounts", "webapp.support_requests", "webapp.desk",
     "webapp.api", "webapp.commands", "webapp.http.errors", "webapp.http.health"),
    ("webapp",),
    ("webapp.program", "webapp.serving"),
)  # fmt: skip
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
PACKAGES = ("search", "webapp", "webapp.articles", "webapp.files", "webapp.http", "webapp.texts")
STRANGERS = {  # what a part of the tree may never import
    "search": ("flask", "click", "sqlalchemy", "webapp", "indexer"),
    "search.commands": ("flask", "sqlalchemy", "webapp", "indexer"),
    "indexer": ("flask", "sqlalchemy", "webapp"),
    "webapp": ("indexer", "whoosh", "opensearchpy"),
    **dict.fromkeys(LAYERS[-3], ("sqlalchemy", "webapp.database.models")),
}
AT_HOME = {  # the only part of the tree that may import it: to replace it, one folder changes
    "whoosh": "search.engines",
    "markdown": "search.content",
    "frontmatter": "search.content",
    "nh3": "search.content",
    "markdownify": "search.importing",
    "bs4": "search.importing",
    "email_validator": "webapp.texts.email_addresses",
    "simplemma": "search.analysis",
    "Stemmer": "search.analysis",
    "alembic": "webapp.database",
    "puremagic": "webapp.files.kinds",
    "sqlalchemy": "webapp.database",
    "gunicorn": "webapp.server",
    "wtforms": "webapp.before_you_submit",
}


COMMANDS = "search.commands"


def lies_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def component(module: str) -> str | None:
    """Return the name in ``LAYERS`` that ``module`` lies in; a package's root is its own file only."""
    for name in RANK:
        if module == name or (name not in PACKAGES and lies_in(module, name)):
            return name
    return None


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted name of everything imported, in functions too; a relative import begins with its dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def is_upward(own: str, name: str) -> bool:
    """Return whether the layer of ``name`` is not below ``own``, nor ``own`` itself."""
    target = component(name) or next((package for package in PACKAGES if lies_in(name, package)), own)
    return target != own and RANK[target] >= RANK[own]


def is_forbidden(module: str, name: str) -> bool:
    """Return whether ``module`` imports a library that is not for it."""
    parts = [part for part in STRANGERS if lies_in(module, part)]
    is_stranger = any(lies_in(name, stranger) for part in parts[-1:] for stranger in STRANGERS[part])
    return is_stranger or any(lies_in(name, it) and not lies_in(module, home) for it, home in AT_HOME.items())


def is_outside(module: str) -> bool:
    """Return whether ``module`` may use the public names of ``search`` only; the commands lie in it, but do."""
    return not lies_in(module, "search") or lies_in(module, COMMANDS)


def is_inside(name: str, module: str, exported: Collection[str]) -> bool:
    """Return whether ``name`` is none of ``exported``, nor a command where ``module`` is one or their door."""
    is_command = lies_in(name, COMMANDS) and (module == "indexer" or lies_in(module, COMMANDS))
    return name.removeprefix("search.") not in exported and not is_command


def faults(module: str, source: str, exported: Collection[str]) -> list[str]:
    """Return what is wrong with the imports of ``module``; ``exported`` are the public names of ``search``."""
    own = component(module)
    if own is None:
        return [f"{module} is in no layer; name it in LAYERS"]
    found = []
    for name in imports(ast.parse(source)):
        if name.startswith("."):
            found.append(f"{module} imports {name}, which is relative; write the full name")
        elif is_upward(own, name) or is_forbidden(module, name):
            found.append(f"{module} must not import {name}")
        elif is_outside(module) and name.startswith("search.") and is_inside(name, module, exported):
            found.append(f"{module} imports {name}, which search does not export")
    return found


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = sorted([*ROOT.glob("indexer.py"), *ROOT.glob("search/**/*.py"), *ROOT.glob("webapp/**/*.py")])


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_lower_layers(path: Path) -> None:
    exported = getattr(search, "__all__", ())
    assert faults(module_name(path), path.read_text("utf-8"), exported) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("search.content.articles", "from search.engines import open_engine"),
        ("search.analysis.analyzer", "import search.content"),
        ("search.query.parse", "from search.ranking.ranker import rank"),
        ("search.model", "from search.errors import SearchError"),
        ("search.ranking.ranker", "from search import Query"),
        ("search.ranking.ranker", "def rank():\n    import flask"),
        ("search.query.parse", "from . import typo"),
        ("search.query.parse", "from .typo import corrections"),
        ("search.searcher", "import whoosh.index"),
        ("search.searcher", "from whoosh.index import open_dir"),
        ("webapp.help_centre.views", "from search.ranking.bm25f import rarity"),
        ("webapp.help_centre.views", "from search import ranking"),
        ("webapp.help_centre.views", "from search import *"),
        ("webapp.help_centre.views", "from webapp.desk import views"),
        ("webapp.api.v1", "from webapp.help_centre.views import find"),
        ("webapp.before_you_submit.views", "from webapp.api.shapes import head_shape"),
        ("webapp.help_centre.views", "from webapp import before_you_submit"),
        ("webapp.help_centre.views", "from webapp.database.models import Vote"),
        ("webapp.help_centre.views", "from webapp import create_app"),
        ("webapp.desk.views", "from sqlalchemy import select"),
        ("webapp.articles.knowledge_base", "import whoosh"),
        ("webapp.database.models", "import webapp"),
        ("indexer", "from webapp.config import Config"),
        ("indexer", "from flask import Flask"),
        ("indexer", "from search.query.parse import parse"),
        ("search.commands.asking", "from search.query.parse import parse"),
        ("search.commands.asking", "from flask import Flask"),
        ("webapp.commands", "from search.commands.asking import query"),
        ("search.searcher", "from search.commands.asking import query"),
        ("search.searcher", "import click"),
        ("search.helpers", ""),
        ("webapp.helpers.text", ""),
    ],
)
def test_a_planted_fault_is_found(module: str, source: str) -> None:
    assert len(faults(module, source, exported=("Query",))) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("webapp.articles.knowledge_base", "from search import Query"),
        ("indexer", "import click\nfrom search import Query"),
        ("indexer", "from search.commands.asking import query"),
        (
            "search.commands.asking",
            "import click\nfrom search import Query\nfrom search.commands.options import common",
        ),
        ("search", "from search.searcher import Searcher"),
        ("search.engines.local.writer", "from whoosh.index import open_dir\nfrom search.ranking import bm25f"),
        ("search.query.expand", "from search.query.typo import corrections"),
        ("webapp.database.models", "import sqlalchemy"),
        ("webapp", "from webapp.help_centre.views import blueprint"),
    ],
)
def test_an_import_that_points_down_is_no_fault(module: str, source: str) -> None:
    assert faults(module, source, exported=("Query",)) == []
