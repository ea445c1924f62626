"""Lists of this app as spreadsheets. The tests are those of the agency and nothing else of the case (R-045)."""

from django.utils import timezone

from registers.listings import Listing, table

from . import signals, stations
from .hazardreview import ReviewFilter
from .listfilters import ReportFilter, TaskFilter, tasks_seen
from .models import Gathering, RiskInfo, TestTask, UpwardReport, WorkDuty

_LISTING = table(
    "tests", "检验任务", "test.result",
    lambda user, query: TaskFilter(query, user=user).apply(TestTask.objects.visible_to(user)).order_by("due_on", "pk"),
    ("样品", "sample"), ("目的", "purpose"), ("检验项目", "items"), ("检验依据", "standard"),
    ("要求完成日期", "due_on"), ("状态", "state"), ("下达时间", "assigned_at"), ("检验结论", "result"),
    ("不合格项目", "failed_items"), ("说明", "conclusion"), ("报告时间", "reported_at"),
)  # fmt: skip


def _all_tasks(user, query):
    rows = TaskFilter(query, user=user).apply(tasks_seen(user))
    return rows.select_related("info__case", "agency", "assigned_by").order_by("state", "due_on", "pk")


_TASKS = table(
    "test-tasks", "检验任务（全部机构）", "info.inside", _all_tasks,
    ("信息编号", lambda row: row.info.case.number or ""),
    ("事项", lambda row: row.info.case.title), ("质检机构", lambda row: row.agency.name), ("样品", "sample"),
    ("目的", "purpose"), ("检验项目", "items"), ("检验依据", "standard"), ("要求完成日期", "due_on"), ("状态", "state"),
    ("下达人", lambda row: row.assigned_by.name), ("下达时间", "assigned_at"), ("检验结论", "result"),
    ("不合格项目", "failed_items"), ("说明", "conclusion"), ("报告时间", "reported_at"),
)  # fmt: skip


def _gatherings(user, query):
    rows = Gathering.objects.visible_to(user).select_related(
        "plan__source", "plan__department", "plan__person", "done_by"
    )
    plan = query.get("plan", "")
    return rows.filter(plan=int(plan)) if plan.isascii() and plan.isdigit() and len(plan) < 10 else rows


def _late(row) -> str:
    late = row.was_late or (row.is_open and row.due_on < timezone.localdate())
    return "是" if late else "否"


_GATHERINGS = table(
    "gatherings", "信息归集记录", "info.inside", _gatherings,
    ("信息来源", lambda row: row.plan.source.name), ("归集周期", lambda row: row.plan.get_rhythm_display()),
    ("责任单位", lambda row: row.plan.department.name),
    ("责任人", lambda row: row.plan.person.name if row.plan.person else ""),
    ("自", "first"), ("至", "last"), ("期限", "due_on"), ("结果", "result_text"), ("信息条数", "items"),
    ("登记人", lambda row: row.done_by.name if row.done_by else ""), ("登记时间", "done_at"), ("逾期", _late),
    ("说明", "note"),
)  # fmt: skip


def _reports(user, query):
    rows = UpwardReport.objects.visible_to(user).select_related("info__case", "from_bureau", "sent_by")
    return ReportFilter(query, user=user).apply(rows).order_by("-sent_at", "-pk")


_REPORTS = table(
    "upward-reports", "逐级上报", "info.inside", _reports, ("信息编号", lambda row: row.info.case.number or ""),
    ("事项", lambda row: row.info.case.title), ("上报局", lambda row: row.from_bureau.short_name),
    ("报送单位", "to_name"), ("上报事由", "cause_of_report"), ("上报方式", "way"), ("上报日期", "reported_on"),
    ("上报人", lambda row: row.sent_by.name), ("状态", "state"), ("回执", "receipt"), ("签收时间", "received_at"),
    ("上级指示", "instruction"), ("作出指示的领导或单位", "instructed_by"), ("指示登记时间", "instructed_at"),
)  # fmt: skip

_SIGNALS = table(
    "signals", "异常信号", "statistics.view", signals.listed, ("统计范围", lambda row: row.bureau.short_name),
    ("周", "days"), ("产品类别", "product_name"), ("涉及区域", "region_name"),
    ("信息来源", lambda row: row.source.name), ("条数", "count"), ("预期", lambda row: f"{row.expected:.1f}"),
    ("界限", lambda row: f"{row.limit:.1f}"), ("方法", "method"), ("状态", "status"), ("发现时间", "found_at"),
)  # fmt: skip


def _reviewed(user, query):
    rows = ReviewFilter(query, user=user).narrowed()
    rows = rows.select_related("case__enterprise", "case__product_type", "case__department", "source")
    return rows.prefetch_related("hazard_reviews__by")


def _last(row):
    """Return the last judgement of an information, None before the first; read from what was fetched with it."""
    return next(iter(row.hazard_reviews.all()), None)


def _of_last(getter):
    return lambda row: getter(last) if (last := _last(row)) else ""


_REVIEWS = table(
    "hazard-reviews", "风险信息隐患梳理", "info.inside", _reviewed, ("信息编号", lambda row: row.case.number or ""),
    ("事项", lambda row: row.case.title), ("提交时间", "submitted_at"), ("信息来源", lambda row: row.source.name),
    ("企业", "enterprise_name"),
    ("统一社会信用代码", lambda row: row.case.enterprise.uscc if row.case.enterprise else ""),
    ("产品类别", lambda row: str(row.case.product_type or "")), ("产品名称", "product_name"), ("环节", "state"),
    ("风险等级", "level"), ("承办单位", lambda row: row.case.department.name),
    ("梳理结论", lambda row: last.get_verdict_display() if (last := _last(row)) else "未梳理"),
    ("理由", _of_last(lambda last: last.reason)), ("梳理人", _of_last(lambda last: last.by.name)),
    ("梳理时间", _of_last(lambda last: f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}")),
    ("第几次", _of_last(lambda last: last.version)),
)  # fmt: skip


def _stations(user, query):
    lines, whole = stations.table(user, *stations.PeriodForm(query).days)
    return [*lines, whole]


def _profile(getter):
    return lambda line: getter(stations.profile_of(line.station)) if line.station else ""


def _products(row) -> str:
    return "" if row._state.adding else "、".join(map(str, row.products.all()))


def _count(name):
    return lambda line: line.count(name)


_STATION_COLUMNS = (
    ("监测站", lambda line: str(line.label)),
    ("所属局", lambda line: line.station.bureau.short_name if line.station else ""),
    ("在用", lambda line: ("是" if line.station.active else "否") if line.station else ""),
    ("依托单位", _profile(lambda row: row.host)), ("监测产品", _profile(_products)),
    ("联系人", _profile(lambda row: row.contact)), ("联系电话", _profile(lambda row: row.phone)),
    *((label, _count(name)) for name, (label, _) in stations.FIGURES.items()),
    ("采纳率", lambda line: line.accepted_share), ("及时率", lambda line: line.in_time_share),
)  # fmt: skip


def _station_rows(lines):
    for line in lines:
        yield [str(getter(line)) for _, getter in _STATION_COLUMNS]


_STATIONS = Listing(
    "stations", "监测站", ("info.inside", "info.gather"), [heading for heading, _ in _STATION_COLUMNS], _stations, len,
    _station_rows,
)  # fmt: skip


def _of_station(user, query):
    given = query.get("station", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    unit = stations.seen_by(user).filter(pk=number).first()
    return stations.informations(user, unit, query) if unit else RiskInfo.objects.none()


_STATION_INFOS = table(
    "station-informations", "监测站报送的信息", ("info.inside", "info.gather"), _of_station,
    ("信息编号", lambda row: row.case.number or ""), ("事项", lambda row: row.case.title), ("提交时间", "submitted_at"),
    ("发现日期", "found_on"), ("信息来源", lambda row: row.source.name), ("企业", "enterprise_name"),
    ("产品类别", lambda row: str(row.case.product_type or "")), ("产品名称", "product_name"), ("环节", "state"),
    ("承办单位", lambda row: row.case.department.name),
)  # fmt: skip


def _duties(user, query):
    rows = WorkDuty.objects.filter(department__bureau=user.bureau).select_related("department", "person", "named_by")
    return rows.order_by("department__order", "department", "duty", "-since")


_DUTIES = table(
    "work-duties", "风险监控专人", ("info.inside", "info.gather"), _duties, ("单位", lambda row: row.department.name),
    ("工作", "duty"), ("专人", lambda row: row.person.name), ("电话", lambda row: row.person.phone), ("起", "since"),
    ("止", "until"), ("指定人", lambda row: row.named_by.name), ("指定时间", "named_at"),
)  # fmt: skip


def task_listings() -> list[Listing]:
    return [_LISTING, _TASKS, _GATHERINGS, _REPORTS, _REVIEWS, _SIGNALS, _STATIONS, _STATION_INFOS, _DUTIES]
