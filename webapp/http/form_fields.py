"""A field of a form, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form, as it is shown."""

    name: str
    """On the wire, and the ``id`` of its control; its error is ``<name>-error``."""

    label: str
    value: str = ""
    """As it was typed; never that of a file."""

    error: str = ""
    """A sentence; empty where nothing is wrong."""

    is_required: bool = False
    letters: int = 0
    """Longest value, in characters; 0 where that says nothing."""

    meant: str = ""
    """What was probably meant instead of the value, to be taken by one press; empty where nothing is asked."""
