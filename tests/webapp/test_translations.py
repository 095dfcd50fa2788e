"""The texts of the pages in Spanish and Slovak: complete, and with the variables of the original."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import webapp
from search import SettingsError
from webapp.i18n import LANGUAGES, SOURCE_LANGUAGE, require_compiled

FOLDER = Path(webapp.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
TRANSLATED = sorted(LANGUAGES.keys() - {SOURCE_LANGUAGE})


def catalog(language: str) -> Catalog:
    with (FOLDER / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [each for each in catalog(language) if each.id]


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def variables(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)\w|%[^(]", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_pages_is_translated_and_no_other(language: str) -> None:
    used = {(context, forms(text)) for _, _, text, _, context in extract_from_dir(FOLDER, METHODS, keywords=KEYWORDS)}
    assert {(each.context, forms(each.id)) for each in messages(language)} == used


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_empty_or_doubtful(language: str) -> None:
    assert [each.id for each in messages(language) if each.fuzzy or not all(forms(each.string))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_variables_of_the_original(language: str) -> None:
    for message in messages(language):
        expected = variables(forms(message.id)[0])
        assert all(variables(each) == expected for each in forms(message.string)), message.id


def test_slovak_has_three_plurals_and_spanish_two() -> None:
    assert (catalog("sk").num_plurals, catalog("es").num_plurals) == (3, 2)


def test_a_translation_that_is_not_compiled_stops_the_start(tmp_path: Path) -> None:
    source = tmp_path / "sk" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text("")
    with pytest.raises(SettingsError) as caught:
        require_compiled(tmp_path)
    assert str(caught.value) == (
        f"{source}: the translation is not compiled. Run pybabel compile -d webapp/translations."
    )
    source.with_suffix(".mo").write_bytes(b"")
    require_compiled(tmp_path)
