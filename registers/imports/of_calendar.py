"""The holiday notice of a year as a spreadsheet; the same reading and publishing as on the calendar's page."""

from registers import notices
from registers.models import CalendarDay

from . import cells
from .columns import Choice, Column, Text, Whole
from .refusals import CellRefused
from .register import Register


def _days(cell) -> str:
    """Return a day or a stretch of days as `notices` reads it."""
    written = cells.text(cell) if isinstance(cell, str) else ""
    if any(sign in written for sign in ("至", "到", "~", "～")):
        return written.replace("～", "~").replace(" ", "")
    found = cells.day(cell)
    return found.isoformat() if found else ""


class CalendarRegister(Register):
    slug, label, permission = "calendar", "工作日历", "calendar.manage"
    about = "一行一天或一段日子；一年的通知整年替换，须完整。"
    model = CalendarDay
    whole = True  #: a year enters as a whole or not at all

    days = Column(
        "days", "日期", Text(40, _days), required=True, example="2027-02-05至2027-02-11", synonyms=("时间", "放假日期")
    )
    kind = Column(
        "kind", "类型", Choice(CalendarDay.Kind.choices, HOLIDAY=("放假", "休息", "假"), WORKDAY=("上班", "补班")),
        required=True, example="休", synonyms=("休或班", "性质"), help="写“休”或“班”。",
    )  # fmt: skip
    name = Column("name", "名称", Text(20), required=True, example="春节", synonyms=("节日", "节假日", "假期名称"))
    year = Column(
        "year",
        "年度",
        Whole(1990, 2200),
        example="2027",
        synonyms=("年份",),
        help="元旦的调休在上年12月时必填。",
        unset=None,
    )
    notice_no = Column("notice_no", "放假通知", Text(120), synonyms=("通知文号", "文号", "依据"))

    def load(self, *, lock=False):
        rows = CalendarDay.objects.select_related("year")
        rows = rows.select_for_update(of=("self",)) if lock else rows
        self._on_file = {row.date: row for row in rows}
        self.records, self._read = {}, {}

    def key(self, values):
        return values["days"]

    def find(self, values):
        year = values.get("year") or int(values["days"][:4])
        if message := notices.year_error(year):
            raise CellRefused(message)
        kind = dict(CalendarDay.Kind.choices)[values["kind"]]
        notice = notices.read(
            f"{values['days']},{kind},{values['name']}", year, named_elsewhere=notices.named_by_other_notices(year)
        )
        if notice.errors:
            raise CellRefused(notice.errors[0].message)
        first = notice.days[0].date
        self._read[values["days"]] = (year, notice.days)
        held = [self._on_file.get(day.date) for day in notice.days]
        if not any(held):
            return None
        same = all(row and (row.kind, row.name, row.year.year) == (d.kind, d.name, year) for row, d in zip(held,
        notice.days, strict=True))  # fmt: skip
        old = next(row for row in held if row)
        pk = first.toordinal()
        self.records[pk] = {
            "days": values["days"] if all(held) else "部分日子", "kind": values["kind"] if same else old.kind,
            "name": values["name"] if same else old.name, "year": values.get("year") if same else old.year.year,
            "notice_no": values.get("notice_no", "") if same else old.source,
        }  # fmt: skip
        return pk

    def _years(self, rows) -> dict[int, list[notices.NoticeDay]]:
        found: dict[int, dict] = {}
        for row in rows:
            if row.action != "REFUSED":
                year, days = self._read[row.values["days"]]
                found.setdefault(year, {}).update((day.date, day) for day in days)
        return {year: sorted(days.values(), key=lambda day: day.date) for year, days in found.items()}

    def _dropped(self, year: int, days) -> list:
        coming = {day.date for day in days}
        return [date for date, row in self._on_file.items() if row.year.year == year and date not in coming]

    def remarks(self, rows):
        found = []
        for year, days in sorted(self._years(rows).items()):
            if dropped := self._dropped(year, days):
                few = "、".join(map(str, sorted(dropped)[:5]))
                found.append(f"{year}年原有的 {len(dropped)} 天不在文件里，将被去掉：{few}。")
            text = "\n".join(f"{day.date},{day.kind.label},{day.name}" for day in days)
            found += notices.read(text, year, named_elsewhere=notices.named_by_other_notices(year)).warnings
        return found

    def write(self, rows):
        changed = {self._read[r.values["days"]][0] for r in rows if r.action in ("NEW", "CHANGED")}
        for year, days in self._years(rows).items():
            if year in changed or self._dropped(year, days):
                number = next((r.values["notice_no"] for r in rows if r.values.get("notice_no")), f"{year}年放假通知")
                notices.publish(year, number, days, by=self.by)
