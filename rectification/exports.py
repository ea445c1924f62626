"""Prompts of the rules and 惩戒与公示 as spreadsheets, filtered as on their pages."""

from casefile.models import CaseFile
from registers.listings import Listing, table

from .consequencemodel import CHOICES, State
from .models import Consequence, Prompt
from .promptfilter import PromptFilter


def _prompts(user, query):
    rows = PromptFilter(query, user=user).apply(Prompt.objects.visible_to(user))
    rows = rows.select_related("enterprise", "region", "department", "decided_by")
    return rows.order_by("-raised_at", "-pk")


def _consequences(user, query):
    rows = Consequence.objects.filter(case__in=CaseFile.objects.visible_to(user))
    kind, state = query.get("kind", ""), query.get("state", "")
    if kind in dict(CHOICES):
        rows = rows.filter(kind=kind)
    if state in State.values:
        rows = rows.filter(state=state)
    rows = rows.select_related("case__enterprise", "proposed_by", "approved_by")
    return rows.order_by("-proposed_at", "-pk")


_PROMPTS = table(
    "prompts", "触发提示", "item.view", _prompts, ("提示", "rule"), ("理由", "why"),
    ("企业", lambda row: row.enterprise.name if row.enterprise else ""),
    ("区域", lambda row: row.region.name if row.region else ""), ("状态", "state"), ("提示时间", "raised_at"),
    ("确认单位", lambda row: row.department.name if row.department else ""),
    ("决定人", lambda row: row.decided_by.name if row.decided_by else ""), ("决定时间", "decided_at"),
    ("意见或理由", "reason"), ("办理", "outcome"),
)  # fmt: skip

_CONSEQUENCES = table(
    "consequences", "惩戒与公示", "item.view", _consequences, ("事项", "kind"), ("环节", "state"),
    ("案卷编号", lambda row: row.case.number or ""),
    ("企业", lambda row: row.case.enterprise.name if row.case.enterprise else ""), ("事实和依据", "facts"),
    ("提出人", lambda row: row.proposed_by.name), ("提出时间", "proposed_at"),
    ("批准人", lambda row: row.approved_by.name if row.approved_by else ""), ("批准时间", "approved_at"),
    ("上报日期", "sent_on"), ("上报文号", "sent_reference"), ("办结日期", "done_on"), ("结果", "result"),
)  # fmt: skip


def listings() -> list[Listing]:
    return [_PROMPTS, _CONSEQUENCES]
