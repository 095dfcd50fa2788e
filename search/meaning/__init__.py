"""What words mean, as vectors: texts about the same thing are close, in whichever of the three languages they are."""

from __future__ import annotations

from search.meaning.static_model import StaticModel, open_model, unit

__all__ = ["StaticModel", "open_model", "unit"]
