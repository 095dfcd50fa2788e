"""What the pages of the help centre show; one template each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from webapp.articles.alarms import Emergency
from webapp.articles.listed import ArticleLink, CategoryLink, HitRow
from webapp.help_centre.head import PageHead
from webapp.i18n import LanguageLink


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """A category on the home page."""

    key: str
    """Tells it from the others of the page; without blanks."""

    name: str
    icon: str
    """The name of a drawing in ``templates/icons``, or an emoji; empty for none."""

    description: str
    url: str
    articles: tuple[ArticleLink, ...]
    """The first ones."""

    total: int


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A heading of an article."""

    anchor: str
    heading: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """``/<language>/``."""

    language: str
    switch: tuple[LanguageLink, ...]
    head: PageHead
    categories: tuple[CategoryCard, ...]
    popular: tuple[ArticleLink, ...]
    """Those that answered most lately; none where nobody has asked yet."""

    recent: tuple[ArticleLink, ...]
    """Those changed last."""

    narrow_articles: int
    """Titles that a card has room for on a narrow screen; the style sheet hides the rest."""


@dataclass(frozen=True, slots=True)
class CategoryPage:
    """``/<language>/category/<key>``."""

    language: str
    switch: tuple[LanguageLink, ...]
    head: PageHead
    name: str
    icon: str
    """As on the home page."""

    description: str
    articles: tuple[ArticleLink, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A way to narrow the results."""

    name: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The ways to narrow the results by one property."""

    label: str
    all_url: str
    """Leads to the results that are not narrowed by it."""

    values: tuple[FacetValue, ...]

    @property
    def chosen_name(self) -> str:
        """Name of the value that was chosen; empty where none was."""
        return next((value.name for value in self.values if value.is_chosen), "")


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in the results this page lies."""

    page: int
    pages: int
    first: int
    """Rank of the first hit on the page, 1 and up."""

    previous_url: str
    """Empty on the first page."""

    next_url: str
    """Empty on the last page."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the articles of a results page answer what was asked."""

    opens: str = ""
    """``none``: none does; ``unsure``: they may not; ``urgent``; else empty."""

    opens_text: str = ""
    """What is said of it; empty where ``opens`` is."""

    reason: str = ""
    """Why."""

    heading: str = ""
    """Stands above the articles where they may not answer."""

    is_question: bool = True
    """Whether it says enough to be judged; a greeting does not."""


NOTHING_ASKED = Outcome()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``/<language>/search``."""

    language: str
    switch: tuple[LanguageLink, ...]
    head: PageHead
    text: str
    """What was asked; empty where nothing was."""

    outcome: Outcome
    hits: tuple[HitRow, ...]
    total: int
    """On all pages."""

    facets: tuple[Facet, ...]
    paging: Paging
    did_you_mean: str
    """Empty where nothing seems misspelt."""

    did_you_mean_url: str
    topics: tuple[CategoryLink, ...]
    """Where to look if nothing was found."""

    contact_url: str
    """The contact page, with what was asked in its field."""

    emergency: Emergency | None
    """What to do at once; None for a question that can wait."""


@dataclass(frozen=True, slots=True)
class Translation:
    """An article in another language."""

    language: str
    name: str
    """Of the language, in the language itself."""

    url: str


@dataclass(frozen=True, slots=True)
class VoteBox:
    """“Was this helpful?”"""

    url: str
    article_id: str
    answer: str
    """``yes`` or ``no`` once it was given, else empty."""

    contact_url: str
    """The contact page, with the title of the article in its field."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """``/<language>/articles/<slug>``."""

    language: str
    """Of everything around the article."""

    switch: tuple[LanguageLink, ...]
    head: PageHead
    text_language: str
    """Of title, text and contents: another where there is no translation."""

    text_language_name: str
    """In the language of the page; empty where article and page are in the same one."""

    title: str
    summary: str
    category: CategoryLink | None
    updated: date | None
    translations: tuple[Translation, ...]
    """The article in other languages than that of its text."""

    contents: tuple[ContentsEntry, ...]
    body: Markup
    """Sanitised when the article was read; links to other articles resolved."""

    related: tuple[ArticleLink, ...]
    emergency: Emergency | None
    """How to reach a person at once, on top of an article that says it is urgent; None on every other."""

    vote: VoteBox
