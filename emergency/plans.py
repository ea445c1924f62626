"""Which plan is in force, what it says, and how the next version comes about (R-212)."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from casefile.attachments import inspect
from casefile.refusals import GuardRefused, WrongState
from registers.keeping import delete_on_rollback
from registers.shipped import rows

from .clocks import Clocks
from .lessonmodels import asked_of_the_plan
from .planmodels import Colour, Plan, PlanGrade, PlanStep
from .steps import STEPS, Phase

TITLE = "产品质量安全风险预警和应急处置工作预案"
#: What no plan may leave out: the plan's own articles on accidents, asked before the end of a response (rules §3.3).
OBLIGATORY = tuple(step for step in STEPS if step.requirement in ("R-032", "R-033", "R-034", "R-042", "R-043", "R-044"))


def _number(text: str) -> int | None:
    return int(text) if text else None


#: The grades that come with the product; those without figures are the bureau's to settle.
GRADES = tuple(
    PlanGrade(
        code=row["code"], label=row["label"], colour=Colour(row["colour"]), criteria=row["criteria"], order=order,
        dead_from=_number(row["dead_from"]), injured_from=_number(row["injured_from"]),
    )
    for order, row in enumerate(rows("incident_grades"))
)  # fmt: skip


def in_force(bureau, day: date) -> Plan | None:
    """Return the version in force on `day`; None while the bureau works by the shipped steps."""
    published = Plan.objects.filter(bureau=bureau, published_at__isnull=False, effective_from__lte=day)
    return published.order_by("-effective_from", "-version").first()


def steps_of(plan: Plan | None, phase: Phase) -> Sequence:
    """Return the steps (code, label, basis, department) of a phase, in order."""
    if plan is None:
        return [step for step in STEPS if step.phase == phase]
    return list(plan.steps.filter(phase=phase).order_by("order", "pk"))


def grades_of(plan: Plan | None) -> Sequence[PlanGrade]:
    """Return the incident grades, gravest first."""
    return GRADES if plan is None else list(plan.grades.all())


def label_of(plan: Plan | None, code: str) -> str:
    return next((grade.label for grade in grades_of(plan) if grade.code == code), "") if code else ""


def suggested(grades: Sequence[PlanGrade], injured: int, dead: int) -> PlanGrade | None:
    """Return the gravest grade of which a figure is reached; figures left open never suggest."""
    for grade in grades:
        reached = [
            known is not None and n >= known for n, known in ((dead, grade.dead_from), (injured, grade.injured_from))
        ]
        if any(reached):
            return grade
    return None


def draft_next(bureau, *, by) -> Plan:
    """Begin the next version with the steps and grades of the newest one; an open draft is that draft."""
    with transaction.atomic():
        type(bureau).objects.select_for_update().get(pk=bureau.pk)
        if (open_draft := Plan.objects.filter(bureau=bureau, published_at=None).first()) is not None:
            return open_draft
        last = Plan.objects.filter(bureau=bureau).first()
        version = (Plan.objects.filter(bureau=bureau).aggregate(last=Max("version"))["last"] or 0) + 1
        kept = tuple(field.name for field in fields(Clocks))
        plan = Plan.objects.create(
            bureau=bureau, version=version, title=last.title if last else TITLE, made_by=by, made_at=timezone.now(),
            **({name: getattr(last, name) for name in kept} if last else {}),
        )  # fmt: skip
        copied = [step for phase in Phase for step in steps_of(last, phase)]
        PlanStep.objects.bulk_create(
            PlanStep(
                plan=plan, code=step.code, label=step.label, basis=step.basis, department=step.department,
                phase=step.phase, order=order,
            )
            for order, step in enumerate(copied)
        )  # fmt: skip
        PlanGrade.objects.bulk_create(
            PlanGrade(
                plan=plan, code=grade.code, label=grade.label, colour=grade.colour, criteria=grade.criteria,
                dead_from=grade.dead_from, injured_from=grade.injured_from, order=order,
            )
            for order, grade in enumerate(grades_of(last))
        )  # fmt: skip
    return plan


def keep_file(plan: Plan, upload) -> None:
    """Keep the plan's text; an earlier file of the draft stays in the store. Raises ValidationError."""
    found = inspect(upload)
    plan.file_name, plan.file_extension, plan.file_sha256 = upload.name[-200:], found.extension, found.sha256
    plan.file.save(upload.name, upload, save=False)
    delete_on_rollback(plan.file)


def why_not_publish(plan: Plan) -> list[str]:
    """Return what a draft lacks, in words."""
    missing = []
    if not plan.reference:
        missing.append("请填写印发文号")
    today = timezone.localdate()
    if plan.issued_on is None:
        missing.append("请填写印发日期")
    elif plan.issued_on > today:
        missing.append("印发日期还没有到，印发后再发布")
    if plan.effective_from is None:
        missing.append("请填写施行日期")
    elif plan.issued_on and plan.effective_from < plan.issued_on:
        missing.append("施行日期不能早于印发日期")
    elif plan.effective_from < today and not plan.entered_late:
        missing.append("施行日期已过，请在“补登说明”写明为什么现在才登记")
    if not plan.file:
        missing.append("请上传预案文件")
    codes = set(plan.steps.values_list("code", flat=True))
    if lost := [step.label for step in OBLIGATORY if step.code not in codes]:
        missing.append(f"不能缺少这些步骤：{'、'.join(lost)}")
    newer = Plan.objects.filter(bureau=plan.bureau_id, published_at__isnull=False).exclude(pk=plan.pk)
    last = newer.aggregate(last=Max("effective_from"))["last"]
    if last and plan.effective_from and plan.effective_from <= last:
        missing.append(f"施行日期须晚于上一版的施行日期（{last}）")
    return missing


def publish(plan: Plan, *, by) -> Plan:
    """Make a draft the bureau's plan from its day on. Raises GuardRefused, WrongState (published already)."""
    with transaction.atomic():
        fresh = Plan.objects.select_for_update().get(pk=plan.pk)
        if not fresh.is_draft:
            raise WrongState(f"{fresh}已由{fresh.published_by}发布。")
        if missing := why_not_publish(fresh):
            raise GuardRefused(missing)
        fresh.published_by, fresh.published_at = by, timezone.now()
        fresh.save()
        asked_of_the_plan(fresh.bureau).update(taken_up_in=fresh)
    return fresh
