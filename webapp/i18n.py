"""Which language a page is in, and what it is called there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel import Locale
from flask import Flask, request
from flask_babel import Babel, format_date, get_locale

from search import SettingsError

TRANSLATIONS = Path(__file__).parent / "translations"


@dataclass(frozen=True, slots=True)
class Language:
    """A language the pages are written in."""

    code: str
    """First part of every address, and the ``lang`` of the page."""

    name: str
    """In the language itself."""

    locale: str
    """How dates and numbers are written."""


LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("es", "Español", "es"),
        Language("sk", "Slovenčina", "sk"),
        Language("en", "English", "en_GB"),
    )
}
SOURCE_LANGUAGE = "en"
"""Language of the texts in templates and views; the one shown to a browser that asks for none of ours."""

IN_PATH = f"<any({', '.join(LANGUAGES)}):language>"
"""The first part of a rule whose page exists in every language."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language switch."""

    code: str
    name: str
    url: str
    is_current: bool


def init_app(app: Flask) -> None:
    """Translate the pages of ``app``."""
    require_compiled(TRANSLATIONS)
    Babel().init_app(app, default_locale=LANGUAGES[SOURCE_LANGUAGE].locale, locale_selector=page_locale)
    app.add_template_filter(long_date)


def require_compiled(folder: Path) -> None:
    """Raise SettingsError if a translation in ``folder`` was not compiled: its pages would silently be in English."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        if not source.with_suffix(".mo").exists():
            raise SettingsError(
                f"{source}: the translation is not compiled. Run pybabel compile -d webapp/translations."
            )


def page_language() -> str:
    """Return the language of the path, else the one the browser likes best."""
    first_part = request.path.split("/", 2)[1]
    return first_part if first_part in LANGUAGES else browser_language()


def browser_language() -> str:
    """Return the language of ours that the browser likes best."""
    return request.accept_languages.best_match(LANGUAGES, default=SOURCE_LANGUAGE)


def page_locale() -> str:
    """Return the locale of the page."""
    return LANGUAGES[page_language()].locale


def language_links(current: str, urls: Mapping[str, str]) -> tuple[LanguageLink, ...]:
    """Return the switch of a page in language ``current``, given its address in every language."""
    return tuple(
        LanguageLink(each.code, each.name, urls[each.code], each.code == current) for each in LANGUAGES.values()
    )


def language_name(code: str) -> str:
    """Return what the language of the page calls language ``code``."""
    name: str | None = Locale.parse(code).get_display_name(get_locale())
    return name or code


def long_date(day: date) -> str:
    """Return ``day`` as the language of the page writes it: 21 October 2026."""
    written: str = format_date(day, "long")
    return written
