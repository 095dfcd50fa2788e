"""What the pages before and after sending a request show; one template each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from webapp.articles.alarms import Emergency
from webapp.articles.cited import Cited
from webapp.articles.listed import HitRow
from webapp.files.attachments import FileRules
from webapp.http.form_fields import Field
from webapp.i18n import LanguageLink
from webapp.own_requests import OwnSimilar
from webapp.site import Channel


@dataclass(frozen=True, slots=True)
class RequestForm:
    """The form, its values and what is wrong with them."""

    name: Field
    email: Field
    category: Field
    subject: Field
    description: Field
    attachments: Field
    searched: Field
    """What was searched and read, one line each; sent along where the box ``consent`` is ticked."""

    has_consent: bool = False

    def __iter__(self) -> Iterator[Field]:
        """Yield the fields in the order in which they are shown."""
        yield from (self.name, self.email, self.category, self.subject, self.description, self.attachments)

    @property
    def errors(self) -> tuple[Field, ...]:
        """Fields in which something is wrong, for the summary."""
        return tuple(each for each in self if each.error)


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A topic that a request may be about."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """``/<language>/contact``."""

    language: str
    switch: tuple[LanguageLink, ...]
    mode: str
    """``gate`` or ``beside``."""

    text: str
    """The question; empty where nothing was asked."""

    hits: tuple[HitRow, ...]
    details: tuple[Markup, ...]
    """For each hit its matching section, the whole article where no section is named; without ids."""

    article_ids: tuple[str, ...]
    """For each hit, what ``answer`` and ``/api/v1/deflection`` call its article."""

    cited: Cited | None
    """What the first hit says, where that is sure."""

    band: str
    """``strong``: open the first hit; ``possible``; ``unsure``; ``none``, also where nothing was asked."""

    reason: str
    """Why these hits, or none; empty where nothing was asked."""

    heading: str
    """Stands above the hits; empty where nothing was asked."""

    has_enough_words: bool
    """Whether what was asked says enough to be judged."""

    did_you_mean: str
    """The question with its misspelt words replaced; empty where nothing was corrected."""

    own: tuple[OwnSimilar, ...]
    """The customer's own open requests about the same, to be added to instead."""

    own_url: str
    """Where the script asks for ``own``; empty where nobody is signed in."""

    is_open: bool
    why_open: str
    """Why the form is open; empty where it is closed or nobody needs to be told."""

    whys: Mapping[str, str]
    """What the script says instead, where only it can notice why: cause -> sentence."""

    greetings: str
    """Pattern of what a text may begin with that is no part of its subject."""

    emergency: Emergency | None
    """What to do at once; None for a question that can wait."""

    about: str
    """Value of the hidden field ``about`` of the request form: key of the urgent article, if any."""

    is_solved: bool
    """The customer has just said that an article helped."""

    notice: str
    """Why the form came back although no field is wrong, else empty; files must be chosen again where any were."""

    form: RequestForm
    categories: tuple[CategoryChoice, ...]
    """Empty where the index is not there: then no category is asked for."""

    channels: tuple[Channel, ...]
    hours: tuple[str, ...]
    files: FileRules
    counts: tuple[str, ...]
    """Place -> how the screen reader hears that so many articles are shown."""

    token: str
    """Value of the hidden field ``token`` of each form in the page."""

    submission: str
    """Value of the hidden field ``submission`` of the request form."""

    visit: str
    """Value of the hidden field ``visit`` of each form in the page, and of ``visit`` in ``/api/v1/deflection``."""

    form_url: str
    """This page with the form open: where "None of these help - write to us" leads."""

    solved_url: str
    """Where "Did this solve it?" is posted: ``token``, ``visit``, ``q``, ``article``, ``answer`` (yes or no)."""


@dataclass(frozen=True, slots=True)
class SentPage:
    """``/<language>/contact/sent``."""

    language: str
    switch: tuple[LanguageLink, ...]
    code: str
    """The follow-up code."""

    held: str
    """Why a person looks at the request before it counts; empty where it counts already."""

    channels: tuple[Channel, ...]
    hours: tuple[str, ...]
