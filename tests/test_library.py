"""The search used as a library: the lines of docs/library.md run as they stand there, and texts are taken as paths."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from search import Settings, index_command, is_checkout, programs, read_judgements, serve_command
from tests.articles import write_files

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")
ARTICLE = (
    "---\ntitle: Why is my withdrawal late?\ncategory: general\nupdated: 2026-10-21\n---\n\nA bank takes two days.\n"
)


def test_the_lines_of_the_page_run(tmp_path: Path) -> None:
    (code,) = re.findall(r"^```python\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    write_files(tmp_path / "kb_articles", {"en/late.md": ARTICLE})
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    first, hit, band = done.stdout.splitlines()
    assert first == "1 articles, 0 problems"
    assert "en/late Why is my withdrawal late? | A bank takes two days." in hit
    assert band in {"strong", "possible", "none"}


def test_texts_are_taken_as_paths(tmp_path: Path) -> None:
    texts = Settings(articles="kb", index="x")  # type: ignore[arg-type]  # at run time only
    assert texts == Settings(articles=Path("kb"), index=Path("x"))
    (tmp_path / "a.jsonl").write_text('{"language": "en", "query": "q", "answer": []}\n')
    assert len(read_judgements(str(tmp_path / "a.jsonl"))) == 1


@pytest.mark.parametrize(
    ("used", "in_checkout", "expected"),
    [
        ("/usr/bin/reindex", True, "reindex build"),
        ("/usr/bin/reindex", False, "reindex build"),
        ("/usr/bin/ventanilla", True, "reindex build"),
        ("indexer.py", True, "python indexer.py build"),
        ("/usr/lib/python3/site-packages/indexer.py", False, "reindex build"),
        ("/usr/bin/gunicorn", True, "python indexer.py build"),
        ("/usr/bin/gunicorn", False, "reindex build"),
        ("/usr/bin/ventanilla", False, "reindex build"),
        ("", False, "reindex build"),
    ],
)
def test_a_remedy_names_the_program_that_was_used(
    used: str, in_checkout: bool, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [used])
    monkeypatch.setattr(programs, "is_checkout", lambda: in_checkout)
    assert index_command("build") == expected
    program = "ventanilla" if expected.startswith("reindex") else "python -m webapp.program"
    assert serve_command(Path("my site")) == f"{program} serve 'my site'"


HINT = re.compile(r"(reindex|indexer\.py) (build|check|import|init|new|query|questions|tune|update|watch)\b")


def said(tree: ast.AST) -> list[str]:
    """Return the texts of a module that are no docstrings."""
    docstrings = {each.value for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    texts = [each for each in ast.walk(tree) if isinstance(each, ast.Constant) and each not in docstrings]
    return [each.value for each in texts if isinstance(each.value, str)]


def test_no_message_has_the_name_of_a_program_written_out() -> None:
    sources = [path for part in ("search", "webapp") for path in (ROOT / part).rglob("*.py")]
    assert len(sources) > 100
    assert [(path, text) for path in sources for text in said(ast.parse(path.read_text())) if HINT.search(text)] == []


def test_a_checkout_is_told_from_an_installed_distribution(tmp_path: Path) -> None:
    assert is_checkout()
    assert not is_checkout(tmp_path)
