"""Files that customers sent, on their way out: always a download, and nothing a browser would run."""

from __future__ import annotations

import logging

from flask import abort, send_file
from werkzeug.wrappers import Response

from webapp.database.customer_store import KeptFile
from webapp.files import attachments

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Whoever opens the file in a browser all the same, opens it on an origin of its own, without script."""

log = logging.getLogger(__name__)


def sandboxed(kept: KeptFile) -> Response:
    """Return ``kept`` as a download; 404 where it has been lost."""
    path = attachments.folder() / kept.stored_name
    try:
        response = send_file(
            path.resolve(), kept.media_type, as_attachment=True, download_name=kept.original_name, max_age=None
        )
    except FileNotFoundError:
        log.error("%s: an attachment is missing. Restore it from a backup.", path)
        abort(404)
    response.headers["Content-Security-Policy"] = POLICY
    return response
