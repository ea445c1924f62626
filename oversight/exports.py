"""The lists of the boards as spreadsheets, each with what its page shows to the reader."""

from django.utils import timezone

from registers.forms import regions_of
from registers.listings import Listing, table

from . import accountability, failures, points, regions, supervising
from .models import Duty, RegionAlert
from .pointforms import PointFilter


def _points(user, query):
    form = PointFilter(query, user=user)
    rows = form.apply(points.visible(user))
    if form.cleaned_data.get("state") == "due":  # counted from two columns, so not by the database
        today = timezone.localdate()
        rows = rows.filter(pk__in=[point.pk for point in rows if point.due_on <= today])
    return rows.select_related("region", "enterprise", "product_type", "department", "person")


def _supervisions(user, query):
    return supervising.visible(user).select_related("department", "by", "answered_by", "settled_by")


def _duties(user, query):
    return Duty.objects.filter(bureau=user.bureau).select_related("department", "person", "by")


def _records(user, query):
    rows = accountability.visible_records(user).select_related("person", "unit", "by", "revoked_by")
    kind = query.get("kind", "")
    return rows.filter(kind=kind) if kind in accountability.AccountabilityRecord.Kind.values else rows


def _name(row, attribute: str) -> str:
    found = getattr(row, attribute)
    return found.name if found else ""


def _failed() -> Listing:
    """The enterprises that failed, town by town; `?region=` is that of the page."""

    def find(user, query):
        if user.bureau is None:
            return []
        wanted = query.get("region", "")
        areas = [area.region for area in regions.areas(user)]
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
            areas = list(regions_of(user.bureau).filter(pk=int(wanted)))
        return [(area, row) for area in areas for row in failures.failed_enterprises(user, area)]

    def rows(found):
        for area, row in found:
            firm = row["enterprise"]
            counts = (str(row[name]) for name in ("tests", "warnings", "items"))
            yield [area.name, firm.name, firm.uscc, *counts, f"{timezone.localdate(row['last'])}"]

    headings = ["区划", "企业名称", "统一社会信用代码", "检验不合格", "预警", "责令整改", "最近一件"]
    return Listing("failed-enterprises", "区域不合格企业", "warning.view", headings, find, len, rows)


LISTINGS = (
    table(
        "risk-points", "风险点", "warning.view", _points, ("风险点", "name"),
        ("乡镇（街道）", lambda row: row.region.name),
        ("企业", lambda row: _name(row, "enterprise")), ("产品", lambda row: _name(row, "product_type")),
        ("风险程度", "risk"), ("可能出什么事", "hazard"), ("管控措施", "control"),
        ("责任单位", lambda row: row.department.name), ("责任人", lambda row: _name(row, "person")),
        ("多少天查看一次", "every_days"), ("列入日期", "since"), ("最近查看", "checked_on"),
        ("下次查看", lambda row: "" if row.ended_on else row.due_on), ("销号日期", "ended_on"),
        ("销号理由", "ended_reason"),
    ),
    table(
        "supervisions", "督促检查", "warning.view", _supervisions, ("督查日期", "held_on"),
        ("被督查单位", lambda row: row.department.name), ("督查事项", "matter"), ("发现的情况", "found"),
        ("整改要求", "required"), ("要求反馈日期", "due_on"), ("状态", "status"), ("督查人", lambda row: row.by.name),
        ("整改情况", "answer"), ("反馈人", lambda row: _name(row, "answered_by")), ("反馈时间", "answered_at"),
        ("认可人", lambda row: _name(row, "settled_by")), ("认可时间", "settled_at"),
    ),
    table(
        "duties", "岗位责任", "warning.view", _duties, ("单位", lambda row: row.department.name),
        ("责任人", lambda row: _name(row, "person")), ("负责事项", "matter"), ("要求和时限", "standard"),
        ("依据", "basis"), ("起", "since"), ("止", "ended_on"), ("登记人", lambda row: row.by.name), ("登记时间", "at"),
    ),
    table(
        "region-alerts", "区域警示", "warning.view",
        lambda user, query: RegionAlert.objects.filter(bureau=user.bureau).select_related("region", "by"),
        ("区划", lambda row: row.region.name), ("警示", "colour"), ("理由", "reason"),
        ("设定人", lambda row: row.by.name), ("时间", "at"),
    ),
    table(
        "accountability", "表扬与追责", "accountability.view", _records, ("类别", "kind"),
        ("个人或单位", "target"), ("事实", "facts"), ("表扬或处理方式", "measure"), ("决定日期", "decided_on"),
        ("决定机构、文号", "decided_by"), ("登记人", lambda row: row.by.name), ("登记时间", "at"),
        ("撤销人", lambda row: _name(row, "revoked_by")), ("撤销时间", "revoked_at"), ("撤销理由", "revoked_reason"),
    ),
    _failed(),
)  # fmt: skip
