"""What an administrator, who handles no cases, has to look after: accounts, absences, calendar, imports."""

from django.urls import reverse
from django.utils import timezone

from accounts.absences import Absence
from accounts.lockout import locked_usernames
from accounts.models import User
from casefile.lights import Light
from registers import workdays
from registers.models import ImportRun
from registers.resources import importable_by, runs_seen_by

_STOPPED = (ImportRun.Status.MAPPING, ImportRun.Status.CHECKED)


def rows(user) -> list[dict]:
    """Return {label, url, note, light}, red or yellow where something is to be done."""
    people = User.objects.managed_by(user).active()
    locked = people.filter(username__in=locked_usernames()).count()
    new = people.filter(must_change_password=True).count()
    away = Absence.objects.on(timezone.localdate()).filter(absent__in=people).count()
    runs = runs_seen_by(user, [register.slug for register in importable_by(user)])
    stopped = runs.filter(owner=user, status__in=_STOPPED).count()
    year = workdays.year_to_remind(timezone.localdate())
    return [
        _row("用户与机构", "accounts:users", f"在用 {people.count()} 个账号，{new} 个还没有改过临时密码",
             ("red", f"锁定 {locked} 个") if locked else ("green", "没有锁定的")),
        _row("外出代理", "accounts:absences", "外出的由谁代理、代什么", ("green", f"今天代理中 {away} 人")),
        _row("工作日历", "registers:calendar", "期限按它计算，国务院办公厅通知公布后导入",
             ("red", f"{year}年放假安排还没有导入") if year else ("green", "已备齐")),
        _row("批量导入", "registers:imports", "企业、产品、抽查结果等表格",
             ("yellow", f"{stopped} 次没有办完") if stopped else ("green", "没有停在半途的")),
    ]  # fmt: skip


def _row(label: str, name: str, note: str, light: tuple[str, str]) -> dict:
    return {"label": label, "url": reverse(name), "note": note, "light": Light(*light, "")}
