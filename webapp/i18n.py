"""Which language a page is in, and what it is called there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel import Locale
from flask import Flask, Response, g, request
from flask_babel import Babel, format_date, get_locale, refresh

from search import SettingsError
from webapp.config import config
from webapp.http.envelope import address_parts

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

COOKIE = "language"
"""Name of the cookie that holds the language a visitor chose."""

COOKIE_S = 31_536_000
"""How long a choice is kept, in seconds."""

ARTICLES = "articles"
"""What follows the language in the address of an article."""

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
    Babel().init_app(
        app,
        default_locale=LANGUAGES[SOURCE_LANGUAGE].locale,
        locale_selector=page_locale,
        timezone_selector=lambda: config().time_zone.key,
    )
    app.add_template_filter(long_date)
    app.after_request(keep_choice)


def require_compiled(folder: Path) -> None:
    """Raise SettingsError if a translation in ``folder`` was not compiled: its pages would silently be in English."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        if not source.with_suffix(".mo").exists():
            raise SettingsError(
                f"{source}: the translation is not compiled. Run pybabel compile -d webapp/translations."
            )


def page_language() -> str:
    """Return the language of the answer: what ``answer_in`` said, else that of the path, else the preferred one."""
    said: str = g.get("language", "")
    return said or language_of(request.path) or preferred_language()


def answer_in(language: str) -> None:
    """Answer the present request in ``language``, whatever its path and whatever was translated before."""
    g.language = language
    refresh()


def language_of(path: str) -> str:
    """Return the language that ``path`` begins with, else nothing."""
    first_part = part_of(path, 1)
    return first_part if first_part in LANGUAGES else ""


def part_of(path: str, place: int) -> str:
    """Return what stands between slash number ``place`` and the next; empty where there are not so many."""
    return next(iter(path.split("/", place + 1)[place : place + 1]), "")


def preferred_language() -> str:
    """Return the language that the visitor once chose, else the one of ours that the browser likes best."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else browser_language()


def browser_language() -> str:
    """Return the language of ours that the browser likes best, whichever country it is spoken in."""
    liked = (code.replace("_", "-").partition("-")[0].lower() for code, quality in request.accept_languages if quality)
    return next((code for code in liked if code in LANGUAGES), SOURCE_LANGUAGE)


def keep_choice(response: Response) -> Response:
    """Keep the language of the page in a cookie if the visitor has just switched to it."""
    language = language_of(request.path)
    if language and response.status_code in (200, 304) and language != request.cookies.get(COOKIE) and is_switch():
        response.set_cookie(COOKIE, language, COOKIE_S, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def is_switch() -> bool:
    """Return whether the request follows the language switch: from a page of this site to it in another language.

    An article in another language that was followed from a list is none; that leads from another kind of page.
    """
    if request.method != "GET" or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    before = address_parts(request.referrer)
    if before.netloc != request.host or language_of(before.path) in ("", language_of(request.path)):
        return False
    kind, kind_before = part_of(request.path, 2), part_of(before.path, 2)
    return kind == kind_before or kind_before == ARTICLES  # the switch of an article may lead to its category


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
