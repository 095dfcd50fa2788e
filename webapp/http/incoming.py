"""What is read of a request at all, and when to ask again; each number is said here once."""

from __future__ import annotations

from flask import request

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""

SMALL_BYTES = 1024 * 1024
"""Largest body where a view says nothing else."""

JSON_BYTES = 16_384
"""Largest body that a program may send."""

FORM_BYTES = 4 * 1024 * 1024
"""Text of one form; far more than may be kept, so that what is too long comes back in its field."""

UPLOAD_BYTES = 64 * 1024 * 1024
"""A form and its files; more than may be kept, so that whoever sends too much is told which file."""

RETRY_S = 30
"""When to come back while there is no index or no database, in seconds."""


def allow_files() -> None:
    """Let the present request bring a form with files."""
    request.max_form_memory_size, request.max_content_length = FORM_BYTES, UPLOAD_BYTES
