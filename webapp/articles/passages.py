"""The part of an article that answers, made ready to be read in the middle of another page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from flask_babel import gettext
from markupsafe import Markup

from search import Article, Section
from webapp.articles.knowledge_base import knowledge_base
from webapp.articles.listed import article_url, linked_url
from webapp.articles.prose import article_body

DEEPER = 2
"""Levels that headings go down: the title of an article found is an ``h3``, its sections begin with ``h2``."""

DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """A section with those below it, or a whole article."""

    heading: str
    """Empty for a whole article."""

    body: Markup
    """Sanitised; heading included, without ids, its links absolute or to pages of the site."""

    is_whole: bool


def passage(article: Article, anchor: str) -> Passage:
    """Return the section of ``article`` at ``anchor``, the whole of it where there is no such section."""
    found = sections_at(article.sections, anchor)
    by_key = knowledge_base().catalogue(article.language).by_key
    body = article_body(
        (section.html for section in found or article.sections),
        lambda target: linked_url(target, article.article_id, article.language),
        gettext("Table"),
    )
    writer = EmbeddedWriter(article_url(by_key[article.key]) if article.key in by_key else "")
    writer.feed(body)
    writer.close()
    text = Markup("".join(writer.parts))  # tags that were sanitised before, every attribute escaped again
    return Passage(found[0].heading if found else "", text, is_whole=not found)


def sections_at(sections: tuple[Section, ...], anchor: str) -> tuple[Section, ...]:
    """Return the section with ``anchor`` and those below it; nothing where there is none."""
    start = next((place for place, each in enumerate(sections) if anchor and each.anchor == anchor), None)
    if start is None:
        return ()
    level = sections[start].level
    end = next((place for place in range(start + 1, len(sections)) if sections[place].level <= level), len(sections))
    return sections[start:end]


class EmbeddedWriter(HTMLParser):
    """Copies HTML without ids, with headings ``DEEPER`` levels down and links to its own parts made to ``page_url``."""

    def __init__(self, page_url: str) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._page_url = page_url

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag without its id."""
        kept = "".join(f' {name}="{escape(self._value(name, value or ""))}"' for name, value in attrs if name != "id")
        self.parts.append(f"<{self._name(tag)}{kept}>")

    def _value(self, name: str, value: str) -> str:
        return self._page_url + value if name == "href" and value.startswith("#") else value

    def _name(self, tag: str) -> str:
        return f"h{min(int(tag[1]) + DEEPER, DEEPEST)}" if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write an empty tag."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Write an end."""
        self.parts.append(f"</{self._name(tag)}>")

    def handle_data(self, data: str) -> None:
        """Copy text, which is escaped already."""
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        """Copy ``&name;``."""
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy ``&#name;``."""
        self.parts.append(f"&#{name};")
