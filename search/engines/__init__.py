"""Where candidates come from; the one place that knows which engines there are."""

from __future__ import annotations

from search.engines.local.engine import LocalEngine, open_local
from search.engines.local.generations import read_current
from search.settings import Settings


def open_engine(settings: Settings) -> LocalEngine:
    """Return the engine over ``settings.index``; IndexUnavailable without a readable index."""
    return open_local(settings.index, settings)


def current_generation(settings: Settings) -> str:
    """Return the generation that the index points to now, without opening it."""
    return read_current(settings.index).generation
