"""How the project's own programs are called where this one runs, for messages that name a command as the remedy."""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote

ROOT = Path(__file__).parent.parent
"""The folder of a checkout; of an installed distribution, the folder that packages are installed in."""

INSTALLED = ("reindex", "ventanilla")
"""Programs that an installed distribution has."""


def is_checkout(root: Path = ROOT) -> bool:
    """Return whether the project's files are used where they were written, and not installed."""
    return (root / "pyproject.toml").is_file()


def index_command(name: str) -> str:
    """Return how command ``name`` of the index is called: ``reindex build``, in a checkout ``python indexer.py build``.

    Whoever called an installed program by name has that one in a checkout too.
    """
    return f"reindex {name}" if is_installed() else f"python indexer.py {name}"


def serve_command(folder: Path) -> str:
    """Return how the site of ``folder`` is shown where this program runs."""
    program = "ventanilla" if is_installed() else "python -m webapp.program"
    return f"{program} serve {quote(str(folder))}"


def is_installed() -> bool:
    """Return whether the programs can be called by their names, as far as the one that runs can tell."""
    return Path(sys.argv[0]).stem in INSTALLED or not is_checkout()
