"""What happens by itself and what comes round every month: reminders, the monthly return (R-144)."""

from collections.abc import Iterator
from datetime import date

from casefile import deadlines
from documents.tasks import sweep_replies
from registers import workdays
from riskinfo.models import MonthlyReturn
from riskinfo.returns import last_months, mark_late, open_due_returns

from .clock import office_time
from .stage import BRIGADE, CHENGGUAN, FOOD, NEXT_COUNTY, QUALITY, XINAN, Stage, Story, Team, Telling

#: The bureaus have been reporting in the system for so many months.
MONTHS = 4
_NEXT_BRIGADE = Team("综合行政执法大队", "renyong", "caoying", "jiangbo", NEXT_COUNTY.bureau, office="shenyue")
_UNITS = (QUALITY, FOOD, BRIGADE, CHENGGUAN, XINAN, NEXT_COUNTY, _NEXT_BRIGADE)
#: How far the newest month has come where it is not sent: not begun, before its head, the leader, signed.
_NEWEST = {XINAN: 0, CHENGGUAN: 1, FOOD: 2, BRIGADE: 3}
#: The last but one month was late here, and came back from above there.
_LATE, _RETURNED = XINAN, NEXT_COUNTY
_ABOVE = "yaoli"


def reminders(stage: Stage) -> Telling:
    """The sweepers' morning round of every working day."""
    day = workdays.next_workday(stage.clock.moment.date())
    while day <= stage.end:
        yield office_time(day, "08:30")
        deadlines.sweep(stage.clock.moment)
        mark_late(stage.clock.moment)
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
        for left, month in reversed(list(enumerate(reversed(months)))):
            yield from _one_month(story, month, left=left)

    return telling


def _one_month(story: Story, month: date, *, left: int) -> Telling:
    """Fill in, approve, sign, send; `left`: how many months are newer."""
    due = workdays.roll(month.replace(day=20))
    late, begun = story.team is _LATE and left == 1, _NEWEST.get(story.team) if not left else None
    fill = workdays.add_workdays(due, 2 if late else -story.rng.randint(2, 3))
    if begun is not None:
        fill = min(fill, story.stage.end)
    if fill > story.stage.end or begun == 0:
        return
    story.day = fill
    yield story.at("09:30")
    unit = story.stage.unit(story.team)
    record = MonthlyReturn.objects.get(unit=unit, year=month.year, month=month.month)
    yield from _sent(story, record, begun)
    if story.team is _RETURNED and left == 1:
        yield story.later(1, "10:15")
        story.do(record, "demand_again", _ABOVE, reason="“涉及区域”没有写到乡镇，请补充后重报。")
        yield story.later(1, "09:20")
        yield from _sent(story, record, None)
        story.do(record, "receive", _ABOVE)


def _sent(story: Story, record: MonthlyReturn, begun: int | None) -> Telling:
    steps = (("compile", "staff", {"note": ""}), ("approve", "head", {}), ("sign", "deputy", {}),
             ("submit", "staff", {"way": "SYSTEM"}))  # fmt: skip
    for act, who, given in steps[:begun]:
        record = story.do(record, act, who, **given)
        yield story.soon(75)


STORIES = (reminders, opening_returns, *map(monthly_returns, _UNITS))
