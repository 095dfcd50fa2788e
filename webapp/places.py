"""Where somebody is signed in, as they see it in a list, and the end of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort
from flask_babel import gettext

from webapp.database import accounts_store
from webapp.database.accounts_store import OpenSession, Owner, SignedIn
from webapp.database.kinds import LARGEST_ID

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


@dataclass(frozen=True, slots=True)
class Place:
    """A browser that is signed in."""

    browser: str
    since: str
    seen: str
    """In words."""

    is_current: bool
    sign_out_url: str


def places_of(
    signed_in: SignedIn, in_words: Callable[[datetime], str], sign_out_url: Callable[[OpenSession], str]
) -> tuple[Place, ...]:
    """Return where whoever is ``signed_in`` is so, the browser used last first."""
    return tuple(
        Place(
            browser=browser_name(each.browser),
            since=in_words(each.created_at),
            seen=in_words(each.seen_at),
            is_current=each.id == signed_in.id,
            sign_out_url=sign_out_url(each),
        )
        for each in accounts_store.sessions_of(owner(signed_in))
    )


def sign_out_of(signed_in: SignedIn, session_id: int) -> None:
    """End a session of whoever is ``signed_in``; 404 where it is none of theirs."""
    if session_id > LARGEST_ID or not accounts_store.revoke(owner(signed_in), session_id):
        abort(404)


def sign_out_elsewhere(signed_in: SignedIn) -> None:
    """End all sessions of whoever is ``signed_in`` but this one."""
    accounts_store.revoke_all(owner(signed_in), but=signed_in.id)


def owner(signed_in: SignedIn) -> Owner:
    """Return whose session it is."""
    return Owner(agent_id=signed_in.agent.id) if signed_in.agent else Owner(email=signed_in.email)


def browser_name(user_agent: str) -> str:
    """Return what people call the browser that calls itself ``user_agent``."""
    browser, system = found(BROWSERS, user_agent), found(SYSTEMS, user_agent)
    if browser and system:
        return str(gettext("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(gettext("Another browser"))


def found(names: Sequence[tuple[str, str]], user_agent: str) -> str:
    """Return the first of ``names`` that ``user_agent`` holds, else nothing."""
    return next((name for mark, name in names if mark in user_agent), "")
