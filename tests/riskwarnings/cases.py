"""Informations, assessments and warnings for tests, brought to a state by the acts themselves."""

import itertools
from datetime import date, timedelta

from django.utils import timezone

from casefile.measures import close_measure
from casefile.opening import open_case
from casefile.perform import perform
from documents.drafting import RecipientSpec, draft
from documents.models import Document, ServiceReceipt
from documents.service import serve
from registers.models import Enterprise, InfoSource
from riskinfo.models import RiskInfo
from riskwarnings.assessing import record_assessment
from riskwarnings.drafting import create_warning
from riskwarnings.grading import Facts, grade
from riskwarnings.issuing import waive
from riskwarnings.models import RiskAssessment, Warning
from riskwarnings.paperlist import checklist
from riskwarnings.states import WarningState as S
from tests.rig.scenes import scene

#: Facts that the clauses put at each level.
FACTS = {
    "LEVEL_1": {"safety_indicator_failed": "YES", "sale_extent": "MOST", "recall_status": "REFUSED"},
    "LEVEL_2": {"safety_indicator_failed": "NO", "sale_extent": "PART", "recall_status": "VOLUNTARY"},
    "LEVEL_3": {
        "safety_indicator_failed": "NO", "sale_extent": "NONE", "recall_status": "NOT_APPLICABLE",
        "first_offence": "YES",
    },
    "UNDETERMINED": {"safety_indicator_failed": "UNKNOWN"},
    "NOT_GRADED": {"violates_safety_standard": "NO"},
}  # fmt: skip
REASON = "请核对不合格项目后重办"
_numbers = itertools.count(1)


def make_enterprise(county, name="清源县恒通线缆有限公司", **fields) -> Enterprise:
    return Enterprise.objects.create(
        bureau=county.bureau, name=name, no_uscc_reason="测试企业", address="工业园区2号", is_producer=True, **fields
    )


@scene
def make_info(county, *, state="ASSESSING", enterprise=None, department=None, by=None, **fields) -> RiskInfo:
    """Return an information that stands in `state` (its acts are tested elsewhere)."""
    source, _ = InfoSource.objects.get_or_create(
        code="SPOT_CHECK", defaults={"name": "监督抽查", "kind": InfoSource.Kind.SUPERVISION}
    )
    given = {
        "source": source, "description": "RVV 电线导体电阻不合格。", "product_name": "电线电缆 RVV 3×1.5",
        "found_on": date(2026, 3, 11), "certainty": "EXISTS",
    }  # fmt: skip
    by = by or county.staff
    info = open_case(
        RiskInfo, by=by, department=department or county.quality, title="恒通线缆 RVV 电线导体电阻不合格",
        enterprise=enterprise, numbered=True, **(given | fields),
    )  # fmt: skip
    RiskInfo.objects.filter(pk=info.pk).update(state=state, submitted_at=timezone.now())
    info = RiskInfo.objects.get(pk=info.pk)
    info.mirror(timezone.now())
    info.case.save()
    return info


def assess(county, info, level="LEVEL_2", *, by=None, policy="lex_specialis", **given) -> RiskAssessment:
    """Record an assessment whose facts the clauses put at `level`."""
    facts = {"in_jurisdiction": "YES", "violates_safety_standard": "YES", "major_harm": "NO", "incident": False}
    facts = facts | FACTS.get(level, {}) | given.pop("facts", {})
    found = grade(Facts(**facts), policy)
    full = {name: getattr(Facts(**facts), name) for name in Facts.__dataclass_fields__}
    fields = {
        "product": "电线电缆 RVV 3×1.5", "batch": "20260210", "facts": full, "produced": 3000, "sold": 1240,
        "unit": "卷",
        "evidence": {"safety_indicator_failed": "检验报告 JY2026-0311"}, "policy": found.policy,
        "rule_version": found.rule_version, "outcome": found.outcome, "provisional": found.provisional or "",
        "clauses": list(found.clause_codes), "decided_level": found.level or "", "most_sold_threshold": "0.5",
    }  # fmt: skip
    return record_assessment(info, by=by or county.staff, **(fields | given))


@scene
def confirmed(county, level="LEVEL_2", **given) -> RiskInfo:
    about = {name: given.pop(name) for name in ("enterprise", "found_on") if name in given}
    info = make_info(county, **about)
    assess(county, info, level, **given)
    decision = {"handling_decision": "发告知书。"} if level == "NOT_GRADED" else {}
    perform(info, "confirm", by=county.head, major_harm="NO", **decision)
    return info


@scene
def make_warning(county, level="LEVEL_2", *, info=None, by=None, **given) -> Warning:
    """Return a draft at the level that its assessment suggests."""
    info = info or confirmed(county, level)
    fields = {
        "level": level, "level_reason": "", "risk_kind": "ACTUAL", "summary": "该批电线导体电阻不合格，已售出一部分。",
        "requirements": "", "recipients": recipients(county), "countywide": True, "major_impact": False,
    }  # fmt: skip
    title = f"恒通线缆 RVV 电线导体电阻不合格 {next(_numbers)}"
    if given.get("scope_region") and not info.affected_area:
        info.affected_area = "城关镇"
        info.save(update_fields=["affected_area"])
    return create_warning(info, by=by or county.staff, title=title, **(fields | given))


def recipients(county) -> list[dict]:
    return [
        {"name": county.brigade.name, "department": county.brigade.pk, "cc": False},
        {"name": county.station.name, "department": county.station.pk, "cc": False},
        {"name": "清源县应急管理局", "department": None, "cc": False},
        {"name": "清源县人民政府", "department": None, "cc": True},
    ]


def approver(county, level):
    return county.director if level == "LEVEL_1" else county.deputy


def lift_data(warning=None) -> dict:
    today = timezone.localdate()
    return {
        "lift_result": "企业已停产整改，追回全部已售产品，复查合格。", "risk_outcome": "ELIMINATED",
        "recall_outcome": "FINISHED",
        "recall_report": "追回 1240 卷，全部销毁。", "reinspection": "PASS", "reinspection_report": "JY2026-0402",
        "reinspected_on": today, "reported_city_on": today, "reported_government_on": today,
    }  # fmt: skip


def reassess(county, warning, level="LEVEL_1", *, by=None, **given) -> RiskAssessment:
    """Record a new version while the warning is in force."""
    info = RiskInfo.objects.get(pk=warning.info_id)
    return assess(county, info, level, by=by, replaces=info.assessments.current().first(), **given)


def number_and_seal(county, document) -> None:
    document = Document.objects.get(pk=document.pk)
    perform(document, "number", by=county.office_clerk)
    perform(document, "seal", by=county.office_clerk)


def settle_papers(county, warning) -> None:
    """Every recipient has the notice; what else the scope obliges does not apply."""
    for duty in checklist(warning):
        if duty.rule.code == "ALERT_NOTICE":
            serve_all(county, duty.document)
        elif duty.may_waive:
            waive(warning, duty.rule.code, by=county.head, reason="企业已注销，无法告知。")


def serve_all(county, document) -> None:
    for recipient in document.recipients.filter(receipts=None):
        receipt = ServiceReceipt(
            recipient=recipient, method="DIRECT", served_on=timezone.localdate(), received_by="收发室"
        )
        serve(receipt, by=county.office_clerk)


def details_for(measure) -> dict:
    """What is asked beside the result of a measure that was done."""
    if measure.code in ("QUALITY_MEETING", "TRAINING"):
        people = [{"unit": "恒通线缆", "name": "曹德喜", "post": "总经理"}]
        return {"held_on": timezone.localdate(), "place": "局三楼会议室", "attendees": people}
    if measure.code == "RAISE_FREQUENCY":
        return {"before": 2, "after": 12, "until": timezone.localdate() + timedelta(days=180)}
    return {}


def finish_measures(county, warning) -> None:
    settle_papers(county, warning)
    for measure in warning.case.measures.filter(status="OPEN").select_related("department", "case__department"):
        by = county.brigade_officer if measure.department_id == county.brigade.pk else county.staff
        close_measure(measure, "DONE", by=by, result="已办理，见现场记录。", details=details_for(measure))


@scene
def bring(county, warning, state) -> Warning:
    """Bring a draft to `state` by the acts of the people whose acts they are."""
    level = warning.stricter_level
    path = _PATHS[state]
    for step in path:
        _STEPS[step](county, warning, approver(county, level))
        warning = Warning.objects.select_related("notice", "lift_notice").get(pk=warning.pk)
    return warning


def _number_notice(county, warning, leader):
    number_and_seal(county, warning.notice)


def _lift(county, warning, leader):
    finish_measures(county, warning)
    perform(warning, "request_lift", by=county.head, **lift_data())


def _propose(county, warning, leader):
    """To level 1, or from there to level 2."""
    level = "LEVEL_2" if warning.level == "LEVEL_1" else "LEVEL_1"
    reassess(county, warning, level)
    perform(warning, "propose_level", by=county.head, level=level, reason="现场核查发现新的情况。")


def _issue_lift(county, warning, leader):
    number_and_seal(county, warning.lift_notice)
    perform(warning, "issue_lift_notice", by=county.office_clerk)


def _withdraw(county, warning, leader):
    revoke_by_successor(county, warning)
    perform(warning, "withdraw", by=leader, reason=REASON)


def revoke_by_successor(county, warning) -> Document:
    """Issue the 撤销通知 that the notice's revocation needs."""
    document = draft(
        warning.case, "REVOCATION", by=county.staff, title="关于撤销警示通报的通知", body="经复核，原通报撤销。",
        recipients=[RecipientSpec("清源县应急管理局")], cites=warning.notice,
    )  # fmt: skip
    perform(document, "submit", by=county.staff)
    perform(document, "check", by=county.head)
    perform(document, "sign", by=county.deputy)
    number_and_seal(county, document)
    document = Document.objects.get(pk=document.pk)
    perform(document, "issue", by=county.office_clerk)
    return document


_STEPS = {
    "submit": lambda c, w, leader: perform(w, "submit", by=c.staff),
    "review": lambda c, w, leader: perform(w, "review", by=c.head),
    "return": lambda c, w, leader: perform(w, "send_back", by=c.head, reason=REASON),
    "approve": lambda c, w, leader: perform(w, "approve", by=leader),
    "number": _number_notice,
    "issue": lambda c, w, leader: perform(w, "issue", by=c.office_clerk),
    "acknowledge": lambda c, w, leader: perform(w, "acknowledge", by=c.brigade_officer),
    "propose_level": _propose,
    "approve_level": lambda c, w, leader: perform(w, "approve_level", by=c.director),
    "number_level": lambda c, w, leader: number_and_seal(c, w.unissued_change.notice),
    "issue_level": lambda c, w, leader: perform(w, "issue_level_notice", by=c.office_clerk),
    "lift": _lift,
    "approve_lift": lambda c, w, leader: perform(w, "approve_lift", by=leader),
    "issue_lift": _issue_lift,
    "archive": lambda c, w, leader: perform(w, "archive", by=c.office_clerk),
    "cancel": lambda c, w, leader: perform(w, "cancel", by=c.staff, reason=REASON),
    "withdraw": _withdraw,
}
_TO_APPROVED = ["submit", "review", "approve"]
_TO_HANDLING = [*_TO_APPROVED, "number", "issue", "acknowledge"]
_PATHS = {
    S.DRAFT: [],
    S.IN_REVIEW: ["submit"],
    "REVIEWED": ["submit", "review"],
    "RAISING": ["number", "issue", "acknowledge", "propose_level"],  # from APPROVED
    "RAISED": ["number_level", "issue_level"],  # from a change of level that was approved
    S.RETURNED: ["submit", "return"],
    S.APPROVED: _TO_APPROVED,
    "SEALED": [*_TO_APPROVED, "number"],
    S.ISSUED: [*_TO_APPROVED, "number", "issue"],
    S.HANDLING: _TO_HANDLING,
    S.LEVEL_REVIEW: [*_TO_HANDLING, "propose_level"],
    "LEVEL_SIGNED": [*_TO_HANDLING, "propose_level", "approve_level"],
    "LEVEL_SEALED": [*_TO_HANDLING, "propose_level", "approve_level", "number_level"],
    "LEVEL_ISSUED": [*_TO_HANDLING, "propose_level", "approve_level", "number_level", "issue_level"],
    S.LIFT_REVIEW: [*_TO_HANDLING, "lift"],
    S.LIFTED: [*_TO_HANDLING, "lift", "approve_lift"],
    "LIFT_ISSUED": [*_TO_HANDLING, "lift", "approve_lift", "issue_lift"],
    S.ARCHIVED: [*_TO_HANDLING, "lift", "approve_lift", "issue_lift", "archive"],
    S.CANCELLED: ["cancel"],
    S.WITHDRAWN: [*_TO_APPROVED, "number", "issue", "withdraw"],
}
