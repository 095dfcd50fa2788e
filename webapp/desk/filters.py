"""What the address of the queue says, and the address that says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from flask_babel import gettext, pgettext

from webapp.config import day_of
from webapp.database.queue_store import ME, NOBODY, Due, Filters, Order, State, Today
from webapp.i18n import LANGUAGES
from webapp.texts.typed import one_line
from webapp.working_days import WorkingDays

SOON_DAYS = 3
"""Working days in which "due soon" lies."""

TEXT_LETTERS = 200
KEY_LETTERS = 100
MOST_PAGES = 1_000
LONGEST_NUMBER = 9
"""What is read of an address, in characters and pages."""

DEFAULT = Filters()

Word = TypeVar("Word", bound=StrEnum)


def filters_of(said: Mapping[str, str]) -> Filters:
    """Return the filters that an address asks for; what cannot be understood is left out."""
    return Filters(
        state=word(State, said.get("state", ""), DEFAULT.state),
        who=who_of(said.get("who", "")),
        language=said.get("language", "") if said.get("language", "") in LANGUAGES else "",
        category=one_line(said.get("category", ""))[:KEY_LETTERS],
        due=word(Due, said.get("due", ""), DEFAULT.due),
        text=one_line(said.get("q", ""))[:TEXT_LETTERS],
        order=word(Order, said.get("order", ""), DEFAULT.order),
        page=page_of(said.get("page", "")),
    )


def query_of(filters: Filters) -> dict[str, str]:
    """Return what the address says for ``filters``, defaults left out."""
    said = {
        "state": str(filters.state),
        "who": filters.who,
        "language": filters.language,
        "category": filters.category,
        "due": str(filters.due),
        "q": filters.text,
        "order": str(filters.order),
        "page": str(filters.page),
    }
    plain = {"state": str(DEFAULT.state), "order": str(DEFAULT.order), "page": "1"}
    return {name: value for name, value in said.items() if value != plain.get(name, "")}


def packed(filters: Filters) -> str:
    """Return ``filters`` as one value, for the address of a request that was opened from the queue."""
    return urlencode(query_of(filters))


def unpacked(text: str) -> Filters:
    """Return the filters that ``packed`` wrote."""
    return filters_of(dict(parse_qsl(text[: TEXT_LETTERS + 4 * KEY_LETTERS])))


def word(kind: type[Word], value: str, default: Word) -> Word:
    """Return the member of ``kind`` that is called ``value``."""
    return kind(value) if value in {str(each) for each in kind} else default


def who_of(value: str) -> str:
    """Return whose requests ``value`` names."""
    is_number = value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER
    return value if value in (ME, NOBODY) or is_number else ""


def page_of(value: str) -> int:
    """Return the number of a page."""
    is_number = value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER
    return min(max(1, int(value)), MOST_PAGES) if is_number else 1


def today_for(language: str) -> Today:
    """Return what day it is, and up to when "soon" lasts for requests in ``language``."""
    day = day_of(datetime.now(UTC))
    return Today(day, WorkingDays(language).after(day, SOON_DAYS))


def tabs() -> tuple[tuple[str, str, Filters], ...]:
    """Return (name, label, filters) of the views that are one key away."""
    return (
        ("open", gettext("All open"), DEFAULT),
        ("mine", gettext("Mine"), replace(DEFAULT, who=ME)),
        ("nobody", gettext("Unassigned"), replace(DEFAULT, who=NOBODY)),
        ("overdue", gettext("Overdue"), replace(DEFAULT, due=Due.OVERDUE)),
        ("waiting", gettext("Waiting"), replace(DEFAULT, state=State.WAITING)),
        ("finished", gettext("Finished"), replace(DEFAULT, state=State.FINISHED, order=Order.CHANGED)),
    )


def state_names() -> Mapping[str, str]:
    """Return what each state is called."""
    return {
        State.OPEN: gettext("Open"),
        State.WAITING: gettext("Waiting for the customer"),
        State.FINISHED: gettext("Finished"),
        State.ALL: pgettext("requests", "All"),
    }


def due_names() -> Mapping[str, str]:
    """Return what each time is called."""
    return {Due.ANY: gettext("Any time"), Due.OVERDUE: gettext("Overdue"), Due.SOON: gettext("Due soon")}


def order_names() -> Mapping[str, str]:
    """Return what each order is called."""
    return {
        Order.DUE: gettext("Urgent and due first"),
        Order.CHANGED: gettext("Last changed first"),
        Order.NEWEST: gettext("Newest first"),
        Order.OLDEST: gettext("Oldest first"),
    }
