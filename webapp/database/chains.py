"""Rows as a chain, each with a hash of itself and of the one before: whoever changes or removes one breaks the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar


class Linked(Protocol):
    """A row of a chain."""

    number: int
    """1 and up, without a gap."""

    chain: str


Row = TypeVar("Row", bound=Linked)


def hash_of(said: Sequence[object]) -> str:
    """Return the hash of all that a row says, the chain before it included."""
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def is_unbroken(rows: Iterable[Row], link: Callable[[str, Row], str]) -> bool:
    """Return whether ``rows``, all of a chain in order, are as they were written; ``link`` hashes one of them."""
    chain = ""
    for number, row in enumerate(rows, 1):
        chain = link(chain, row)
        if row.number != number or row.chain != chain:
            return False
    return True
