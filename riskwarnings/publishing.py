"""Releasing an approved text to the public, and taking it down again (R-034, R-129)."""

from django.db import transaction
from django.utils import timezone

from accounts.authority import authority
from casefile.models import CaseFile
from casefile.refusals import GuardRefused, NotAllowed, WrongState
from casefile.trail import record_act
from documents.drafting import said
from documents.integrity import faults
from documents.models import Document
from documents.states import IN_FORCE

from .models import Publication
from .models.publication import PUBLIC_KINDS


def may_publish(document, user):
    return authority(user, "notice.publish", department=document.department)


def may_withdraw(document, user):
    return authority(user, "notice.withdraw", department=document.department)


def obstacles(document) -> list[str]:
    """Return why this document cannot be released now, in words."""
    if document.kind not in PUBLIC_KINDS:
        return [f"{document.kind_info.label}不是写给公众的文稿"]
    if document.case.is_drill:
        return ["演练不对外发布"]
    if document.state not in IN_FORCE:
        return [f"文稿在“{document.get_state_display()}”环节，领导签发并印发后才能对外发布"]
    return [f"{fault}，不能发布。请保全现场并报告管理员" for fault in faults(document)]


def publish(document, *, by, channels, opinion, published_on, valid_until=None) -> Publication:
    """Release the document. Raises NotAllowed, GuardRefused, WrongState (released already), ValidationError."""
    role = may_publish(document, by)
    if role is None:
        raise NotAllowed("对外发布由办公室办理。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=document.case_id)
        fresh = Document.objects.select_related("bureau").get(pk=document.pk)
        if reasons := obstacles(fresh):
            raise GuardRefused(reasons)
        if fresh.publications.filter(withdrawn_at=None).exists():
            raise WrongState("这份文稿已经发布。")
        release = Publication(
            document=fresh, channels=channels, opinion=opinion, published_on=published_on, valid_until=valid_until,
            published_by=by, published_at=timezone.now(),
        )  # fmt: skip
        release.full_clean()
        release.save()
        record_act(
            case, "publish", "对外发布", by=by, role=role, subject=fresh.trail_subject, reason=opinion,
            data=[
                said("channels", "发布渠道", release.channels_text),
                said("published_on", "发布日期", f"{published_on:%Y-%m-%d}"),
                said("valid_until", "展示至", f"{valid_until:%Y-%m-%d}" if valid_until else "长期"),
            ],
        )  # fmt: skip
    return release


def withdraw(release: Publication, *, by, reason: str) -> None:
    """Take it down at once. Raises NotAllowed, WrongState."""
    role = may_withdraw(release.document, by)
    if role is None:
        raise NotAllowed("撤下由办公室或局领导办理。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=release.document.case_id)
        fresh = Publication.objects.get(pk=release.pk)
        if fresh.withdrawn_at is not None:
            raise WrongState(f"已由{fresh.withdrawn_by}撤下。")
        fresh.withdrawn_by, fresh.withdrawn_at, fresh.withdrawn_reason = by, timezone.now(), reason
        fresh.full_clean()
        fresh.save()
        record_act(case, "unpublish", "撤下", by=by, role=role, subject=release.document.trail_subject, reason=reason)
