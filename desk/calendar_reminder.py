"""From 1 November administrators are told that next year's holiday notice is not on file."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile.notify import notify
from registers import workdays


def remind() -> int:
    """Remind every administrator once a week while next year's calendar is missing (reference §5); return how many."""
    today = timezone.localdate()
    year = workdays.year_to_remind(today)
    if year is None:
        return 0
    week = today.isocalendar()
    return notify(
        User.objects.active().filter(role_assignments__role=Role.ADMIN),
        f"{year}年放假安排还没有导入，{year}年的期限都是暂估。国务院办公厅通知公布后请导入。",
        key=f"calendar:{year}:{week.year}-{week.week}",
        url=reverse("registers:calendar"),
    )
