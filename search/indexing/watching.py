"""Keep the index up to date while files are being edited."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

from watchfiles import watch as file_changes

from search.indexing.updating import Report, update
from search.settings import Settings

IDLE_MS = 1_000
"""How often ``stop`` is looked at while nothing changes."""


def watch(settings: Settings, stop: Event | None = None) -> Iterator[Report]:
    """Yield a report now and after each burst of changes, until ``stop`` is set."""
    yield update(settings)
    changes = file_changes(
        settings.articles,
        debounce=settings.indexing.settle_ms,
        step=settings.indexing.settle_ms // 3,
        stop_event=stop,
        rust_timeout=IDLE_MS,
        yield_on_timeout=False,
    )
    for _ in changes:
        yield update(settings)
