"""What becomes of the addresses in an article, and why some are refused.

A link to another article is ``article:`` and, until ``settling`` knows where the file stands, the way there as it was
written: ``fees``, ``cards--lost``, ``../fees``, ``/fees``.  Then it is a *target*: a key from the folder of the
language (``cards--lost``), the same from the root as a writer sees it (``/docs--fees``), or ``es/fees`` for another
language.  Which article a target means depends on which there are; ``link_candidates`` lists them in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from posixpath import normpath
from urllib.parse import parse_qsl, unquote, urlencode

from search.content.slugs import slugify
from search.kinds import ProblemKind
from search.model import FOLDER_MARK

SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "article"})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
ADDRESS = re.compile(r"""<(a|img)\s[^>]*?\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
ARTICLE_LINK = re.compile(r'<a href="article:([^"#]*)#?([^"]*)"')
MARKDOWN = re.compile(r"\.(?:md|markdown|mdx|html?)$", re.IGNORECASE)
"""Endings that a link to an article may have."""

OTHER_FILE = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
INDEX = re.compile(r"(?:_?index|readme)(\.[a-z]{2})?", re.IGNORECASE)
"""Names of the file that stands for its folder."""

FOLDER_INDEX = "index"
"""Key of the file that stands for the folder of a language."""

IN_LANGUAGE = re.compile(r"(.+)\.([a-z]{2})")
SITE_PREFIXES = 2
"""Most parts of a path from the root that name where the articles are published, not where they lie: ``/docs/en/``."""

PICTURE = "picture:"
"""Stands before the path of a picture that an article links to, until ``settling`` has found the file."""

PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg)$", re.IGNORECASE)

Refusal = tuple[str, str, ProblemKind]
"""What, remedy and kind of the problem that a dropped address is."""

USE_ADDRESS = "Write the key of an article and .md, as in [text](other-key.md), or a full https address"
USE_IMAGE = "Put the file beside the article, as in ![text](picture.png), or use an https address"


def link(address: str) -> str | None:
    """Return the href kept for ``address``; None where it is refused.

    ``article:`` and the way for another article, ``picture:`` and the path for a picture.
    """
    cleaned = CONTROL.sub("", address).strip()
    if cleaned.startswith("#"):
        return fragment(cleaned[1:])
    scheme = SCHEME.match(cleaned)
    if scheme and scheme[1].lower() == "article":
        cleaned = f"/{cleaned[scheme.end() :].lstrip('/')}"
    elif scheme:
        return cleaned if scheme[1].lower() in SCHEMES else None
    elif (picture := image(cleaned)) and PICTURE_FILE.search(picture):
        return f"{PICTURE}{picture}"
    if refusal_of_path(cleaned):
        return None
    path, _, anchor = cleaned.partition("#")
    return f"article:{way(path)}{fragment(anchor)}"


def way(path: str) -> str:
    """Return ``path`` to an article without ending and index, its folders joined as in a key after any ``../``."""
    plain = plain_path(path)
    ups, _, rest = ("", "", plain.lstrip("/")) if plain.startswith("/") else climbed(plain)
    parts = [part for part in rest.split("/") if part]
    name = MARKDOWN.sub("", parts.pop()) if parts else FOLDER_INDEX
    if found := INDEX.fullmatch(name):
        name = f"{parts.pop() if parts else FOLDER_INDEX}{found[1] or ''}"
    key = FOLDER_MARK.join([*parts, name]).replace("#", "%23")
    return f"{'/' if plain.startswith('/') else ups}{key}"


def climbed(path: str) -> tuple[str, str, str]:
    """Return the ``../`` that a normal ``path`` begins with, nothing, and the rest."""
    rest = path
    while rest == ".." or rest.startswith("../"):
        rest = rest[3:]
    return "../" * ((len(path) - len(rest) + 1) // 3), "", rest


def plain_path(path: str) -> str:
    """Return ``path`` decoded, composed, with ``/`` between its parts and no needless one among them."""
    decoded = unicodedata.normalize("NFC", unquote(path.partition("?")[0]).replace("\\", "/"))
    plain = normpath(CONTROL.sub("", decoded)) if decoded else ""
    return "" if plain == "." else plain


def image(address: str) -> str | None:
    """Return the src kept for ``address``, https or a path; None where it is refused."""
    cleaned = CONTROL.sub("", address).strip()
    if scheme := SCHEME.match(cleaned):
        return cleaned if scheme[1].lower() == "https" else None
    return None if is_elsewhere(cleaned) else plain_path(cleaned.partition("#")[0]) or None


def fragment(anchor: str) -> str:
    """Return ``#anchor`` as sections are named here: writers may leave out ``s-``."""
    if not anchor:
        return ""
    if anchor.startswith(("s-", "fn:", "fnref")):
        return f"#{anchor}"
    return f"#s-{slugify(unquote(anchor))}"


def refusal_of_path(path: str) -> str | None:
    """Return why ``path`` leads to no article, None where it may."""
    if is_elsewhere(path):
        return "leads to another site without naming https"
    plain = plain_path(path.partition("#")[0])
    if not path or (OTHER_FILE.search(plain) and not MARKDOWN.search(plain)):
        return "leads to no article"
    return None


def is_elsewhere(path: str) -> bool:
    """Return whether a browser would take ``path`` for the address of another site."""
    return unquote(path).replace("\\", "/").startswith("//")


def link_candidates(target: str, article_id: str) -> Iterator[tuple[str, str]]:
    """Yield (language, key) of the articles that ``target`` may mean in the article ``article_id``, likeliest first.

    Beside the file itself that is: one in the folder that the own key names, where folders became part of names; one
    behind a first part that only the published site has; one whose name ends in its language.
    """
    language, _, own = article_id.partition("/")
    folder = own.rpartition(FOLDER_MARK)[0]
    for code, key in places(target.replace("%23", "#"), language, folder):
        yield code, key
        if found := IN_LANGUAGE.fullmatch(key):
            yield found[2], found[1]


def places(target: str, language: str, folder: str) -> Iterator[tuple[str, str]]:
    """Yield where ``target`` may lie for an article whose key has ``folder`` before its name."""
    if target.startswith("/"):
        parts = target[1:].split(FOLDER_MARK)
        for prefixes in range(min(SITE_PREFIXES, len(parts) - 1) + 1):
            yield language, FOLDER_MARK.join(parts[prefixes:])
            yield parts[prefixes], FOLDER_MARK.join(parts[prefixes + 1 :]) or FOLDER_INDEX
    elif "/" in target:
        other, _, key = target.partition("/")
        yield other, key
        joined = f"{other}{FOLDER_MARK}{key}"
        above = folder.rpartition(FOLDER_MARK)[0]
        yield from ((language, f"{above}{FOLDER_MARK}{joined}"),) if above else ()
        yield language, joined
    else:
        yield language, target
        if folder:
            yield language, f"{folder}{FOLDER_MARK}{target}"
            yield language, target.removeprefix(f"{folder}{FOLDER_MARK}")


def path_key(path: str) -> str:
    """Return the former address ``path`` as a target from the root would name it, without its first ``/``.

    What it asks for behind ``?`` belongs to it, in whatever order.
    """
    place, _, query = path.partition("?")
    asked = urlencode(sorted(parse_qsl(query, keep_blank_values=True)))
    return way(f"/{place.lstrip('/')}")[1:] + (f"?{asked}" if asked else "")


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
        return what, "Use https, http, mailto or tel", ProblemKind.LINK_REFUSED
    why = refusal_of_path(CONTROL.sub("", address).strip()) or "leads to no article"
    return f"link '{address}' {why}", USE_ADDRESS, ProblemKind.LINK_REFUSED


def article_links(html: str) -> list[tuple[str, str]]:
    """Return (target, anchor or nothing) of every link to an article in settled ``html``."""
    return [(unescape(key), unescape(anchor)) for key, anchor in ARTICLE_LINK.findall(html)]
