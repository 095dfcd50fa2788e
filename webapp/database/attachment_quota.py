"""How much may be kept of the files that customers send, so that nobody can fill the disk."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webapp.database.engine import one_at_a_time
from webapp.database.kinds import Stage
from webapp.database.models import AttachmentRow, RequestRow
from webapp.texts.sizes import MEGABYTE

NETWORK_DAY_BYTES = 200 * MEGABYTE
"""What is kept from one network in one day; eight messages with all the files that one may carry."""

UNREAD_BYTES = 5 * 1024 * MEGABYTE
"""What is kept of all requests that nobody has taken up yet, those held as spam among them."""

OWNERS_BYTES = 1024 * MEGABYTE
"""What is kept beyond that of whoever is signed in, so that strangers cannot use it up for customers."""

FREE_DISK_BYTES = 1024 * MEGABYTE
"""What files leave free on their disk, so that there is always room for requests and letters."""


class NoRoom(Exception):
    """Files cannot be kept now, what was written with them can; the message is for the operator."""


def require_room(
    session: Session, sizes_bytes: Iterable[int], network: str, *, is_unread: bool, is_by_owner: bool = False
) -> None:
    """Raise NoRoom where files of ``sizes_bytes`` from ``network`` go beyond a limit.

    They are counted in the transaction that keeps them, one such at a time, so that several processes count as one.
    ``is_unread``: they are of a request that nobody has taken up. ``is_by_owner``: whoever sends them is signed in.
    """
    new_bytes = sum(sizes_bytes)
    if not new_bytes:
        return
    one_at_a_time(session, "attachments")
    if network and kept_bytes(session, AttachmentRow.network == network) + new_bytes > NETWORK_DAY_BYTES:
        raise NoRoom(
            f"attachments: more than {NETWORK_DAY_BYTES // MEGABYTE} MB came from one network today. "
            "Look at the newest requests; tomorrow it may send files again."
        )
    unread = select(RequestRow.id).where(
        RequestRow.is_held.in_((True, False)),  # either; the index begins with it
        RequestRow.stage == Stage.RECEIVED,
    )
    most_bytes = UNREAD_BYTES + (OWNERS_BYTES if is_by_owner else 0)
    if is_unread and kept_bytes(session, AttachmentRow.request_id.in_(unread)) + new_bytes > most_bytes:
        raise NoRoom(
            f"attachments: requests that nobody has taken up hold {most_bytes // MEGABYTE} MB. "
            "Discard those that are spam and take up the others."
        )


def kept_bytes(session: Session, condition: ColumnElement[bool]) -> int:
    """Return the size of the files that ``condition`` holds for, together."""
    return session.scalar(select(func.coalesce(func.sum(AttachmentRow.size_bytes), 0)).where(condition)) or 0
