"""Every page that the sitemap names and that links lead to, fetched two at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.afternoon.visible import Raw, raw_markup, read
from tests.browser.crawling import Answer, answer

AT_A_TIME = 2
MOST_PAGES = 20_000
LOCATION = re.compile(rb"<loc>([^<]+)</loc>")


@dataclass(frozen=True, slots=True)
class Visited:
    """What one page was like."""

    url: str
    status: int
    h1: str
    raw: tuple[Raw, ...]
    code: str
    """What stands as code on the page, with single blanks."""

    missing_anchors: tuple[str, ...]
    """Fragments of links within the page that lead nowhere."""


def in_sitemap(url: str) -> list[str]:
    """Return all pages in the sitemap of the site at ``url``."""
    parts = locations(answer(f"{url}/sitemap.xml"))
    return [page for part in parts for page in locations(answer(part))]


def locations(sitemap: Answer) -> list[str]:
    """Return the addresses in ``sitemap``; RuntimeError where it did not come."""
    if sitemap.status != 200:
        raise RuntimeError(f"sitemap: status {sitemap.status}")
    return [found.decode().replace("&amp;", "&") for found in LOCATION.findall(sitemap.body)]


def visit(starts: Iterable[str], tell: Callable[[int], None] = lambda count: None) -> Iterator[Visited]:
    """Yield each page that ``starts`` and the links of pages lead to; ``tell`` hears how many are known."""
    waiting = list(dict.fromkeys(starts))
    host = urlsplit(waiting[0]).netloc
    known = set(waiting)
    with ThreadPoolExecutor(AT_A_TIME) as fetching:
        while waiting:
            tell(len(known))
            found: list[str] = []
            for url, came in zip(waiting, fetching.map(answer, waiting), strict=True):
                yield visited(url, came)
                found += [each.url for each in came.links if not each.is_posted and is_page(each.url, host)]
            waiting = [url for url in dict.fromkeys(found) if url not in known]
            known.update(waiting)
            if len(known) > MOST_PAGES:
                raise RuntimeError(f"More than {MOST_PAGES} addresses. Do links make ever new ones?")


def one_line(texts: list[str]) -> str:
    """Return ``texts`` with a blank for each run of blanks."""
    return " ".join(" ".join(texts).split())


def is_page(url: str, host: str) -> bool:
    """Return whether ``url`` is a page of ``host`` by itself: what is asked leads to ever new ones."""
    parts = urlsplit(url)
    return parts.netloc == host and not parts.query


def visited(url: str, came: Answer) -> Visited:
    """Return what the page at ``url`` is like."""
    if came.kind != "text/html":
        return Visited(url, came.status, "", (), "", ())
    page = read(came.body.decode())
    lost = {link.fragment for link in came.links if link.fragment and link.url == url} - came.ids
    return Visited(url, came.status, page.h1, tuple(raw_markup(page)), one_line(page.code), tuple(sorted(lost)))
