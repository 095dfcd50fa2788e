"""Keep the index up to date while files are being edited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from watchfiles import Change
from watchfiles import watch as file_changes

from search.indexing.updating import Report, update
from search.settings import Settings

IDLE_MS = 200
"""How often ``stop`` is looked at while nothing changes."""


def watch(settings: Settings, stop: Event | None = None) -> Iterator[Report]:
    """Yield a report now and after each burst of changes, until ``stop`` is set.

    Raises what ``update`` raises.
    """
    articles = settings.articles.resolve()
    changes = file_changes(
        articles if articles.is_dir() else articles.parent,
        watch_filter=article_filter(articles, settings.index.resolve()),
        debounce=settings.indexing.settle_ms,
        step=settings.indexing.settle_ms // 3,
        stop_event=stop,
        rust_timeout=IDLE_MS,
        yield_on_timeout=True,
        recursive=articles.is_dir(),
    )
    if settings.articles.exists():
        next(changes, None)  # watching begins here: what is saved during the first update is not missed
    yield update(settings)
    for changed in changes:
        if changed:
            yield update(settings)


def article_filter(articles: Path, index: Path) -> Callable[[Change, str], bool]:
    """Return a function that tells a change in ``articles`` from one of the index, or of an editor's own files."""

    def is_article(_: Change, name: str) -> bool:
        path = Path(name)
        if not articles.is_dir():
            return path == articles
        return not path.is_relative_to(index) and not path.name.startswith(".") and not path.name.endswith("~")

    return is_article
