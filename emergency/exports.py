"""Seals, the contact list and the roster as spreadsheets."""

from casefile.models import CaseFile
from registers.listings import Listing, table

from .models import DutyShift, PlanContact, Sealing

#: Who may see the plans, with the people to call and those on duty.
_PLANS = ("emergency.view", "emergency.plan")


def _seals(user, query):
    rows = Sealing.objects.filter(case__in=CaseFile.objects.real().visible_to(user))
    rows = rows.select_related("case__enterprise", "department", "proposed_by", "approved_by", "officer_1", "officer_2")
    return rows.order_by("-proposed_at", "-pk")


def _name(row, attribute: str) -> str:
    found = getattr(row, attribute)
    return found.name if found else ""


_SEALS = table(
    "seals", "封存记录", "emergency.view", _seals, ("案卷编号", lambda row: row.case.number or "草稿"),
    ("封存什么", "title"), ("当事人", "party"), ("封存地点", "place"), ("环节", "state"),
    ("提请单位", lambda row: row.department.name), ("提请人", lambda row: row.proposed_by.name),
    ("提请时间", "proposed_at"), ("批准人", lambda row: _name(row, "approved_by")), ("批准时间", "approved_at"),
    ("执法人员一", lambda row: _name(row, "officer_1")), ("执法人员二", lambda row: _name(row, "officer_2")),
    ("封存时间", "executed_at"), ("决定书文号", "decision_number"), ("到期日", "expires_on"), ("结束时间", "ended_at"),
    ("解除事由", "lift_ground"), ("转处理方式", "conversion"),
)  # fmt: skip
_CONTACTS = table(
    "contacts", "应急通讯录", _PLANS, lambda user, query: PlanContact.objects.filter(bureau=user.bureau),
    ("类别", "group"), ("单位", "unit"), ("姓名、职务", "name"), ("在应急中的职责", "duty"), ("电话", "phone"),
    ("备用电话", "other_phone"),
)  # fmt: skip
_ROSTER = table(
    "roster", "值班表", _PLANS,
    lambda user, query: DutyShift.objects.filter(bureau=user.bureau).select_related("person").order_by("-day", "kind"),
    ("日期", "day"), ("岗位", "kind"), ("人员", lambda row: row.person.name), ("值班电话", "phone"),
)  # fmt: skip


def listings() -> list[Listing]:
    return [_SEALS, _CONTACTS, _ROSTER]
