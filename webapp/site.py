"""What the site's own TOML file says: name, logo, colours, ways to reach people, opening hours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from search import SettingsError
from webapp.config import BRAND_LETTERS, Config, is_name
from webapp.i18n import LANGUAGES

PRODUCT = "Ventanilla"
"""Name of a site that was given none."""

KEYS = ("name", "logo", "colours", "channels", "hours", "picture_hosts", "check")
CHANNEL_KEYS = ("label", "address", "link")

LOGO_SUFFIXES = (".svg", ".png", ".webp")
LOGO_BYTES = 20_000
"""Largest logo, in bytes; it is part of every first visit."""

CONTRAST = 4.5
"""Least contrast of text, as a ratio. WCAG 2.2, success criterion 1.4.3."""

SURFACES = {"light": ("#fdfcfa", "#ffffff", "#eef4f1"), "dark": ("#121715", "#1a211f", "#18211e")}
"""What accents stand on in each scheme: ``--paper``, ``--raised`` and ``--tint`` of the style sheet."""

DEEPENING = 0.25
"""How far the accent of a pressed button lies towards the far end of the scale, 0..1."""

HEX_COLOUR = re.compile("#[0-9a-f]{6}")
LINK = re.compile(r"(https://|mailto:|tel:|/(?!/))\S+")
ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d+)?")

EXTENSION = "site"

Text = Mapping[str, str]
"""Language -> text."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach people, in one language."""

    label: str
    address: str
    """As people read it: a number, an address of mail."""

    link: str
    """Where it leads; empty for one that is only read."""


@dataclass(frozen=True, slots=True)
class Site:
    """The file, checked; empty where it says nothing."""

    name: str = PRODUCT
    logo: Path | None = None
    colours: Mapping[str, str] | None = None
    """``light`` and ``dark`` -> accent as ``#rrggbb``; None for those of the style sheet."""

    channels: Mapping[str, tuple[Channel, ...]] | None = None
    hours: Mapping[str, tuple[str, ...]] | None = None
    picture_hosts: tuple[str, ...] = ()
    """Origins that pictures in articles may come from, besides the site's own."""

    def channels_in(self, language: str) -> tuple[Channel, ...]:
        """Return the ways to reach people."""
        return (self.channels or {}).get(language, ())

    def hours_in(self, language: str) -> tuple[str, ...]:
        """Return the opening hours, line by line."""
        return (self.hours or {}).get(language, ())

    @property
    def logo_name(self) -> str:
        """Name of the logo among the static files; empty where there is none."""
        return f"logo{self.logo.suffix.lower()}" if self.logo else ""

    @property
    def style(self) -> str:
        """The colours as a piece of style sheet; empty for those it has already."""
        if self.colours is None:
            return ""
        light, dark = (accent_rules(scheme, accent) for scheme, accent in sorted(self.colours.items(), reverse=True))
        return f"\n:root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def keep_site(app: Flask, site: Site) -> None:
    """Give ``app`` what it says about itself; templates know it as ``site``, its name as ``brand``."""
    app.extensions[EXTENSION] = site
    app.jinja_env.globals["site"] = site
    app.jinja_env.globals["brand"] = site.name


def site() -> Site:
    """Return what the site says about itself."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Site)
    return found


def read_site(config: Config) -> Site:
    """Return what the file of ``config`` says; SettingsError for a bad value. The brand of ``config`` comes first."""
    if config.site is None:
        return Site(name=config.brand or PRODUCT)
    table = SiteFile(config.site)
    return Site(
        name=config.brand or table.name(),
        logo=table.logo(),
        colours=table.colours(),
        channels=table.channels(),
        hours=table.hours(),
        picture_hosts=table.picture_hosts(),
    )


class SiteFile:
    """One TOML file; each method reads one key of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"{path}: not a TOML file ({error}). Mend it, or leave out VENTANILLA_SITE.") from error
        for key in self._table:
            if key not in KEYS:
                raise self._fault(key, "unknown key", f"Use {', '.join(KEYS)}")

    def _fault(self, key: str, what: str, remedy: str) -> SettingsError:
        return SettingsError(f"{self._path}: {key}: {what}. {remedy}.")

    def name(self) -> str:
        """Return the name of the site."""
        value = self._table.get("name", PRODUCT)
        if not isinstance(value, str) or not is_name(value):
            raise self._fault(
                "name", f"{value!r} cannot be shown as a name", f"Use 1 to {BRAND_LETTERS} letters in one line"
            )
        return value.strip()

    def logo(self) -> Path | None:
        """Return the picture beside the name."""
        value = self._table.get("logo")
        if value is None:
            return None
        path = self._path.parent / str(value)
        if not isinstance(value, str) or path.suffix.lower() not in LOGO_SUFFIXES:
            raise self._fault("logo", f"{value!r} is no picture", f"Name a file ending in {', '.join(LOGO_SUFFIXES)}")
        if not path.is_file():
            raise self._fault("logo", f"there is no file {str(path)!r}", "Give its path as seen from this file")
        if (size := path.stat().st_size) > LOGO_BYTES:
            raise self._fault("logo", f"{str(path)!r} has {size} bytes", f"Use a picture of at most {LOGO_BYTES} bytes")
        return path

    def colours(self) -> Mapping[str, str] | None:
        """Return the accent of each scheme."""
        value = self._table.get("colours")
        if value is None:
            return None
        if not isinstance(value, dict) or set(value) != set(SURFACES):
            raise self._fault("colours", f"{value!r} is not one colour for each scheme", "Give light and dark")
        return {scheme: self._colour(scheme, value[scheme]) for scheme in SURFACES}

    def _colour(self, scheme: str, value: object) -> str:
        key = f"colours.{scheme}"
        if not isinstance(value, str) or not HEX_COLOUR.fullmatch(value.lower()):
            raise self._fault(key, f"{value!r} is no colour", "Write it as #rrggbb")
        accent = value.lower()
        least, surface = min((contrast(accent, each), each) for each in SURFACES[scheme])
        if least < CONTRAST:
            raise self._fault(
                key,
                f"{value!r} has a contrast of {least:.1f} to {surface}, on which it stands",
                f"Use a {'darker' if scheme == 'light' else 'lighter'} colour, with at least {CONTRAST}",
            )
        return accent

    def channels(self) -> Mapping[str, tuple[Channel, ...]]:
        """Return the ways to reach people, in every language."""
        value = self._table.get("channels", [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self._fault("channels", "not a list of tables", "Begin each with [[channels]]")
        channels = [self._channel(number, each) for number, each in enumerate(value, 1)]
        return {language: tuple(each[language] for each in channels) for language in LANGUAGES}

    def _channel(self, number: int, table: Mapping[str, object]) -> Mapping[str, Channel]:
        where = f"channels {number}"
        for key in table:
            if key not in CHANNEL_KEYS:
                raise self._fault(f"{where}.{key}", "unknown key", f"Use {', '.join(CHANNEL_KEYS)}")
        texts = {key: self._text(f"{where}.{key}", table.get(key, "")) for key in CHANNEL_KEYS}
        for key in ("label", "address"):
            if not all(texts[key].values()):
                raise self._fault(f"{where}.{key}", "empty", "Write what visitors read")
        for link in texts["link"].values():
            if link and not LINK.fullmatch(link):
                raise self._fault(f"{where}.link", f"{link!r} leads nowhere", "Begin with https://, mailto:, tel: or /")
        return {language: Channel(*(texts[key][language] for key in CHANNEL_KEYS)) for language in LANGUAGES}

    def hours(self) -> Mapping[str, tuple[str, ...]]:
        """Return the opening hours, line by line, in every language."""
        if "hours" not in self._table:
            return {}
        lines = self._text("hours", self._table["hours"])
        return {language: tuple(filter(None, map(str.strip, lines[language].splitlines()))) for language in LANGUAGES}

    def picture_hosts(self) -> tuple[str, ...]:
        """Return the origins that pictures may come from."""
        value = self._table.get("picture_hosts", [])
        if not isinstance(value, list):
            raise self._fault("picture_hosts", f"{value!r} is not a list", 'Write it as ["https://pictures.example"]')
        for each in value:
            if not isinstance(each, str) or not ORIGIN.fullmatch(each):
                raise self._fault("picture_hosts", f"{each!r} is no origin", "Write https:// and a name, no path")
        return tuple(value)

    def _text(self, key: str, value: object) -> Text:
        """Return a text in every language; one that is no table is for all of them."""
        table = value if isinstance(value, dict) else dict.fromkeys(LANGUAGES, value)
        for language in table:
            if language not in LANGUAGES:
                raise self._fault(key, f"{language!r} is no language", f"Use {', '.join(LANGUAGES)}")
        texts = {language: text.strip() for language, text in table.items() if isinstance(text, str)}
        for language in LANGUAGES:
            if language not in texts:
                raise self._fault(key, f"no text in {language!r}", f"Give one each in {', '.join(LANGUAGES)}")
        return texts


def accent_rules(scheme: str, accent: str) -> str:
    """Return the custom properties of an accent: itself, text on it, and a pressed button."""
    ink, far_end = ("#ffffff", "#000000") if scheme == "light" else (SURFACES["dark"][0], "#ffffff")
    return f"--accent: {accent}; --accent-ink: {ink}; --accent-deep: {mixed(accent, far_end, DEEPENING)};"


def mixed(colour: str, other: str, share: float) -> str:
    """Return ``colour`` with ``share`` of ``other``, 0..1."""
    pairs = zip(channel_values(colour), channel_values(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1..21. WCAG 2.2, definition of contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0..1. WCAG 2.2, definition of relative luminance."""
    red, green, blue = (linear(value / 255) for value in channel_values(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(value: float) -> float:
    """Return an sRGB value without its gamma, 0..1."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def channel_values(colour: str) -> Iterator[int]:
    """Yield red, green and blue of ``#rrggbb``, 0..255."""
    return (int(colour[start : start + 2], 16) for start in (1, 3, 5))
