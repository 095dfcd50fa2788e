"""The afternoon itself: each step with what came of it and how long it took."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from tests.afternoon.asking import Asked, ask
from tests.afternoon.setting_up import bring, places, reindex, serving, unpacked
from tests.afternoon.visiting import Visited, in_sitemap, visit, visited
from tests.browser.crawling import answer
from tests.browser.serving import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAMPLED = 10
"""Titles that are looked at for one to ask."""

ENOUGH_WORDS = 6
"""Of a title that is asked as a question."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done."""

    source: Path | None
    """Folder of the articles; None to begin with ``init``."""

    language: str = "en"
    """Of articles that name none."""

    is_imported: bool = True
    question: str = ""
    article: str = ""
    meant: frozenset[str] = frozenset()
    """Text that looks like markup and is what the writer wants to be seen."""


@dataclass
class Wrong:
    """Kind -> what is wrong."""

    found: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __bool__(self) -> bool:
        return bool(self.found)

    def lines(self, most: int | None = None) -> Iterator[str]:
        """Yield each kind with its count and the first ``most`` places."""
        for kind, found in sorted(self.found.items(), key=lambda item: -len(item[1])):
            yield f"{len(found)} x {kind}"
            yield from (f"    {place}" for place in found[:most])


@dataclass
class Afternoon:
    """One team, one folder, one site."""

    plan: Plan
    folder: Path
    browser: Browser
    tell: Callable[[str], None] = print
    wrong: Wrong = field(default_factory=Wrong)
    pages: int = 0
    question: Asked = field(init=False)

    def spend(self) -> Wrong:
        """Do everything and return what is wrong."""
        began = time.monotonic()
        site = self.folder / "site"
        if self.plan.source is None:
            self.step("init", lambda: reindex("init", site, "--language", self.plan.language))
        else:
            source = unpacked(self.plan.source, self.folder / "source")
            name = "import folder" if self.plan.is_imported else "the files as they are"
            self.step(name, lambda: bring(source, site, self.plan.language, is_imported=self.plan.is_imported))
        where = (*places(site), "--language", self.plan.language)
        self.step("build", lambda: reindex("build", *where, may_find=True))
        self.step("check", lambda: reindex("check", *where, may_find=True))
        started = time.monotonic()
        with serving(site) as served:
            self.told("ventanilla serve", started, served.url)
            self.step("question", lambda: [self.ask(served)])
            self.step("every page", lambda: [self.read_all(served)])
            for line in served.failures():
                self.wrong.found["error in the log"].append(line)
        self.told("the afternoon", began, f"{len(self.wrong.found)} kinds of faults")
        return self.wrong

    def step(self, name: str, do: Callable[[], list[str]]) -> None:
        """Do one step and tell how long it took and the last thing it said."""
        started = time.monotonic()
        said = [line for line in do() if line.strip() and not line.startswith("Next: ")]
        self.told(name, started, said[-1] if said else "")

    def told(self, name: str, started: float, outcome: str) -> None:
        """Tell of one step."""
        self.tell(f"{time.monotonic() - started:8.1f} s  {name}: {outcome}")

    def ask(self, site: Site) -> str:
        """Ask the question in the browser."""
        asked = self.question = self.asked(site)
        answered = ask(self.browser, site.url, asked)
        self.wrong.found.update({"in the browser": list(answered.faults)} if answered.faults else {})
        return f"{asked.text!r} -> {answered.title!r}, suggested at place {answered.place}"

    def asked(self, site: Site) -> Asked:
        """Return the question of the plan; else a title that no other article has."""
        if self.plan.question:
            return Asked(self.plan.question, self.plan.language, self.plan.article)
        articles = [url for url in in_sitemap(site.url) if "/articles/" in url]
        titles: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for url in articles[:: max(len(articles) // SAMPLED, 1)]:
            titles[url] = visited(url, answer(url)).h1
            counts[titles[url]] += 1
        alone = [url for url, title in titles.items() if counts[title] == 1]
        if not alone:
            raise RuntimeError(f"{site.url}: no article with a title of its own, so nothing to ask. Give --question.")
        url = max(alone, key=lambda url: min(len(titles[url].split()), ENOUGH_WORDS))
        _, language, *_, key = urlsplit(url).path.split("/")
        return Asked(titles[url], language, unquote(key))

    def read_all(self, site: Site) -> str:
        """Visit every page."""
        marked = 0
        code: set[str] = set()
        for page in visit([f"{site.url}/", *in_sitemap(site.url)]):
            self.pages += 1
            code.add(page.code)
            marked += self.judge(page)
        for url in self.asked_pages(site):
            self.pages += 1
            marked += self.judge(visited(url, answer(url)), "\n".join(code))
        return f"{self.pages} pages, {marked} of them with raw markup"

    def asked_pages(self, site: Site) -> list[str]:
        """Return the pages that answer the question: the results, and the page before a request is sent."""
        asked = self.question
        return [f"{site.url}/{asked.language}/{page}?q={quote(asked.text)}" for page in ("search", "contact")]

    def judge(self, page: Visited, code: str = "") -> bool:
        """Note what is wrong with one page, and return whether it shows markup.

        What is quoted of articles may be from their ``code``: there a sign stands for itself.
        """
        path = urlsplit(page.url).path
        if page.status != 200:
            self.wrong.found[f"status {page.status}"].append(path)
        raw = [each for each in page.raw if each.quoted not in self.plan.meant and not (code and each.sign in code)]
        for each in raw:
            self.wrong.found[f"raw markup: {each.kind}"].append(f"{path}: {each.quoted}")
        for anchor in page.missing_anchors:
            self.wrong.found["link within the page that leads nowhere"].append(f"{path}#{anchor}")
        return bool(raw)
