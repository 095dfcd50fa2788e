"""Home, categories, results, articles, and what programs read of them."""

from __future__ import annotations

from webapp.help_centre import listings
from webapp.help_centre.views import blueprint

blueprint.register_blueprint(listings.blueprint)

__all__ = ["blueprint"]
