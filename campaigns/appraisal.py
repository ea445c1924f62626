"""What the appraisal asks of a campaign: tasks done, rates, returns in time; hazards by trade, area and product.

考核 export (R-233), 六个一 table (R-216), survey of hazards (R-237).
"""

from collections import Counter
from dataclasses import dataclass
from io import BytesIO

from django.db.models import Q
from django.utils import timezone

from casefile.models import CaseFile, Measure
from rectification.models import RectificationItem
from rectification.states import Severity
from registers.models import SamplingResult
from registers.xlsx import Workbook

from . import coverage, failed, taskfigures
from .models import Campaign
from .states import ReturnState


@dataclass(frozen=True)
class Rate:
    """A figure of the appraisal: `done` of `due`; `due` None for a plain number."""

    label: str
    done: int
    due: int | None = None

    @property
    def text(self) -> str:
        if self.due is None:
            return str(self.done)
        return f"{self.done}/{self.due}（{self.done * 100 / self.due:.1f}%）" if self.due else "—"


def rates(record: Campaign) -> list[Rate]:
    """Return the figures by which a campaign is appraised, as they stand."""
    cases = CaseFile.objects.real().filter(campaign=record.pk)
    items = RectificationItem.objects.filter(case__in=cases)
    reached = coverage.coverage(record)
    sent = [row for row in record.returns.all() if row.state == ReturnState.SUBMITTED]
    owed = record.returns.filter(Q(state=ReturnState.SUBMITTED) | Q(late=True) | Q(due_on__lt=timezone.localdate()))
    tasks = record.case.measures.all()
    return [
        Rate("检查对象覆盖", reached.inspected, reached.scope),
        Rate("任务完成", tasks.exclude(status=Measure.Status.OPEN).count(), tasks.count()),
        Rate("隐患整改", items.exclude(case__closed_at=None).count(), items.count()),
        Rate("重大隐患整改", items.filter(severity=Severity.MAJOR).exclude(case__closed_at=None).count(),
             items.filter(severity=Severity.MAJOR).count()),
        Rate("逾期未整改隐患", items.filter(case__closed_at=None, case__due_at__lt=timezone.now()).count()),
        Rate("抽查不合格企业后处理", *_handled(record)),
        Rate("疑点查实", record.points.exclude(state="DOUBT").count(), record.points.count()),
        Rate("隐患点清零", record.points.filter(state="REMOVED").count(),
             record.points.filter(state__in=["HAZARD", "REMOVED"]).count()),
        Rate("按时报送", sum(not row.late for row in sent), owed.count()),
        Rate("重要情况报告", record.matters.count()),
        Rate("典型案例曝光", record.typical_cases.exclude(exposed_on=None).count(), record.typical_cases.count()),
        Rate("应急事件", cases.filter(kind="EMERGENCY").count()),
    ]  # fmt: skip


def _handled(record: Campaign) -> tuple[int, int]:
    listed = record.targets.filter(struck_at=None).values("enterprise")
    rows = failed.samplings(record, SamplingResult.Conclusion.FAIL).filter(enterprise__in=listed)
    due = rows.values("enterprise").distinct().count()
    return due - len(failed.without_handling(record)), due


def survey(record: Campaign) -> list[tuple[str, list[tuple[str, int, int, int, int]]]]:
    """Return hazards by field, area, product, problem, sort of risk: (label, 一般, 较大, 重大, 合计), most first.

    R-237, R-303.
    """
    rows = RectificationItem.objects.filter(case__campaign=record.pk, case__is_drill=False)
    rows = rows.select_related("case__enterprise__region", "case__product_type")
    tables = {
        "按领域": Counter(),
        "按区域": Counter(),
        "按产品": Counter(),
        "按问题": Counter(),
        "按风险类型": Counter(),
    }
    for item in rows:
        said = (
            item.problem_info.field.label, str(item.case.enterprise.region or "区划未登记"),
            str(item.case.product_type or "未分类"), item.problem_info.label,
            item.get_risk_sort_display() or "未判定",
        )  # fmt: skip
        for table, label in zip(tables.values(), said, strict=True):
            table[label, item.severity] += 1
    return [(heading, _ranked(table)) for heading, table in tables.items()]


def _ranked(table: Counter) -> list[tuple[str, int, int, int, int]]:
    labels = {label for label, _ in table}
    lines = [(label, *(table[label, severity] for severity in Severity.values)) for label in labels]
    return sorted(((*line, sum(line[1:])) for line in lines), key=lambda line: (-line[-1], line[0]))


def task_lines(record: Campaign) -> list[list[str]]:
    """Return the tasks as the 六个一 table has them."""
    lines, figures = [], taskfigures.figures(record)
    for group, rows in coverage.tasks(record):
        for task in rows:
            measure = task.measure
            units = "、".join([str(measure.department), *map(str, task.units.all())])
            closed = f"{timezone.localtime(measure.closed_at):%Y-%m-%d}" if measure.closed_at else ""
            due = f"{measure.due_on:%Y-%m-%d}" if measure.due_on else ""
            state = measure.get_status_display()
            lines.append(
                [
                    group,
                    measure.label,
                    task.leads,
                    units,
                    due,
                    state,
                    closed,
                    measure.result,
                    taskfigures.text_of(figures.get(task.code, ())),
                ]
            )
    return lines


def spreadsheet(record: Campaign) -> bytes:
    """Return the appraisal as .xlsx: figures, tasks, and the survey of hazards."""
    file = BytesIO()
    with Workbook(file) as book:
        figures = [[row.label, row.text] for row in rates(record)]
        book.sheet(
            "考核指标", [[f"{record.case.title}考核指标"], ["指标", "完成情况"], *figures], widths=[30, 30], head=2
        )
        heads = ["类别", "任务", "牵头科室", "责任单位", "期限", "状态", "完成日期", "完成情况", "系统统计"]
        book.sheet("任务完成情况", [heads, *task_lines(record)], widths=[14, 34, 24, 24, 12, 10, 12, 50, 50],
                   wrap=True)  # fmt: skip
        for heading, rows in survey(record):
            lines = [[str(cell) for cell in row] for row in rows]
            book.sheet(f"隐患{heading}", [["类别", *Severity.labels, "合计"], *lines], widths=[30, 10, 10, 10, 10])
    return file.getvalue()
