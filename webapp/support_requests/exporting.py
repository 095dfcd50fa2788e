"""A closed record as a file that its owner may take away."""

from __future__ import annotations

import json

from webapp.database.customer_store import OwnRequest

FORMAT = "ventanilla request 1"
"""Says how the file is to be read; another number where its fields change their meaning."""


def record(found: OwnRequest) -> str:
    """Return ``found`` as JSON: times in UTC, files by name, size and SHA-256."""
    summary = found.summary
    said = {
        "format": FORMAT,
        "code": summary.code,
        "language": summary.language,
        "category": summary.category,
        "subject": summary.subject,
        "stage": summary.stage,
        "received_at": summary.received_at.isoformat(),
        "resolved_at": found.resolved_at.isoformat() if found.resolved_at else None,
        "closed_at": found.closed_at.isoformat() if found.closed_at else None,
        "due_on": summary.due_on.isoformat() if summary.due_on else None,
        "continues_in": summary.merged_into or None,
        "steps": [
            {"kind": each.kind, "stage": each.stage, "happened_at": each.happened_at.isoformat()}
            for each in found.happenings
        ],
        "messages": [
            {
                "from": "customer" if each.is_own else "support",
                "name": each.author,
                "written_at": each.written_at.isoformat(),
                "text": each.text,
                "files": [
                    {"name": file.original_name, "size_bytes": file.size_bytes, "sha256": file.sha256}
                    for _, file in each.files
                ],
            }
            for each in found.messages
        ],
        "rating": found.rating,
        "rating_text": found.rating_text,
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
