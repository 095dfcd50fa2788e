"""Articles for tests, written as files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def markdown(title: str, body: str = "Some words of help.", **fields: object) -> str:
    """Return an article without faults; ``fields`` go into its front matter as they are."""
    head = {"title": title, "category": "general", "updated": "2026-01-31", **fields}
    lines = "".join(f"{name}: {value}\n" for name, value in head.items())
    return f"---\n{lines}---\n\n{body}\n"


def write_files(root: Path, files: Mapping[str, str]) -> Path:
    """Write ``files``, text by path below ``root``, and return ``root``."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root
