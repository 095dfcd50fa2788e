"""Pictures of an export: those whose files were given are copied beside the articles, others stay away."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

from search.content.links import PICTURE_FILE
from search.content.pictures import kind_of
from search.content.slugs import slugify
from search.importing.addresses import local
from search.importing.export import Losses, Version
from search.importing.opening import Source
from search.settings import ImportSettings

FOLDER = "pictures"
ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
IS_ALIVE = re.compile(rb"<script|<foreignObject|<!ENTITY|\son\w+\s*=|javascript:", re.IGNORECASE)
"""What a drawing does not need; the site would not run it, and yet nobody brings it in."""

ELSEWHERE = "pictures that stay at their old address (put their files beside the export)"
MISSING = "pictures that are not there (their words are kept)"
NO_PICTURE = "files that are no pictures that browsers show, or too large (their words are kept)"


class Pictures:
    """The pictures among the files of an export, and the copies that articles need."""

    def __init__(self, source: Source, settings: ImportSettings) -> None:
        self.files: dict[str, bytes] = {}
        """Path below the target -> content."""

        self._source = source
        self._settings = settings
        self._by_name: Mapping[str, list[str]] = defaultdict(list)
        for name in source.names(*ENDINGS):
            self._by_name[posixpath.basename(name).lower()].append(name)

    def address(self, address: str, version: Version, language: str, losses: Losses) -> str | None:
        """Return what ``address`` in ``version`` becomes; None, and a loss, where there is no picture."""
        scheme = urlsplit(address).scheme.lower() if ":" in address[:12] else ""
        name = None if scheme == "data" else self._find(address, version)
        if name is None:
            if address.startswith("//"):
                address = f"https:{address}"
            if address.lower().startswith("https://"):
                losses.note(ELSEWHERE, f"{version.where}: {address}")
                return address
            losses.note(MISSING, f"{version.where}: {address[:80]}")
            return None
        content = self._source.read(name)
        kind = kind_of(content)
        if kind is None or (kind == "svg" and IS_ALIVE.search(content)) or len(content) > self._settings.picture_bytes:
            losses.note(NO_PICTURE, self._source.where(name))
            return None
        kept = self._keep(language, posixpath.basename(name), f".{kind}", content)
        return f"{FOLDER}/{kept}"

    def has(self, address: str, version: Version) -> bool:
        """Return whether ``address``, a path, names a picture that was given."""
        return PICTURE_FILE.search(address.partition("#")[0]) is not None and self._find(address, version) is not None

    def _find(self, address: str, version: Version) -> str | None:
        """Return the file that ``address`` names: by its path, else by its name and as many folders as fit."""
        base = version.addresses[0] if version.addresses else ""
        try:
            path = unquote(urlsplit(address).path) if urlsplit(address).netloc else local(base, address)
        except ValueError:
            return None
        named = self._by_name.get(posixpath.basename(path).lower(), [])
        if path in named:
            return path
        folders = path.lower().split("/")
        return max(named, key=lambda name: (alike(name.lower().split("/"), folders), name), default=None)

    def _keep(self, language: str, name: str, ending: str, content: bytes) -> str:
        """Keep a copy for ``language`` and return its name; another picture of that name gets a piece of its hash."""
        stem = slugify(posixpath.splitext(name)[0])[:80] or "picture"
        kept = f"{stem}{ending}"
        if self.files.get(f"{language}/{FOLDER}/{kept}", content) != content:
            kept = f"{stem}-{blake2b(content, digest_size=4).hexdigest()}{ending}"
        self.files[f"{language}/{FOLDER}/{kept}"] = content
        return kept


def alike(one: list[str], other: list[str]) -> int:
    """Return how many parts two paths share: the same at the end, or anywhere, which counts less."""
    return len(set(one) & set(other))
