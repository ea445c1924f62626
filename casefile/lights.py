"""The work-day light of every row: how much time is left, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from registers import workdays

#: Working days left from which the light turns yellow (design: green means more than three).
YELLOW_FROM = 3


@dataclass(frozen=True)
class Light:
    colour: str  #: green, yellow, red or grey
    text: str
    explanation: str


_DAY = timedelta(days=1)

NO_DEADLINE = Light("grey", "未排期", "没有期限")


def light(due_at: datetime | None, explanation: str = "", *, now: datetime | None = None) -> Light:
    """Return the light for a deadline; working days are counted after today up to the due day."""
    if due_at is None:
        return NO_DEADLINE
    now = now or timezone.now()
    due, today = timezone.localtime(due_at), timezone.localtime(now)
    by_the_clock = (due.hour, due.minute, due.second) != (23, 59, 59)
    if by_the_clock and abs(due_at - now) < _DAY:
        late = now > due_at
        text = f"{'逾期' if late else '剩'} {_span(abs(due_at - now))}"
        return Light("red" if late else "yellow", text, explanation)
    if now > due_at:
        late = workdays.workdays_between(due.date(), today.date())
        text = f"逾期 {late} 个工作日" if late else "已逾期"
        return Light("red", text, explanation)
    if due.date() == today.date():
        return Light("yellow", "今日截止", explanation)
    left = workdays.workdays_between(today.date(), due.date())
    if left <= YELLOW_FROM:
        return Light("yellow", f"剩 {left} 个工作日" if left else f"{due:%m月%d日}截止", explanation)
    return Light("green", f"剩 {left} 个工作日", explanation)


def _span(span: timedelta) -> str:
    """Return e.g. 12 分钟 or 3 小时 5 分钟; less than a minute counts as one."""
    hours, minutes = divmod(max(1, int(span.total_seconds() // 60)), 60)
    return " ".join(part for part in (f"{hours} 小时" if hours else "", f"{minutes} 分钟" if minutes else "") if part)


def case_light(case, *, now: datetime | None = None) -> Light:
    """Return the light of a case's nearest open deadline; closed cases have none."""
    return Light(*lit(case.due_at, case.due_explanation, case.closed_at, now or timezone.now()))


def lit(due_at: datetime | None, why: str, closed_at: datetime | None, now: datetime) -> tuple[str, str, str]:
    """Return (colour, text, explanation) of what a case is due, or that it is closed."""
    if closed_at is not None:
        return "grey", "已办结", f"{timezone.localtime(closed_at):%Y-%m-%d} 办结"
    found = light(due_at, why, now=now)
    return found.colour, found.text, found.explanation
