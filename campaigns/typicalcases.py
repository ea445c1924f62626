"""Typical cases and experience of a campaign: told, then made public with a leader's consent (R-335, R-349, R-236)."""

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act

from .models import Campaign, TypicalCase


def tell(record: Campaign, *, by, sort, title, text, case=None) -> TypicalCase:
    """Put a case on the list. Raises NotAllowed."""
    role = authority(by, "campaign.plan", department=by.department)
    if role is None:
        raise NotAllowed("典型案例由承办人员撰写。")
    with transaction.atomic():
        made = TypicalCase(
            campaign=record, case=case, sort=sort, title=title, text=text, written_by=by, written_at=timezone.now()
        )
        made.full_clean()
        made.save()
        record_act(record.case, "tell_case", "撰写典型案例", by=by, role=role, subject=title)
    return made


def may_change(row: TypicalCase, user):
    """Until it is public: who wrote it, and the people of the campaign's unit."""
    if row.exposed_on:
        return None
    unit = user.department if user.pk == row.written_by_id else row.campaign.case.department
    return authority(user, "campaign.plan", department=unit)


def change(row: TypicalCase, *, by, sort, title, text, case=None) -> None:
    """Correct what was written; the words before stay in the trail.

    Raises NotAllowed, WrongState when it is public already.
    """
    role = may_change(row, by)
    if role is None and not row.exposed_on:
        raise NotAllowed("由撰写人或承办单位修改。")
    with transaction.atomic():
        fresh = TypicalCase.objects.select_for_update().get(pk=row.pk)
        if fresh.exposed_on:
            raise WrongState(f"已于 {fresh.exposed_on} 曝光，不再修改。")
        before = f"{fresh.title}：{fresh.text}"
        fresh.sort, fresh.title, fresh.text, fresh.case = sort, title, text, case
        fresh.full_clean()
        fresh.save()
        record_act(
            row.campaign.case, "change_case", "修改典型案例", by=by, role=role, subject=title,
            data=[{"name": "before", "label": "原文", "value": before, "text": before}],
        )  # fmt: skip


def may_expose(row: TypicalCase, user):
    """A leader who did not write it (R-335)."""
    return authority(user, "campaign.complete", department=row.campaign.case.department, besides=[row.written_by_id])


def expose(row: TypicalCase, *, by, on, where: str) -> None:
    """Make it public with the leader's consent. Raises NotAllowed, WrongState when it is public already."""
    role = may_expose(row, by)
    if role is None:
        raise NotAllowed("曝光由分管领导批准，撰写人不能批准。")
    with transaction.atomic():
        fresh = TypicalCase.objects.select_for_update().get(pk=row.pk)
        if fresh.exposed_on:
            raise WrongState(f"已于 {fresh.exposed_on} 曝光。")
        fresh.exposed_on, fresh.exposed_in, fresh.exposure_by = on, where, by
        fresh.full_clean()
        fresh.save()
        record_act(
            row.campaign.case, "expose_case", "批准曝光典型案例", by=by, role=role, subject=row.title,
            data=[{"name": "where", "label": "渠道", "value": where, "text": f"{on} {where}"}],
        )  # fmt: skip
