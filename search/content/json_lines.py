"""Articles as lines of JSON, one article a line."""

from __future__ import annotations

import json
from typing import Any

from search.content.front_matter import Field, Fields, Kind

IDENTITY = ("id", "language")
BODIES = ("body", "markdown")


def read_record(line: bytes) -> dict[str, Any] | None:
    """Return the JSON object in ``line``; None where it is no UTF-8, no JSON or no object."""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def body_of(record: dict[str, Any]) -> str:
    """Return the Markdown of ``record``."""
    bodies = (record.get(name) for name in BODIES)
    return next((body.encode(errors="replace").decode() for body in bodies if isinstance(body, str)), "")


def fields_of(record: dict[str, Any], line: int) -> Fields:
    """Return what stands beside the body of ``record``, as front matter would have it."""
    return {key: field_of(value, line) for key, value in record.items() if key not in (*IDENTITY, *BODIES)}


def field_of(value: Any, line: int) -> Field:
    """Return one JSON value as a field; what lies deeper than a list of texts is only named."""
    if value is None:
        return Field(line, Kind.EMPTY)
    if isinstance(value, dict):
        return Field(line, Kind.MAPPING)
    if isinstance(value, list):
        return Field(line, Kind.LIST, items=tuple(scalar_of(item, line) for item in value))
    return scalar_of(value, line)


def scalar_of(value: Any, line: int) -> Field:
    """Return one JSON value as a field without content where it is no text and no number."""
    if isinstance(value, str):
        return Field(line, Kind.TEXT, value)
    if isinstance(value, (int, float)):
        return Field(line, Kind.TEXT, json.dumps(value))
    return Field(line, Kind.EMPTY if value is None else Kind.LIST if isinstance(value, list) else Kind.MAPPING)
