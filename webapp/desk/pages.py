"""What the pages of the desk show; one template each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from webapp.database.agents_store import Agent
from webapp.database.queue_store import Filters, QueueRow, Ratings
from webapp.i18n import LanguageLink
from webapp.places import Place


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of several."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of the desk has around it."""

    language: str
    agent: Agent
    languages: tuple[Choice, ...]
    """What the desk may be read in."""

    section: str
    """``queue``, ``held``, ``articles``, ``ratings``, ``team`` or ``account``; which link of the header is current."""

    held: int
    """Requests that wait for somebody to say that they are no spam."""

    held_urgent: int
    """Urgent ones among them."""

    most: int
    """From here on nobody counted."""

    token: str
    """Value of the hidden field ``token`` of each form in the page."""

    here: str
    """Path of this page, to come back to."""

    done: str
    """A sentence that confirms what was just done; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """``/desk/sign-in``."""

    language: str
    switch: tuple[LanguageLink, ...]
    email: str
    next: str
    token: str
    error: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the queue that is one key away."""

    key: str
    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the queue, in words."""

    request: QueueRow
    url: str
    category: str
    language_name: str
    stage: str
    age: str
    due: str
    tone: str
    """How pressing it is: ``late``, ``soon`` or nothing."""

    held_because: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """``/desk/`` and ``/desk/held``."""

    frame: Frame
    tabs: tuple[Tab, ...]
    filters: Filters
    is_filtered: bool
    choices: Mapping[str, tuple[Choice, ...]]
    """Name of a filter -> its values."""

    rows: tuple[Row, ...]
    total: int
    most: int
    pages: int
    before_url: str
    after_url: str
    """Empty where there is no such page."""

    export_url: str
    """Empty for those who may not."""

    packed: str
    """This view, as the address of a request carries it."""


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that came with a message."""

    name: str
    size: str
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation."""

    kind: str
    """``customer``, ``agent`` or ``note``."""

    author: str
    written_at: datetime
    text: Markup
    files: tuple[FileLink, ...]
    from_code: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened."""

    happened_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class StageChoice:
    """A stage that the request may go to."""

    stage: str
    label: str
    key: str
    """On the keyboard; empty for none."""


@dataclass(frozen=True, slots=True)
class Relative:
    """Another request of the same customer."""

    code: str
    subject: str
    stage: str
    received_on: date
    version: int
    url: str
    is_likely: bool
    """Probably about the same."""

    may_be_joined: bool


@dataclass(frozen=True, slots=True)
class ArticleChoice:
    """An article that a reply may name."""

    article_id: str
    title: str
    url: str
    summary: str
    language: str
    inserted: str
    """Title and absolute address, as the reply gets them."""


@dataclass(frozen=True, slots=True)
class Articles:
    """What was found for a reply."""

    text: str
    """What was searched; empty where nothing was."""

    found: tuple[ArticleChoice, ...]
    is_down: bool
    """Nobody could look."""

    draft_url: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What an agent is writing."""

    text: str = ""
    note: str = ""
    find: str = ""
    submission: str = ""
    warning: str = ""
    """Why it was not sent; empty where it was not tried."""

    news: tuple[Step, ...] = ()
    """What happened since the agent opened the request."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody outside the team."""

    name: str
    email: str
    is_verified: bool
    url: str
    """Their requests."""


@dataclass(frozen=True, slots=True)
class RequestPage:
    """``/desk/requests/<code>``."""

    frame: Frame
    code: str
    version: int
    seen: int
    """Number of the last event that this page shows."""

    subject: str
    language: str
    language_name: str
    category: str
    stage: str
    stage_name: str
    is_open: bool
    is_urgent: bool
    is_held: bool
    is_discarded: bool
    held_because: str
    searched: tuple[str, ...]
    received_at: datetime
    age: str
    due_on: date | None
    due: str
    tone: str
    rating: int | None
    rating_text: str
    assignee: str
    is_mine: bool
    people: tuple[Person, ...]
    messages: tuple[Said, ...]
    steps: tuple[Step, ...]
    is_whole: bool
    stages: tuple[StageChoice, ...]
    """What it may become; empty where nobody may work on it."""

    endings: tuple[StageChoice, ...]
    """What a reply may make of it."""

    agents: tuple[Choice, ...]
    likely: tuple[Relative, ...]
    others: tuple[Relative, ...]
    merged: tuple[Relative, ...]
    merged_into: str
    draft: Draft
    articles: Articles
    queue: str
    """The view it was opened from, packed."""

    queue_url: str
    before_url: str
    after_url: str
    """Its neighbours in that view; empty where there are none."""


@dataclass(frozen=True, slots=True)
class Star:
    """How often answers got as many stars."""

    stars: int
    count: int


@dataclass(frozen=True, slots=True)
class RatingsPage:
    """``/desk/ratings``."""

    frame: Frame
    ratings: Ratings
    stars: tuple[Star, ...]
    days: int
    urls: Mapping[str, str]
    """Code of a request that was rated with a sentence -> its address."""

    decisions: Mapping[str, str]
    """Language by name -> what the decision between articles and form was set from; empty where nobody can look."""


@dataclass(frozen=True, slots=True)
class Unasked:
    """An article without a question."""

    title: str
    url: str
    language: str
    language_name: str
    place: str
    """Category and folders."""

    visits: int


@dataclass(frozen=True, slots=True)
class ArticlesPage:
    """``/desk/articles``."""

    frame: Frame
    tabs: tuple[Tab, ...]
    """All languages and each of them, with how many articles have no question."""

    most: int
    """More than there can be: all are counted."""

    without: int
    """Articles without a question in the view that is shown."""

    articles: int
    rows: tuple[Unasked, ...]
    """The most visited of them."""

    days: int
    """How far back visits count."""

    write: str
    """The command that hands articles out."""

    read: str
    """The command that takes the questions in."""

    is_down: bool
    """Nobody could look."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team in the list."""

    agent: Agent
    role: str
    open: int
    is_me: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """``/desk/team``."""

    frame: Frame
    members: tuple[Member, ...]
    languages: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    name: str
    email: str
    errors: Mapping[str, str]
    """Name of a field -> what is wrong with it."""

    notice: str
    password_letters: int


@dataclass(frozen=True, slots=True)
class AccountPage:
    """``/desk/account``."""

    frame: Frame
    places: tuple[Place, ...]
    errors: Mapping[str, str]
    """Name of a field -> what is wrong with it."""

    password_letters: int
