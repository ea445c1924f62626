"""Important matters told upward at once, and 督查 with its feedback (R-232, R-234, R-238, R-350)."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from casefile import deadlines
from casefile.deadlines import DeadlineRule
from casefile.notify import notify
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act

from . import permissions
from .models import Campaign, Feedback, ImportantMatter
from .states import RUNNING

ANSWER = deadlines.register(DeadlineRule("campaign.feedback", "督查反馈", (3, 1, 0)))
_TOLD = (Role.OFFICE, Role.DEPUTY, Role.DIRECTOR, Role.INSPECTOR)


def may_report(record: Campaign, user):
    return permissions.may_plan(record, user) if record.state in RUNNING else None


def report(record: Campaign, *, by, sort, title, text, learned_at, told, way, case=None) -> ImportantMatter:
    """Put on record what was reported, now; the own leaders and the bureau above hear of it at once.

    Raises NotAllowed, ValidationError (learned in the future).
    """
    role = may_report(record, by)
    if role is None:
        raise NotAllowed("重要情况由承办单位在行动期间报告。")
    with transaction.atomic():
        made = ImportantMatter(
            campaign=record, sort=sort, title=title, text=text, case=case, learned_at=learned_at, told=told, way=way,
            reported_at=timezone.now(), reported_by=by,
        )  # fmt: skip
        made.full_clean()
        made.save()
        entry = record_act(
            record.case, "report_matter", f"报告{made.get_sort_display()}", by=by, role=role, subject=title,
            data=[{"name": "told", "label": "报告对象", "value": told, "text": f"{told}（{way}）"}],
        )  # fmt: skip
        bureaus = [record.case.bureau_id, record.case.bureau.parent_id]
        people = User.objects.active().filter(department__bureau__in=bureaus, role_assignments__role__in=_TOLD)
        said = f"{record.case.bureau.short_name}{made.get_sort_display()}：{title}"[:200]
        notify(people.distinct(), said, key=f"matter:{made.pk}:{entry.seq}", case=record.case, urgent=True)
    return made


def may_inspect(record: Campaign, user):
    """Those who answer for the bureau above, where the installation has this switched on (R-234)."""
    if not settings.SUPERIOR_FEEDBACK or record.state not in RUNNING:
        return None
    return permissions.may_answer_return(record, user)


def feed_back(record: Campaign, *, by, sort, on, text, answer_by=None, draw=None, visited=()) -> Feedback:
    """Tell a bureau below what was found. Raises NotAllowed."""
    role = may_inspect(record, by)
    if role is None:
        raise NotAllowed("督查反馈由上级局登记。")
    with transaction.atomic():
        made = Feedback(
            campaign=record, sort=sort, on=on, text=text, answer_by=answer_by, draw=draw, by=by, at=timezone.now()
        )
        made.full_clean()
        made.save()
        made.visited.set(visited)
        entry = record_act(record.case, "feed_back", "督查反馈", by=by, role=role, subject=str(made), reason=text)
        if answer_by:
            deadlines.set_deadline(
                record.case, ANSWER.of(made.pk, f"督查反馈（{on}）"), method="stated", start=answer_by
            )
        people = User.objects.active().filter(department=record.case.department)
        said = f"{record.case.title}：上级督查反馈（{on}）"[:200]
        notify(people, said, key=f"feedback:{made.pk}:{entry.seq}", case=record.case, urgent=True)
    return made


def may_answer(row: Feedback, user):
    return None if row.answered_at else permissions.may_move(row.campaign, user)


def answer(row: Feedback, *, by, text: str) -> None:
    """Say what was done about it. Raises NotAllowed, WrongState."""
    role = may_answer(row, by)
    if role is None:
        raise NotAllowed("督查要求由承办单位负责人反馈，只反馈一次。")
    with transaction.atomic():
        fresh = Feedback.objects.select_for_update().get(pk=row.pk)
        if fresh.answered_at:
            raise WrongState("已经反馈。")
        fresh.answer, fresh.answered_by, fresh.answered_at = text, by, timezone.now()
        fresh.full_clean()
        fresh.save()
        deadlines.meet(row.campaign.case, f"{ANSWER.code}:{row.pk}")
        record_act(
            row.campaign.case, "answer_feedback", "反馈督查要求", by=by, role=role, subject=str(row), reason=text
        )
