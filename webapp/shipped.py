"""Where the files lie that come with the site and are no Python: gunicorn's settings, the demonstration."""

from __future__ import annotations

from pathlib import Path

PACKED = Path(__file__).parent / "shipped"
"""Put into the wheel by ``build_steps``; a checkout has the same files at its top."""

CHECKOUT = Path(__file__).parent.parent

GUNICORN = "gunicorn.conf.py"
ARTICLES = "kb_articles"
SITE = "site.toml"


def shipped(name: str, packed: Path = PACKED) -> Path:
    """Return the path of a file or folder that comes with the site."""
    return packed / name if packed.is_dir() else CHECKOUT / name
