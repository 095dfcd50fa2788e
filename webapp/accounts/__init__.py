"""Signing in by mail, and where a customer is signed in."""

from __future__ import annotations

from webapp.accounts.views import blueprint

__all__ = ["blueprint"]
