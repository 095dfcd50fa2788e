"""The e-mail address that a form brings, and the question whether another one was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from webapp.texts.email_addresses import ascii_address, meant_address
from webapp.texts.typed import one_line

CHOSEN = "meant"
"""Name of the button that takes the address which was meant."""

KEPT = "kept_email"
"""Name of the hidden field with the address that was asked about; whoever sends it again means it."""


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """What was typed, or chosen instead, and what is to be asked about it."""

    text: str = ""
    address: str | None = None
    """None where it is none."""

    meant: str = ""
    """Another one that was probably meant; empty where nothing is to be asked."""

    @property
    def error(self) -> str:
        """A sentence; empty where the address may be taken."""
        if self.meant and self.address:
            question = gettext(
                "Did you mean %(meant)s? If %(typed)s is right, just send it again.",
                meant=self.meant,
                typed=self.text,
            )
            return str(question)
        if self.meant:
            return str(gettext("This is not a complete e-mail address. Did you mean %(meant)s?", meant=self.meant))
        if self.address is None:
            return str(gettext("This is not a complete e-mail address. Write it like name@example.com."))
        return ""


def typed_address(form: Mapping[str, str], known: str = "") -> TypedAddress:
    """Return the address that ``form`` brings; about ``known``, which somebody signed in with, nothing is asked."""
    text = one_line(form.get(CHOSEN, "") or form.get("email", ""))
    address = ascii_address(text)
    is_sure = address is not None and (text == one_line(form.get(KEPT, "")) or address.lower() == known)
    return TypedAddress(text, address, "" if is_sure else meant_address(text))
