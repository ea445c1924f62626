"""What the command page shows of those who were told."""

from django.urls import reverse

from casefile.lights import Light

from . import bulletins
from .bulletinkinds import BulletinKind
from .clocks import CONFIRM
from .permissions import may_report

_OFFERED = (BulletinKind.FIRST, BulletinKind.MORE, BulletinKind.INFORM, BulletinKind.REQUEST, BulletinKind.LIFT)


def told_context(record, user, deadlines) -> dict:
    """Return `bulletins` (rows newest first), `unconfirmed`, `tell_links` of templates/emergency/told_card.html.

    `deadlines` are the open ones of the case as casefile.pages.record_context has them.
    """
    due = {row["deadline"].rule: row["light"] for row in deadlines}
    may = may_report(record, user) is not None
    rows = record.case.bulletins.select_related("sent_by", "document", "corrects").prefetch_related(
        "recipients__evidence", "recipients__feedback_evidence", "recipients__confirmed_by", "corrections"
    )
    shown = []
    for bulletin in rows:
        bulletin.case = record.case
        shown.append({
            "bulletin": bulletin, "corrected": bool(bulletin.corrections.all()),
            "recipients": [_recipient(row, bulletin, user, may, due) for row in bulletin.recipients.all()],
            "correct_url": _correct_url(record, bulletin) if may and record.case.closed_at is None else "",
        })  # fmt: skip
    everybody = [row for entry in shown for row in entry["recipients"]]
    return {
        "bulletins": shown,
        "told_count": len(everybody),
        "unconfirmed": sum(row["row"].confirmed_at is None for row in everybody),
        "tell_links": tell_links(record) if may else [],
    }


def _recipient(row, bulletin, user, may, due) -> dict:
    row.bulletin = bulletin
    mine = row.department_id is not None and row.department_id == user.department_id
    open_ = row.confirmed_at is None  # an acknowledgement may come after the case is closed
    rule = f"{CONFIRM.code}:r{row.pk}" if row.department_id else f"{CONFIRM.code}:b{bulletin.pk}"
    waits = bool(bulletin.asks) and not row.feedback
    return {
        "row": row,
        "light": due.get(rule, Light("grey", "未确认", "")) if row.confirmed_at is None else None,
        "may_click": open_ and mine and user.can("emergency.view"),
        "confirm_url": reverse("emergency:confirm", args=[row.pk]) if open_ and may and not row.department_id else "",
        "awaits_feedback": waits,
        "feedback_url": reverse("emergency:feedback", args=[row.pk]) if waits and may else "",
    }


def _correct_url(record, bulletin) -> str:
    if bulletin.kind not in _OFFERED or bulletins.why_not(record, bulletin.kind):
        return ""
    return f"{reverse('emergency:tell', args=[record.pk, bulletin.kind])}?corrects={bulletin.pk}"


def tell_links(record) -> list[tuple[str, str]]:
    """Return (label, URL) of what may be told now."""
    has_first = any(bulletin.kind == BulletinKind.FIRST for bulletin in record.case.bulletins.all())
    return [
        (kind.label, reverse("emergency:tell", args=[record.pk, kind]))
        for kind in _OFFERED
        if not bulletins.why_not(record, kind) and (kind != BulletinKind.MORE or has_first)
    ]
