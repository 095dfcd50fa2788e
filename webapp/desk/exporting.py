"""Requests as a table for spreadsheets, in which nothing is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from webapp.database.queue_store import QueueRow

COLUMNS = (
    "code",
    "subject",
    "name",
    "email",
    "language",
    "category",
    "stage",
    "urgent",
    "assignee",
    "received",
    "due",
    "resolved",
    "rating",
)

DANGEROUS = (
    "=+-@\t\r\n|%\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""What a cell begins with that some spreadsheet takes for a formula or a command."""

BYTE_ORDER_MARK = "\ufeff"
"""So that spreadsheets read UTF-8."""


def written(rows: Iterable[QueueRow]) -> str:
    """Return ``rows`` as comma-separated values, every cell quoted."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in cells(row)] for row in rows)
    return BYTE_ORDER_MARK + table.getvalue()


def cells(row: QueueRow) -> tuple[str, ...]:
    """Return ``row`` as text, in the order of ``COLUMNS``."""
    return (
        row.code,
        row.subject,
        row.name,
        row.email,
        row.language,
        row.category,
        row.stage,
        "yes" if row.is_urgent else "",
        row.assignee,
        row.received_at.isoformat(timespec="seconds"),
        row.due_on.isoformat() if row.due_on else "",
        row.resolved_at.isoformat(timespec="seconds") if row.resolved_at else "",
        str(row.rating or ""),
    )


def harmless(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet computes it: marked as text where it begins like a formula."""
    return f"'{cell}" if cell.lstrip(" \N{NO-BREAK SPACE}").startswith(tuple(DANGEROUS)) else cell
