"""Home, categories, results, articles, and what programs read of them."""

from __future__ import annotations

from webapp.help_centre import former, listings, pictures
from webapp.help_centre.views import blueprint

for part in (former, listings, pictures):
    blueprint.register_blueprint(part.blueprint)

__all__ = ["blueprint"]
