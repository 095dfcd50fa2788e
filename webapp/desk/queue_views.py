"""The queue, what is held as possible spam, and the export."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.articles.listed import categories_in_use, in_language
from webapp.config import day_of
from webapp.database import agents_store, queue_store
from webapp.database.kinds import AgentRole
from webapp.database.queue_store import COUNTED, ME, NOBODY, Filters, QueueRow, State, Today
from webapp.database.stages import OPEN
from webapp.desk.blueprint import blueprint
from webapp.desk.exporting import written
from webapp.desk.filters import (
    SOON_DAYS,
    due_names,
    filters_of,
    order_names,
    packed,
    query_of,
    state_names,
    tabs,
    today_for,
)
from webapp.desk.frame import asker, frame
from webapp.desk.pages import Choice, QueuePage, Row, Tab
from webapp.desk.words import STAGES, age_text, due_text, held_text, in_words
from webapp.i18n import LANGUAGES, page_language
from webapp.sessions import require_agent
from webapp.working_days import WorkingDays

log = logging.getLogger(__name__)


@blueprint.get("/")
@require_agent()
def queue() -> ResponseReturnValue:
    """Show the requests that the address asks for."""
    filters = filters_of(request.args)
    if filters.state in (State.HELD, State.DISCARDED):
        filters = replace(filters, state=State.OPEN)
    return render_template("desk/queue.html", page=queue_page(filters, "queue"))


@blueprint.get("/held")
@require_agent()
def held() -> ResponseReturnValue:
    """Show the requests that wait for somebody to say that they are no spam, or those discarded as spam."""
    is_discarded = request.args.get("state") == State.DISCARDED
    state = State.DISCARDED if is_discarded else State.HELD
    filters = replace(filters_of(request.args), state=state)
    return render_template("desk/held.html", page=queue_page(filters, "held"))


@blueprint.get("/export.csv")
@require_agent(AgentRole.ADMIN)
def export() -> ResponseReturnValue:
    """Send the requests that the address asks for as a table."""
    today = today_for(page_language())
    rows = queue_store.export(replace(filters_of(request.args), page=1), asker().id, today)
    headers = {"Content-Disposition": f'attachment; filename="requests-{today.day.isoformat()}.csv"'}
    return Response(written(rows), 200, headers, mimetype="text/csv")


def queue_page(filters: Filters, section: str) -> QueuePage:
    """Return the page of ``filters``."""
    agent = asker()
    today = today_for(page_language())
    found = queue_store.queue(filters, agent.id, today)
    endpoint = f"desk.{section}"
    return QueuePage(
        frame=frame(section),
        tabs=tabs_of(filters, agent.id, today) if section == "queue" else held_tabs(filters, agent.id, today),
        filters=filters,
        is_filtered=replace(filters, page=1) != Filters(state=filters.state),
        choices=choices_of(filters),
        rows=rows_of(found.rows, filters, today.day),
        total=found.total,
        most=COUNTED,
        pages=found.pages,
        before_url=page_url(endpoint, filters, -1) if filters.page > 1 else "",
        after_url=page_url(endpoint, filters, 1) if filters.page < found.pages else "",
        export_url=url_for("desk.export", **query_of(filters)) if agent.is_admin else "",  # type: ignore[arg-type]
        packed=packed(filters),
    )


def page_url(endpoint: str, filters: Filters, step: int) -> str:
    """Return the address of the page ``step`` pages on."""
    return address(endpoint, replace(filters, page=filters.page + step))


def address(endpoint: str, filters: Filters) -> str:
    """Return the address that says ``filters``."""
    return url_for(endpoint, **query_of(filters))  # type: ignore[arg-type]  # none of the names is url_for's own


def tabs_of(filters: Filters, agent_id: int, today: Today) -> tuple[Tab, ...]:
    """Return the views that are one key away, with how many requests are in each."""
    views = tabs()
    count = queue_store.counts({name: each for name, _, each in views}, agent_id, today)
    shown = replace(filters, page=1)
    return tuple(
        Tab(str(number), label, address("desk.queue", each), count[name], each == shown)
        for number, (name, label, each) in enumerate(views, 1)
    )


def held_tabs(filters: Filters, agent_id: int, today: Today) -> tuple[Tab, ...]:
    """Return what waits to be looked at, and what was discarded."""
    views = ((gettext("Held"), Filters(state=State.HELD)), (gettext("Discarded"), Filters(state=State.DISCARDED)))
    count = queue_store.counts({label: each for label, each in views}, agent_id, today)  # noqa: C416
    return tuple(
        Tab(str(number), label, address("desk.held", each), count[label], each.state is filters.state)
        for number, (label, each) in enumerate(views, 1)
    )


def choices_of(filters: Filters) -> dict[str, tuple[Choice, ...]]:
    """Return the values of each filter by name."""
    people = {"": gettext("Everybody"), ME: gettext("Me"), NOBODY: gettext("Nobody")}
    people |= {str(each.id): each.name for each in agents_store.everybody()}
    named = {
        "state": state_names(),
        "who": people,
        "due": due_names(),
        "language": {"": gettext("All languages"), **{each.code: each.name for each in LANGUAGES.values()}},
        "category": {"": gettext("All topics"), **category_names()},
        "order": order_names(),
    }
    chosen = query_of(filters)
    defaults = {"state": str(State.OPEN), "order": str(Filters().order)}
    return {
        name: tuple(
            Choice(str(value), label, str(value) == chosen.get(name, defaults.get(name, "")))
            for value, label in values.items()
        )
        for name, values in named.items()
    }


def category_names() -> dict[str, str]:
    """Return category -> its name in the language of the page; nothing where nobody can look."""
    try:
        categories = categories_in_use()
    except Exception:  # the desk works without an index
        log.exception("The topics cannot be read; their keys are shown.")
        return {}
    return {each.key: in_language(each.names, page_language()) or each.key for each in categories}


def rows_of(rows: tuple[QueueRow, ...], filters: Filters, today: date) -> tuple[Row, ...]:
    """Return ``rows`` in words."""
    days = {language: WorkingDays(language) for language in {each.language for each in rows}}
    names = category_names()
    view = packed(filters) or None
    return tuple(row_of(each, names, days[each.language], today, view) for each in rows)


def row_of(row: QueueRow, names: dict[str, str], days: WorkingDays, today: date, view: str | None) -> Row:
    """Return ``row`` in words."""
    is_open = row.stage in OPEN
    return Row(
        request=row,
        url=url_for("desk.request_page", code=row.code, queue=view),
        category=names.get(row.category, row.category),
        language_name=LANGUAGES[row.language].name if row.language in LANGUAGES else row.language,
        stage=in_words(STAGES, row.stage),
        age=age_text(day_of(row.received_at), today, days),
        due=due_text(row.due_on, today, days) if is_open else "",
        tone=tone_of(row.due_on, today, days) if is_open else "",
        held_because=held_text(row.held_because) if row.is_held else "",
    )


def tone_of(due_on: date | None, today: date, days: WorkingDays) -> str:
    """Return how pressing the promised day is."""
    if due_on is None:
        return ""
    if due_on < today:
        return "late"
    return "soon" if days.between(today, due_on) <= SOON_DAYS else ""
