"""What the pages about a customer's own requests show; one template each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from webapp.http.form_fields import Field
from webapp.i18n import LanguageLink
from webapp.own_requests import OwnSimilar


@dataclass(frozen=True, slots=True)
class Line:
    """A request in the list."""

    code: str
    subject: str
    language: str
    url: str
    stage: str
    """A value of ``kinds.Stage``."""

    stage_name: str
    received: date
    changed: date
    due_on: date | None
    """The promised day; None where it is no longer of interest."""


@dataclass(frozen=True, slots=True)
class IndexPage:
    """``/<language>/requests``."""

    language: str
    switch: tuple[LanguageLink, ...]
    email: str
    text: str
    """What was searched for; empty where all are shown."""

    has_any: bool
    open: tuple[Line, ...]
    closed: tuple[Line, ...]
    token: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the timeline."""

    name: str
    happened_on: date
    is_latest: bool


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that can be downloaded."""

    name: str
    url: str
    size: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A message of the conversation."""

    is_own: bool
    author: str
    paragraphs: tuple[Markup, ...]
    written_on: date
    written_at: str
    """For programs: with the time of day and its zone."""

    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """What a customer may add."""

    text: Field
    attachments: Field
    accept: str
    attachment_count: int
    attachment_bytes: int
    submission: str


@dataclass(frozen=True, slots=True)
class Rating:
    """How content the customer is."""

    stars: int | None
    """None where they have not said yet."""

    text: str
    rated_on: date | None
    error: str
    choices: tuple[tuple[int, str], ...]
    """(number, what it means), the worst first."""

    letters: int


@dataclass(frozen=True, slots=True)
class RequestPage:
    """``/<language>/requests/<code>`` and, to be printed, ``.../print``."""

    language: str
    switch: tuple[LanguageLink, ...]
    code: str
    subject: str
    request_language: str
    category: str
    stage: str
    stage_name: str
    received: date
    due_on: date | None
    """The promised day; None where it is no longer of interest."""

    steps: tuple[Step, ...]
    sayings: tuple[Saying, ...]
    merged_url: str
    merged_code: str
    """The request that goes on in its place; empty where none does."""

    is_held: bool
    """A person looks at it before it counts; one that is finished was taken for spam."""

    held: str
    """Why; empty where it counts, or nobody knows."""

    is_finished: bool
    notice: str
    """What has just been done, or why it was not; empty where nothing was."""

    is_wrong: bool
    reply: ReplyForm
    rating: Rating
    token: str


@dataclass(frozen=True, slots=True)
class RatingPage:
    """``/<language>/requests/<code>/rate/<ticket>``: what the letter about a resolved request leads to."""

    language: str
    switch: tuple[LanguageLink, ...]
    code: str
    notice: str
    """What has just been done; empty where nothing was."""

    is_finished: bool
    """Otherwise it was opened again and is not to be rated yet."""

    rating: Rating
    url: str
    request_url: str
    token: str


@dataclass(frozen=True, slots=True)
class SimilarPart:
    """``/<language>/requests/similar``: a part of the contact page."""

    language: str
    own: tuple[OwnSimilar, ...]
