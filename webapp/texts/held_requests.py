"""What customers are told of a request that somebody has to look at before it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from webapp.database.kinds import HeldBecause

MANY_FROM_ADDRESS = lazy_gettext("More requests than usual came from your e-mail address within an hour.")
MANY_FROM_NEAR = lazy_gettext(
    "More requests than usual came within an hour from your internet connection, which others may share with you."
)
MANY = lazy_gettext("More requests than usual reach us at the moment.")
LIKE_A_PROGRAM = lazy_gettext("The form was filled in the way programs do it.")
SET_ASIDE = lazy_gettext("One of us was not sure that a person wrote it, and set it aside.")

REASONS: Mapping[HeldBecause, Any] = {
    HeldBecause.EMAIL: MANY_FROM_ADDRESS,
    HeldBecause.VISITOR: MANY_FROM_NEAR,
    HeldBecause.NETWORK: MANY_FROM_NEAR,
    HeldBecause.EVERYBODY: MANY,
    HeldBecause.TOO_FAST: LIKE_A_PROGRAM,
    HeldBecause.TRAP: LIKE_A_PROGRAM,
    HeldBecause.AGENT: SET_ASIDE,
}


def held_reason(because: HeldBecause) -> str:
    """Return why a person looks first, in one sentence."""
    return str(REASONS[because])
