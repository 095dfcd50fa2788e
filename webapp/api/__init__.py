"""What programs ask: suggestions, articles, and what became of them; the page's own script is one of these programs."""

from __future__ import annotations

from webapp.api.v1 import blueprint

__all__ = ["blueprint"]
