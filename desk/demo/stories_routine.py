"""What happens by itself and what comes round every month: reminders, the monthly return (R-144)."""

from collections.abc import Iterator
from datetime import date

from casefile import deadlines
from documents.tasks import sweep_replies
from registers import workdays
from riskinfo.models import MonthlyReturn
from riskinfo.returns import last_months, open_due_returns

from .clock import office_time
from .stage import BRIGADE, CHENGGUAN, FOOD, NEXT_COUNTY, QUALITY, XINAN, Stage, Story, Team, Telling

MONTHS = 12
_NEXT_BRIGADE = Team("综合行政执法大队", "renyong", "caoying", "caoying", NEXT_COUNTY.bureau)
_UNITS = (QUALITY, FOOD, BRIGADE, CHENGGUAN, XINAN, NEXT_COUNTY, _NEXT_BRIGADE)
#: Of the newest month these are not finished: one waits for its head, one is not even begun.
_UNCHECKED, _UNBEGUN = CHENGGUAN, XINAN


def reminders(stage: Stage) -> Telling:
    """The sweepers' morning round of every working day."""
    day = workdays.next_workday(stage.clock.moment.date())
    while day <= stage.end:
        yield office_time(day, "08:30")
        deadlines.sweep(stage.clock.moment)
        sweep_replies()
        day = workdays.next_workday(day)


def opening_returns(stage: Stage) -> Telling:
    """On the first of each month the returns are opened."""
    for month in _months(stage):
        yield office_time(month, "07:00")
        open_due_returns(month)


def _months(stage: Stage) -> Iterator[date]:
    start = stage.clock.moment.date()
    return (month for month in last_months(MONTHS, stage.end) if month > start)


def monthly_returns(team: Team):
    """Return the story of one unit's returns."""

    def telling(stage: Stage) -> Telling:
        story = Story(stage, team, f"returns {team.bureau} {team.unit}", 0)
        months = list(_months(stage))
        for month in months:
            yield from _one_month(story, month, newest=month == months[-1])

    return telling


def _one_month(story: Story, month: date, *, newest: bool) -> Telling:
    due = workdays.roll(month.replace(day=20))
    late = story.team is XINAN and month.month % 5 == 0
    fill = workdays.add_workdays(due, 2 if late else -story.rng.randint(1, 3))
    if newest and story.team is _UNBEGUN:
        return
    if newest and story.team is _UNCHECKED:
        fill = min(fill, story.stage.end)
    if fill > story.stage.end:
        return
    story.day = fill
    yield story.at("09:30")
    unit = story.stage.unit(story.team)
    record = MonthlyReturn.objects.get(unit=unit, year=month.year, month=month.month)
    record = story.do(record, "compile", "staff", note="")
    if newest and story.team is _UNCHECKED:
        return
    yield story.soon(200)
    story.do(record, "submit", "head")


STORIES = (reminders, opening_returns, *map(monthly_returns, _UNITS))
