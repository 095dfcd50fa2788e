"""What becomes of the addresses in an article, and why some are refused."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from search.content.slugs import slugify
from search.kinds import ProblemKind

SCHEMES = frozenset({"http", "https", "mailto", "article"})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x1f]+")
ADDRESS = re.compile(r"""<(a|img)\s[^>]*?\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
ARTICLE_LINK = re.compile(r'<a href="article:([^"#]*)#?([^"]*)"')

Refusal = tuple[str, str, ProblemKind]
"""What, remedy and kind of the problem that a dropped address is."""

USE_KEY = "Write the key of the article and .md, as in [text](other-key.md)"
USE_ADDRESS = "Write the key of an article and .md, as in [text](other-key.md), or a full https address"
USE_IMAGE = "Use an https address, or a path without '..' that begins with no '/'"


def link(address: str) -> str | None:
    """Return the href kept for ``address``, ``article:<key>`` for another article; None where it is refused."""
    cleaned = CONTROL.sub("", address).strip()
    if cleaned.startswith("#"):
        return fragment(cleaned[1:])
    if scheme := SCHEME.match(cleaned):
        return cleaned if scheme[1].lower() in SCHEMES else None
    if refusal_of_path(cleaned):
        return None
    path, _, anchor = cleaned.partition("#")
    path = unquote(path).removeprefix("./")
    return f"article:{path[:-3].replace('/', '--')}{fragment(anchor)}"


def image(address: str) -> str | None:
    """Return the src kept for ``address``; None where it is refused."""
    cleaned = CONTROL.sub("", address).strip()
    if scheme := SCHEME.match(cleaned):
        return cleaned if scheme[1].lower() == "https" else None
    return None if not cleaned or leads_away(cleaned) else cleaned


def fragment(anchor: str) -> str:
    """Return ``#anchor`` as sections are named here: writers may leave out ``s-``."""
    if not anchor:
        return ""
    if anchor.startswith(("s-", "fn:", "fnref")):
        return f"#{anchor}"
    return f"#s-{slugify(unquote(anchor))}"


def refusal_of_path(path: str) -> str | None:
    """Return why ``path`` leads to no article, None where it may."""
    if leads_away(path):
        return "is an absolute path" if path[0] in "/\\" else "leads out of the folder"
    file = unquote(path).partition("#")[0].lower()
    return None if file.endswith(".md") and file != ".md" else "leads to no article"


def leads_away(path: str) -> bool:
    """Return whether ``path`` begins at a root or climbs up."""
    plain = unquote(path).replace("\\", "/")
    return plain.startswith("/") or ".." in re.split(r"[/?#]", plain)


def refused_addresses(html: str) -> dict[str, Refusal]:
    """Return address -> refusal for the links and images of ``html`` that will be dropped."""
    refused = {}
    for name, *values in ADDRESS.findall(html):
        address = unescape("".join(values))
        if name.lower() == "img":
            if image(address) is None:
                refused[address] = f"image '{address}' is not shown", USE_IMAGE, ProblemKind.IMAGE_REFUSED
        elif link(address) is None:
            refused[address] = refusal(address)
    return refused


def refusal(address: str) -> Refusal:
    """Return what is said of a link that will be dropped."""
    if scheme := SCHEME.match(address.strip()):
        what = f"link '{address}' begins with '{scheme[0]}', which is not allowed"
        return what, "Use https, http or mailto", ProblemKind.LINK_REFUSED
    why = refusal_of_path(CONTROL.sub("", address).strip()) or "leads to no article"
    remedy = USE_ADDRESS if why == "leads to no article" else USE_KEY
    return f"link '{address}' {why}", remedy, ProblemKind.LINK_REFUSED


def article_links(html: str) -> list[tuple[str, str]]:
    """Return (key, anchor or nothing) of every link to an article in sanitised ``html``."""
    return [(unescape(key), unescape(anchor)) for key, anchor in ARTICLE_LINK.findall(html)]
