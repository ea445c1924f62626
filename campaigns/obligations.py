"""The returns that a campaign owes the bureau above: opened, due as stated, late for good (R-348–R-351)."""

import calendar
import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from casefile import deadlines
from casefile.models import CaseFile
from casefile.opening import open_case
from casefile.trail import record_act

from .models import Campaign, CampaignReturn
from .states import CampaignState, Content, ReturnState
from .terms import END, PHASE, RETURN

_TOKENS = uuid.UUID("3f5b0a52-3c0e-4b41-9d6c-8c7e2f4a1b60")


#: state → the state that the next confirmed move leads to.
NEXT = {
    CampaignState.DEPLOYED: CampaignState.ON_SITE, CampaignState.ON_SITE: CampaignState.GOVERNING,
    CampaignState.GOVERNING: CampaignState.FINAL_CHECK,
}  # fmt: skip


def set_end(record: Campaign) -> None:
    """The day until which all is done, kept as stated (R-343)."""
    deadlines.set_deadline(record.case, END, method="stated", start=record.ends_on)


def set_next_phase(record: Campaign) -> None:
    """The day on which the next phase begins; none is awaited before the plan runs or after the last."""
    coming = NEXT.get(record.state)
    phase = record.phase_of(coming) if coming else None
    if phase is None:
        deadlines.meet(record.case, PHASE.code)
    else:
        deadlines.set_deadline(record.case, PHASE, method="stated", start=phase.starts_on)


def open_return(record: Campaign, *, code, name, from_on, due_on, contents, sealed=False, basis="", by=None,
                role="") -> CampaignReturn:  # fmt: skip
    """Open the return `code` of a campaign with its deadline, kept as stated, or give the one that exists."""
    token = uuid.uuid5(_TOKENS, f"{record.pk}:{code}")
    with transaction.atomic():
        CaseFile.objects.select_for_update().get(pk=record.pk)
        existing = record.returns.filter(code=code).first()
        if existing is not None:
            return existing
        made = open_case(
            CampaignReturn, by=by, role=role, handler=record.case.handler, department=record.case.department,
            numbered=True, token=token, title=f"{record.case.title}{name}"[:190], label="开启报送",
            origin=record.case, campaign=record, code=code, name=name, contents=list(contents), from_on=from_on,
            due_on=due_on, sealed=sealed, basis=basis,
        )  # fmt: skip
        deadlines.set_deadline(made.case, RETURN, method="stated", start=due_on, user=made.case.handler)
    return made


def open_planned(record: Campaign) -> list[CampaignReturn]:
    """Open every return that the plan asks for, once the campaign is deployed (R-348, R-349)."""
    return [
        open_return(
            record, code=row["code"], name=row["label"], from_on=date.fromisoformat(row["from"]),
            due_on=date.fromisoformat(row["due"]), contents=row["contents"], sealed=row["sealed"], basis=row["basis"],
        )
        for row in record.returns_planned
    ]  # fmt: skip


def open_progress_report(record: Campaign, today: date | None = None) -> CampaignReturn:
    """Open this month's written report on what is still open after the end, due on its last day (R-351)."""
    today = today or timezone.localdate()
    last = today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return open_return(
        record,
        code=f"OPEN-{today:%Y-%m}",
        name=f"{today.year}年{today.month}月整改进展报告",
        from_on=today.replace(day=1),
        due_on=last,
        contents=[Content.OPEN_ITEMS],
        basis="方案四（三）",
    )


def open_monthly(today: date | None = None) -> int:
    """Open the month's progress report of every campaign that goes on reporting; return how many are new."""
    today = today or timezone.localdate()
    opened = 0
    for record in Campaign.objects.filter(state=CampaignState.CONTINUING, case__is_drill=False):
        if not record.returns.filter(code=f"OPEN-{today:%Y-%m}").exists():
            open_progress_report(record, today)
            opened += 1
    return opened


def mark_late(now: datetime | None = None) -> int:
    """Mark every return that is past its day and not submitted as late, for good; return how many are new."""
    now = now or timezone.now()
    rows = CampaignReturn.objects.exclude(state=ReturnState.SUBMITTED).filter(late=False, case__due_at__lt=now)
    return sum(_mark(pk, now) for pk in rows.order_by("pk").values_list("pk", flat=True))


def _mark(case_id: int, now: datetime) -> bool:
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=case_id)
        overdue = CampaignReturn.objects.exclude(state=ReturnState.SUBMITTED).filter(pk=case_id, late=False)
        if case.due_at is None or case.due_at >= now or not overdue.update(late=True):
            return False
        record_act(case, "mark_late", "逾期未报，记为迟报", by=None)
    return True
