"""The work-day light of every row: how much time is left, and why."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from registers import workdays

#: Working days left from which the light turns yellow (design: green means more than three).
YELLOW_FROM = 3


@dataclass(frozen=True)
class Light:
    colour: str  #: green, yellow, red or grey
    text: str
    explanation: str


NO_DEADLINE = Light("grey", "未排期", "没有期限")


def light(due_at: datetime | None, explanation: str = "", *, now: datetime | None = None) -> Light:
    """Return the light for a deadline; working days are counted after today up to the due day."""
    if due_at is None:
        return NO_DEADLINE
    now = now or timezone.now()
    due, today = timezone.localtime(due_at), timezone.localtime(now)
    if now > due_at:
        late = workdays.workdays_between(due.date(), today.date())
        text = f"逾期 {late} 个工作日" if late else "已逾期"
        return Light("red", text, explanation)
    if due.date() == today.date():
        moment = "" if (due.hour, due.minute) == (23, 59) else f" {due:%H:%M}"
        return Light("yellow", f"今日{moment}截止", explanation)
    left = workdays.workdays_between(today.date(), due.date())
    if left <= YELLOW_FROM:
        return Light("yellow", f"剩 {left} 个工作日" if left else f"{due:%m月%d日}截止", explanation)
    return Light("green", f"剩 {left} 个工作日", explanation)


def case_light(case, *, now: datetime | None = None) -> Light:
    """Return the light of a case's nearest open deadline; closed cases have none."""
    if case.closed_at is not None:
        return Light("grey", "已办结", f"{timezone.localtime(case.closed_at):%Y-%m-%d} 办结")
    return light(case.due_at, case.due_explanation, now=now)
