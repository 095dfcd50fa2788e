"""What a browser is called in the list of sessions."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""What a ``User-Agent`` holds -> what people call it; the first that fits, since each names its ancestors too."""


def browser_name(user_agent: str) -> str:
    """Return what people call the browser that calls itself ``user_agent``."""
    browser, system = found(BROWSERS, user_agent), found(SYSTEMS, user_agent)
    if browser and system:
        return str(gettext("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(gettext("Another browser"))


def found(names: Sequence[tuple[str, str]], user_agent: str) -> str:
    """Return the first of ``names`` that ``user_agent`` holds, else nothing."""
    return next((name for mark, name in names if mark in user_agent), "")
