"""From a key to the painted suggestion, at 10,000 articles, without the pause that waits for the next key."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from search import Settings, build
from tests.browser.chromium import Watch
from tests.browser.conftest import Visitors
from tests.browser.serving import ROOT, Site, served
from tests.speed.corpora import LANGUAGE, Mode, made_queries, write_corpus

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARTICLES = 10_000
QUERIES = 30
"""Of each mode."""

ROUNDS = 3
"""Each query is asked so often, on a page that has not met it; the best time counts, as noise only adds."""

MOST_P95_MS = 60

MEASURE = """([field, isPainted, texts]) => (async () => {
    const input = document.querySelector(field)
    input.focus()
    const painted = new Function('input', `return ${isPainted}`)
    const taken = []
    for (const text of texts) {
        await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
        const before = painted(input)
        taken.push(await new Promise(resolve => {
            const started = performance.now()
            const observer = new MutationObserver(() => {
                const now = painted(input)
                if (!now || now === before) return
                observer.disconnect()
                requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)))
            })
            observer.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true})
            input.value = text
            input.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertFromPaste', data: text}))
            setTimeout(() => { observer.disconnect(); resolve(null) }, 2000)
        }))
    }
    return taken
})()"""
"""Script that puts each text into ``field`` as if it was pasted, which asks at once, and returns the milliseconds until
the frame after its suggestions; null where the suggestions stayed the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where suggestions are shown."""

    address: str
    field: str
    shown: str
    """JavaScript over ``input``: something else for each question whose suggestions are shown, else empty."""


PLACES = {
    "home": Place(f"/{LANGUAGE}/", "[data-suggest]", "input.form.querySelector('[role=listbox]').textContent"),
    "contact": Place(
        f"/{LANGUAGE}/contact",
        "[data-question]",
        "document.querySelector('[data-contact][data-state=answered]') && input.value",
    ),
}


@pytest.fixture(scope="module")
def queries(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Sequence[str]]:
    """Return an index of many articles, and what to ask it."""
    folder = tmp_path_factory.mktemp("many")
    made = write_corpus(folder / "articles.jsonl", ARTICLES, ROOT / "kb_articles", Path("no-such-folder"))
    settings = Settings(articles=folder / "articles.jsonl", index=folder / "index")
    build(settings)
    asked = made_queries(made, QUERIES)
    return settings, [query.text for mode in Mode for query in asked[mode]]


@pytest.fixture(scope="module")
def large_site(
    browser: Browser, queries: tuple[Settings, Sequence[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Return a site of many articles."""
    with served(queries[0], tmp_path_factory.mktemp("large")) as started:
        yield started


@pytest.mark.speed
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_suggestions_are_painted_within_60_ms(
    browser: Browser, large_site: Site, queries: tuple[Settings, Sequence[str]], place: Place
) -> None:
    watch = Watch(large_site.url)
    visitors = Visitors(browser, large_site.url, watch)
    rounds = [measured(visitors.open(place.address), place, queries[1]) for _ in range(ROUNDS)]
    visitors.close()
    painted = [best for best in map(least, zip(*rounds, strict=True)) if best is not None]
    assert len(painted) >= 0.8 * len(queries[1]), rounds
    p95 = statistics.quantiles(painted, n=20)[-1]
    print(f"p50 {statistics.median(painted):.1f} ms, p95 {p95:.1f} ms of {len(painted)}")
    assert p95 <= MOST_P95_MS
    assert watch.faults == []


def measured(page: Page, place: Place, texts: Sequence[str]) -> list[float | None]:
    """Return the milliseconds that each text took."""
    taken: list[float | None] = page.evaluate(MEASURE, [place.field, place.shown, texts])
    return taken


def least(times: Sequence[float | None]) -> float | None:
    """Return the shortest of ``times``, None where there is none."""
    return min((each for each in times if each is not None), default=None)
