"""Rows as a chain, each with a hash of itself and of the one before: whoever changes or removes one breaks the rest.

The hashes are made with a key that is not in the database, so that nobody who has only that can make them again. What
follows the last row is the *end*: a hash of its own, kept elsewhere, that only the key can make for an earlier row.

Rows of earlier releases were hashed without a key. A row of the kind ``sealed`` ends them: its details hold the end
that it found and a hash of all rows before it. Further ones do so for rows whose key is lost.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

SEALED = "sealed"
"""The kind of a row that vouches for all before it."""

KEY = "event_key"
"""Under this name a session knows the key."""


class Linked(Protocol):
    """A row of a chain."""

    @property
    def number(self) -> int:
        """1 and up, without a gap."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def details(self) -> dict[str, Any]:
        """What changed."""

    @property
    def chain(self) -> str:
        """The hash of the row and of the end before it."""


class Saying(Protocol):
    """What a row says, as far as it is hashed."""

    def __call__(self, row: Any, /, *, is_keyed: bool) -> Sequence[object]:
        """Return all of it; of a row that is hashed without a key, what its release knew."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Which chain it is, and how its rows are hashed."""

    name: str
    """No two have the same."""

    said: Saying
    key: str

    def start(self) -> str:
        """Return the end of the chain before its first row."""
        return self.end(0, "")

    def end(self, number: int, chain: str) -> str:
        """Return the end of the chain after row ``number``, whose hash is ``chain``."""
        return keyed_hash_of(self.key, ["end", self.name, number, chain])

    def link(self, before: str, row: Linked) -> str:
        """Return the hash of a row and of the end ``before`` it."""
        return keyed_hash_of(self.key, [before, *self.said(row, is_keyed=True)])

    def old_link(self, before: str, row: Linked) -> str:
        """Return the hash that earlier releases gave a row."""
        return hash_of([before, *self.said(row, is_keyed=False)])

    def written(self, before: str, row: Linked) -> str:
        """Return the hash of a row as it lies there, and of ``before``, the same of those before it."""
        return hash_of([before, *self.said(row, is_keyed=True), row.chain])

    def is_unbroken(self, rows: Iterable[Linked], seals: Sequence[Linked], end: str) -> bool:
        """Return whether ``rows``, all in order, are as they were written, up to ``end``.

        ``seals`` are those of the kind ``sealed``.
        """
        first, last = (seals[0].number, seals[-1].number) if seals else (0, 0)
        is_old = bool(seals) and bool(seals[0].details.get("is_keyless"))
        before, written = "" if seals else self.start(), ""
        for number, row in enumerate(rows, 1):
            if row.number != number or (number == first and is_old and row.details.get("end") != before):
                return False
            if number == last:
                if row.details.get("rows") != written:
                    return False
                before = row.details.get("end", "")
            if number < first and is_old:
                if row.chain != self.old_link(before, row):
                    return False
                before = row.chain
            elif number >= last:
                if not hmac.compare_digest(row.chain, self.link(before, row)):
                    return False
                before = self.end(number, row.chain)
            if number < last:
                written = self.written(written, row)
        return hmac.compare_digest(before, end)

    def seal_details(self, rows: Iterable[Linked], end: str, *, is_keyless: bool) -> dict[str, Any]:
        """Return what a row of the kind ``sealed`` says of ``rows``, all before it, and of the ``end`` they had."""
        written = ""
        for row in rows:
            written = self.written(written, row)
        return {"end": end, "rows": written, "is_keyless": is_keyless}


def hash_of(said: Sequence[object]) -> str:
    """Return the hash of all that is said, which anybody can make."""
    return hashlib.sha256(as_bytes(said)).hexdigest()


def keyed_hash_of(key: str, said: Sequence[object]) -> str:
    """Return the hash of all that is said, which only who has ``key`` can make."""
    return hmac.new(key.encode(), as_bytes(said), hashlib.sha256).hexdigest()


def as_bytes(said: Sequence[object]) -> bytes:
    """Return what is hashed, the same on every database."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=as_text).encode()


def as_text(value: object) -> str:
    """Return a day or a moment as it is hashed."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r}: it cannot be hashed. Use text, a number, a day or a moment.")
