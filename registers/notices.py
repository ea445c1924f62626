"""A year's holiday notice: read it from pasted text or CSV, check it, put it on file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction

from . import currentcalendar, workdays
from .models import CalendarDay, CalendarYear
from .statutory import FIRST_YEAR, LAST_YEAR, estimated_rest_days, statutory_days
from .validators import half_width
from .workcalendar import weekday_name

Kind = CalendarDay.Kind

_KINDS = {
    **dict.fromkeys(("休", "休息", "放假", "假", "HOLIDAY"), Kind.HOLIDAY),
    **dict.fromkeys(("班", "上班", "补班", "WORKDAY"), Kind.WORKDAY),
}
_SEPARATOR = re.compile(r"[,\t;]|\s+")
_RANGE = re.compile(r"\s*[至到~]\s*")
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
_LONGEST_RANGE = 15
_LONGEST_NAME = CalendarDay._meta.get_field("name").max_length


@dataclass(frozen=True)
class NoticeDay:
    date: date
    kind: Kind
    name: str


@dataclass(frozen=True)
class LineError:
    """What is wrong with a line of the text, lines counted from 1."""

    line: int
    text: str
    message: str


@dataclass
class Notice:
    """A notice as read: `errors` forbid putting it on file, `warnings` ask for a second look."""

    year: int
    days: list[NoticeDay] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def rest_days(self) -> list[NoticeDay]:
        return [day for day in self.days if day.kind == Kind.HOLIDAY]

    @property
    def make_up_days(self) -> list[NoticeDay]:
        return [day for day in self.days if day.kind == Kind.WORKDAY]


class LineRefused(ValueError):
    """The Chinese message for one line."""


def year_error(year: int) -> str | None:
    """Return why no notice of `year` can be put on file, or None."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return f"没有{year}年的法定节假日数据，无法核对，只能导入{FIRST_YEAR}至{LAST_YEAR}年。请核对年度。"


def read(text: str, year: int, *, named_elsewhere: Mapping[date, int] | None = None) -> Notice:
    """Read lines of 日期, 类型 休/班, 名称; a first line of headings and blank lines are passed over.

    A date may be a stretch such as 2027-02-05至2027-02-11. `named_elsewhere`:
    dates that the notice of another year has on file → that year.
    """
    notice = Notice(year)
    first_line: dict[date, int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = half_width(raw).replace('"', "").strip()
        if not line or (not notice.days and "日期" in line):
            continue
        try:
            for day in _read_line(line, year):
                _refuse_wrong_day(day, year, named_elsewhere or {})
                if day.date in first_line:
                    raise LineRefused(f"{day.date} 与第{first_line[day.date]}行重复，请只留一行。")
                first_line[day.date] = number
                notice.days.append(day)
        except LineRefused as refused:
            notice.errors.append(LineError(number, raw.strip(), str(refused)))
    notice.days.sort(key=lambda day: day.date)
    if not notice.days and not notice.errors:
        notice.errors.append(LineError(1, "", "没有读到任何一天，请粘贴“日期,类型,名称”的表。"))
    if not notice.errors:
        notice.warnings = _warnings(notice)
    return notice


def _read_line(line: str, year: int) -> list[NoticeDay]:
    when, kind, name = _columns(line)
    if kind not in _KINDS:
        raise LineRefused(f"类型“{kind}”看不懂，只能写“休”或“班”。")
    if not name:
        raise LineRefused("缺少名称，请写上节日，如“春节”。")
    if len(name) > _LONGEST_NAME:
        raise LineRefused(f"名称太长，最多{_LONGEST_NAME}个字。")
    first, *rest = _RANGE.split(when)
    start = _read_date(first, year)
    end = _read_date(rest[0], start.year) if rest else start
    length = (end - start).days + 1
    if not 1 <= length <= _LONGEST_RANGE:
        raise LineRefused(f"起止日期 {start} 至 {end} 不对：须先后相接，最多{_LONGEST_RANGE}天。")
    return [NoticeDay(start + timedelta(days=offset), _KINDS[kind], name) for offset in range(length)]


def _columns(line: str) -> tuple[str, str, str]:
    # Blanks beside 至 belong to the stretch, not between columns.
    parts = [part for part in _SEPARATOR.split(_RANGE.sub("至", line)) if part]
    if len(parts) < 2:
        raise LineRefused("应有三列：日期、类型（休/班）、名称，用逗号或制表符分开。")
    when, kind, *name = parts
    return when, kind.upper(), " ".join(name)


def _read_date(text: str, year: int) -> date:
    found = _FULL.fullmatch(text) or _COMPACT.fullmatch(text)
    short = None if found else _SHORT.fullmatch(text)
    if not found and not short:
        raise LineRefused(f"日期“{text}”看不懂，请写成 {year}-02-05 的样子。")
    numbers = [int(part) for part in (found or short).groups()]
    try:
        return date(*numbers) if found else date(year, *numbers)
    except ValueError as error:
        raise LineRefused(f"日期“{text}”不存在，请核对月和日。") from error


def _refuse_wrong_day(day: NoticeDay, year: int, named_elsewhere: Mapping[date, int]) -> None:
    # The notice may arrange the last days of the December before, for 元旦.
    if day.date.year != year and not date(year - 1, 12, 25) <= day.date <= date(year - 1, 12, 31):
        raise LineRefused(f"{day.date} 不在{year}年，请核对年度。")
    if day.date in named_elsewhere:
        raise LineRefused(f"{day.date} 已在{named_elsewhere[day.date]}年的通知里，不能重复规定。")
    if day.kind == Kind.WORKDAY and day.date in statutory_days(day.date.year):
        raise LineRefused(f"{day.date} 是法定节假日（{statutory_days(day.date.year)[day.date]}），不能标“班”。")
    if day.kind == Kind.WORKDAY and day.date.weekday() < 5:
        raise LineRefused(f"{day.date} 是{weekday_name(day.date)}，本来就上班，不用标“班”；请核对日期。")


def _warnings(notice: Notice) -> list[str]:
    """Return what an incomplete notice looks like: a statutory day missing, or sums that do not meet."""
    found = []
    resting = {day.date for day in notice.rest_days}
    missing = [day for day in statutory_days(notice.year) if day not in resting]
    if missing:
        named = "、".join(f"{day}（{statutory_days(notice.year)[day]}）" for day in missing)
        found.append(f"法定节假日没有列出：{named}。请对照通知原文。")
    weekdays = sum(day.date.weekday() < 5 for day in notice.rest_days)
    owed = sum(day.weekday() < 5 for day in estimated_rest_days(notice.year))
    if weekdays - len(notice.make_up_days) != owed:
        found.append(
            f"周一至周五放假{weekdays}天，周末上班{len(notice.make_up_days)}天，相差应为法定{owed}天，"
            "现不相符，可能有漏列或多列。"
        )
    return found


@transaction.atomic
def publish(year: int, notice_no: str, days: Iterable[NoticeDay], *, by=None) -> CalendarYear:
    """Put a notice on file in place of what there was for `year`, and let deadlines follow.

    The callbacks of `workdays.on_year_published` run in the same transaction with
    the new calendar in force: when one fails, nothing has changed.
    """
    row, created = CalendarYear.objects.select_for_update().get_or_create(
        year=year, defaults={"status": CalendarYear.Status.PUBLISHED}
    )
    row.status, row.notice_no, row.revision = CalendarYear.Status.PUBLISHED, notice_no, row.revision + 1
    row.save()
    replaced, _ = row.days.all().delete()
    made = CalendarDay.objects.bulk_create(
        CalendarDay(year=row, date=day.date, kind=day.kind, name=day.name, source=notice_no) for day in days
    )
    if by:
        LogEntry.objects.log_actions(
            by.pk, [row], ADDITION if created else CHANGE, f"录入{len(made)}天，替换{replaced}天", single_object=True
        )
    with currentcalendar.using(currentcalendar.load()):
        for recompute in workdays.on_year_published:
            recompute(year)
    transaction.on_commit(currentcalendar.forget)
    return row


def named_by_other_notices(year: int) -> dict[date, int]:
    """Return the dates that notices of other years name within reach of the notice of `year`."""
    reach = (date(year - 1, 12, 25), date(year, 12, 31))
    others = CalendarDay.objects.filter(date__range=reach).exclude(year__year=year)
    return dict(others.values_list("date", "year__year"))


def as_text(year: int) -> str:
    """Return what is on file for `year` in the form that `read` takes, to correct and import again."""
    days = CalendarDay.objects.filter(year__year=year)
    return "\n".join(f"{day.date},{day.get_kind_display()},{day.name}" for day in days)
