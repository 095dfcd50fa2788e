"""Promises and ages in working days."""

from __future__ import annotations

from datetime import date

import pytest

from webapp.working_days import WorkingDays, promised_day


@pytest.mark.parametrize(
    ("language", "start", "days", "end"),
    [
        ("sk", date(2026, 3, 2), 15, date(2026, 3, 23)),
        ("sk", date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday, Easter Monday
        ("es", date(2026, 4, 2), 1, date(2026, 4, 6)),  # in Spain, Easter Monday is no holiday everywhere
        ("en", date(2026, 4, 2), 1, date(2026, 4, 7)),  # a day counts where it is worked on in both
        ("es", date(2026, 10, 9), 1, date(2026, 10, 13)),
        ("en", date(2026, 10, 9), 1, date(2026, 10, 13)),
        ("sk", date(2026, 10, 9), 1, date(2026, 10, 12)),
        ("sk", date(2026, 12, 23), 1, date(2026, 12, 28)),
        ("es", date(2026, 12, 24), 1, date(2026, 12, 28)),
        ("sk", date(2026, 3, 7), 1, date(2026, 3, 9)),
    ],
)
def test_weekends_and_holidays_do_not_count(language: str, start: date, days: int, end: date) -> None:
    assert promised_day(start, language, days) == end


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 3, 3), 1),
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
        (date(2026, 3, 9), date(2026, 3, 6), -1),
        (date(2026, 4, 2), date(2026, 4, 7), 1),
    ],
)
def test_working_days_between_two_days_are_counted(start: date, end: date, days: int) -> None:
    assert WorkingDays("sk").between(start, end) == days


def test_after_and_between_agree() -> None:
    calendar = WorkingDays("en")
    start = date(2026, 11, 20)
    assert [calendar.between(start, calendar.after(start, days)) for days in range(40)] == list(range(40))


def test_a_very_old_request_is_a_year_old() -> None:
    assert WorkingDays("sk").between(date(1990, 1, 1), date(2026, 1, 1)) < 366
