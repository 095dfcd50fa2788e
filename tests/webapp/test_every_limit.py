"""All limits on what somebody may do, and by what each is counted: never by whom it hurts alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import webapp
from webapp.attempts import AttemptSettings
from webapp.database.outbox_store import PACES, REQUEST_CAPS, UNVERIFIED_CAPS, VERIFIED_CAPS
from webapp.database.requests_store import Limits
from webapp.files.attachments import AttachmentLimits
from webapp.http.limits import LIMITS

ROOT = Path(webapp.__file__).parent.parent

WHO_ASKS = "who asks"
"""Their address, network, device, session, or the page that they were given."""

ITSELF = "the thing itself"
"""A size, an age or a number of rows of what one person sends; nobody else can use it up."""

RESERVED = "everybody, and the owner has their own"
"""Strangers can use it up, but not that of whoever has proved who they are."""

KEYED_BY = {
    "webapp/attempts.py:AttemptSettings.account": "the account, and refuses nobody",
    **{
        f"webapp/attempts.py:AttemptSettings.{each}": WHO_ASKS
        for each in AttemptSettings.__slots__
        if each != "account"
    },
    "webapp/config.py:NETWORK_VOTES": WHO_ASKS,
    "webapp/config.py:HELD_NETWORK": WHO_ASKS,
    "webapp/config.py:HELD_VISITOR": WHO_ASKS,
    "webapp/config.py:MOST_NETWORK_VOTES": ITSELF,
    "webapp/database/accounts_store.py:WRONG_CODES": "who asks: the page of one browser",
    "webapp/database/accounts_store.py:WRONG_CODES_OF_LETTER": "a letter, whose link works as before",
    "webapp/database/accounts_store.py:ATTEMPTS_FOR": ITSELF,
    "webapp/database/attachment_quota.py:NETWORK_DAY_BYTES": WHO_ASKS,
    "webapp/database/attachment_quota.py:UNREAD_BYTES": RESERVED,
    "webapp/database/attachment_quota.py:OWNERS_BYTES": "everybody who is signed in",
    "webapp/database/attachment_quota.py:FREE_DISK_BYTES": "the disk; requests are kept without their files",
    "webapp/database/deflection_store.py:QUESTIONS_OF_NETWORK": WHO_ASKS,
    "webapp/database/deflection_store.py:NETWORK_READERS": WHO_ASKS,
    "webapp/database/outbox_store.py:MOST_UNSURE": ITSELF,
    "webapp/database/outbox_store.py:PACES.received": "strangers; letters wait, and proved addresses never do",
    "webapp/database/outbox_store.py:PACES.sign in": "strangers; proved addresses never wait",
    "webapp/database/outbox_store.py:UNVERIFIED_CAPS.received": "the recipient; the page says the same as the letter",
    "webapp/database/outbox_store.py:UNVERIFIED_CAPS.sign in": "the recipient; the newest letter lives on",
    "webapp/database/outbox_store.py:VERIFIED_CAPS.received": RESERVED,
    "webapp/database/outbox_store.py:VERIFIED_CAPS.sign in": "the recipient; the newest lives on, a device has its own",
    "webapp/database/outbox_store.py:REQUEST_CAPS.stage changed": "the request, whose stage the team alone changes",
    "webapp/database/requests_store.py:Limits.email": RESERVED,
    "webapp/database/requests_store.py:Limits.visitor": WHO_ASKS,
    "webapp/database/requests_store.py:Limits.network": WHO_ASKS,
    "webapp/database/requests_store.py:Limits.everybody": RESERVED,
    "webapp/database/requests_store.py:LIMITED": ITSELF,
    "webapp/files/attachments.py:DEFAULT_LIMITS": ITSELF,
    **{f"webapp/files/attachments.py:AttachmentLimits.{each}": ITSELF for each in AttachmentLimits.__slots__},
    "webapp/http/form_tokens.py:YOUNGEST_S": ITSELF,
    "webapp/http/form_tokens.py:OLDEST_S": ITSELF,
    "webapp/http/limits.py:CHANGES": WHO_ASKS,
    **{f"webapp/http/limits.py:LIMITS.{each}": WHO_ASKS for each in LIMITS},
}
"""Where the limit stands -> by what it is counted."""

BY_NAME: Mapping[str, Mapping[Any, object]] = {
    "LIMITS": LIMITS,
    "PACES": PACES,
    "UNVERIFIED_CAPS": UNVERIFIED_CAPS,
    "VERIFIED_CAPS": VERIFIED_CAPS,
    "REQUEST_CAPS": REQUEST_CAPS,
}
"""Tables of limits: each of their keys is one."""

A_LIMIT = re.compile(
    r"(^|_)(LIMITS?|LIMITED|CHANGES|ATTEMPTS|TRIES|CAPS?|PACES?|QUOTA|WRONG|NETWORK|VISITOR|UNREAD|OWNERS|OLDEST|YOUNGEST)(_|$)"
    r"|MOST_(UNSURE|NETWORK)|FREE_DISK|_(A|AN|PER)_(MINUTE|HOUR|DAY)$"
)
NO_LIMITS = {
    "webapp/database/engine.py:BETWEEN_TRIES_S",  # how long we wait ourselves
    "webapp/http/health.py:OLDEST_LETTER",  # when an operator should look
    "webapp/http/visitors.py:IPV4_NETWORK_BITS",  # what a network is
    "webapp/http/visitors.py:IPV6_NETWORK_BITS",
}
REFUSALS = {  # where somebody is told to wait, and how often in that file
    "webapp/accounts/views.py": 2,
    "webapp/desk/account_views.py": 1,
    "webapp/desk/entrance.py": 1,
    "webapp/http/errors.py": 1,
    "webapp/http/limits.py": 1,
}
REFUSED = re.compile(r"\b429\b(?!\.)|raise TooManyRequests|TOO_MANY_REQUESTS")


def named(node: ast.stmt) -> str:
    """Return the name that ``node`` gives a value to, empty where it gives none."""
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    has_value = getattr(node, "value", None) is not None
    return target.id if isinstance(target, ast.Name) and has_value else ""


def found_in(path: str, source: str) -> Iterator[str]:
    """Yield every limit that ``source`` holds."""
    for node in ast.parse(source).body:
        name = named(node)
        if name in BY_NAME:
            yield from (f"{path}:{name}.{each}" for each in BY_NAME[name])
        elif name.isupper() and A_LIMIT.search(name) and f"{path}:{name}" not in NO_LIMITS:
            yield f"{path}:{name}"
        if isinstance(node, ast.ClassDef) and node.name.endswith(("Limits", "AttemptSettings")):
            yield from (f"{path}:{node.name}.{named(each)}" for each in node.body if named(each))


def sources() -> dict[str, str]:
    """Return path -> text of every module but the migrations, which hold no rules."""
    paths = (path for path in sorted((ROOT / "webapp").rglob("*.py")) if "migrations" not in path.parts)
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def test_every_limit_says_by_what_it_is_counted() -> None:
    found = [each for path, source in sources().items() for each in found_in(path, source)]
    assert sorted(found) == sorted(KEYED_BY)


@pytest.mark.parametrize(
    "source",
    ["REPLIES_A_DAY = 5", "LETTER_CAPS = {}", "class ReplyLimits:\n    customer: int = 3", "PAIR_ATTEMPTS: int = 5"],
)
def test_a_new_limit_is_found(source: str) -> None:
    assert len(list(found_in("webapp/new.py", source))) == 1


def test_nobody_is_told_to_wait_anywhere_else() -> None:
    counted = {
        path: len(REFUSED.findall(re.sub(r'""".*?"""', "", text, flags=re.S))) for path, text in sources().items()
    }
    assert {path: number for path, number in counted.items() if number} == REFUSALS


def test_the_numbers_of_requests_are_these() -> None:
    limits = Limits()
    assert (limits.email, limits.visitor, limits.network, limits.everybody) == (5, 5, 20, 300)
