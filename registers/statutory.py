"""Statutory holidays of a year whose notice is not on file: an estimate, without 调休.

全国年节及纪念日放假办法: 13 days since 2025 (除夕 and 2 May were added), 11 before.
A statutory day that falls on a weekend is made up on the next weekday (补假);
how the notice will really arrange a bridge is known only when it is published.
"""

from datetime import date, timedelta
from functools import cache

from .shipped import rows

FIRST_YEAR, LAST_YEAR = 2015, 2050
_DAY = timedelta(days=1)


@cache
def _moving_feasts() -> dict[int, dict[str, date]]:
    return {
        int(row.pop("year")): {feast: date.fromisoformat(day) for feast, day in row.items()}
        for row in rows("statutory_dates")
    }


def _feasts(year: int) -> list[tuple[str, date, int]]:
    """Return (name, first day, number of days) of each feast of `year`."""
    moving = _moving_feasts()[year]
    longer = year >= 2025
    spring = moving["spring_festival"]
    return [
        ("元旦", date(year, 1, 1), 1),
        ("春节", spring - _DAY if longer else spring, 4 if longer else 3),
        ("清明节", moving["qingming"], 1),
        ("劳动节", date(year, 5, 1), 2 if longer else 1),
        ("端午节", moving["dragon_boat"], 1),
        ("中秋节", moving["mid_autumn"], 1),
        ("国庆节", date(year, 10, 1), 3),
    ]


def statutory_days(year: int) -> dict[date, str]:
    """Return date → feast for the statutory days proper of `year`, weekends included.

    KeyError outside FIRST_YEAR–LAST_YEAR.
    """
    return {first + offset * _DAY: name for name, first, length in _feasts(year) for offset in range(length)}


@cache
def estimated_rest_days(year: int) -> dict[date, str]:
    """Return date → feast for the statutory days of `year` and the weekdays that make up for weekends."""
    found = statutory_days(year)
    for name, first, length in _feasts(year):
        days = [first + offset * _DAY for offset in range(length)]
        owed = sum(day.weekday() >= 5 for day in days)
        candidate = days[-1]
        while owed:
            candidate += _DAY
            if candidate.weekday() < 5 and candidate not in found:
                found[candidate] = name
                owed -= 1
    return found
