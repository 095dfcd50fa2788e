"""Home, categories, results and articles."""

from __future__ import annotations

from webapp.help_centre.views import blueprint

__all__ = ["blueprint"]
