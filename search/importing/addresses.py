"""Where links of an export lead: to one another, so that they become links between files, or out of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote, urljoin, urlsplit

from search.content.slugs import slugify
from search.importing.export import Export, Losses, Version
from search.importing.tidying import anchors_of, soup_of
from search.settings import ImportSettings

KEPT = ("http", "https", "mailto", "tel", "sms")
NOT_IN_EXPORT = "links to pages of the old help centre that are not in the export (left as they were)"
NOT_TRANSLATED = "links to articles that have no such language (left as they were)"
DROPPED = "links without an address that works (only their words are kept)"
MARKDOWN_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)


class Addresses:
    """Knows the old addresses of all articles, and where each lies now."""

    def __init__(
        self,
        export: Export,
        keys: Mapping[str, str],
        taken: Mapping[str, Mapping[str, Version]],
        settings: ImportSettings,
    ) -> None:
        self._export = export
        self._keys = keys
        self._taken = taken
        self._settings = settings
        self._anchors: dict[tuple[str, str], Mapping[str, str]] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self._hosts: set[str] = set()
        for source_id, versions in taken.items():
            for version in versions.values():
                for address in version.addresses:
                    parts = urlsplit(address)
                    self._hosts.add(parts.netloc.lower())
                    self._owners.setdefault((parts.netloc.lower(), plain_path(parts.path)), source_id)
        self._hosts.discard("")

    def link(self, address: str, version: Version, own: str, language: str, losses: Losses) -> str | None:
        """Return what ``address`` in the article ``own`` becomes; None, and a loss, where it leads nowhere."""
        if address.startswith("#"):
            anchor = self.anchor(own, language, address[1:])
            return f"#{anchor}" if anchor else None
        base = version.addresses[0] if version.addresses else ""
        try:
            whole = urljoin(base, address) if urlsplit(base).netloc else local(base, address)
            parts = urlsplit(whole)
        except ValueError:
            losses.note(DROPPED, version.where)
            return None
        if parts.scheme and parts.scheme.lower() not in KEPT:
            losses.note(f"links that begin with '{parts.scheme}:' (only their words are kept)", version.where)
            return None
        if parts.scheme.lower() in KEPT[2:]:
            return whole
        owner = self.owner(parts.netloc.lower(), parts.path)
        if owner is None:
            if parts.netloc:
                if parts.netloc.lower() in self._hosts:
                    losses.note(NOT_IN_EXPORT, f"{version.where}: {whole}")
                return whole if parts.scheme else f"https:{whole}"
            losses.note(DROPPED, f"{version.where}: {address}")
            return None
        if language not in self._taken[owner]:
            losses.note(NOT_TRANSLATED, f"{version.where}: {address}")
            return whole if parts.netloc else None
        anchor = self.anchor(owner, language, parts.fragment)
        if owner == own and anchor:
            return f"#{anchor}"
        way = posixpath.relpath(f"/{self._keys[owner]}.md", posixpath.dirname(f"/{self._keys[own]}"))
        return f"{way}{'#' if anchor else ''}{anchor}"

    def owner(self, host: str, path: str) -> str | None:
        """Return the article that lies at an old address, None for other pages."""
        if host and host not in self._hosts:
            return None
        plain = plain_path(path)
        for each in (host, ""):
            if (each, plain) in self._owners:
                return self._owners[each, plain]
        found = self._export.id_in_path.search(path) if self._export.id_in_path else None
        source_id = self._export.ids_of_numbers.get(found[1], found[1]) if found else ""
        return source_id if source_id in self._taken else None

    def anchor(self, source_id: str, language: str, fragment: str) -> str:
        """Return the anchor of the heading that ``fragment`` of an article led to; empty for the article itself."""
        if not fragment:
            return ""
        place = source_id, language
        if place not in self._anchors:
            version = self._taken[source_id][language]
            if version.is_markdown:
                headings = map(slugify, MARKDOWN_HEADING.findall(version.body))
                self._anchors[place] = {each: each for each in headings}
            else:
                soup = soup_of(version.body, version.where, self._settings.html_depth)
                self._anchors[place] = anchors_of(soup)
        return self._anchors[place].get(unquote(fragment), "")


def local(base: str, address: str) -> str:
    """Return ``address``, relative to the file ``base``, as a path in the export; whole addresses stay."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address
    path = unquote(parts.path)
    joined = (
        path.lstrip("/") if path.startswith("/") and base[:1] != "/" else posixpath.join(posixpath.dirname(base), path)
    )
    normal = posixpath.normpath(joined) if path else base
    return f"{normal}#{parts.fragment}" if parts.fragment else normal


def plain_path(path: str) -> str:
    """Return ``path`` as it is compared: without case, escapes, ending and slashes around it."""
    plain = unquote(path).strip("/").lower()
    plain = re.sub(r"\.(?:html?|xhtml|md|markdown)$", "", plain)
    return re.sub(r"(?:^|/)(?:index|readme|_index)$", "", plain)
