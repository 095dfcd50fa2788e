"""Stages: only what may follow follows, and each step is an event."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from tests.webapp.database.team import ask, happened, row
from webapp.config import day_of
from webapp.database import database
from webapp.database.kinds import Stage
from webapp.database.models import RequestRow
from webapp.database.stages import FINISHED, NEXT, OPEN, SYSTEM, StageNotAllowed, is_allowed, move, set_stage
from webapp.working_days import promised_day

MAY_FOLLOW = {
    ("received", "assigned"),
    ("assigned", "received"),
    ("assigned", "investigating"),
    ("assigned", "waiting"),
    ("assigned", "resolved"),
    ("investigating", "waiting"),
    ("investigating", "resolved"),
    ("waiting", "investigating"),
    ("waiting", "resolved"),
    ("resolved", "closed"),
    ("resolved", "investigating"),
    ("closed", "investigating"),
}


def bring(code: str, *stages: Stage) -> None:
    with database().session() as session:
        request = session.scalars(select(RequestRow).where(RequestRow.code == code)).one()
        for stage in stages:
            move(session, request, stage, SYSTEM, datetime.now(UTC))


@pytest.mark.parametrize(("stage", "to"), list(product(Stage, Stage)))
def test_a_stage_follows_only_where_the_table_says_so(stage: Stage, to: Stage) -> None:
    assert is_allowed(stage, to) is ((stage, to) in MAY_FOLLOW)


def test_every_stage_is_open_or_finished() -> None:
    assert {*OPEN, *FINISHED} == set(Stage) == set(NEXT)


def test_a_step_is_kept_with_its_event(app: Flask) -> None:
    code = ask()
    bring(code, Stage.ASSIGNED, Stage.INVESTIGATING)
    assert row(code).stage == Stage.INVESTIGATING
    assert happened(code) == ["received", "stage changed", "stage changed"]


def test_a_step_that_is_not_allowed_changes_nothing(app: Flask) -> None:
    code = ask()
    with pytest.raises(StageNotAllowed, match=r"^stage: received cannot become closed\. Use one of: assigned\.$"):
        bring(code, Stage.CLOSED)
    assert row(code).stage == Stage.RECEIVED
    assert happened(code) == ["received"]


def test_times_belong_to_stages(app: Flask) -> None:
    code = ask()
    bring(code, Stage.ASSIGNED, Stage.RESOLVED)
    assert row(code).resolved_at is not None
    assert row(code).closed_at is None
    bring(code, Stage.CLOSED)
    assert row(code).resolved_at is not None
    assert row(code).closed_at is not None


def test_a_reopened_request_is_promised_anew(app: Flask) -> None:
    code = ask()
    with database().session() as session:
        request = session.scalars(select(RequestRow)).one()
        request.due_on = datetime(2020, 1, 1, tzinfo=UTC).date()
        set_stage(request, Stage.CLOSED, datetime.now(UTC))
    bring(code, Stage.INVESTIGATING)
    assert row(code).due_on == promised_day(day_of(datetime.now(UTC)), "sk")
    assert (row(code).resolved_at, row(code).closed_at) == (None, None)
    assert happened(code)[-1] == "reopened"
