"""What the stages of a request are called in the language of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from webapp.database.kinds import Stage

NAMES: Mapping[str, Any] = {
    Stage.RECEIVED: lazy_gettext("Received"),
    Stage.ASSIGNED: lazy_gettext("Assigned"),
    Stage.INVESTIGATING: lazy_gettext("Under investigation"),
    Stage.WAITING: lazy_gettext("Waiting for your answer"),
    Stage.RESOLVED: lazy_gettext("Resolved"),
    Stage.CLOSED: lazy_gettext("Closed"),
}


def stage_name(stage: str) -> str:
    """Return the name of ``stage`` as customers read it."""
    return str(NAMES[stage])
