"""What the pages about signing in show; one template each."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.http.form_fields import Field
from webapp.i18n import LanguageLink
from webapp.places import Place


@dataclass(frozen=True, slots=True)
class SignInPage:
    """``/<language>/sign-in``."""

    language: str
    switch: tuple[LanguageLink, ...]
    email: Field
    notice: str
    """Why the page came back although the address is in order, else empty."""

    next: str
    """Value of the hidden field ``next``: where to go after signing in."""

    token: str


@dataclass(frozen=True, slots=True)
class CodePage:
    """``/<language>/sign-in/code``: a letter was sent, or was not; nobody can tell."""

    language: str
    switch: tuple[LanguageLink, ...]
    email: str
    """Empty where it was asked for too long ago."""

    minutes: int
    """How long link and code can be used."""

    code: Field
    asked: str
    """Value of the hidden field ``asked``."""

    next: str
    token: str


@dataclass(frozen=True, slots=True)
class LinkPage:
    """``/<language>/sign-in/link/<key>``: where the link in the letter leads."""

    language: str
    switch: tuple[LanguageLink, ...]
    email: str
    """Empty where the link can no longer be used."""

    minutes: int
    next: str
    token: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    """``/<language>/account``."""

    language: str
    switch: tuple[LanguageLink, ...]
    email: str
    places: tuple[Place, ...]
    token: str
