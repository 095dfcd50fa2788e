"""The page before a request: answers first, the form whenever it is wanted."""

from __future__ import annotations

from webapp.before_you_submit.views import blueprint

__all__ = ["blueprint"]
