"""The daily digest: one mail a person a day, only when there is something to say."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from accounts.models import User
from casefile import jobs
from casefile.models import Notification
from documents.awaiting import papers_awaiting
from emergency.sealpages import awaiting_rows
from oversight.owing import owed

from . import worklist

KIND = "desk.digest"


def queue_digests() -> int:
    """Queue today's digest for everyone with an address and something waiting; return how many.

    Queued by person and day, so that a rerun sends nothing twice.
    """
    if not settings.MAIL_ENABLED:
        return 0
    today = timezone.localdate()
    queued = 0
    for user in User.objects.active().exclude(email="").exclude(department=None).order_by("pk"):
        if text_for(user):
            jobs.enqueue(KIND, owner=user, key=f"digest:{user.pk}:{today}", user_id=user.pk)
            queued += 1
    return queued


def text_for(user) -> str:
    """Return the body of the digest, empty when nothing waits and nothing is unread."""
    todo = worklist.awaiting(user)
    unread = _untold(user).order_by("-created_at", "-pk")[:20]
    lines = []
    if todo:
        lines.append("待您办理：")
        lines += [f"  · {row.case.number or '草稿'} {row.case.title}（{row.light.text}）" for row in todo]
    seals = awaiting_rows(user) if user.can("emergency.view") else []
    if seals:
        lines.append("待您办理的封存：")
        lines += [f"  · {row['what']}：{row['sealing'].title}（{row['light'].text}）" for row in seals]
    if owing := owed(user) if user.can("warning.view") else []:
        lines.append("待您查看、反馈：")
        lines += [f"  · {row.what}：{row.title}（{row.light.text}）" for row in owing]
    if papers := [paper for paper in papers_awaiting(user) if not paper.case.is_drill]:
        lines.append("待您办理的文书：")
        lines += [f"  · {paper.title}（{paper.get_state_display()}）" for paper in papers]
    if unread:
        lines.append("未读提醒：")
        lines += [f"  · {row.text}" for row in unread]
    return "\n".join(lines)


def _untold(user):
    """Unread reminders that no mail has told yet; those of drills never go by mail."""
    return Notification.objects.filter(user=user, read_at=None, mailed_at=None).exclude(case__is_drill=True)


@jobs.handler(KIND)
def send_digest(job, user_id: int) -> dict:
    """Send one digest; what it told is marked so that tomorrow's does not repeat it."""
    user = User.objects.get(pk=user_id)
    text = text_for(user)
    if not text:
        return {"sent": False}
    told = list(_untold(user).values_list("pk", flat=True))
    send_mail(f"质安：{timezone.localdate():%m月%d日}待办与提醒", text, settings.DEFAULT_FROM_EMAIL, [user.email])
    Notification.objects.filter(pk__in=told).update(mailed_at=timezone.now())
    return {"sent": True}
