"""How often one address may ask: generous while somebody types, strict where something is stored."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from flask import Flask, request
from limits.errors import ConfigurationError
from limits.storage import Storage, storage_from_string
from werkzeug.exceptions import TooManyRequests

from search import SettingsError
from webapp.config import Config
from webapp.http.incoming import SAFE_METHODS
from webapp.http.visitors import subscriber

WINDOW_S = 60
"""Requests are counted from minute to minute; this is also when to come back."""

LIMITS: Mapping[str, int] = {
    "api.suggest": 1200,  # an office behind one address: some hundred people who type
    "api.article": 600,
    "api.deflection": 240,
    "api.vote": 30,
    "help_centre.vote": 30,
    "help_centre.search": 600,
    "before_you_submit.contact": 600,
    "before_you_submit.send": 20,
    "support_requests.index": 120,
    "accounts.ask": 10,
    "accounts.use_code": 20,
    "accounts.use_link": 20,
    "support_requests.similar": 240,
    "support_requests.reply": 20,
}
"""Endpoint -> requests from one address within ``WINDOW_S``."""

CHANGES = 60
"""The same for every other endpoint, of requests that change something."""

IN_MEMORY = "memory://"
NOT_AT_ALL = "off"
"""For a site whose proxy counts."""

log = logging.getLogger(__name__)


class Counter(Protocol):
    """What counts; the stores of the library limits do."""

    def incr(self, key: str, expiry: int) -> int:
        """Count ``key`` once more and return how often it was counted within ``expiry`` seconds."""
        ...


class MemoryCounter:
    """Counts in this process; may be used by several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._window = 0
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()

    def incr(self, key: str, expiry: int) -> int:
        """Count ``key`` once more and return how often it was counted since the last multiple of ``expiry``."""
        window = int(self._clock() // expiry)
        with self._lock:
            if window != self._window:
                self._window, self._counts = window, {}
            count = self._counts[key] = self._counts.get(key, 0) + 1
        return count


def init_app(app: Flask, config: Config) -> None:
    """Count the requests of ``app``; those beyond a limit are answered with 429."""
    if config.rate_storage == NOT_AT_ALL:
        return
    counter = open_counter(config.rate_storage)

    @app.before_request
    def count() -> None:
        endpoint = request.endpoint or ""
        most = LIMITS.get(endpoint, None if request.method in SAFE_METHODS else CHANGES)
        if most is not None and counted(counter, endpoint) > most:
            raise TooManyRequests


def counted(counter: Counter, endpoint: str) -> int:
    """Return how often the present asker came to ``endpoint``; 0 where that cannot be counted, so nobody is refused."""
    try:
        return counter.incr(f"ventanilla/{endpoint}/{subscriber() or 'nobody'}", WINDOW_S)
    except Exception as error:  # each store has its own errors
        log.warning("Requests are not counted now: %s.", type(error).__name__)
        return 0


def open_counter(address: str) -> Counter:
    """Return the store at ``address``; SettingsError for one that there is not, without its password."""
    if address == IN_MEMORY:
        return MemoryCounter()
    try:
        store = storage_from_string(address)
    except (ConfigurationError, ValueError, TypeError) as error:
        raise SettingsError(
            f"VENTANILLA_RATE_STORAGE: requests cannot be counted there ({type(error).__name__}). "
            f"Use {IN_MEMORY}, or redis://host:6379 with the package redis installed."
        ) from error
    if not isinstance(store, Storage):
        raise SettingsError("VENTANILLA_RATE_STORAGE: this store is for another kind of server. Leave out 'async+'.")
    return store
