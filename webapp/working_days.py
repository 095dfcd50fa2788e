"""Days on which people work: promises and ages are counted in them, by the calendars of Spain and Slovakia."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from holidays import HolidayBase, country_holidays

PROMISED_DAYS = 15
"""Working days within which a request is resolved."""

FARTHEST_DAYS = 366
"""Days that are looked at for an age in working days; an older request is of this age."""

COUNTRIES: Mapping[str, tuple[str, ...]] = {"es": ("ES",), "sk": ("SK",)}
"""Language of a request -> where it is worked on; ISO 3166."""

EVERYWHERE = ("ES", "SK")
"""For other languages: a day counts where it is worked on in all of them, so that no promise is too early."""

SATURDAY = 5


class WorkingDays:
    """The working days of those who answer in one language; cheap to ask, to be made once for a page."""

    def __init__(self, language: str) -> None:
        countries = COUNTRIES.get(language, EVERYWHERE)
        self._holidays: tuple[HolidayBase, ...] = tuple(country_holidays(country) for country in countries)
        self._known: dict[date, bool] = {}

    def is_one(self, day: date) -> bool:
        """Return whether ``day`` is worked on."""
        known = self._known.get(day)
        if known is None:
            known = day.weekday() < SATURDAY and not any(day in holidays for holidays in self._holidays)
            self._known[day] = known
        return known

    def after(self, day: date, days: int) -> date:
        """Return the working day that comes ``days`` working days after ``day``; ``day`` itself does not count."""
        while days:
            day += timedelta(1)
            days -= self.is_one(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Return the working days after ``start`` up to ``end``; negative where ``end`` is before."""
        if end < start:
            return -self.between(end, start)
        days = min((end - start).days, FARTHEST_DAYS)
        return sum(self.is_one(start + timedelta(day)) for day in range(1, days + 1))


def promised_day(day: date, language: str, days: int = PROMISED_DAYS) -> date:
    """Return by when a request in ``language``, received or reopened on ``day``, is to be resolved."""
    return WorkingDays(language).after(day, days)
