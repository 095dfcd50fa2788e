"""Where candidates come from; the one place that knows which engines there are."""

from __future__ import annotations

from search.engines.local.engine import LocalEngine, open_local
from search.engines.local.generations import read_current
from search.engines.local.learning import with_learned
from search.settings import Settings

__all__ = ["is_current", "open_engine", "with_learned"]


def open_engine(settings: Settings, previous: LocalEngine | None = None) -> LocalEngine:
    """Return the engine over ``settings.index``; IndexUnavailable without a readable index.

    What ``previous``, an engine over an older generation, has in memory and still holds is taken over.
    """
    return open_local(settings.index, settings, previous)


def is_current(engine: LocalEngine, settings: Settings) -> bool:
    """Return whether ``engine`` answers from what the index points to now."""
    return read_current(settings.index) == engine.manifest
