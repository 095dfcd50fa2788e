"""One word for one thing: what articles and pages are written in, against ``docs/glossary.toml``.

1. No article, category, text of a page or line of the site's own file holds a word that the glossary says to avoid.
2. Each term has a word to use and words to avoid in all three languages.
3. What customers type (questions, finds, keywords, synonyms) is not read: they keep their own words.
4. The hours of an exchange overseas are those that its clock gives on every day of the year.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from babel.messages.pofile import read_po

import search
import webapp
from search import Article, Settings

ROOT = Path(search.__file__).parent.parent
ARTICLES = ROOT / "kb_articles"
GLOSSARY = ROOT / "docs" / "glossary.toml"
CATALOGUES = Path(webapp.__file__).parent / "translations"
LANGUAGES = ("en", "es", "sk")
TERMS = tomllib.loads(GLOSSARY.read_text("utf-8"))["terms"]
OWN_ARTICLES = search.check_folder(Settings(articles=ARTICLES))[0]
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)

MADRID, NEW_YORK = ZoneInfo("Europe/Madrid"), ZoneInfo("America/New_York")
OPENING, CLOSING = time(9, 30), time(16)
"""The New York Stock Exchange's core session, by its own clock."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something people read, and where it is written."""

    where: str
    words: str


def written_in_articles(language: str) -> Iterator[Text]:
    """Yield what is written in articles, without what customers type."""
    for article in OWN_ARTICLES:
        if article.language == language:
            parts = [part for section in article.sections for part in (section.heading, section.text)]
            yield Text(article.article_id, "\n".join((article.title, article.summary, *parts)))


def written_on_pages(language: str) -> Iterator[Text]:
    """Yield the texts of the pages; the English ones are the keys of a catalogue."""
    with (CATALOGUES / ("es" if language == "en" else language) / "LC_MESSAGES" / "messages.po").open("rb") as file:
        for message in filter(lambda each: each.id, read_po(file)):
            forms = message.id if language == "en" else message.string
            for form in (forms,) if isinstance(forms, str) else tuple(forms or ()):
                yield Text("messages.po", re.sub(r"%\(\w+\)\w", "", form))


def written_elsewhere(language: str) -> Iterator[Text]:
    """Yield names and descriptions of categories."""
    for key, category in yaml.safe_load((ARTICLES / "categories.yml").read_text("utf-8")).items():
        yield Text(f"categories.yml: {key}", " · ".join(category[language].values()))


def written(language: str) -> Iterator[Text]:
    """Yield all that people read in ``language``."""
    yield from written_in_articles(language)
    yield from written_on_pages(language)
    yield from written_elsewhere(language)


def pattern(phrases: list[str]) -> re.Pattern[str]:
    """Return what finds whole ``phrases``; ``*`` stands for the rest of a word."""
    choices = "|".join(re.escape(each).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for each in phrases)
    return re.compile(rf"(?<![\w-])(?:{choices})(?![\w-])", re.IGNORECASE)


def avoided(term: Mapping[str, Mapping[str, list[str]]], language: str) -> Iterator[str]:
    """Yield each avoided word of ``term`` with its place."""
    entry = term[language]
    unwanted, harmless = pattern(entry["avoid"]), entry.get("allow", [])
    for text in written(language):
        words = pattern(harmless).sub(" ", text.words) if harmless else text.words
        for found in unwanted.finditer(words):
            around = " ".join(words[max(0, found.start() - 30) : found.end() + 30].split())
            yield f"{text.where}: {found[0]!r} in {around!r}. Write {entry['use']!r}."


@EACH_LANGUAGE
@pytest.mark.parametrize("term", TERMS, ids=[term["what"] for term in TERMS])
def test_no_text_has_a_second_name_for_a_thing(term: Mapping[str, Mapping[str, list[str]]], language: str) -> None:
    assert list(avoided(term, language)) == []


@pytest.mark.parametrize("term", TERMS, ids=[term["what"] for term in TERMS])
def test_a_term_has_its_word_and_others_in_every_language(term: Mapping[str, Mapping[str, list[str]]]) -> None:
    assert set(term) == {"what", *LANGUAGES}
    for language in LANGUAGES:
        entry = term[language]
        assert set(entry) - {"allow"} == {"use", "avoid"}
        assert entry["avoid"]
        for word in str(entry["use"]).split(", "):
            assert not pattern(entry["avoid"]).search(word)


@EACH_LANGUAGE
def test_what_the_glossary_allows_is_written_somewhere(language: str) -> None:
    read = "\n".join(text.words for text in written(language))
    allowed = [phrase for term in TERMS for phrase in term[language].get("allow", [])]
    assert [phrase for phrase in allowed if not pattern([phrase]).search(read)] == []


def test_an_avoided_word_is_found_whole_and_in_any_case() -> None:
    assert pattern(["deposit*", "retiro"]).findall("Depositar, un RETIRO, retirada, antidepósito") == [
        "Depositar",
        "RETIRO",
    ]
    assert pattern(["días hábiles"]).search("3 días\nhábiles")


def test_customers_keep_their_own_words() -> None:
    typed = " ".join(
        word
        for article in OWN_ARTICLES
        if article.language == "es"
        for word in (*article.questions, *article.finds, *article.keywords)
    )
    assert all(re.search(rf"\b{word}", typed, re.I) for word in ("retiro", "retirada", "ingres", "deposit"))


def article(article_id: str) -> Article:
    """Return one of the project's articles."""
    return next(each for each in OWN_ARTICLES if each.article_id == article_id)


def new_york_hours() -> set[tuple[str, str]]:
    """Return the hours of New York by the clock of Madrid, as they come in a year."""
    days = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=number) for number in range(365)]
    return {(at_home(day, OPENING), at_home(day, CLOSING)) for day in days}


def at_home(day: datetime, moment: time) -> str:
    """Return what the clock of Madrid shows when that of New York shows ``moment``."""
    return f"{datetime.combine(day.date(), moment, NEW_YORK).astimezone(MADRID):%H:%M}"


@EACH_LANGUAGE
def test_the_hours_of_new_york_are_those_of_every_day_of_the_year(language: str) -> None:
    text = "\n".join(section.text for section in article(f"{language}/trading-hours").sections)
    named = set(re.findall(r"(\d\d:\d\d) ?[-–] ?(\d\d:\d\d)", text))
    assert new_york_hours() == {("15:30", "22:00"), ("14:30", "21:00")}
    assert new_york_hours() <= named
