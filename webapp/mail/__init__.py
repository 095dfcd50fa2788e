"""Letters: what they say, how they leave, and the program that sends them."""

from __future__ import annotations

from webapp.mail.commands import init_app

__all__ = ["init_app"]
