"""安全隐患分析大会: put on record with its inputs, its minutes drafted, struck out when wrong (R-223)."""

from django.db import transaction
from django.utils import timezone

from casefile.attachments import attach
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act
from documents import drafting
from documents.models import Document
from documents.paper import chinese_date
from documents.states import OVER
from riskinfo.situation import name_of

from . import permissions
from .models import Campaign, Conference
from .states import RUNNING

MINUTES = "MINUTES"
#: Inputs that may come as a file: field → what the file is, as the list of attachments says it.
INPUT_FILES = {
    "summary_file": "分析大会：风险信息汇总", "emergency_file": "分析大会：应急预案",
    "rectification_file": "分析大会：整治方案",
}  # fmt: skip


def may_record(record: Campaign, user):
    """The people of the unit while the campaign runs."""
    return permissions.may_plan(record, user) if record.state in RUNNING else None


def record_conference(record: Campaign, *, by, uploads=None, **fields) -> Conference:
    """Put a conference on record. `uploads`: field of INPUT_FILES → a new file, in place of one chosen.

    Raises NotAllowed, ValidationError (an input is missing).
    """
    role = may_record(record, by)
    if role is None:
        raise NotAllowed("安全隐患分析大会由承办单位在行动期间登记。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=record.pk)
        for name, upload in (uploads or {}).items():
            fields[name] = attach(case, upload, by=by, role=role, note=INPUT_FILES[name])
        made = Conference(campaign=record, by=by, at=timezone.now(), **fields)
        made.full_clean()
        made.save()
        record_act(
            case, "hold_conference", "登记安全隐患分析大会", by=by, role=role, subject=str(made),
            reason=made.conclusion,
            data=[
                drafting.said("experts", "专家", made.experts_text),
                drafting.said("attendees", "参加人员", made.attendees_text),
                drafting.said("inputs", "会议材料", "；".join(f"{label}：{text}" for label, text in inputs(made))),
            ],
        )  # fmt: skip
    return made


def inputs(row: Conference) -> list[tuple[str, str]]:
    """Return what the conference had before it as (what, which)."""
    analysis = row.analysis
    said = f"{name_of(analysis.period, analysis.start)}形势分析（{analysis.case.number}）" if analysis else ""
    plan = row.emergency_plan
    version = f"《{plan.title}》第{plan.version}版" if plan else ""
    return [
        ("风险信息汇总", "、".join(filter(None, (said, row.summary_file and row.summary_file.name)))),
        ("风险信息应急预案", "、".join(filter(None, (version, row.emergency_file and row.emergency_file.name)))),
        ("整治方案", row.rectification_file.name),
    ]


def may_draft(row: Conference, user):
    return may_record(row.campaign, user) if row.struck_by_id is None else None


def draft_minutes(row: Conference, *, by) -> Document:
    """Begin the 会议纪要 with everything filled in, or give the one under way. Raises NotAllowed, WrongState."""
    role = may_draft(row, by)
    if role is None:
        raise NotAllowed("会议纪要由承办单位在行动期间起草。")
    with transaction.atomic():
        fresh = _locked(row)
        if fresh.minutes is not None and fresh.minutes.state not in OVER:
            return fresh.minutes
        title = f"{row.campaign.case.title}安全隐患分析大会纪要"
        longest = Document._meta.get_field("title").max_length
        fresh.minutes = drafting.draft(
            row.campaign.case, MINUTES, by=by, role=role, title=title[-longest:], body=minutes_body(fresh),
            reason="按分析大会记录生成",
        )  # fmt: skip
        fresh.save(update_fields=["minutes"])
    return fresh.minutes


def minutes_body(row: Conference) -> str:
    """Return the text that the minutes begin as."""
    figures = row.analysis.figures if row.analysis else None
    lines = [
        f"时间：{chinese_date(row.held_on)}", f"地点：{row.place}", f"主持：{row.chair}",
        f"为做好{row.campaign.case.title}，我局召开安全隐患分析大会，邀请技术机构专家对辖区内的风险隐患产品进行研究分析。"
        "现将会议情况纪要如下。",
        "一、会议材料", *(f"{label}：{text}。" for label, text in inputs(row)),
    ]  # fmt: skip
    if figures:
        lines.append(
            f"{name_of(figures['period'], row.analysis.start)}共收到风险信息{figures['total']}条，"
            f"其中重点风险信息{figures['keys']}条。"
        )
    lines += ["二、研究分析情况", *row.findings.splitlines(), "三、结论和建议", *row.conclusion.splitlines()]
    lines.append(f"专家：{row.experts_text}")
    if row.attendees:
        lines.append(f"出席：{row.attendees_text}")
    return "\n".join(lines)


def strike(row: Conference, *, by, reason: str) -> None:
    """Strike out what was wrong; it counts no more. Raises NotAllowed, WrongState."""
    role = may_record(row.campaign, by)
    if role is None:
        raise NotAllowed("由承办单位在行动期间划去。")
    with transaction.atomic():
        fresh = _locked(row)
        fresh.struck_by, fresh.struck_reason = by, reason
        fresh.full_clean()
        fresh.save()
        record_act(
            row.campaign.case, "strike_conference", "划去安全隐患分析大会", by=by, role=role, subject=str(row),
            reason=reason,
        )  # fmt: skip


def _locked(row: Conference) -> Conference:
    CaseFile.objects.select_for_update().get(pk=row.campaign_id)
    fresh = Conference.objects.select_related("analysis__case", "emergency_plan", "minutes").get(pk=row.pk)
    if fresh.struck_by_id is not None:
        raise WrongState(f"已由{fresh.struck_by}划去。")
    return fresh
