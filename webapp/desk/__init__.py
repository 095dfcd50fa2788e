"""The desk: where the support team works on requests."""

from __future__ import annotations

from webapp.desk import account_views, article_views, entrance, queue_views, request_views, team_views
from webapp.desk.blueprint import blueprint

__all__ = ["account_views", "article_views", "blueprint", "entrance", "queue_views", "request_views", "team_views"]
