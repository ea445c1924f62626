"""What enterprises say of themselves, who was drawn by lot, who is due and the checklists, as spreadsheets."""

from collections.abc import Iterator

from rectification.states import Severity
from registers.listings import Listing, table
from registers.models import Enterprise

from . import checklists, frequency
from .models import ControlPoint, Draw, SelfCheckItem
from .states import Purpose


def _seen(user, query):
    """Return the enterprises whose papers the page shows: those in scope, by the word in its box."""
    rows, word = Enterprise.objects.visible_to(user), query.get("q", "").strip()[:60]
    return rows.search(word) if word else rows


def _self_checks(user, query):
    rows = SelfCheckItem.objects.filter(self_check__enterprise__in=_seen(user, query))
    rows = rows.select_related("self_check__enterprise", "self_check__by")
    return rows.order_by("-self_check__made_on", "-self_check", "order")


def _control_points(user, query):
    rows = ControlPoint.objects.filter(control_list__enterprise__in=_seen(user, query))
    rows = rows.select_related("control_list__enterprise", "control_list__by")
    return rows.order_by("-control_list__made_on", "-control_list", "order")


def _checklists() -> Listing:
    """The checklists as the bureau uses them: its own newest versions, else the shipped ones."""

    def find(user, query):
        specs, used = checklists.in_force(user.bureau, withdrawn=True), checklists.in_force(user.bureau)
        return [
            (spec, spec.code in used, number, item)
            for spec in specs.values()
            for number, item in enumerate(spec.items, start=1)
        ]

    def rows(found) -> Iterator[list[str]]:
        for spec, used, number, item in found:
            yield [
                spec.name, spec.version_text, Purpose(spec.purpose).label, spec.field_label, "是" if used else "否",
                str(number), item.group, item.text, item.method, Severity(item.severity).label, item.basis,
                "是" if item.duty else "否",
            ]  # fmt: skip

    headings = [
        "检查表",
        "版本",
        "用途",
        "领域",
        "在用",
        "序号",
        "分组",
        "检查项目",
        "检查方法",
        "隐患等级",
        "依据",
        "主体责任",
    ]
    return Listing("checklists", "检查表", ("inspection.configure", "inspection.view"), headings, find, len, rows)


def _visits() -> Listing:
    """Who is to be visited how often and until when; of an enterprise what the dossier shows too."""

    def find(user, query):
        return frequency.needs(user.bureau) if user.bureau else []

    def rows(needs) -> Iterator[list[str]]:
        for start in range(0, len(needs), 500):
            part = needs[start : start + 500]
            named = Enterprise.objects.select_related("region").in_bulk([need.enterprise for need in part])
            for need in part:
                firm = named[need.enterprise]
                yield [
                    firm.name, firm.uscc, firm.region.name if firm.region else "", firm.get_tier_display(),
                    str(need.a_year), need.why, str(need.last or ""), str(need.due), "是" if need.is_overdue else "否",
                ]  # fmt: skip

    headings = [
        "企业名称",
        "统一社会信用代码",
        "所在区划",
        "监管类别",
        "每年次数",
        "理由",
        "上次检查",
        "下次期限",
        "逾期",
    ]
    return Listing("visits-due", "检查频次和到期", "inspection.view", headings, find, len, rows)


_LISTINGS = (
    table(
        "self-checks", "企业自查", "inspection.view", _self_checks,
        ("企业名称", lambda row: row.self_check.enterprise.name),
        ("统一社会信用代码", lambda row: row.self_check.enterprise.uscc),
        ("自查表", lambda row: row.self_check.checklist), ("填报日期", lambda row: row.self_check.made_on),
        ("企业签字人", lambda row: row.self_check.signed_by), ("序号", "order"), ("分组", "group"),
        ("自查项目", "text"), ("结果", "answer"), ("说明和整改", "note"),
        ("自查发现的重大风险", lambda row: row.self_check.major_risk), ("登记人", lambda row: row.self_check.by.name),
        ("登记时间", lambda row: row.self_check.at),
    ),
    table(
        "control-lists", "风险管控清单", "inspection.view", _control_points,
        ("企业名称", lambda row: row.control_list.enterprise.name),
        ("统一社会信用代码", lambda row: row.control_list.enterprise.uscc),
        ("填报日期", lambda row: row.control_list.made_on), ("企业签字人", lambda row: row.control_list.signed_by),
        ("序号", "order"), ("环节或对象", "stage"), ("关键风险点", "risk"), ("管控措施", "control"),
        ("责任人", "person"), ("登记人", lambda row: row.control_list.by.name),
        ("登记时间", lambda row: row.control_list.at),
    ),
    table(
        "draws", "随机抽取记录", "inspection.view",
        lambda user, query: Draw.objects.filter(bureau=user.bureau).select_related("by"),
        ("抽取事项", "title"), ("抽取对象", "among"), ("抽取范围", "criteria"),
        ("名单数", lambda row: len(row.population)),
        ("抽取数量", "size"), ("抽中", lambda row: "、".join(member["name"] for member in row.drawn)),
        ("随机种子", "seed"), ("抽取人", lambda row: row.by.name), ("抽取时间", "at"),
    ),
    _checklists(),
    _visits(),
)  # fmt: skip


def listings() -> list[Listing]:
    return list(_LISTINGS)
