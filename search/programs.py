"""How the project's own programs are called where this one runs, for messages that name a command as the remedy."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
"""The folder of a checkout; of an installed distribution, the folder that packages are installed in."""


def is_checkout(root: Path = ROOT) -> bool:
    """Return whether the project's files are used where they were written, and not installed."""
    return (root / "pyproject.toml").is_file()


def index_command(name: str) -> str:
    """Return how command ``name`` of the index is called: ``reindex build``, in a checkout ``python indexer.py build``.

    Whoever called one of the two by name is told of that one.
    """
    used = Path(sys.argv[0]).stem
    is_script = used == "indexer" or (used != "reindex" and is_checkout())
    return f"python indexer.py {name}" if is_script else f"reindex {name}"
