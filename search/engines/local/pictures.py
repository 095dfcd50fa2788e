"""Pictures that articles show, kept beside the generations under the hash of their content.

    index/pictures/<hash>.png

The site needs the index only, not the folder of articles. A name never means another content, so generations share the
files, and a picture is complete before the generation that shows it is the current one.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection
from hashlib import blake2b
from html import unescape
from pathlib import Path

from search.model import Article

FOLDER = "pictures"
KEPT = re.compile(r'(?:src|href)="picture:([0-9a-f]{32}\.[a-z]{3,4})/([^"]*)"')
UNUSED_S = 86_400
"""A picture that no article shows any more is removed at this age, in seconds: pages that show it are still read."""


def keep_pictures(index: Path, articles: Path, article: Article) -> set[str]:
    """Copy the pictures of ``article`` into ``index``, those that are not there yet; return their names.

    One that changed since it was read is left out until the next update.
    """
    names = set()
    root = articles if articles.is_dir() else articles.parent
    for section in article.sections:
        for name, place in KEPT.findall(section.html) if "picture:" in section.html else ():
            names.add(name)
            target = index / FOLDER / name
            if not target.exists():
                copy(root / unescape(place), target)
    return names


def copy(source: Path, target: Path) -> None:
    """Write what ``source`` holds to ``target``, durably, if it has the hash that ``target`` is named after."""
    try:
        content = source.read_bytes()
    except OSError:  # gone since the article was read
        return
    if blake2b(content, digest_size=16).hexdigest() != target.stem:
        return
    target.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = target.with_suffix(".new")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)


def drop_pictures(index: Path, used: Collection[str], now_s: float | None = None) -> None:
    """Remove the pictures that are not ``used`` and older than ``UNUSED_S``."""
    oldest_s = (time.time() if now_s is None else now_s) - UNUSED_S
    for path in (index / FOLDER).glob("*"):
        if path.name not in used and path.stat().st_mtime < oldest_s:
            path.unlink(missing_ok=True)
