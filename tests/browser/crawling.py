"""Every page that links lead to, as the server sends it."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from ipaddress import ip_address
from itertools import count
from urllib.parse import urldefrag, urljoin, urlsplit

MOST_PAGES = 3000
"""A site that links to more than this makes addresses without end."""

TIMEOUT_S = 20
LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "iframe": "src", "form": "action", "source": "src"}
FOLLOWED_BY_READER = ("a", "form")
"""What leads elsewhere only when somebody wants it to; all others are fetched with the page."""

NOT_FETCHED = ("canonical", "alternate", "icon", "search", "license", "next", "prev")

VISITORS = map(ip_address("10.128.0.0").__add__, count(1))
"""Addresses of visitors, for any thread: a crawl is no customer, and is not to be counted as one."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a page points."""

    url: str
    """Absolute, without its fragment."""

    fragment: str
    is_fetched: bool
    """With the page, without being asked to."""

    is_posted: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for one address."""

    status: int
    kind: str
    body: bytes
    links: tuple[Link, ...]
    ids: frozenset[str]


class Reader(HTMLParser):
    """Collects links and ids."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.links: list[Link] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address and the id of an element."""
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if name in values and (name == "id" or tag == "a")}
        if tag not in LINKS or LINKS[tag] not in values:
            return
        url, fragment = urldefrag(urljoin(self._url, values[LINKS[tag]]))
        is_fetched = tag not in FOLLOWED_BY_READER and values.get("rel", "") not in NOT_FETCHED
        is_posted = tag == "form" and values.get("method", "get").lower() == "post"
        place = fragment.partition(":~:")[0]  # the rest is for the browser: the text to scroll to
        self.links.append(Link(url, place, is_fetched, is_posted))

    handle_startendtag = handle_starttag


def answer(url: str) -> Answer:
    """Return what the server sends to a visitor that it has not seen before, redirects followed."""
    asked = urllib.request.Request(url, headers={"X-Forwarded-For": str(next(VISITORS))})
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as response:
            status, kind, body = response.status, response.headers.get_content_type(), response.read()
    except urllib.error.HTTPError as error:
        with error:
            status, kind, body = error.code, error.headers.get_content_type(), error.read()
    reader = Reader(url)
    if kind == "text/html":
        reader.feed(body.decode())
    return Answer(status, kind, body, tuple(reader.links), frozenset(reader.ids))


def crawl(starts: Iterable[str]) -> Mapping[str, Answer]:
    """Return the answer to every address of the host of ``starts`` that links lead to; RuntimeError past the limit."""
    waiting = list(starts)
    host = urlsplit(waiting[0]).netloc
    found: dict[str, Answer] = {}
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        if len(found) == MOST_PAGES:
            raise RuntimeError(f"More than {MOST_PAGES} addresses; the last: {url}. Do links make ever new ones?")
        found[url] = answer(url)
        waiting += [each.url for each in found[url].links if not each.is_posted and urlsplit(each.url).netloc == host]
    return found
