"""The acts that get the papers of a warning done: begun from the case, waived, consulted upon."""

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from casefile import deadlines
from casefile.models import CaseFile
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from casefile.trail import record_act
from documents import drafting, merging
from documents.kindsetting import in_force
from documents.states import ISSUED_ON

from . import papers
from .models import Consultation, PaperWaiver, Warning
from .paperlist import checklist, missing_papers
from .papersdue import BY_CODE, DRAFTED_HERE, PaperRule
from .states import IN_FORCE, WarningState

#: Working days from the issue in which every obligatory paper is made and served.
PAPERS = deadlines.register(deadlines.DeadlineRule("warning_papers", "通报、告知和会商"))
PAPERS_WORKDAYS = 5
#: Papers are made and waived while the warning is in force and nobody has asked for the lifting.
OPEN_IN = IN_FORCE
#: A consultation may be written down until the lifting is decided.
CONSULTED_IN = IN_FORCE | {WarningState.APPROVED, WarningState.LIFT_REVIEW}


# --- the deadline ---------------------------------------------------------------------


def set_papers_due(warning) -> None:
    """From the issue on the unit has PAPERS_WORKDAYS for everything on the checklist that is still open."""
    if missing_papers(warning):
        deadlines.set_deadline(
            warning.case, PAPERS, method="workdays", start=timezone.localdate(), days=PAPERS_WORKDAYS,
            user=warning.case.handler, department=warning.case.department,
        )  # fmt: skip


def follow_papers(warning) -> bool:
    """Meet the deadline once nothing is missing; return whether it was."""
    open_one = warning.case.deadlines.open().filter(rule=PAPERS.code)
    if not open_one.exists() or missing_papers(warning):
        return False
    deadlines.meet(warning.case, PAPERS.code)
    return True


def sweep_papers() -> int:
    """Look at every warning whose papers are due: issue and service are registered on the documents' own pages."""
    waiting = Warning.objects.filter(
        case__deadlines__rule=PAPERS.code, case__deadlines__met_at=None, case__deadlines__cancelled_at=None
    )
    return sum(_follow_locked(pk) for pk in waiting.values_list("pk", flat=True).distinct())


def _follow_locked(pk: int) -> bool:
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=pk)
        warning = Warning.objects.get(pk=pk)
        warning.case = case
        return follow_papers(warning)


# --- permissions ----------------------------------------------------------------------


def may_begin(warning, user):
    """The unit that has the warning makes its papers."""
    return authority(user, "warning.draft", department=warning.case.department)


def may_waive(warning, user):
    """That a paper does not apply is for the unit's head, or a leader in line, to say."""
    return authority(user, "warning.request_lift", department=warning.case.department)


# --- acts -----------------------------------------------------------------------------


def _locked(warning, role, who: str, states):
    if role is None:
        raise NotAllowed(who)
    case = CaseFile.objects.select_for_update().get(pk=warning.pk)
    fresh = Warning.objects.select_related("assessment").get(pk=warning.pk)
    fresh.case = case
    if fresh.state not in states:
        raise WrongState(f"没有办理：预警的环节是“{fresh.get_state_display()}”。")
    return fresh


def begin_paper(warning, code: str, *, by, recipients, token=None):
    """Draft the obligatory paper `code` from the case, with every field that the case knows, and return it.

    Raises NotAllowed, WrongState, GuardRefused (there is one already), KeyError for a code that is none.
    """
    rule = BY_CODE[code]
    role = may_begin(warning, by)
    with transaction.atomic():
        fresh = _locked(warning, role, f"由{warning.case.department}拟制。", OPEN_IN)
        duty = next((duty for duty in checklist(fresh) if duty.rule.code == code), None)
        if duty is None or rule.kind not in DRAFTED_HERE:
            raise GuardRefused([f"这件预警不要求{rule.label}"])
        if duty.document is not None and (token is None or duty.document.creation_token != token):
            raise GuardRefused([f"{rule.label}已在办理：{duty.document.title}"])
        kind = in_force(fresh.case.bureau, rule.kind)
        known = merging.facts(fresh.case, kind.reply_days)
        return drafting.draft(
            fresh.case, rule.kind, by=by, role=role, title=kind.title_for(fresh.case.bureau, fresh.case.title)[:200],
            body=merging.fill(kind.text, known), recipients=recipients, token=token, reason=rule.why,
        )  # fmt: skip


def waive(warning, code: str, *, by, reason: str) -> PaperWaiver:
    """Write down that an obligatory paper does not apply. Raises NotAllowed, WrongState, GuardRefused."""
    rule, role = BY_CODE[code], may_waive(warning, by)
    with transaction.atomic():
        who = f"不适用由{warning.case.department}负责人认定。"
        fresh = _locked(warning, role, who, OPEN_IN)
        duty = next((duty for duty in checklist(fresh) if duty.rule.code == code), None)
        if duty is None or not duty.may_waive:
            raise GuardRefused([f"{rule.label}不能认定为不适用" if duty else f"这件预警不要求{rule.label}"])
        waiver = PaperWaiver(warning=fresh, code=code, reason=reason, by=by, at=timezone.now())
        waiver.full_clean()
        waiver.save()
        record_act(fresh.case, "waive_paper", "认定不适用", by=by, role=role, subject=rule.label, reason=reason)
        follow_papers(fresh)
    return waiver


def take_back_waiver(warning, code: str, *, by) -> None:
    """The paper is obligatory after all. Raises NotAllowed, WrongState."""
    rule, role = BY_CODE[code], may_waive(warning, by)
    with transaction.atomic():
        fresh = _locked(warning, role, f"由{warning.case.department}负责人收回。", OPEN_IN)
        changed = fresh.paper_waivers.filter(code=code, taken_back_at=None).update(
            taken_back_at=timezone.now(), taken_back_by=by
        )
        if not changed:
            raise WrongState("没有可以收回的认定。")
        record_act(fresh.case, "unwaive_paper", "收回不适用的认定", by=by, role=role, subject=rule.label)
        if not fresh.case.deadlines.open().filter(rule=PAPERS.code).exists():
            set_papers_due(fresh)


def record_consultation(warning, *, by, token=None, **given) -> Consultation:
    """Keep who met and what they concluded, and draft the 会商纪要 from it. Raises NotAllowed, WrongState."""
    role = may_begin(warning, by)
    with transaction.atomic():
        fresh = _locked(warning, role, f"会商由{warning.case.department}登记。", CONSULTED_IN)
        if token is not None and (made := Consultation.objects.filter(token=token).first()):
            return made
        consultation = Consultation(warning=fresh, by=by, at=timezone.now(), token=token, **given)
        consultation.full_clean(exclude=["minutes"])
        consultation.save()
        record_act(
            fresh.case, "consult", "登记会商", by=by, role=role, subject=str(consultation),
            reason=consultation.conclusion,
            data=[
                drafting.said("participants", "参加人员", consultation.participants_text),
                drafting.said("conclusion", "会商结论", consultation.conclusion),
            ],
        )  # fmt: skip
        text = papers.minutes(consultation)
        consultation.minutes = drafting.draft(
            fresh.case, "MINUTES", by=by, role=role, title=text.title, body=text.body, reason="按会商记录生成"
        )
        consultation.save(update_fields=["minutes"])
        follow_papers(fresh)
    return consultation


def suggested_recipients(warning, rule: PaperRule) -> dict:
    """Return the initial values of the recipients' form: who is known, else who got the last paper of the kind."""
    bureau = warning.case.bureau
    if rule.kind == "RISK_NOTICE":
        company = warning.case.enterprise
        return {"others": company.name if company else warning.info.enterprise_name}
    last = (
        drafting.Document.objects.filter(bureau=bureau, kind=rule.kind, state__in=sorted(ISSUED_ON))
        .order_by("-issued_at", "-pk").first()
    )  # fmt: skip
    if last is not None:
        rows = list(last.recipients.all())
        return {
            "units": [row.department_id for row in rows if row.department_id],
            "others": "\n".join(row.name for row in rows if not row.department_id),
        }
    if rule.kind == "REGION_LETTER":
        return {"others": bureau.government_name}
    word = {"LICENCE_LETTER": "许可", "STANDARD_LETTER": "标准"}.get(rule.kind)
    units = bureau.departments.filter(active=True, name__contains=word) if word else []
    return {"units": [unit.pk for unit in units], "others": ""}
