"""A year as a sheet of twelve months."""

import calendar
from dataclasses import dataclass
from datetime import date

from .workcalendar import WorkCalendar, weekday_name


@dataclass(frozen=True)
class Cell:
    """A day on the sheet. `mark` is 休, 班 or empty; `kind` is rest, work, holiday or makeup."""

    day: date
    kind: str
    mark: str
    title: str


@dataclass(frozen=True)
class Month:
    number: int
    weeks: list[list[Cell | None]]
    workdays: int


def year_sheet(year: int, work: WorkCalendar) -> list[Month]:
    """Return the twelve months of `year`, weeks from Monday to Sunday, None outside the month."""
    return [_month(year, number, work) for number in range(1, 13)]


def _month(year: int, number: int, work: WorkCalendar) -> Month:
    weeks = calendar.Calendar().monthdayscalendar(year, number)
    cells = [[_cell(date(year, number, day), work) if day else None for day in week] for week in weeks]
    count = sum(work.is_workday(cell.day) for week in cells for cell in week if cell)
    return Month(number, cells, count)


def _cell(day: date, work: WorkCalendar) -> Cell:
    special = work.special(day)
    when = f"{day}（{weekday_name(day)}）"
    if special and special.rest:
        return Cell(day, "holiday", "休", f"{when} {special.name}假期")
    if special:
        return Cell(day, "makeup", "班", f"{when} {special.name}调休上班")
    return Cell(day, "work", "", f"{when} 工作日") if day.weekday() < 5 else Cell(day, "rest", "", f"{when} 休息")
