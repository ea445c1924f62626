"""What a return says beside its figures: typical cases, what is still open, the draft of the summary (R-348–R-351)."""

from datetime import date

from django.utils import timezone

from documents import drafting
from documents.drafting import RecipientSpec
from documents.kindsetting import in_force
from documents.models import Document
from documents.states import OVER
from rectification.models import RectificationItem

from .models import Campaign, CampaignReturn
from .resultlist import batches, with_hand

#: The kind of document that a summary is.
SUMMARY_KIND = "REPORT"
_NUMERALS = "一二三四五六七八九十"


def typical_rows(record: Campaign, last: date) -> list[dict]:
    """Return the typical cases told by `last`, as a return keeps them (R-349)."""
    rows = record.typical_cases.filter(written_at__date__lte=last).select_related("case").order_by("written_at", "pk")
    return [
        {
            "id": row.pk, "case": row.case_id, "number": row.case.number if row.case else "", "title": row.title,
            "sort": row.get_sort_display(), "text": row.text,
            "exposed": f"{row.exposed_on:%Y-%m-%d} {row.exposed_in}" if row.exposed_on else "未曝光",
        }
        for row in rows
    ]  # fmt: skip


def open_rows(record: Campaign) -> list[dict]:
    """Return the items of the campaign that are still open, as the progress report tells of them (R-351)."""
    rows = RectificationItem.objects.filter(case__campaign=record.pk, case__closed_at=None, case__is_drill=False)
    rows = rows.select_related("case__enterprise", "case__product_type").order_by("case__opened_at", "pk")
    return [
        {
            "id": row.pk, "number": row.case.number, "enterprise": row.case.enterprise.name,
            "product": str(row.case.product_type or ""), "severity": row.get_severity_display(),
            "found_on": f"{row.found_on:%Y-%m-%d}", "problem": row.problem_info.label,
            "state": row.get_state_display(), "done": row.completion or row.requirement,
            "due": f"{timezone.localtime(row.case.due_at):%Y-%m-%d}" if row.case.due_at else "",
        }
        for row in rows
    ]  # fmt: skip


def summary_title(record: CampaignReturn) -> str:
    kind = in_force(record.case.bureau, SUMMARY_KIND)
    what = "阶段性工作总结" if record.asks("PHASE_SUMMARY") else "整改进展情况" if _is_progress(record) else "工作总结"
    return kind.title_for(record.case.bureau, f"{record.campaign.case.title}{what}")


def _is_progress(record: CampaignReturn) -> bool:
    return record.asks("OPEN_ITEMS") and not record.asks("RESULT_LIST")


def summary_body(record: CampaignReturn) -> str:
    """Return the text that the summary begins as: what the figures say, and what only people can say left open."""
    campaign = record.campaign
    last = record.until_on or timezone.localdate()
    if _is_progress(record):
        return _progress_body(record, last)
    cells = with_hand(record.figures["rows"][-1]["cells"] if record.figures else {}, record.by_hand)
    parts = [
        f"按照《{campaign.case.title}》{_plan_said(campaign)}要求，我局组织开展了排查治理工作。现将"
        f"{record.from_on.year}年{record.from_on.month}月{record.from_on.day}日至"
        f"{last.year}年{last.month}月{last.day}日的工作情况报告如下。",
        "一、组织部署情况", _organised(campaign), "二、主要做法和成效",
    ]  # fmt: skip
    for at, (name, figures) in enumerate(batches(cells)):
        said = "，".join(f"{_plain(column.heading)}{value}{_unit(column.heading)}" for column, value in figures)
        parts.append(f"（{_NUMERALS[at]}）{name}方面。{said}。")
    parts += _surveyed(campaign)
    parts += ["三、典型案例", *_told(record.cases)]
    parts += ["四、存在的问题", "【请填写：存在的问题】", "五、下一步工作", "【请填写：下一步工作】", "特此报告。"]
    return "\n".join(parts)


def _surveyed(campaign: Campaign) -> list[str]:
    """The survey of factors, in words, as an own paragraph of what was done (R-237)."""
    rows = list(campaign.factors.all())
    if not rows:
        return []
    told = [
        f"{row.get_sort_display()}“{row.subject}”：{row.factor} 措施：{row.measures}"
        + (f" 应急准备：{row.emergency}" if row.emergency else "")
        for row in rows
    ]
    return ["（七）隐患因素调查方面。", *told]


def _plan_said(campaign: Campaign) -> str:
    return f"（{campaign.plan_number}）" if campaign.plan_number else ""


def _organised(campaign: Campaign) -> str:
    members = campaign.members.select_related("person")
    people = "、".join(f"{row.get_post_display()}{row.person}" for row in members) or "【请填写：领导小组】"
    scope = campaign.targets.filter(struck_at=None).count()
    return f"成立领导小组：{people}。列入检查对象{scope}家，分解任务{campaign.tasks.count()}项，逐项明确责任单位。"


def _plain(heading: str) -> str:
    return heading.partition("（")[0]


def _unit(heading: str) -> str:
    """Return the unit in which a heading counts, e.g. 人次; 个 where it names none."""
    _, bracket, rest = heading.partition("（")
    return rest.rstrip("）") if bracket else "个"


def _told(cases: list[dict]) -> list[str]:
    return [f"{at}.{row['title']}。{row['text']}" for at, row in enumerate(cases, start=1)] or [
        "本期没有上报典型案例。"
    ]


def _progress_body(record: CampaignReturn, last: date) -> str:
    rows = record.open_items or open_rows(record.campaign)
    lines = [
        f"{record.campaign.case.title}完成期限{record.campaign.ends_on:%Y-%m-%d}后仍未完成整改的隐患有{len(rows)}项，"
        f"现将截至{last.year}年{last.month}月{last.day}日的整改进展书面报告如下。"
    ]
    for at, row in enumerate(rows, start=1):
        lines.append(
            f"{at}.{row['enterprise']}（{row['number']}，{row['severity']}隐患）：{row['problem']}，"
            f"{row['found_on']}发现，目前{row['state']}。{row['done']}"
        )
    return "\n".join([*lines, "下一步，我局将继续跟踪督促，整改完成后及时销号。", "特此报告。"])


def summary_of(record: CampaignReturn) -> Document | None:
    """Return the summary that is under way or signed, None when there is none."""
    return record.case.documents.filter(kind=SUMMARY_KIND).exclude(state__in=OVER).order_by("-pk").first()


def draft_summary(record: CampaignReturn, *, by, role="") -> Document:
    """Begin the summary as a document of the return, or give the one under way."""
    made = summary_of(record)
    if made is not None:
        return made
    above = record.case.bureau.parent
    to = [RecipientSpec(above.name)] if above else []
    return drafting.draft(
        record.case, SUMMARY_KIND, by=by, role=role, title=summary_title(record), body=summary_body(record),
        recipients=to,
    )  # fmt: skip
