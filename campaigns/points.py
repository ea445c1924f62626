"""疑点和隐患点: written down, looked into, removed; and what makes hazards (R-209, R-226, R-231, R-237)."""

from io import BytesIO

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from accounts.models import User
from casefile.models import CaseFile
from casefile.notify import notify
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from casefile.trail import record_act
from registers.xlsx import Workbook

from . import permissions
from .models import Campaign, HazardFactor, HazardPoint
from .states import CHANGEABLE, RUNNING

_S = HazardPoint.State


def may_write(record: Campaign, user):
    """Whoever takes part in the campaign writes down what looks doubtful."""
    if record.state not in RUNNING:
        return None
    unit = user.department
    if unit is None or unit.bureau_id != record.case.bureau_id:
        return None
    return authority(user, "campaign.measure", department=unit) or permissions.may_plan(record, user)


def may_handle(point: HazardPoint, user):
    """The unit that answers for it, and the unit of the campaign."""
    if point.campaign.state not in RUNNING or not point.is_open:
        return None
    role = authority(user, "campaign.measure", department=point.department) if user.department_id else None
    return role or permissions.may_plan(point.campaign, user)


def write(record: Campaign, *, by, **fields) -> HazardPoint:
    """Put a doubtful point on the list and tell who answers for it. Raises NotAllowed, ValidationError."""
    role = may_write(record, by)
    if role is None:
        raise NotAllowed("疑点由参加行动的单位在行动期间登记。")
    with transaction.atomic():
        point = HazardPoint(campaign=record, by=by, at=timezone.now(), **fields)
        point.full_clean()
        point.save()
        record_act(record.case, "write_point", "登记疑点", by=by, role=role, subject=point.text[:200])
        people = [point.person] if point.person else User.objects.active().filter(department=point.department)
        notify(people, f"疑点待查：{point.text}"[:200], key=f"point:{point.pk}", case=record.case)
    return point


def judge(point: HazardPoint, *, by, is_hazard: bool, decision: str, case: CaseFile | None = None) -> None:
    """Say what was found: a hazard (with the case that it became) or nothing. Raises NotAllowed, WrongState."""
    with _held(point, by, _S.DOUBT) as (fresh, role):
        fresh.state = _S.HAZARD if is_hazard else _S.CLEARED
        fresh.decision, fresh.case = decision.strip(), case if is_hazard else None
        fresh.decided_by, fresh.decided_at = by, timezone.now()
        _save(fresh, by, role, "疑点查实" if is_hazard else "疑点排除", decision)


def treat(point: HazardPoint, *, by, **fields) -> None:
    """Write opinion, test, weak link, case or person of a hazard. Raises NotAllowed, WrongState, ValidationError."""
    with _held(point, by, _S.HAZARD) as (fresh, role):
        for name, value in fields.items():
            setattr(fresh, name, value)
        _save(fresh, by, role, "隐患点治理", fields.get("opinion", ""))


def remove(point: HazardPoint, *, by, removed_on) -> None:
    """清零 (R-226): its case is closed and the opinion was given. Raises NotAllowed, WrongState, GuardRefused."""
    with _held(point, by, _S.HAZARD) as (fresh, role):
        if missing := what_is_missing(fresh):
            raise GuardRefused(missing)
        fresh.state, fresh.removed_on = _S.REMOVED, removed_on
        _save(fresh, by, role, "隐患点清零", "")


def what_is_missing(point: HazardPoint) -> list[str]:
    missing = [] if point.opinion else ["还没有写规范意见"]
    if point.case is None:
        missing.append("还没有对应的整改台账或者其他案卷")
    elif point.case.closed_at is None:
        missing.append(f"{point.case.number} 还没有办结")
    return missing


class _held:
    """Lock the campaign and read the point again within a transaction; it must be in `state`."""

    def __init__(self, point, by, state):
        self.point, self.by, self.state = point, by, state

    def __enter__(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        try:
            CaseFile.objects.select_for_update().get(pk=self.point.campaign_id)
            fresh = HazardPoint.objects.select_related("campaign__case__department", "case").get(pk=self.point.pk)
            if fresh.state != self.state:
                raise WrongState(f"“{fresh}”现在是“{fresh.get_state_display()}”，请刷新后再看。")
            role = may_handle(fresh, self.by)
            if role is None:
                raise NotAllowed(f"由{fresh.department}或者行动承办单位办理。")
        except BaseException as fault:
            self.block.__exit__(type(fault), fault, fault.__traceback__)
            raise
        return fresh, role

    def __exit__(self, *fault):
        return self.block.__exit__(*fault)


def _save(point: HazardPoint, by, role, label: str, reason: str) -> None:
    point.full_clean()
    point.save()
    record_act(point.campaign.case, "handle_point", label, by=by, role=role, subject=point.text[:200], reason=reason)


def open_points(record: Campaign) -> list[str]:
    """Return what keeps a campaign from ending: doubts not looked into, hazards not removed (R-209, R-226)."""
    counts = {state: record.points.filter(state=state).count() for state in (_S.DOUBT, _S.HAZARD)}
    said = ((_S.DOUBT, "{} 个疑点还没有查实"), (_S.HAZARD, "{} 个隐患点还没有清零"))
    return [text.format(counts[state]) for state, text in said if counts[state]]


# --- the survey ------------------------------------------------------------------------------


def may_survey(record: Campaign, user):
    return permissions.may_plan(record, user) if record.state in CHANGEABLE else None


def survey(record: Campaign, *, by, row: HazardFactor | None = None, **fields) -> HazardFactor:
    """Write a line of the survey, or change one (R-237). Raises NotAllowed, ValidationError."""
    role = may_survey(record, by)
    if role is None:
        raise NotAllowed("隐患因素调查由承办单位登记。")
    with transaction.atomic():
        made = row or HazardFactor(campaign=record)
        for name, value in fields.items():
            setattr(made, name, value)
        made.by, made.at = by, timezone.now()
        made.full_clean()
        made.save()
        record_act(record.case, "survey", "隐患因素调查", by=by, role=role, subject=str(made), reason=made.factor)
    return made


def spreadsheet(record: Campaign) -> bytes:
    """Return who answers for which point, and the survey, as .xlsx (R-231, R-237)."""
    heads = ["疑点或隐患", "对象", "发现日期", "状态", "责任单位", "责任人", "管理薄弱环节", "查实情况", "案卷",
             "规范意见", "检验", "清零日期"]  # fmt: skip
    rows = record.points.select_related("enterprise", "product_type", "region", "department", "person", "case")
    lines = [
        [row.text, row.about, str(row.found_on), row.get_state_display(), str(row.department),
         row.person.name if row.person else "", row.weak_link, row.decision, row.case.number if row.case else "",
         row.opinion, f"{row.get_test_display()} {row.tested_on or ''} {row.test_result}".strip(),
         str(row.removed_on or "")] for row in rows
    ]  # fmt: skip
    factors = [
        [row.get_sort_display(), row.subject, row.factor, row.measures, row.emergency] for row in record.factors.all()
    ]
    file = BytesIO()
    with Workbook(file) as book:
        widths = [40, 30, 12, 12, 16, 10, 26, 30, 16, 40, 30, 12]
        book.sheet("疑点和隐患点责任清单", [heads, *lines], widths=widths, wrap=True)
        tops = ["调查对象", "名称", "风险隐患因素", "解决措施", "应急准备"]
        book.sheet("隐患因素调查", [tops, *factors], widths=[12, 24, 60, 60, 40], wrap=True)
    return file.getvalue()
