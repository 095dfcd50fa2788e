"""Requests as lists: the queue of the desk, those that are held, ratings, and what is exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, ScalarSelect, Select, case, func, select, true
from sqlalchemy.orm import Session

from webapp.database.engine import database
from webapp.database.kinds import Actor, HeldBecause, ParticipantRole, Stage, TeamEventKind
from webapp.database.models import AgentRow, MessageRow, ParticipantRow, RequestRow
from webapp.database.request_words import Found, mentions
from webapp.database.stages import FINISHED, OPEN
from webapp.database.team_events import NewTeamEvent, append_team_event

PAGE_ROWS = 50
"""Requests on one page of the queue."""

COUNTED = 1_000
"""From here on nobody counts how many there are."""

EXPORT_ROWS = 50_000
"""Most requests in one export."""

RATED_DAYS = 90
"""How far back ratings count, in days."""

RATED_TEXTS = 50
"""Newest sentences that are shown with them."""


class State(StrEnum):
    """Which requests are shown."""

    OPEN = "open"
    WAITING = "waiting"
    FINISHED = "finished"
    ALL = "all"
    HELD = "held"
    DISCARDED = "discarded"


class Due(StrEnum):
    """When it was promised."""

    ANY = ""
    OVERDUE = "overdue"
    SOON = "soon"


class Order(StrEnum):
    """What comes first."""

    DUE = "due"
    """Urgent ones, then by the day promised."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    """What happened last."""


ME = "me"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the queue says."""

    state: State = State.OPEN
    who: str = ""
    """Whose: ``me``, ``nobody``, the number of an agent, or everybody's."""

    language: str = ""
    category: str = ""
    due: Due = Due.ANY
    text: str = ""
    """Words, names, addresses and codes, or parts of them, however they are folded."""

    order: Order = Order.DUE
    page: int = 1


@dataclass(frozen=True, slots=True)
class Today:
    """What day it is, and up to when "soon" lasts."""

    day: date
    soon: date


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A request in the queue."""

    code: str
    version: int
    subject: str
    language: str
    category: str
    stage: Stage
    is_urgent: bool
    is_held: bool
    held_because: HeldBecause | None
    name: str
    email: str
    is_verified: bool
    assignee: str
    """Name; empty where it is nobody's."""

    received_at: datetime
    changed_at: datetime
    resolved_at: datetime | None
    due_on: date | None
    rating: int | None
    waits_for_us: bool
    """The customer wrote last."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of requests."""

    rows: tuple[QueueRow, ...]
    total: int
    """At most ``COUNTED``, which means that many or more."""

    pages: int


@dataclass(frozen=True, slots=True)
class RatedText:
    """What a customer said of an answer."""

    code: str
    subject: str
    language: str
    rating: int
    text: str
    rated_at: datetime
    agent: str


@dataclass(frozen=True, slots=True)
class AgentRatings:
    """How the answers of one agent were rated."""

    name: str
    count: int
    mean: float


@dataclass(frozen=True, slots=True)
class Ratings:
    """How answers were rated in the last ``RATED_DAYS``."""

    counts: Mapping[int, int] = field(default_factory=dict)
    """1..5 -> how often."""

    finished: int = 0
    """Requests resolved in the same time, rated or not."""

    agents: tuple[AgentRatings, ...] = ()
    texts: tuple[RatedText, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float:
        """1..5, 0 where there are none."""
        return sum(stars * count for stars, count in self.counts.items()) / self.count if self.count else 0.0


def queue(filters: Filters, agent_id: int, today: Today) -> Queue:
    """Return the page of requests that ``filters`` ask for, as agent ``agent_id`` sees it."""
    with database().reading() as session:
        ids = first_ids(
            session, matching(session, filters, agent_id, today), filters
        )  # whole rows are not worth sorting
        first = (filters.page - 1) * PAGE_ROWS
        on_page = RequestRow.id.in_(ids[first : first + PAGE_ROWS])
        rows = queue_rows(session, rows_of(on_page, filters.order))
    return Queue(rows, len(ids), max(1, -(-len(ids) // PAGE_ROWS)))


MANY = (State.ALL, State.FINISHED)
"""What most requests are: they are better read in order, until there are enough, than sorted."""


def first_ids(session: Session, found: Found, filters: Filters) -> list[int]:
    """Return which requests come first, ``COUNTED`` at most."""
    if filters.order is not Order.DUE or filters.state not in MANY or found.is_few:
        asked = select(RequestRow.id).where(found.condition).order_by(*ORDERS[filters.order])
        return list(session.scalars(asked.limit(COUNTED)))
    ids: list[int] = []
    for is_urgent in (RequestRow.is_urgent.is_(True), RequestRow.is_urgent.is_(False)):  # an index has each in order
        asked = select(RequestRow.id).where(found.condition, is_urgent).order_by(RequestRow.due_on, RequestRow.id)
        ids += session.scalars(asked.limit(COUNTED - len(ids)))
    return ids


def counts(asked: Mapping[str, Filters], agent_id: int, today: Today) -> Mapping[str, int]:
    """Return for each name how many requests its filters ask for, at most ``COUNTED``."""
    with database().reading() as session:
        every = select(*(count_of(matching(session, each, agent_id, today).condition) for each in asked.values()))
        return dict(zip(asked, session.execute(every).one(), strict=True))


def export(filters: Filters, agent_id: int, today: Today) -> tuple[QueueRow, ...]:
    """Return all requests that ``filters`` ask for, ``EXPORT_ROWS`` at most; that they left the desk is kept."""
    with database().session() as session:
        condition = matching(session, filters, agent_id, today).condition
        rows = queue_rows(session, rows_of(condition, filters.order).limit(EXPORT_ROWS))
        details = {"requests": len(rows), "state": str(filters.state)}
        append_team_event(session, NewTeamEvent(TeamEventKind.EXPORTED, agent_id, None, details))
    return rows


def ratings(now: datetime | None = None) -> Ratings:
    """Return how answers were rated lately."""
    since = (now or datetime.now(UTC)) - timedelta(days=RATED_DAYS)
    is_recent = RequestRow.rated_at >= since
    with database().reading() as session:
        stars = session.execute(
            select(RequestRow.rating, func.count()).where(is_recent, RequestRow.rating.is_not(None)).group_by("rating")
        ).all()
        finished = session.scalar(select(func.count()).where(RequestRow.resolved_at >= since)) or 0
        by_agent = session.execute(
            select(AgentRow.name, func.count(), func.avg(RequestRow.rating))
            .join(RequestRow, RequestRow.assignee_id == AgentRow.id)
            .where(is_recent, RequestRow.rating.is_not(None))
            .group_by(AgentRow.id, AgentRow.name)
            .order_by(func.count().desc(), AgentRow.name)
        ).all()
        texts = session.execute(
            select(RequestRow, AgentRow.name)
            .outerjoin(AgentRow, RequestRow.assignee_id == AgentRow.id)
            .where(is_recent, RequestRow.rating.is_not(None), RequestRow.rating_text != "")
            .order_by(RequestRow.rated_at.desc())
            .limit(RATED_TEXTS)
        ).all()
    return Ratings(
        counts={rating: count for rating, count in stars if rating},
        finished=finished,
        agents=tuple(AgentRatings(name, count, float(mean)) for name, count, mean in by_agent),
        texts=tuple(rated_text(row, name or "") for row, name in texts),
    )


def rated_text(row: RequestRow, agent: str) -> RatedText:
    """Return what was said of ``row``."""
    assert row.rating is not None and row.rated_at is not None, "asked for rated ones"
    return RatedText(row.code, row.subject, row.language, row.rating, row.rating_text, row.rated_at, agent)


def open_counts() -> Mapping[int, int]:
    """Return agent id -> open requests that are theirs."""
    asked = (
        select(RequestRow.assignee_id, func.count())
        .where(RequestRow.stage.in_(OPEN), RequestRow.is_held.is_(False), RequestRow.assignee_id.is_not(None))
        .group_by(RequestRow.assignee_id)
    )
    with database().reading() as session:
        return {assignee_id: count for assignee_id, count in session.execute(asked) if assignee_id is not None}


@dataclass(frozen=True, slots=True)
class Held:
    """How many requests wait for somebody to say that they are no spam, at most ``COUNTED`` each."""

    total: int
    urgent: int


def held_counts() -> Held:
    """Return how many requests are held, and how many of them are urgent."""
    is_held = state_is(State.HELD)
    counted = select(count_of(is_held), count_of(is_held & RequestRow.is_urgent.is_(True)))
    with database().reading() as session:
        total, urgent = session.execute(counted).one()
    return Held(total or 0, urgent or 0)


def count_of(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return the query for how many requests ``condition`` holds for, at most ``COUNTED``."""
    some = select(RequestRow.id).where(condition).limit(COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def rows_of(condition: ColumnElement[bool], order: Order) -> Select[RequestRow, str | None]:
    """Return the query for requests and the names of their agents."""
    return (
        select(RequestRow, AgentRow.name)
        .outerjoin(AgentRow, RequestRow.assignee_id == AgentRow.id)
        .where(condition)
        .order_by(*ORDERS[order])
    )


ORDERS: Mapping[Order, tuple[ColumnExpressionArgument[Any], ...]] = {
    Order.DUE: (case((RequestRow.is_urgent, 0), else_=1), RequestRow.due_on, RequestRow.id),  # no index: few are sorted
    Order.NEWEST: (RequestRow.received_at.desc(), RequestRow.id.desc()),
    Order.OLDEST: (RequestRow.received_at, RequestRow.id),
    Order.CHANGED: (RequestRow.changed_at.desc(), RequestRow.id.desc()),
}


def queue_rows(session: Session, asked: Select[RequestRow, str | None]) -> tuple[QueueRow, ...]:
    """Return what ``asked`` finds, with requesters and who wrote last."""
    found = session.execute(asked).all()
    ids = [row.id for row, _ in found]
    requesters = requesters_of(session, ids)
    last = last_writers(session, ids)
    return tuple(
        queue_row(row, name or "", requesters.get(row.id), last.get(row.id) == Actor.CUSTOMER) for row, name in found
    )


def queue_row(row: RequestRow, assignee: str, requester: ParticipantRow | None, waits_for_us: bool) -> QueueRow:
    """Return ``row`` as the queue shows it."""
    return QueueRow(
        code=row.code,
        version=row.version,
        subject=row.subject,
        language=row.language,
        category=row.category,
        stage=Stage(row.stage),
        is_urgent=row.is_urgent,
        is_held=row.is_held,
        held_because=HeldBecause.read(row.held_because),
        name=requester.name if requester else "",
        email=requester.email if requester else "",
        is_verified=bool(requester and requester.verified_at),
        assignee=assignee,
        received_at=row.received_at,
        changed_at=row.changed_at,
        resolved_at=row.resolved_at,
        due_on=row.due_on,
        rating=row.rating,
        waits_for_us=waits_for_us and row.stage in OPEN,
    )


AT_ONCE = 500
"""Requests whose other rows are asked for together; SQLite takes some thousand values."""


def parts(ids: list[int]) -> Iterable[list[int]]:
    """Yield ``ids`` in parts of ``AT_ONCE``."""
    yield from (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def requesters_of(session: Session, ids: list[int]) -> Mapping[int, ParticipantRow]:
    """Return request id -> who sent it."""
    return {
        row.request_id: row
        for part in parts(ids)
        for row in session.scalars(
            select(ParticipantRow)
            .where(ParticipantRow.request_id.in_(part), ParticipantRow.role == ParticipantRole.REQUESTER)
            .order_by(ParticipantRow.id.desc())
        )
    }


def last_writers(session: Session, ids: list[int]) -> Mapping[int, str]:
    """Return request id -> who wrote its last message that the customer sees."""
    found: dict[int, str] = {}
    for part in parts(ids):
        newest = (
            select(func.max(MessageRow.id))
            .where(MessageRow.request_id.in_(part), MessageRow.is_internal.is_(False))
            .group_by(MessageRow.request_id)
        )
        rows = session.execute(select(MessageRow.request_id, MessageRow.actor).where(MessageRow.id.in_(newest)))
        found |= {request_id: actor for request_id, actor in rows}  # noqa: C416 - rows are no pairs to mypy
    return found


def matching(session: Session, filters: Filters, agent_id: int, today: Today) -> Found:
    """Return what ``filters`` stand for."""
    condition = state_is(filters.state) & whose(filters.who, agent_id) & due_is(filters.due, today)
    if filters.language:
        condition &= RequestRow.language == filters.language
    if filters.category:
        condition &= RequestRow.category == filters.category
    if not filters.text:
        return Found(condition, is_few=False)
    found = mentions(session, filters.text)
    return Found(condition & found.condition, found.is_few)


def state_is(state: State) -> ColumnElement[bool]:
    """Return the condition for ``state``."""
    is_held, is_shown = (
        RequestRow.is_held.is_(True),
        RequestRow.is_held.is_(False),
    )  # both can use an index, "not" cannot
    match state:
        case State.HELD:
            return is_held & (RequestRow.stage != Stage.CLOSED)
        case State.DISCARDED:
            return is_held & (RequestRow.stage == Stage.CLOSED)
        case State.OPEN:
            return is_shown & RequestRow.stage.in_(OPEN)
        case State.WAITING:
            return is_shown & (RequestRow.stage == Stage.WAITING)
        case State.FINISHED:
            return is_shown & RequestRow.stage.in_(FINISHED)
        case State.ALL:
            return is_shown


def whose(who: str, agent_id: int) -> ColumnElement[bool]:
    """Return the condition for whose requests are meant."""
    if who == ME:
        return RequestRow.assignee_id == agent_id
    if who == NOBODY:
        return RequestRow.assignee_id.is_(None)
    return RequestRow.assignee_id == int(who) if who.isdecimal() else true()


def due_is(due: Due, today: Today) -> ColumnElement[bool]:
    """Return the condition for when it was promised."""
    if due is Due.OVERDUE:
        return (RequestRow.due_on < today.day) & RequestRow.stage.in_(OPEN)
    if due is Due.SOON:
        return (RequestRow.due_on >= today.day) & (RequestRow.due_on <= today.soon) & RequestRow.stage.in_(OPEN)
    return true()
