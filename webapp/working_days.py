"""Days on which people work: promises and ages are counted in them, by the calendars of Spain and Slovakia."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from holidays import country_holidays

PROMISED_DAYS = 15
"""Working days within which a request is resolved."""

FARTHEST_DAYS = 366
"""Days that are looked at for an age in working days; an older request is of this age."""

COUNTRIES: Mapping[str, tuple[str, ...]] = {"es": ("ES",), "sk": ("SK",)}
"""Language of a request -> where it is worked on; ISO 3166."""

EVERYWHERE = ("ES", "SK")
"""For other languages: a day counts where it is worked on in all of them, so that no promise is too early."""

FEWEST_OF_YEAR = 200
"""Working days that every year has."""


@lru_cache(maxsize=64)
def calendar(countries: tuple[str, ...], first_year: int, last_year: int) -> np.busdaycalendar:
    """Return the working days of these years: Monday to Friday, but for the holidays of any of ``countries``."""
    years = range(first_year, last_year + 1)
    days = [day for country in countries for day in country_holidays(country, years=years)]
    return np.busdaycalendar(holidays=days)


class WorkingDays:
    """The working days of those who answer in one language."""

    def __init__(self, language: str) -> None:
        self._countries = COUNTRIES.get(language, EVERYWHERE)

    def is_one(self, day: date) -> bool:
        """Return whether ``day`` is worked on."""
        return bool(np.is_busday(day, busdaycal=calendar(self._countries, day.year, day.year)))

    def after(self, day: date, days: int) -> date:
        """Return the working day that comes ``days`` working days after ``day``; ``day`` itself does not count."""
        years = calendar(self._countries, day.year - 1, day.year + 1 + days // FEWEST_OF_YEAR)
        return date.fromisoformat(str(np.busday_offset(day, days, roll="backward", busdaycal=years)))

    def between(self, start: date, end: date) -> int:
        """Return the working days after ``start`` up to ``end``; negative where ``end`` is before."""
        if end < start:
            return -self.between(end, start)
        last = min(end, start + timedelta(FARTHEST_DAYS))
        years = calendar(self._countries, start.year, last.year + 1)
        return int(np.busday_count(start + timedelta(1), last + timedelta(1), busdaycal=years))


def promised_day(day: date, language: str, days: int = PROMISED_DAYS) -> date:
    """Return by when a request in ``language``, received or reopened on ``day``, is to be resolved."""
    return WorkingDays(language).after(day, days)
