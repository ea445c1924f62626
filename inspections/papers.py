"""What a checklist says on paper: the sheet as it stands (documents kind CHECKLIST)."""

from django.utils import timezone

from casefile.models import CaseFile
from documents.beginning import provide_body, unsaved_paper
from documents.merging import provide
from documents.paper import Paper, chinese_date

from .models import Inspection
from .states import InspectionState, Party


@provide("INSPECTION")
def of_inspection(case) -> dict[str, str]:
    """Return the merge fields that an inspection knows."""
    record = Inspection.objects.filter(pk=case.pk).first()
    if record is None:
        return {}
    wrong = "；".join(f"{item.text}：{item.note}" for item in record.failed_items)
    found_on = chinese_date(timezone.localdate(record.started_at)) if record.started_at else ""
    return {"问题": wrong, "发现日期": found_on, "检验情况": record.summary}


@provide_body("INSPECTION", "CHECKLIST")
def checklist_body(case) -> str:
    """Return the sheet as the plain text of a paper: filled in as far as it is, blank where it is not."""
    record = Inspection.objects.select_related("first_officer", "second_officer", "finished_by").get(pk=case.pk)
    lines = [*_head(record, case), ""]
    lines += ["| 序号 | 检查项目 | 检查方法 | 结果 | 情况说明 |", "|---|"]
    for item in record.items.all():
        answer = item.get_answer_display() if item.answer else "□符合 □不符合 □不适用"
        lines.append(_row(item.order, f"{item.group}：{item.text}", item.method, answer, item.note))
    return "\n".join([*lines, "", *_foot(record)])


def _head(record, case) -> list[str]:
    firm, when = case.enterprise, timezone.localtime(record.started_at) if record.started_at else None
    return [
        _row("被检查单位", firm.name, "统一社会信用代码", firm.uscc or "/"),
        _row("地址", record.place or firm.address, "检查时间", f"{when:%Y年%m月%d日 %H:%M}" if when else ""),
        _row("检查方式", record.get_kind_display(), "检查事由", record.purpose or "/"),
    ]


def _foot(record) -> list[str]:
    officers = "、".join(person.name for person in record.officers)
    signed = {
        Party.SIGNED: f"{record.party_name}（{record.party_title or '在场人员'}）已在设备上签名",
        Party.REFUSED: f"拒绝签名，见证人：{record.witness}",
        Party.ABSENT: f"不在场，见证人：{record.witness}",
    }.get(record.party, "")
    confirmed = record.state in (InspectionState.CONFIRMED, InspectionState.CLOSED)
    return [
        _row("检查结果", record.get_outcome_display(), "检查情况", record.summary),
        _row("检查人员", officers + ("（均已确认）" if confirmed else ""), "被检查单位", signed),
    ]


def _row(*cells) -> str:
    """Return a row of a table; a cell cannot hold a bar or a new line."""
    return (
        "| " + " | ".join(" ".join(str(cell).replace("|", "／").replace("｜", "／").split()) for cell in cells) + " |"
    )


def checklist_paper(record, by) -> Paper:
    """Return the checklist as it stands, to be printed without keeping it."""
    return unsaved_paper(
        record.case, "CHECKLIST", by=by, title="产品质量安全检查表", body=checklist_body(record.case), recipients=[]
    )


def control_list_paper(row, by) -> Paper:
    """Return an enterprise's 风险管控清单 in the form of the documents (R-311); it hangs on no case."""
    firm = row.enterprise
    head = [
        _row("企业", firm.name, "统一社会信用代码", firm.uscc or "/"),
        _row("填报日期", chinese_date(row.made_on), "企业签字人", row.signed_by),
        "",
        "| 序号 | 环节或对象 | 关键风险点 | 管控措施 | 责任人 |",
        "|---|",
    ]
    lines = [
        _row(point.order, point.get_stage_display(), point.risk, point.control, point.person)
        for point in row.points.all()
    ]
    case = CaseFile(bureau=firm.bureau, department=by.department, handler=by, enterprise=firm)
    body = "\n".join(head + lines)
    return unsaved_paper(case, "CONTROL_LIST", by=by, title="产品质量安全风险管控清单", body=body, recipients=[])
