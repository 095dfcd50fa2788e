"""The links of a results page: to narrow it, to widen it again, and to its other pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext

from webapp.articles.listed import category_name
from webapp.help_centre.pages import Facet, FacetValue, Paging
from webapp.help_centre.results import NO_CHOICE, PAGE_HITS, Choice, Narrowed
from webapp.i18n import language_name


@dataclass(frozen=True, slots=True)
class Search:
    """What a results page answers."""

    language: str
    text: str
    choice: Choice = NO_CHOICE

    def url(self, page: int = 1) -> str:
        """Return the address of a page of the results."""
        arguments = {
            "q": self.text,
            "category": self.choice.category,
            "in": self.choice.language,
            "page": str(page) if page > 1 else "",
        }
        given = urlencode({name: value for name, value in arguments.items() if value})
        path = url_for("help_centre.search", language=self.language)
        return f"{path}?{given}" if given else path

    def of_category(self, key: str) -> Search:
        """Return the search in one category, in all with an empty ``key``."""
        return replace(self, choice=replace(self.choice, category=key))

    def of_language(self, code: str) -> Search:
        """Return the search in one language, in all with an empty ``code``."""
        return replace(self, choice=replace(self.choice, language=code))


def facets(narrowed: Narrowed, search: Search) -> tuple[Facet, ...]:
    """Return the ways to narrow; a property that all hits share is none."""
    by_category = Facet(
        gettext("Topic"),
        search.of_category("").url(),
        tuple(
            FacetValue(
                name=category_name(key, search.language),
                count=count,
                url=search.of_category(key).url(),
                is_chosen=key == search.choice.category,
            )
            for key, count in narrowed.categories
        ),
    )
    by_language = Facet(
        gettext("Language"),
        search.of_language("").url(),
        tuple(
            FacetValue(
                name=language_name(code),
                count=count,
                url=search.of_language(code).url(),
                is_chosen=code == search.choice.language,
            )
            for code, count in narrowed.languages
        ),
    )
    return tuple(each for each in (by_category, by_language) if len(each.values) > 1)


def paging(narrowed: Narrowed, search: Search) -> Paging:
    """Return where in the results the page lies."""
    page, pages = narrowed.page, narrowed.pages
    return Paging(
        page=page,
        pages=pages,
        first=(page - 1) * PAGE_HITS + 1,
        previous_url=search.url(page - 1) if page > 1 else "",
        next_url=search.url(page + 1) if page < pages else "",
    )
