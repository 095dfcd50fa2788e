"""What customers see of their requests and do with them."""

from __future__ import annotations

from webapp.support_requests.views import blueprint

__all__ = ["blueprint"]
